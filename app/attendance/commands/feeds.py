"""The secret address of a person's calendar is made and revoked; only its hash is kept."""

from datetime import datetime

from sqlmodel import Session

from app.attendance.models import Feed
from app.attendance.queries.feeds import feeds_of
from app.auth.tokens import hashed, new_token
from app.kit import audit
from app.kit.ids import uuid7


def make_feed(session: Session, community_id: str, person_id: str, now: datetime) -> str:
    """A new secret, shown once; the one before it ends."""
    revoke_feeds(session, community_id, person_id, now)
    token = new_token()
    feed = Feed(
        id=uuid7(),
        community_id=community_id,
        person_id=person_id,
        token_hash=hashed(token),
        made_at=now,
    )
    session.add(feed)
    audit.record(session, community_id, now, "feed.made", person_id, feed.id)
    return token


def revoke_feeds(session: Session, community_id: str, person_id: str, now: datetime) -> None:
    """No secret of this person opens anything any more."""
    for feed in feeds_of(session, person_id):
        feed.revoked_at = now
        session.add(feed)
        audit.record(session, community_id, now, "feed.revoked", person_id, feed.id)
    session.flush()
