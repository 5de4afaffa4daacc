"""Rules of the wire: what is said of a clock, and what makes an envelope readable. Pure."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.intake import Envelope, Made, Refuse

MOST_TEXT_BYTES = 64 * 1024
MOST_FILES = 5
MOST_FILE_BYTES = 1_000_000
FILE_TYPES = ("image/webp", "image/jpeg", "image/png", "image/heic", "image/heif")
SHA256_SHAPE = re.compile(r"^[0-9a-f]{64}$")
SALT_SHAPE = re.compile(r"^[0-9a-f]{32}$")
MOST_SKEW_MS = 10 * 366 * 86_400_000
AHEAD = timedelta(minutes=2)
OLDEST = timedelta(days=60)
# A slow network takes its time between a clock that is read and a request that arrives.
SET = timedelta(minutes=10)
# What the chain says of an envelope whose text was taken out.
EMPTIED = "envelope.erased"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

read_envelope = msgspec.json.Decoder(Envelope).decode
BROKEN = Message("这条记录已损坏，无法读取")


@dataclass(frozen=True, slots=True)
class Times:
    """When a record was made: as said, as corrected, and whether that can be doubted."""

    said_at: datetime
    made_at: datetime
    doubtful: bool


def digest_of(text: str) -> str:
    """The digest of an envelope: SHA-256 of its text as UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def short_of(digest: str) -> str:
    """Four characters of a receipt that people can read to each other."""
    value = int(digest[:5], 16)
    return "".join(ALPHABET[value >> shift & 31] for shift in (15, 10, 5, 0))


def times_of(made: Made, received_at: datetime) -> Times:
    """What the phone's clock tells. It is noted and flagged, never a reason to refuse.

    Raises ValueError when `made.wall` is no time at all.
    """
    said = datetime.fromisoformat(made.wall)
    if said.tzinfo is None:
        raise ValueError("no zone")
    try:
        said = said.astimezone(UTC)
    except OverflowError:
        return Times(received_at, received_at, True)
    skew = made.offset
    if skew is not None and abs(skew) > MOST_SKEW_MS:
        return Times(said, received_at, True)
    try:
        corrected = said - timedelta(milliseconds=skew or 0)
    except OverflowError:
        return Times(said, received_at, True)
    doubtful = corrected > received_at + AHEAD or corrected < received_at - OLDEST
    made_at = received_at if corrected > received_at + AHEAD else min(corrected, received_at)
    made_at = made_at.replace(microsecond=made_at.microsecond // 1000 * 1000)
    return Times(said, made_at, doubtful)


def clock_set(made: Made, clock: str | None, received_at: datetime) -> bool:
    """Whether the phone's clock is off by something else now, while it sends (`clock`), than it was
    off by when it wrote the record. What a phone does not tell is not held against it."""
    if clock is None or made.offset is None:
        return False
    try:
        skew = datetime.fromisoformat(clock) - received_at
    except (ValueError, TypeError, OverflowError):
        return False
    return (
        abs(skew - timedelta(milliseconds=max(-MOST_SKEW_MS, min(made.offset, MOST_SKEW_MS)))) > SET
    )


def open_envelope(text: str) -> Envelope | Refuse:
    """The envelope in `text`, or why it cannot be read."""
    if len(text) > MOST_TEXT_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_TEXT_BYTES:
        return Refuse("too_large", None, Message("这条记录太长，请删减后再发"))
    try:
        envelope = read_envelope(text)
    except msgspec.ValidationError as error:
        found = re.search(r"`\$\.(?:body\.)?(\w+)", str(error))
        return Refuse("malformed", found[1] if found else None, BROKEN)
    except (msgspec.DecodeError, UnicodeError, ValueError, RecursionError):
        return Refuse("malformed", None, BROKEN)
    return _wrong(envelope) or envelope


def _wrong(envelope: Envelope) -> Refuse | None:
    if not is_uuid(envelope.id):
        return Refuse("malformed", "id", BROKEN)
    if envelope.v != 1 or envelope.schema != 1:
        return Refuse("unknown_version", "v", Message("这条记录由更新的版本写成，请联系站长"))
    if not SALT_SHAPE.match(envelope.salt):
        return Refuse("malformed", "salt", BROKEN)
    if envelope.device and not is_uuid(envelope.device):
        return Refuse("malformed", "device", BROKEN)
    if envelope.base is not None and not (
        is_uuid(envelope.base.id) and 0 < envelope.base.rev < 10**6
    ):
        return Refuse("malformed", "base", BROKEN)
    if "\x00" in text_of(envelope):
        return Refuse("malformed", "body", BROKEN)
    return _wrong_files(envelope)


def text_of(envelope: Envelope) -> str:
    """Every text of the body in one, for checks that concern all of them."""
    parts = (part if isinstance(part, str) else "".join(part) for part in envelope.body.values())
    return "".join(parts)


def _wrong_files(envelope: Envelope) -> Refuse | None:
    if len(envelope.files) > MOST_FILES:
        return Refuse("too_many_files", "photos", Message("照片最多 {max} 张", max=MOST_FILES))
    if len({one.sha256 for one in envelope.files}) != len(envelope.files):
        return Refuse("malformed", "photos", Message("同一张照片附了两次"))
    for one in envelope.files:
        if not SHA256_SHAPE.match(one.sha256) or one.type not in FILE_TYPES:
            return Refuse("malformed", "photos", Message("照片格式无法识别，请重拍"))
        if not 0 < one.size <= MOST_FILE_BYTES:
            return Refuse("too_large", "photos", Message("照片太大，请重拍"))
    return None
