"""Checkpoints: what a chain was at a moment, signed, and kept outside the database (design 4d).

The hash of link `size` commits to that link and to every one before it, so one line of it is
enough to find a chain that was cut, set back or written anew. The files only grow, one a
community; a copy of one elsewhere is a witness that nobody with this database can change.
"""

import base64
import binascii
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.kit.clock import from_iso, iso
from app.kit.ids import is_uuid
from app.kit.notes import NOTE, BadNote, NoteKey, text_of

KEY = "checkpoint.pem"
FOLDER = "checkpoints"
EVERY = timedelta(hours=1)
EVENING = time(20, 0)
# After each note; no note has two empty lines in it.
END = "\n\n\n"
# The newest note is far shorter.
TAIL_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """That the chain of `community` had `size` links at `at`, and the hash of the last of them.
    `host` and `epoch`: of the installation that says so."""

    host: str
    community: str
    epoch: str
    size: int
    hash: bytes
    at: datetime

    def text(self) -> str:
        """The lines that are signed: origin, size, hash, time."""
        origin = f"{self.host}/{self.community}/{self.epoch}"
        return f"{origin}\n{self.size}\n{base64.b64encode(self.hash).decode()}\n{iso(self.at)}\n"


def read(text: str) -> Checkpoint:
    """The checkpoint that a note says. Raises BadNote."""
    try:
        origin, size, link, at = text.splitlines()
        host, community, epoch = origin.split("/")
        found = Checkpoint(
            host, community, epoch, int(size), base64.b64decode(link, validate=True), from_iso(at)
        )
    except (ValueError, binascii.Error):
        raise BadNote("it is no checkpoint") from None
    if not is_uuid(community) or found.size < 1 or len(found.hash) != 32:
        raise BadNote("it is no checkpoint")
    return found


def is_due(newest: Checkpoint | None, size: int, now: datetime, zone: str) -> bool:
    """Whether a chain of `size` links needs another: an hour after the newest when it grew since,
    and every evening at 20:00 local, so that each day has one to copy."""
    if newest is None:
        return size > 0
    local = now.astimezone(ZoneInfo(zone))
    evening = datetime.combine(local.date(), EVENING, local.tzinfo)
    return (size > newest.size and now - newest.at >= EVERY) or newest.at < evening <= now


class Shelf:
    """The checkpoints of an installation, in its data folder."""

    def __init__(self, data: str) -> None:
        self.folder = Path(data) / FOLDER

    def path(self, community: str) -> Path:
        """Where those of a community are."""
        return self.folder / f"{community}.txt"

    def newest(self, community: str) -> str | None:
        """The newest note of a community as it was written."""
        try:
            with self.path(community).open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
                text = file.read().decode(errors="replace")
        except FileNotFoundError:
            return None
        whole, end, _ = text.rpartition(END)
        return whole.rpartition(END)[2] + "\n" if end else None

    def add(self, community: str, note: str) -> None:
        """Append a note, durably; what a power cut left of an earlier one is no note."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        opened = os.open(self.path(community), os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(opened, "r+b") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            start, tail = file.tell(), file.read()
            whole, end, _ = tail.rpartition(END.encode())
            file.truncate(file.seek(start + len(whole + end)))
            file.write(note.rstrip("\n").encode() + END.encode())
            file.flush()
            os.fsync(file.fileno())


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it was found, and why it proves nothing ("" when it does)."""

    checkpoint: Checkpoint
    wrong: str


def kept_in(place: Path, key: NoteKey | None) -> Iterator[Kept]:
    """Every checkpoint in a file, or in the files of a folder. Raises OSError, and BadNote for
    what is no checkpoint at all."""
    for path in sorted(place.glob("*.txt")) if place.is_dir() else [place]:
        *notes, last = path.read_text("utf8").split(END)
        # A copy of one note ends like any text. What a power cut left is no note.
        alone = [last] if NOTE.fullmatch(last) else []
        if path is place and not notes and not alone:
            raise BadNote(f"{path}: there is no checkpoint in it")
        for note in [*notes, *alone]:
            try:
                yield _kept(note.rstrip("\n") + "\n", key)
            except BadNote as problem:
                raise BadNote(f"{path}: {problem}") from None


def _kept(note: str, key: NoteKey | None) -> Kept:
    found = read(text_of(note))
    if key is None:
        return Kept(found, "this installation has no key of its own")
    try:
        key.open(note)
    except BadNote as problem:
        return Kept(found, str(problem))
    return Kept(found, "")
