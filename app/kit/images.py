"""Photos made safe: decoded and written anew in a child with little memory and time.

Whatever came with the picture (EXIF, GPS, profiles, a second file behind the first) is left
behind, because only pixels cross over. A decompression bomb ends the child, not the server.
"""

import subprocess
import sys
from dataclasses import dataclass

CHILD_SECONDS = 8
MOST_OUTPUT_BYTES = 2_000_000
REFUSED = 3


class NotAPicture(ValueError):
    """The bytes are no picture that can be shown."""


class TooBig(ValueError):
    """The picture is larger than any phone's camera makes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture and the media type it is kept under."""

    content: bytes
    media_type: str = "image/webp"


def clean(raw: bytes) -> Picture:
    """The picture in `raw`, written anew as WebP. Raises NotAPicture or TooBig."""
    command = [sys.executable, "-c", "import app.kit.images_child as c; c.main()"]
    try:
        child = subprocess.run(
            command, input=raw, capture_output=True, timeout=CHILD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise TooBig from None
    if (
        child.returncode == 0
        and child.stdout[:4] == b"RIFF"
        and len(child.stdout) <= MOST_OUTPUT_BYTES
    ):
        return Picture(child.stdout)
    if child.returncode == REFUSED:
        raise NotAPicture
    raise TooBig
