"""Photos of a record: taken in once, written anew, and refused by themselves."""

import hashlib
import io
import json
import zlib
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import select

from app.kit.db import Database
from app.kit.images import NotAPicture, TooBig, clean
from app.settings import Settings
from app.visits.models import Photo
from tests.clock import HeldClock
from tests.people import Town
from tests.sync.conftest import Line
from tests.sync.phone import Phone
from tests.sync.test_api import assert_sound


def jpeg(width: int = 640, height: int = 480, exif: bool = False) -> bytes:
    """A picture as a phone's camera makes it; with `exif`, one that tells where it was taken."""
    out = io.BytesIO()
    tags = Image.Exif()
    if exif:
        tags[0x0112] = 6
        tags[0x010F] = "SECRET-CAMERA"
        tags.get_ifd(0x8825)[2] = (37.0, 30.0, 0.0)
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG", exif=tags)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that would unfold to 7.5 gigabytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(kind + body)
        return len(body).to_bytes(4) + kind + body + crc.to_bytes(4)

    side = (50_000).to_bytes(4)
    head = chunk(b"IHDR", side + side + bytes([8, 2, 0, 0, 0]))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(bytes(10**6)))
        + chunk(b"IEND", b"")
    )


def with_photos(line: Line, phone: Phone, town: Town, clock: HeldClock, *photos: bytes) -> str:
    """Send a visit that names `photos`; its id."""
    files = [
        {"sha256": hashlib.sha256(one).hexdigest(), "size": len(one), "type": "image/jpeg"}
        for one in photos
    ]
    text = phone.visit(town.doors3[0], clock(), files=files)
    assert line.send(phone, text)[0]["outcome"] == "accepted"
    found: str = json.loads(text)["id"]
    return found


def sha(photo: bytes) -> str:
    return hashlib.sha256(photo).hexdigest()


def test_never_2_and_31_each_photo_that_goes_out_comes_in_and_is_counted(
    line: Line, wang: Phone, town: Town, clock: HeldClock, settings: Settings, db: Database
) -> None:
    photos = [jpeg(300 + n) for n in range(3)]
    record = with_photos(line, wang, town, clock, *photos)
    told = [line.send_photo(record, sha(one), one) for one in photos]
    assert [(one["received"], one["of"]) for one in told] == [(1, 3), (2, 3), (3, 3)]
    with db.session() as session:
        stored = session.exec(select(Photo.stored)).all()
    assert all((settings.files / one).stat().st_size > 0 for one in stored)
    assert_sound(db)


def test_never_19_a_photo_sent_again_is_one_photo(
    line: Line, wang: Phone, town: Town, clock: HeldClock, settings: Settings
) -> None:
    photo = jpeg()
    record = with_photos(line, wang, town, clock, photo)
    told = [line.send_photo(record, sha(photo), photo) for _ in range(3)]
    assert [one["outcome"] for one in told] == ["accepted"] * 3
    assert len([path for path in settings.files.rglob("*") if path.is_file()]) == 1


def test_where_and_with_what_it_was_taken_does_not_survive(
    line: Line, wang: Phone, town: Town, clock: HeldClock, settings: Settings
) -> None:
    photo = jpeg(exif=True)
    assert b"SECRET-CAMERA" in photo
    record = with_photos(line, wang, town, clock, photo)
    line.send_photo(record, sha(photo), photo)
    [path] = [path for path in settings.files.rglob("*") if path.is_file()]
    with Image.open(path) as kept:
        assert kept.size == (480, 640), "the picture stands upright"
        assert not kept.getexif() and "exif" not in kept.info and "icc_profile" not in kept.info
    assert b"SECRET-CAMERA" not in path.read_bytes()


def test_half_a_photo_is_not_taken_and_may_come_again(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    photo = jpeg()
    record = with_photos(line, wang, town, clock, photo)
    assert line.send_photo(record, sha(photo), photo[: len(photo) // 2])["outcome"] == "later"
    assert line.send_photo(record, sha(photo), photo)["outcome"] == "accepted"


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><script>alert(1)</script></html>", b"%PDF-1.7", b"GIF89a" + bytes(100),
     b"<svg xmlns='http://www.w3.org/2000/svg'/>", jpeg()[:200], b"RIFF\x00\x00\x00\x00WEBPVP8 "],
)  # fmt: skip
def test_what_is_no_picture_is_refused_once_and_for_all(
    line: Line, wang: Phone, town: Town, clock: HeldClock, settings: Settings, content: bytes
) -> None:
    size = max(1, len(content))
    files = [{"sha256": sha(content), "size": size, "type": "image/jpeg"}]
    text = wang.visit(town.doors3[0], clock(), files=files)
    line.send(wang, text)
    record = json.loads(text)["id"]
    told = line.send_photo(record, sha(content), content)
    assert (told["outcome"], told["code"]) == ("refused", "not_a_picture")
    assert line.send_photo(record, sha(content), content)["outcome"] == "refused"
    assert not [path for path in settings.files.rglob("*") if path.is_file()]


def test_a_decompression_bomb_ends_the_child_and_not_the_server(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    photo = bomb()
    record = with_photos(line, wang, town, clock, photo)
    told = line.send_photo(record, sha(photo), photo)
    assert (told["outcome"], told["code"]) == ("refused", "too_large")
    assert line.client.get("/healthz").status_code == 200


def test_a_photo_that_no_record_names_or_another_persons_is_not_found(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    photo = jpeg()
    record = with_photos(line, wang, town, clock, photo)
    stray = jpeg(200)
    nonce = "0" * 32
    paths = [f"/sync/files/{record}/{sha(stray)}", f"/sync/files/{wang.device}/{sha(photo)}"]
    for path in paths:
        assert line.client.put(f"{path}?nonce={nonce}", content=photo).status_code == 404
    line.sign_in(town.li, town.community)
    path = f"/sync/files/{record}/{sha(photo)}?nonce={nonce}"
    assert line.client.put(path, content=photo).status_code == 404


def test_a_photo_too_large_for_any_phone_is_not_read(line: Line, wang: Phone, town: Town) -> None:
    path = f"/sync/files/{wang.device}/{'a' * 64}?nonce={'0' * 32}"
    assert line.client.put(path, content=bytes(2_000_000)).status_code == 413


def test_a_picture_is_made_small_enough_to_look_at() -> None:
    with Image.open(io.BytesIO(clean(jpeg(4000, 3000)).content)) as kept:
        assert max(kept.size) <= 1600


def test_nothing_that_is_sent_breaks_the_child(tmp_path: Path) -> None:
    whole = jpeg(64, 64)
    for cut in range(0, len(whole), max(1, len(whole) // 6)):
        try:
            clean(whole[:cut] + b"\xff" * 10)
        except (NotAPicture, TooBig):
            continue
