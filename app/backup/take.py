"""A backup: database first, then the photos it names, then the keys; the manifest last."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from app.backup import database
from app.backup.manifest import NAME, PREFIX, Manifest, backups_in, manifests_in, part_of
from app.kit.clock import iso
from app.rights.commands.raw import NAME as ERASED
from app.rights.commands.raw import list_of, note, noted
from app.settings import Settings
from app.sync.checkpoints import FOLDER as CHECKPOINTS

UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class Taken:
    """A finished backup, how many old ones were removed, and whether it looks too small."""

    folder: Path
    manifest: Manifest
    removed: int
    shrunk: bool


def take(settings: Settings, into: Path, now: datetime, keep: int) -> Taken:
    """Copy the whole installation into a new folder in `into`, then keep the newest `keep`.

    Phones and people may go on working. Raises database.Failed and OSError.
    """
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{PREFIX}{now:%Y%m%dT%H%M%SZ}"
    fullest = max((one.events for one in manifests_in(into)), default=0)
    aside = into / f"{UNFINISHED}{name}"
    aside.mkdir(mode=0o700)
    try:
        # Before the database: none may be of a longer chain than the copy has.
        _copy_tree(Path(settings.data) / CHECKPOINTS, aside / CHECKPOINTS)
        made = database.copy(settings.url, aside)
        _copy_tree(settings.files, aside / "files")
        _copy_tree(Path(settings.data) / "keys", aside / "keys")
        manifest = Manifest(
            iso(now),
            database.engine_of(settings.url),
            made.schema,
            settings.origin,
            made.events,
            {path.relative_to(aside).as_posix(): part_of(path) for path in _files_of(aside)},
        )
        _write(aside / NAME, msgspec.json.format(msgspec.json.encode(manifest)))
        os.sync()
        aside.rename(into / name)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    # Beside the backups, not in one: restoring an old one must know what was erased since.
    note(into / ERASED, noted(list_of(settings)))
    # Chains only grow: one that is shorter than before was taken of the wrong database, and must
    # not push the good ones out.
    shrunk = manifest.events < fullest
    removed = 0 if shrunk else _remove_old(into, keep)
    return Taken(into / name, manifest, removed, shrunk)


def _copy_tree(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    for path in _files_of(source):
        if path.suffix == ".new":  # is being written, and is named by no row yet
            continue
        place = target / path.relative_to(source)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copy2(path, place)
        except FileNotFoundError:  # erased meanwhile, as it had to be
            continue


def _files_of(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _remove_old(into: Path, keep: int) -> int:
    old = backups_in(into)[keep:]
    for one in old:
        shutil.rmtree(one)
    return len(old)
