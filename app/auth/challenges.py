"""Questions for keys: random, kept on the server, answered once within five minutes."""

import secrets
from datetime import datetime

from sqlmodel import Session, col, delete

from app.auth.models import Challenge
from app.auth.rules import CHALLENGE_LASTS
from app.auth.tokens import hashed, to_text

SIGN_IN = "sign_in"


def ask(session: Session, now: datetime, purpose: str) -> bytes:
    """A new challenge for `purpose`; those that have run out are swept away."""
    session.exec(delete(Challenge).where(col(Challenge.expires_at) <= now))
    raw = secrets.token_bytes(32)
    row = Challenge(
        challenge_hash=hashed(to_text(raw)), purpose=purpose, expires_at=now + CHALLENGE_LASTS
    )
    session.add(row)
    return raw


def answered(session: Session, now: datetime, purpose: str, text: str) -> datetime | None:
    """Use up the challenge `text` (base64url); when it was asked, None when it was not open for
    `purpose`.

    The caller commits before anything else is judged, so that it can never be used again.
    """
    used = session.exec(
        delete(Challenge)
        .where(
            col(Challenge.challenge_hash) == hashed(text),
            col(Challenge.purpose) == purpose,
            col(Challenge.expires_at) > now,
        )
        .returning(col(Challenge.expires_at))
    ).first()
    return used[0] - CHALLENGE_LASTS if used else None


def for_enrolling(invitation_id: str) -> str:
    """The purpose of a challenge that may only be answered for one invitation."""
    return f"enrol:{invitation_id}"


def for_new_pin(key_id: str) -> str:
    """The purpose of a challenge that may only be answered to change the PIN of one key."""
    return f"new-pin:{key_id}"
