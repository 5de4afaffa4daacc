"""Static files under one build id, so that they can be kept for ever and never mixed."""

import hashlib
import json
import mimetypes
from dataclasses import dataclass
from functools import cache, cached_property

import brotli  # type: ignore[import-untyped]

from app.kit.db import ROOT
from app.kit.i18n import LANGS, words

STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
BUILD_LENGTH = 12
# The style sheets of every page, in their order. They go over the wire as one: each request of a
# slow phone costs more than the few rules in it.
SHEETS = ("tokens", "base", "frame", "controls", "parts", "visit", "desk")
SHEETS_TOGETHER = "css/pages.css"
COMPRESSED = (".js", ".css", ".svg", ".webmanifest", ".json", ".txt")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    media_type: str
    raw: bytes
    small: bytes | None


class Assets:
    """Every static file, read once. `build` changes when a file, template or word changes."""

    def __init__(self, extra_seed: str = "") -> None:
        self._seed = extra_seed

    @cached_property
    def files(self) -> dict[str, Asset]:
        """The files by their path below static/."""
        found = {
            path.relative_to(STATIC).as_posix(): _asset(path.name, path.read_bytes())
            for path in sorted(STATIC.rglob("*"))
            if path.is_file()
        }
        together = b"".join(found[f"css/{sheet}.css"].raw for sheet in SHEETS)
        found[SHEETS_TOGETHER] = _asset("pages.css", together)
        for lang in LANGS:
            text = json.dumps(words(lang), ensure_ascii=False, separators=(",", ":"))
            found[f"words-{lang}.js"] = _asset("w.js", f"export default {text};\n".encode())
        return found

    @cached_property
    def build(self) -> str:
        """The id of this build: the digest of everything a phone keeps of it."""
        digest = hashlib.sha256(self._seed.encode())
        for name, asset in self.files.items():
            digest.update(name.encode() + b"\0" + asset.raw)
        for path in sorted(TEMPLATES.rglob("*.html")):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:BUILD_LENGTH]

    def url(self, path: str) -> str:
        """The address of a static file. Raises KeyError when there is none."""
        if path not in self.files:
            raise KeyError(f"no static file {path}")
        return f"/static/{self.build}/{path}"

    def shell(self, pages: list[str]) -> list[str]:
        """What the service worker keeps: the shell's pages and every script, style and icon."""
        kept = [
            path
            for path in self.files
            if path.startswith(("js/", "css/", "vendor/htmx", "icons/", "words-"))
        ]
        alone = tuple(f"css/{sheet}.css" for sheet in SHEETS)
        skip = (".txt", ".md", ".d.ts", "jsconfig.json", "vendor.json", *alone)
        return pages + [self.url(path) for path in kept if not path.endswith(skip)]

    def worker(self, pages: list[str]) -> bytes:
        """The service worker with its build and its list of files written in."""
        text = (STATIC / "sw.js").read_text(encoding="utf8")
        shell = json.dumps(self.shell(pages), separators=(",", ":"))
        return text.replace("__BUILD__", self.build).replace("__SHELL__", shell).encode()


@cache  # compressing all of them takes a second; a process that makes a second application has them
def _asset(name: str, raw: bytes) -> Asset:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.endswith(".webmanifest"):
        media_type = "application/manifest+json"
    if name.endswith(".js"):
        media_type = "text/javascript"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    small = (
        brotli.compress(raw, quality=11) if name.endswith(COMPRESSED) and len(raw) > 200 else None
    )
    return Asset(media_type, raw, small)
