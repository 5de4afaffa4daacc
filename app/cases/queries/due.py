"""What the clock finds: checks that do not match, lateness that is proved, and who is away (R111).

Software only finds what might be a case. That a notice is written, or that none is, a person
decides; what nobody takes up within three working days lapses.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.attendance.models import Decided, Decision
from app.attendance.queries.standings import Standing, standings
from app.attendance.rules.verdict import Grade, Verdict
from app.cases.models import CaseFile
from app.cases.rules.evidence import LATE_DAYS, LATE_WITHIN, Fact, Kind, Outcome, late
from app.kit.clock import local_day
from app.org.models import Community
from app.org.scope import Reach, Scope
from app.spotchecks.models import CheckOutcome, Draw, SpotCheck
from app.spotchecks.queries.lists import frozen_row
from app.spotchecks.queries.terms import terms_on
from app.visits.models import Visit

DIFFERING = (CheckOutcome.PARTLY, CheckOutcome.FALSE)
# A check that was closed longer ago than any notice's time is not taken up any more.
FRESH = timedelta(days=21)
Heard = Callable[[Session, Collection[str]], Mapping[str, datetime]]


@dataclass(frozen=True, slots=True)
class Found:
    """What might be a case: whose, what, and when it happened and was known."""

    community: Community
    worker_id: str
    facts: tuple[Fact, ...]
    checkers: frozenset[str]
    happened_at: datetime
    known_at: datetime
    check_id: str | None = None


def checks_found(session: Session, now: datetime) -> Iterator[Found]:
    """Published checks that do not match, of draws that count, without a case of theirs yet."""
    rows = session.exec(
        select(SpotCheck, Community, Visit)
        .join(Community, col(Community.id) == SpotCheck.community_id)
        .join(Visit, col(Visit.id) == SpotCheck.visit_id)
        .join(
            Draw,
            (col(Draw.community_id) == col(SpotCheck.community_id))
            & (col(Draw.day) == col(SpotCheck.day)),
        )
        .outerjoin(CaseFile, col(CaseFile.check_id) == SpotCheck.id)
        .where(
            col(SpotCheck.outcome).in_(DIFFERING),
            col(SpotCheck.advisory).is_(False),
            col(Draw.published_at).is_not(None),
            col(SpotCheck.closed_at) > now - FRESH,
            col(CaseFile.id).is_(None),
            col(Visit.erased_at).is_(None),
        )
        .order_by(col(SpotCheck.id))
    )
    for check, community, visit in rows:
        if check.closed_at is None or check.closed_by is None:
            continue
        checkers = frozenset(one for one in (check.closed_by, check.answered_by) if one)
        fact = Fact(
            check.id, Kind.CHECK, check.closed_by, visit.day, outcome=Outcome(check.outcome)
        )
        yield Found(
            community, check.worker_id, (fact,), checkers, visit.made_at, check.closed_at, check.id
        )


def lateness_found(session: Session, heard: Heard, now: datetime) -> Iterator[Found]:
    """Workers whose lateness was decided, and is proved, on enough days; each decision once."""
    first = now.date() - LATE_WITHIN - timedelta(days=1)
    decided: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    rows = select(Decision).where(Decision.decided == Decided.LATE, col(Decision.on) >= first)
    for row in session.exec(rows.order_by(col(Decision.person_id), col(Decision.on))):
        decided[row.community_id, row.person_id].append(row)
    for (community_id, person_id), mine in decided.items():
        used = _used(session, person_id)
        fresh = {row.id for row in mine if row.id not in used and not _answered(row)}
        if len({row.on for row in mine if row.id in fresh}) >= LATE_DAYS:
            community = session.get_one(Community, community_id)
            found = _late_days(session, community, person_id, fresh, heard, now)
            if found is not None:
                yield found


def _answered(row: Decision) -> bool:
    """The worker has replied, and nobody has looked at it since."""
    return row.replied_at is not None and row.replied_at > row.at


def _late_days(
    session: Session, community: Community, person_id: str, fresh: set[str], heard: Heard,
    now: datetime,
) -> Found | None:  # fmt: skip
    today = local_day(now, community.zone)
    scope = Scope("", community.id, Reach.COMMUNITY, frozenset(), now)
    days = standings(session, scope, heard, today - LATE_WITHIN, today, [person_id])
    halves = [
        (one, one.decision, one.evidence)
        for one in days
        if one.verdict is Verdict.LATE and one.decision and one.evidence
        if one.decision.id in fresh
    ]
    facts = tuple(
        Fact(row.id, Kind.LATE, _phone(one), one.on, grade=Grade(evidence.grade))
        for one, row, evidence in halves
    )
    if not late(facts):
        return None
    return Found(
        community=community,
        worker_id=person_id,
        facts=facts,
        checkers=frozenset(row.by for _, row, _ in halves),
        happened_at=min(evidence.latest for _, _, evidence in halves),
        known_at=max(row.at for _, row, _ in halves),
    )


def _phone(standing: Standing) -> str:
    """Whose word it is: the phone that was touched."""
    return next((one.device_id for one in standing.touches if one.counts), "")


def _used(session: Session, person_id: str) -> set[str]:
    """Decisions on which another case stands already."""
    files = session.exec(select(CaseFile.subject).where(CaseFile.worker_id == person_id))
    return {fact["record"] for facts in files for fact in facts}


def barred_from(session: Session, found: Found) -> set[str]:
    """Who has a conflict of interest with the worker by the rules of the draw, or had a part in
    the record (entered it from paper, decided on it) by its frozen list."""
    terms = terms_on(session, found.community.id, local_day(found.known_at, found.community.zone))
    barred = {checker for checker, worker in terms.conflicts if worker == found.worker_id}
    check = session.get(SpotCheck, found.check_id) if found.check_id else None
    row = frozen_row(session, check) if check else None
    return barred.union(row.barred if row else ())


def is_taken(session: Session, found: Found) -> bool:
    """Whether a case stands on this already: asked again under the community's lock."""
    if found.check_id is not None:
        return session.exec(
            select(CaseFile.id).where(CaseFile.check_id == found.check_id)
        ).first() is not None  # fmt: skip
    return not _used(session, found.worker_id).isdisjoint(one.record for one in found.facts)


def still_so(session: Session, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts without lateness that was taken back, or answered with nobody looking, since."""
    late_ones = [one.record for one in facts if one.kind is Kind.LATE]
    rows = session.exec(select(Decision).where(col(Decision.id).in_(late_ones)))
    good = {row.id for row in rows if row.decided == Decided.LATE and not _answered(row)}
    return tuple(one for one in facts if one.kind is not Kind.LATE or one.record in good)


def evidence_gone(session: Session, file: CaseFile) -> bool:
    """Whether the record on which a case stands was erased: nothing can be shown by it any more."""
    check = session.get(SpotCheck, file.check_id) if file.check_id else None
    visit = session.get(Visit, check.visit_id) if check else None
    return visit is not None and visit.erased_at is not None
