"""The child that decodes a photo: 512 MB of address space, five seconds, no files."""

import io
import resource
import sys

ADDRESS_SPACE = 512 * 1024 * 1024
CPU_SECONDS = 5
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
QUALITY = 78
REFUSED = 3
FORMATS = ("JPEG", "PNG", "WEBP")


def main() -> None:
    """Read a picture from standard input, write it anew to standard output."""
    from PIL import Image, ImageOps

    # Limits are set after the import, which maps more than the picture will ever need.
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    raw = sys.stdin.buffer.read()
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                sys.exit(1)
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(found)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = Image.new("RGB", upright.size, "white")
            plain.paste(upright.convert("RGB"))
    except (Image.DecompressionBombError, MemoryError):
        sys.exit(1)
    except Exception:  # noqa: BLE001 whatever a broken file makes the decoder raise, it is no picture
        sys.exit(REFUSED)
    out = io.BytesIO()
    plain.save(out, "WEBP", quality=QUALITY, method=2)
    sys.stdout.buffer.write(out.getvalue())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
