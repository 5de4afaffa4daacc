"""What a backup says of itself: what is in it, and the digest of each file.

The manifest is written last, so a folder without one is a backup that was not finished.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

NAME = "manifest.json"
PREFIX = "qiaomen-"
CHUNK = 1024 * 1024


class Part(msgspec.Struct, frozen=True):
    """One file of a backup."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """A whole backup. `events` is how many links its chains have; `schema` the migration."""

    made_at: str
    engine: str
    schema: str
    origin: str
    events: int
    parts: dict[str, Part]

    def bytes(self) -> int:
        """How large the backup is."""
        return sum(part.size for part in self.parts.values())


class Damaged(Exception):
    """A backup that is not what it was when it was made; the text says where."""


def read(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`. Raises Damaged."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise Damaged(f"{folder}: {NAME} 不在  is not there") from None
    except (OSError, msgspec.MsgspecError) as problem:
        raise Damaged(f"{folder / NAME}: {problem}") from None


def newest_in(folder: str) -> Manifest | None:
    """The manifest of the newest whole backup in `folder`."""
    return next(manifests_in(Path(folder)), None) if folder else None


def manifests_in(folder: Path) -> Iterator[Manifest]:
    """The manifests of the whole backups in `folder`, the newest first."""
    for one in backups_in(folder):
        with contextlib.suppress(Damaged):
            yield read(one)


def backups_in(folder: Path) -> list[Path]:
    """The finished backups in `folder`, the newest first: their names sort by time."""
    return sorted((one.parent for one in folder.glob(f"{PREFIX}*/{NAME}")), reverse=True)


def part_of(path: Path) -> Part:
    """Size and digest of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Part(size, digest.hexdigest())


def faults(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Files that are missing, changed, or lead out of `folder`."""
    for name, part in manifest.parts.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            yield f"{name}: 不在  is not there"
        elif part_of(path) != part:
            yield f"{name}: 内容变了  was changed"
