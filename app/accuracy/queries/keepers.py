"""Who keeps a record, and so may not be the one to compare it with the place."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.accuracy.models import AccuracyRecord
from app.accuracy.rules.sample import Candidate
from app.households.models import HouseholdChange
from app.kit.audit import AuditEvent
from app.org.models import Grid, Holding, Post
from app.org.rules import Period, overlap
from app.org.scope import care_of, running

LEADS = (Post.GRID_LEAD, Post.STATION_HEAD)
# Events of which there are thousands; the index of the chain by its objects leaves them out.
MANY = ("visit.accepted", "amendment.accepted", "photo.accepted")


def workers_by_grid(session: Session, community_id: str, at: datetime) -> list[Candidate]:
    """Who looks after which grid now, whoever stands in for them too."""
    rows = session.execute(
        columns(col(Holding.person_id), col(Grid.number))
        .join(Grid, col(Grid.id) == col(Holding.grid_id))
        .where(
            col(Holding.community_id) == community_id,
            col(Holding.post) == Post.GRID_WORKER,
            running(Holding, at),
        )
    )
    return [Candidate(person, number) for person, number in rows]


def leads_now(session: Session, community_id: str, at: datetime) -> set[str]:
    """Who leads the community now."""
    rows = session.execute(
        columns(col(Holding.person_id)).where(
            col(Holding.community_id) == community_id,
            col(Holding.post).in_(LEADS),
            running(Holding, at),
        )
    )
    return {person for (person,) in rows}


def writers(session: Session, community_id: str, records: Sequence[str]) -> dict[str, set[str]]:
    """Who wrote something into these files, by file: from the chain, and from their history."""
    found: dict[str, set[str]] = {}
    events = columns(col(AuditEvent.object), col(AuditEvent.actor)).where(
        col(AuditEvent.community_id) == community_id,
        col(AuditEvent.object).in_(list(records)),
        col(AuditEvent.kind).not_in(MANY),
    )
    changes = columns(col(HouseholdChange.household_id), col(HouseholdChange.by)).where(
        col(HouseholdChange.household_id).in_(list(records))
    )
    for asked in (events, changes):
        for record, person in session.execute(asked):
            found.setdefault(record, set()).add(person)
    return found


def keeps(
    session: Session,
    record: AccuracyRecord,
    people: Collection[str],
    since: datetime,
    now: datetime,
) -> set[str]:
    """Those of `people` who keep this record: they wrote in it, or looked after its building at
    some time from `since` (when it was drawn) until `now`."""
    subject = record.household_id or record.unit_id or ""
    found = writers(session, record.community_id, [subject]).get(subject, set()) & set(people)
    if record.building_id:
        asked = Period(since, None)
        for (person, _), cares in care_of(session, people, [record.building_id]).items():
            if any(one.period.since <= now and overlap(one.period, asked) for one in cares):
                found.add(person)
    return found
