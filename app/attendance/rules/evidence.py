"""What one sign-in proves of its own time (row R112; never-again 47, 48).

A challenge is handed out for one worker, device, day and half-day; the phone signs it together
with the envelope. That proves the envelope was made after the challenge was handed out and before
it arrived. One thing narrows it: the code on the hall's screen, which nobody knows before its
minute. The phone's clock narrows nothing: one that was set looks like one that was not.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.attendance.rules.verdict import Evidence, Grade

ONLINE_WITHIN = timedelta(minutes=5)
CODE_LASTS = timedelta(seconds=60)
CODE_DIGITS = 6
LABEL = b"att/v1"


@dataclass(frozen=True, slots=True)
class Signed:
    """What is known of one signed envelope. All moments are the server's; `code_from` is the
    minute of the station's code in it, None without."""

    handed_out: datetime
    received: datetime
    code_from: datetime | None = None
    by_passkey: bool = True


def challenge(handed_out: bytes, digest: str) -> bytes:
    """What the passkey signs: the day's challenge bound to the envelope by its SHA-256 in hex."""
    return hashlib.sha256(LABEL + handed_out + bytes.fromhex(digest)).digest()


def station_code(secret: bytes, moment: datetime) -> str:
    """The code that the hall's screen shows in the minute of `moment`: six digits."""
    minute = int(moment.timestamp() // CODE_LASTS.total_seconds())
    mac = hmac.digest(secret, minute.to_bytes(8, "big"), "sha256")
    return f"{int.from_bytes(mac[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def minutes_of(secret: bytes, code: str, earliest: datetime, latest: datetime) -> list[datetime]:
    """Every minute between the two in which the screen showed `code`, in order; empty when none.

    Half a day has 720 minutes, so a code guessed at random is found in one of 1,400 half-days.
    """
    step = CODE_LASTS.total_seconds()
    first, last = int(earliest.timestamp() // step), int(latest.timestamp() // step)
    shown = (datetime.fromtimestamp(minute * step, UTC) for minute in range(first, last + 1))
    return [one for one in shown if hmac.compare_digest(station_code(secret, one), code)]


def prove(signed: Signed) -> Evidence:
    """The interval and the grade. Raises ValueError when what is said contradicts itself."""
    first, last = signed.handed_out, signed.received
    if signed.code_from:
        first, last = max(first, signed.code_from), min(last, signed.code_from + CODE_LASTS)
    return Evidence(_grade(signed), first, last)


def _grade(signed: Signed) -> Grade:
    if not signed.by_passkey:
        return Grade.WITNESSED
    if signed.received - signed.handed_out <= ONLINE_WITHIN:
        return Grade.ONLINE
    return Grade.STATION_CODE if signed.code_from else Grade.OFFLINE
