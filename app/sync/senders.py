"""Who sends: the people behind a set of sessions, in one query."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.auth.models import SignIn


@dataclass(frozen=True, slots=True)
class Sender:
    """A signed-in person who sends records of their community."""

    person_id: str
    community_id: str
    device_id: str


def senders_of(session: Session, token_hashes: set[str], now: datetime) -> dict[str, Sender]:
    """The senders by the hash of their session's token; ended sessions are left out."""
    rows = session.connection().execute(
        select(SignIn.token_hash, SignIn.person_id, SignIn.community_id, SignIn.device_id).where(
            col(SignIn.token_hash).in_(token_hashes),
            col(SignIn.ended_at).is_(None),
            SignIn.expires_at > now,
        )
    )
    return {row[0]: Sender(row[1], row[2] or "", row[3] or "") for row in rows}
