"""The archive bundle of a matter as one ZIP, made while it is sent: one file of it in memory at a
time (row R90).

It opens without this program: its names are plain ASCII, so that no system reads them in another
code page. But for who took it and when, the same matter makes the same bytes.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from app.books.sheets import Sink

INDEX, DATA, MANIFEST = "index.html", "matter.json", "manifest.json"
FORMAT = "qiaomen-matter-archive-1"
# Readable by everybody, written by nobody: it is a copy of what is read-only.
MODE = 0o100444 << 16
File = tuple[str, Callable[[], bytes]]
"""A file of the bundle: its name, and what reads it. What is not there any more is left out."""


def bundle_bytes(
    files: Iterable[File], said: dict[str, Any], closed_at: datetime, zone: str
) -> Iterator[bytes]:
    """The ZIP in parts. `said`: what the manifest says beside the digests of the files;
    `closed_at`: the age of every file in it."""
    sink, at = Sink(), closed_at.astimezone(ZoneInfo(zone)).timetuple()[:6]
    listed = []
    with zipfile.ZipFile(sink, "w") as out:
        for name, read in files:
            try:
                content = read()
            except FileNotFoundError:
                continue
            out.writestr(_entry(name, at), content)
            digest = hashlib.sha256(content).hexdigest()
            listed.append({"name": name, "bytes": len(content), "sha256": digest})
            yield sink.taken()
        whole = {"format": FORMAT, **said, "files": listed}
        out.writestr(_entry(MANIFEST, at), as_json(whole))
    yield sink.taken()


def as_json(value: Any) -> bytes:
    """For programs, and still to be read by people."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2)


def _entry(name: str, at: Any) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, at)
    entry.create_system, entry.external_attr = 3, MODE
    packs = name.endswith((".html", ".json"))
    entry.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
    return entry
