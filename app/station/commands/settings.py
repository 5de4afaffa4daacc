"""The community's own numbers, and the one lock that orders changes of its set-up."""

from datetime import datetime

from sqlmodel import Session, select

from app.kit import audit
from app.org.models import Community
from app.station.forms.plans import Sizes


def lock(session: Session, community_id: str) -> Community:
    """Make everybody who changes this station's set-up wait until this transaction is over.

    `key_share`: rows that name the community are written meanwhile. They wait for nobody here, and
    so nobody here waits for them in a circle.
    """
    return session.exec(
        select(Community).where(Community.id == community_id).with_for_update(key_share=True)
    ).one()


def set_sizes(session: Session, now: datetime, community_id: str, by: str, new: Sizes) -> None:
    """Another target size of grids; nothing moves by itself."""
    community = lock(session, community_id)
    was = {
        "target": community.grid_target_households,
        "tolerance": community.grid_tolerance_percent,
    }
    community.grid_target_households = new.target
    community.grid_tolerance_percent = new.tolerance_percent
    session.add(community)
    said = {"was": was, "target": new.target, "tolerance": new.tolerance_percent}
    audit.record(session, community_id, now, "station.sizes", by, community_id, said)


def set_take_minutes(
    session: Session, now: datetime, community_id: str, by: str, minutes: int
) -> None:
    """Within how many open minutes a new matter is taken before it passes to a backup (row R87).
    What waits already keeps its time."""
    community = lock(session, community_id)
    was, community.take_minutes = community.take_minutes, minutes
    session.add(community)
    said = {"was": was, "minutes": minutes}
    audit.record(session, community_id, now, "station.take_minutes", by, community_id, said)
