"""Who has to do with matters in a community: the contact of a door, and those who lead (R86)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.households.models import Household
from app.org.models import GridBuilding, Holding, Person, Post
from app.org.scope import running

STAFF = (
    Post.GRID_WORKER,
    Post.GRID_LEAD,
    Post.STATION_HEAD,
    Post.DATA_STEWARD,
    Post.CLERK,
)


# Made once: every matter that is opened asks these.
AT: Any = bindparam("at")
HOME = (
    columns(
        col(Household.building_id),
        col(GridBuilding.grid_id),
        col(Household.merged_into).is_(None) & col(Household.erased_at).is_(None),
    )
    .outerjoin(
        GridBuilding,
        (col(GridBuilding.building_id) == col(Household.building_id)) & running(GridBuilding, AT),
    )
    .where(
        col(Household.id) == bindparam("household"),
        col(Household.community_id) == bindparam("place"),
    )
)
GRID = columns(col(GridBuilding.grid_id)).where(
    col(GridBuilding.building_id) == bindparam("building"), running(GridBuilding, AT)
)
CONTACT = (
    columns(col(Holding.person_id))
    .where(
        col(Holding.grid_id) == bindparam("grid"),
        col(Holding.post) == Post.GRID_WORKER,
        running(Holding, AT),
    )
    .order_by(col(Holding.backup), col(Holding.since).desc())
    .limit(1)
)


class Home(NamedTuple):
    """The building of a household, and its grid at a moment; `stands`: neither merged into another
    nor erased."""

    building_id: str
    grid_id: str | None
    stands: bool


def home_of(session: Session, community_id: str, household_id: str, at: datetime) -> Home | None:
    """Where a household of this community is at a moment; None for a household of any other."""
    asked = {"household": household_id, "place": community_id, "at": at}
    found = session.connection().execute(HOME, asked).first()
    return Home(found[0], found[1], bool(found[2])) if found else None


def grid_of(session: Session, building_id: str, at: datetime) -> str | None:
    """The grid that a building belongs to at a moment."""
    found: str | None = session.connection().scalar(GRID, {"building": building_id, "at": at})
    return found


def contact_of(session: Session, grid_id: str, at: datetime) -> str | None:
    """The one worker of a grid at a moment (rows R17, R86); None while it has none."""
    found: str | None = session.connection().scalar(CONTACT, {"grid": grid_id, "at": at})
    return found


def holding(session: Session, community_id: str, posts: Collection[Post], at: datetime) -> set[str]:
    """Who holds one of `posts` in a community at a moment."""
    return set(
        session.exec(
            select(Holding.person_id).where(
                Holding.community_id == community_id,
                col(Holding.post).in_(list(posts)),
                running(Holding, at),
            )
        )
    )


def staff_of(session: Session, community_id: str, at: datetime) -> dict[str, str]:
    """Everybody whom a matter or a task can be given to, by id, in the order of their names."""
    rows = session.execute(
        columns(col(Person.id), col(Person.name))
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .where(
            col(Holding.community_id) == community_id,
            col(Holding.post).in_(STAFF),
            running(Holding, at),
        )
        .order_by(col(Person.name), col(Person.id))
        .distinct()
    )
    return {person: name for person, name in rows}
