"""The challenges of the coming days: worked out from one secret, so that none is ever stored.

A phone is handed one for each part of each day (row R112, never-again 48). It says in what it
signs when that was; the server works the challenge out again. A restored backup breaks none.
"""

import hashlib
import hmac
from datetime import date

from app.attendance.rules.parts import Part

DAYS_AHEAD = 14
LABEL = b"day/v1"
HALL = b"hall/v1"


def challenge_for(
    secret: bytes, person: str, device: str, on: date, part: Part, issued: str
) -> bytes:
    """The 32 bytes that stand for one worker, phone, day and part, handed out at `issued` (as
    the wire writes moments)."""
    said = f"{person}|{device}|{on.isoformat()}|{part.value}|{issued}"
    return hmac.digest(secret, LABEL + said.encode(), "sha256")


def used_mark(challenge: bytes) -> str:
    """What is kept of a challenge that was used, so that it is used once."""
    return hashlib.sha256(challenge).hexdigest()


def hall_secret(secret: bytes, community_id: str) -> bytes:
    """What the code on a community's hall screen is made from."""
    return hmac.digest(secret, HALL + community_id.encode(), "sha256")
