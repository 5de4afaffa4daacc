"""Who sends: the people behind a set of sessions, in one query."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.auth.models import SignIn
from app.kit.sql import table
from app.org.models import Community


@dataclass(frozen=True, slots=True)
class Sender:
    """A signed-in person who sends records of their community."""

    person_id: str
    community_id: str
    device_id: str
    recalled: str = ""


SESSIONS, COMMUNITIES = table(SignIn), table(Community)
OPEN = (
    select(
        SESSIONS.c.token_hash,
        SESSIONS.c.person_id,
        SESSIONS.c.community_id,
        SESSIONS.c.device_id,
        COMMUNITIES.c.recalled,
    )
    .outerjoin(COMMUNITIES, COMMUNITIES.c.id == SESSIONS.c.community_id)
    .where(
        SESSIONS.c.token_hash.in_(bindparam("hashes", expanding=True)),
        SESSIONS.c.ended_at.is_(None),
        SESSIONS.c.expires_at > bindparam("now"),
    )
)


def senders_of(session: Session, token_hashes: set[str], now: datetime) -> dict[str, Sender]:
    """The senders by the hash of their session's token; ended sessions are left out."""
    rows = session.connection().execute(OPEN, {"hashes": list(token_hashes), "now": now})
    return {row[0]: Sender(row[1], row[2] or "", row[3] or "", row[4] or "") for row in rows}
