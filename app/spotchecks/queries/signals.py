"""Which records of a list show a signal; a signal only raises the chance of being drawn."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.households.models import Household
from app.org.models import Building
from app.spotchecks.rules.signals import Point, Seen, signals
from app.visits.models import Photo, Visit
from app.visits.models import Point as Clear


def signals_of(
    session: Session, visits: Sequence[Visit], cut_off: datetime
) -> dict[str, tuple[str, ...]]:
    """The codes of each record, worker by worker: what several of them share is no signal."""
    photos, places = _photos(session, visits), _places(session, visits)
    seen: dict[str, list[Seen]] = defaultdict(list)
    for one in visits:
        seen[one.author_id].append(
            _seen(one, photos.get(one.id, ()), places.get(one.household_id or ""))
        )
    return {
        visit: codes for some in seen.values() for visit, codes in signals(some, cut_off).items()
    }


def _seen(visit: Visit, photos: Sequence[str], building: Point | None) -> Seen:
    lat, lon = visit.lat, visit.lon
    return Seen(
        visit=visit.id,
        visited_at=visit.visited_at or visit.made_at,
        made_at=visit.made_at,
        text=visit.findings,
        photos=tuple(photos),
        everything_ticked=len(visit.checklist) == len(Clear),
        clock_doubtful=visit.clock_doubtful,
        position=Point(lat, lon) if lat is not None and lon is not None else None,
        accuracy_m=visit.accuracy_m or 0,
        building=building,
    )


def _photos(session: Session, visits: Sequence[Visit]) -> dict[str, list[str]]:
    named = [one.id for one in visits if one.photo_count]
    found: dict[str, list[str]] = defaultdict(list)
    rows = session.execute(
        columns(col(Photo.visit_id), col(Photo.sha256)).where(col(Photo.visit_id).in_(named))
    )
    for visit, sha256 in rows:
        found[visit].append(sha256)
    return found


def _places(session: Session, visits: Sequence[Visit]) -> dict[str, Point]:
    """Where the building of each household is, as far as the station has marked it."""
    asked = {one.household_id for one in visits if one.lat is not None} - {None}
    rows = session.execute(
        columns(col(Household.id), col(Building.lat), col(Building.lon))
        .join(Building, col(Building.id) == col(Household.building_id))
        .where(col(Household.id).in_(sorted(one for one in asked if one)))
    )
    return {home: Point(lat, lon) for home, lat, lon in rows if lat is not None and lon is not None}
