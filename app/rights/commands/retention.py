"""Erasing what has been kept for its time, by the same commands as a request (daily)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col, select

from app.accuracy.erasing import blank_comparisons
from app.cases.erasing import erase_case_records, erase_cases
from app.hotline.erasing import erase_entries
from app.households.models import Consent, ErasedFor, Erasure, ExportLog, Household, Need
from app.kit import audit
from app.kit.clock import local_day
from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.sql import table
from app.matters.erasing import erase_matters
from app.matters.erasing import erase_photos as erase_report_photos
from app.org.models import AccessLog, Community, SeenHousehold
from app.rights.commands.again import erase_again
from app.rights.commands.erase import (
    Cause,
    Erased,
    erase_beside_matters,
    erase_envelopes,
    erase_household,
)
from app.rights.commands.raw import clean, finish, remove_files
from app.rights.queries.retention import RAN, Rule, counts, run_out
from app.settings import Settings
from app.spotchecks.erasing import erase_checks
from app.team.erasing import blank_members
from app.visits.erasing import erase_photos, erase_visits
from app.visits.models import Visit

SYSTEM = "system"
# A batch is one transaction: few at a time keep the writers of the day waiting shortly.
BATCH = 200
ROWS: dict[Rule, type[SQLModel]] = {
    Rule.NEEDS: Need,
    Rule.CONSENTS: Consent,
    Rule.ACCESS: AccessLog,
    Rule.EXPORTS: ExportLog,
}


@dataclass(frozen=True, slots=True)
class Report:
    """What had run out in one community on its day, by rule; no names."""

    community: str
    day: date
    counts: dict[Rule, int]

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(self.counts.values())


def run(
    settings: Settings, db: Database, now: datetime, as_of: date | None = None, dry: bool = False
) -> list[Report]:
    """Erase what has run out on `as_of` (None: today, where each community is); only count when
    `dry`. Commits step by step, so it may be stopped and run again."""
    if not dry:
        erase_again(settings, db, now)
        remove_files(settings, db)
    with db.session() as session:
        communities = list(session.exec(select(Community).order_by(Community.id)))
        reports = [
            Report(one.name, day, counts(session, one, day))
            for one in communities
            for day in [as_of or local_day(now, one.zone)]
        ]
    if dry:
        return reports
    erased: list[Erased] = []
    for community, report in zip(communities, reports, strict=True):
        erased += _erase_all(db, community, report, now)
    finish(settings, db, erased)
    if any(one.total for one in reports):
        clean(db, whole=True)
    return reports


def _erase_all(db: Database, community: Community, report: Report, now: datetime) -> list[Erased]:
    day = report.day
    cause = Cause(SYSTEM, ErasedFor.RETENTION, now, day)
    erased: list[Erased] = []

    def household(session: Session, ids: list[str]) -> None:
        erased.extend(
            erase_household(session, session.get_one(Household, one), cause) for one in ids
        )

    def visits(session: Session, ids: list[str]) -> None:
        erased.append(_visits(session, community.id, ids, now))

    def photos(session: Session, ids: list[str]) -> None:
        erased.append(_photos(session, community.id, ids, now))

    def cases(session: Session, ids: list[str]) -> None:
        erase_cases(session, community.id, ids, now)

    def matters(session: Session, ids: list[str]) -> None:
        erase_matters(session, community.id, ids, now)
        erase_beside_matters(session, ids)
        # What came from a phone says the same once more.
        erase_envelopes(session, community.id, ids, now)
        report_photos(session, ids)

    def report_photos(session: Session, ids: list[str]) -> None:
        files = erase_report_photos(session, ids)
        erased.append(_without(session, community.id, files, now))

    def team(session: Session, ids: list[str]) -> None:
        blank_members(session, ids, now)

    def told(session: Session, ids: list[str]) -> None:
        erase_entries(session, community.id, ids, now)

    _in_batches(db, Rule.MOVED_OUT, community, day, household, 1)
    _in_batches(db, Rule.VISITS, community, day, visits)
    _in_batches(db, Rule.PHOTOS, community, day, photos)
    _in_batches(db, Rule.REPORT_PHOTOS, community, day, report_photos)
    _in_batches(db, Rule.CASES, community, day, cases)
    _in_batches(db, Rule.MATTERS, community, day, matters)
    _in_batches(db, Rule.TEAM, community, day, team)
    _in_batches(db, Rule.TOLD, community, day, told)
    _in_batches(db, Rule.COMPARISONS, community, day, blank_comparisons)
    with db.session(writes=True) as session:
        seen = table(SeenHousehold)
        looks = run_out(Rule.ACCESS, community, day)
        session.connection().execute(delete(seen).where(seen.c.access_id.in_(looks)))
        for rule, model in ROWS.items():
            rows = table(model)
            gone = delete(rows).where(rows.c.id.in_(run_out(rule, community, day)))
            session.connection().execute(gone)
        said = {"as_of": day.isoformat(), **{rule.value: n for rule, n in report.counts.items()}}
        audit.record(session, community.id, now, RAN, SYSTEM, community.id, said)
        session.commit()
    return erased


def _in_batches(
    db: Database,
    rule: Rule,
    community: Community,
    day: date,
    erase: Callable[[Session, list[str]], None],
    size: int = BATCH,
) -> None:
    while True:
        with db.session(writes=True) as session:
            ids = [one for (one,) in session.execute(run_out(rule, community, day).limit(size))]
            if not ids:
                return
            erase(session, ids)
            session.commit()


def _visits(session: Session, community_id: str, ids: Sequence[str], now: datetime) -> Erased:
    audit.lock_heads(session, [community_id])
    heard = erase_checks(session, ids)
    erase_case_records(session, ids)
    blanked = erase_visits(session, ids, now)
    erase_envelopes(session, community_id, [*blanked.records, *heard], now)
    said = {
        "records": len(blanked.records),
        audit.FORGOT: audit.forget(session, community_id, blanked.records),
    }
    audit.record(session, community_id, now, "records.erased", SYSTEM, community_id, said)
    return _with_files(session, community_id, blanked.files, now)


def _photos(session: Session, community_id: str, ids: Sequence[str], now: datetime) -> Erased:
    files = erase_photos(session, ids)
    session.connection().execute(
        update(table(Visit)).where(col(Visit.id).in_(list(ids))).values(photo_count=0)
    )
    return _without(session, community_id, files, now)


def _without(session: Session, community_id: str, files: list[str], now: datetime) -> Erased:
    """Photos whose rows have just gone: noted, and their files named for who removes them."""
    said = {"photos": len(files), audit.FORGOT: []}
    audit.record(session, community_id, now, "records.erased", SYSTEM, community_id, said)
    return _with_files(session, community_id, files, now)


def _with_files(session: Session, community_id: str, files: list[str], now: datetime) -> Erased:
    if not files:
        return Erased([], [])
    row = Erasure(
        id=uuid7(), community_id=community_id, at=now, cause=ErasedFor.RETENTION, files=files
    )
    session.add(row)
    return Erased([row], [])
