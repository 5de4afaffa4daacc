"""An installation made from a backup, under a new epoch: phones offer again what it lost."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import make_url
from sqlmodel import select

from app.backup import database
from app.backup.manifest import Damaged, Manifest, faults, read
from app.kit import audit
from app.kit.db import Database, alembic_config, migrate
from app.rights.commands.again import erase_again
from app.rights.commands.raw import NAME as ERASED
from app.rights.commands.raw import list_of, note, noted
from app.settings import Settings
from app.sync.checkpoints import FOLDER as CHECKPOINTS
from app.sync.keys import Keys

ASIDE = ".restoring"
MOST_FAULTS = 5
FOLDERS = ("keys", "files", CHECKPOINTS)


class CannotRestore(Exception):
    """Nothing was changed; the text says why."""


def restore(
    settings: Settings, folder: Path, now: datetime, erased: Path | None = None
) -> tuple[Manifest, int]:
    """Make the installation of `settings` from the backup in `folder`, and erase again what was
    erased since: what the list beside the backups names, and the one in `erased`; how many.

    The server must be stopped, and the place empty. Raises CannotRestore and database.Failed.
    """
    manifest = _checked(settings, folder)
    if erased is not None and not erased.is_file():
        raise CannotRestore(f"没有  no such file: {erased}")
    data = Path(settings.data)
    aside = data / ASIDE
    shutil.rmtree(aside, ignore_errors=True)  # of an earlier try that was cut off
    aside.mkdir(mode=0o700)
    for name in manifest.parts:
        if name != "keys/epoch":  # the new one tells phones that something may be missing here
            _copy(folder / name, aside / name)
    if manifest.engine == database.POSTGRES:
        database.load_dump(settings.url, aside / database.POSTGRES_FILE)
        (aside / database.POSTGRES_FILE).unlink()
    lists = [folder.resolve().parent / ERASED, *([erased] if erased else [])]
    note(list_of(settings), [line for one in lists for line in noted(one)])
    os.sync()
    _put(settings, aside)
    migrate(settings.url)
    _note(settings, manifest, now)
    opened = Database(settings.url, pool_size=2)
    try:
        return manifest, erase_again(settings, opened, now)
    finally:
        opened.close()


def _put(settings: Settings, aside: Path) -> None:
    for name in FOLDERS:
        (aside / name).mkdir(mode=0o700, exist_ok=True)
        (aside / name).rename(Path(settings.data) / name)
    if database.engine_of(settings.url) == database.SQLITE:
        # Last: without it nothing starts.
        shutil.move(aside / database.SQLITE_FILE, str(make_url(settings.url).database))
    aside.rmdir()


def _checked(settings: Settings, folder: Path) -> Manifest:
    try:
        manifest = read(folder)
    except Damaged as problem:
        raise CannotRestore(str(problem)) from None
    if manifest.engine != database.engine_of(settings.url):
        raise CannotRestore(
            f"备份是 {manifest.engine} 的，设置里不是  The backup is of {manifest.engine}, "
            "the settings name another database"
        )
    _known(settings.url, manifest.schema)
    data = Path(settings.data)
    there = [data / name for name in FOLDERS]
    found = [str(one) for one in there if one.exists()]
    found += [one for one in [database.in_the_way(settings.url)] if one]
    if found:
        raise CannotRestore(
            f"已有内容，请先移走  Something is there already, move it away first: {found[0]}"
        )
    broken = list(faults(folder, manifest))
    if broken:
        raise CannotRestore(
            "备份已损坏  The backup is damaged:\n" + "\n".join(broken[:MOST_FAULTS])
        )
    return manifest


def _known(url: str, schema: str) -> None:
    try:
        ScriptDirectory.from_config(alembic_config(url)).get_revision(schema)
    except CommandError:
        raise CannotRestore(
            f"备份来自更新的版本（{schema}），请先装那个版本  "
            f"The backup was made by a newer version ({schema}); install that one first"
        ) from None


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy2(source, target)  # with its time: the doctor asks how old keys are
    target.chmod(0o600)


def _note(settings: Settings, manifest: Manifest, now: datetime) -> None:
    """Say in every chain that it goes on from a backup, and under which epoch."""
    said = {"backup": manifest.made_at, "epoch": Keys.load(settings).epoch}
    opened = Database(settings.url, pool_size=2)
    try:
        with opened.session(writes=True) as session:
            for chain in session.exec(select(audit.AuditHead.community_id)).all():
                audit.record(session, chain, now, audit.RESTORED, "cli", chain, said)
            session.commit()
    finally:
        opened.close()
