"""Erasing a household: everything that says something about it, in one transaction.

What stays is its id with its door, that it was erased and when, and in the chain that something
happened, no longer what. Visits stay as work that their authors did on a day (docs/privacy.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accuracy.erasing import erase_comparisons
from app.books.imports.commands.intake import drop
from app.books.imports.rules.fields import What
from app.cases.erasing import erase_case_records
from app.handbook.erasing import let_go
from app.hotline.erasing import erase_told
from app.households.models import (
    Consent,
    Contact,
    Correction,
    ErasedFor,
    Erasure,
    Household,
    HouseholdChange,
    ImportJob,
    ImportState,
    Need,
)
from app.households.queries.doors import files_of
from app.kit import audit
from app.kit.ids import uuid7
from app.kit.sql import table
from app.matters.erasing import erase_of_households
from app.matters.erasing import erase_photos as erase_report_photos
from app.org.commands import recall
from app.referrals.erasing import blank_passed
from app.rights.commands.logs import strike_out
from app.rights.models import RightsRequest
from app.rights.queries.named import names_of_household
from app.rights.rules.words import STRUCK
from app.spotchecks.erasing import erase_checks
from app.sync.commands import erase_texts
from app.sync.models import Received
from app.visits.erasing import erase_open_work, erase_visits, visits_of

OWN = (HouseholdChange, Correction, Need, Consent)


@dataclass(frozen=True, slots=True)
class Cause:
    """Who erases, why, and at what time (`day`: the community's calendar day)."""

    by: str
    why: ErasedFor
    at: datetime
    day: date
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Erased:
    """What remains to be done once the erasure is committed: its rows (one for each file of the
    household), and imports to clear."""

    rows: list[Erasure]
    jobs: list[str]


def erase_household(session: Session, household: Household, cause: Cause) -> Erased:
    """Erase `household` and every file merged into it. The caller commits, then `finish`es."""
    community = household.community_id
    # Records on their way in take this lock too: none slips in between.
    audit.lock_heads(session, [community])
    ids = list(files_of(session, [household.id]))
    objects = [*ids, *_objects(session, ids)]
    names = names_of_household(session, ids)
    visits = visits_of(session, ids)
    matters = erase_of_households(session, ids, cause.at)
    erase_beside_matters(session, matters)
    objects += matters
    heard = erase_checks(session, visits)
    erase_case_records(session, visits)
    erase_comparisons(session, ids)
    objects += erase_told(session, ids, visits, cause.at)
    blanked = erase_visits(session, visits, cause.at)
    erase_open_work(session, ids)
    files = [*blanked.files, *erase_report_photos(session, matters)]
    # Corrections and what was heard in checks come from phones too.
    erase_envelopes(session, community, [*blanked.records, *heard, *objects], cause.at)
    recall(session, community)
    for model in OWN:
        session.connection().execute(delete(table(model)).where(col(model.household_id).in_(ids)))
    _close(session, ids, cause)
    strike_out(session, community, ids, names)
    jobs = _drop_imports(session, community, cause)
    forgotten = audit.forget(session, community, [*objects, *blanked.records])
    rows = [
        Erasure(
            id=uuid7(),
            community_id=community,
            household_id=one,
            at=cause.at,
            cause=cause.why,
            files=files if one == household.id else [],
        )
        for one in ids
    ]
    session.add_all(rows)
    said = {
        "cause": cause.why.value,
        "request": cause.request_id,
        "records": len(blanked.records),
        "photos": len(files),
        audit.FORGOT: forgotten,
    }
    audit.record(session, community, cause.at, "household.erased", cause.by, household.id, said)
    return Erased(rows, jobs)


def erase_beside_matters(session: Session, matters: Sequence[str]) -> None:
    """What other slices keep about matters whose words are gone."""
    blank_passed(session, matters)
    let_go(session, matters)


def erase_envelopes(
    session: Session, community_id: str, records: Sequence[str], at: datetime
) -> None:
    """The words of what phones sent; digests and receipts stay, so phones keep what they have."""
    held = session.exec(
        select(Received.id).where(
            col(Received.id).in_(list(records)), col(Received.text).is_not(None)
        )
    )
    erase_texts(session, community_id, list(held), at)


def _objects(session: Session, households: list[str]) -> list[str]:
    """The things about which the chain may say something of these households."""
    found: list[str] = []
    for model in (Correction, Need, Consent, RightsRequest):
        rows = session.execute(
            columns(col(model.id)).where(col(model.household_id).in_(households))
        )
        found += [one for (one,) in rows]
    return found


def _close(session: Session, ids: list[str], cause: Cause) -> None:
    households, asked = table(Household), table(RightsRequest)
    connection = session.connection()
    connection.execute(
        update(households)
        .where(households.c.id.in_(ids))
        .values(
            people=None,
            contact_name="",
            contact_phone="",
            contact_by=Contact.DOOR.value,
            verified_on=None,
            moved_in_on=None,
            erased_at=cause.at,
        )
    )
    connection.execute(
        update(households)
        .where(households.c.id.in_(ids), households.c.moved_out_on.is_(None))
        .values(moved_out_on=cause.day)
    )
    connection.execute(
        update(asked)
        .where(asked.c.household_id.in_(ids))
        .values(asked_by="", checked="", wanted="", reason="")
    )
    session.expire_all()


def _drop_imports(session: Session, community_id: str, cause: Cause) -> list[str]:
    """Spreadsheets that wait to be written may hold the row, however it is spelled there."""
    waiting = session.exec(
        select(ImportJob).where(
            ImportJob.community_id == community_id,
            ImportJob.what == What.HOUSEHOLDS,
            or_(
                col(ImportJob.state) == ImportState.UPLOADED,
                col(ImportJob.state) == ImportState.CHECKED,
            ),
        )
    ).all()
    for job in waiting:
        job.filename = STRUCK
        drop(session, cause.at, job, cause.by)
    return [job.id for job in waiting]
