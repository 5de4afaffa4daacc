"""What has to be known of reports from doors before they are judged, for many at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.auth.queries import first_sign_ins
from app.households.models import Household
from app.households.queries.doors import merged_into
from app.households.queries.moves import care_before, households_of
from app.kit.intake import Sent
from app.matters.models import Matter
from app.matters.rules.duplicates import Place, building_in
from app.org.models import Building, GridBuilding, Post
from app.org.scope import Care, care_of, post_periods
from app.visits.models import Visit

# Who reports from doors and streets; of somebody with several posts the first counts.
ON_PATROL = (Post.STATION_HEAD, Post.GRID_LEAD, Post.GRID_WORKER)
Periods = Mapping[tuple[str, str], list[Care]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The visit at which something was asked for, as far as it has arrived."""

    community_id: str
    author_id: str
    household_id: str | None


@dataclass(slots=True)
class Known:
    """What was looked up for a whole batch; `taken` (numbers of matters by the concern that they
    stand on) grows with what is accepted of it."""

    households: Mapping[str, Household]
    into: Mapping[str, str]
    care: Periods
    before: Periods
    held: Mapping[Post, Periods]
    signed_in: Mapping[str, datetime]
    visits: Mapping[str, Asked]
    taken: dict[str, str]


def look_up(
    session: Session,
    sent: Collection[Sent],
    named: Collection[str],
    visits: Collection[str],
    concerns: Collection[str],
) -> Known:
    """All of it, in a number of queries that does not grow with the number of envelopes. `named`:
    the households that the reports name."""
    into = merged_into(session, set(named))
    households = households_of(session, set(named) | set(into.values()))
    authors = {one.envelope.author for one in sent}
    doubtful = {one.envelope.author for one in sent if one.clock_doubtful}
    return Known(
        households=households,
        into=into,
        care=care_of(session, authors, {one.building_id for one in households.values()}),
        before=care_before(session, authors, set(named)),
        held={post: post_periods(session, authors, [post]) for post in ON_PATROL},
        signed_in=first_sign_ins(session, doubtful),
        visits=_visits(session, visits),
        taken=_taken(session, concerns),
    )


def _visits(session: Session, ids: Collection[str]) -> dict[str, Asked]:
    if not ids:
        return {}
    rows = session.execute(
        columns(
            col(Visit.id), col(Visit.community_id), col(Visit.author_id), col(Visit.household_id)
        ).where(col(Visit.id).in_(sorted(ids)))
    )
    return {one: Asked(community, author, household) for one, community, author, household in rows}


def _taken(session: Session, concerns: Collection[str]) -> dict[str, str]:
    if not concerns:
        return {}
    rows = session.execute(
        columns(col(Matter.concern_id), col(Matter.number)).where(
            col(Matter.concern_id).in_(sorted(concerns))
        )
    )
    return {concern: number for concern, number in rows if concern}


def building_typed(
    session: Session, community_id: str, place: str, grids: Collection[str]
) -> str | None:
    """The building of the community that a place names, typed by who works in `grids`; None when it
    names none for sure."""
    rows = session.execute(
        columns(
            col(Building.id), col(Building.estate), col(Building.number), col(GridBuilding.grid_id)
        )
        .join(GridBuilding, col(GridBuilding.building_id) == col(Building.id))
        .where(col(Building.community_id) == community_id, col(GridBuilding.until).is_(None))
    )
    places = [Place(one, estate, number, grid in grids) for one, estate, number, grid in rows]
    return building_in(place, places) or None
