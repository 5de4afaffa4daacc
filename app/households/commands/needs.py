"""Agreed help: asked for with consent, looked at again, ended (rows R119, R142)."""

import secrets
from datetime import date, datetime

from sqlmodel import Session, select

from app.households.commands.consents import give
from app.households.forms.needs import ConsentEntry, NeedEntry, ReviewEntry
from app.households.models import Household, Need
from app.households.rules.consents import ConsentFor
from app.households.rules.needs import CODE_LENGTH, CODE_LETTERS, service_code
from app.kit import audit
from app.kit.ids import uuid7


def agree(session: Session, household: Household, entry: NeedEntry, by: str, at: datetime) -> Need:
    """Write down a need with the consent on which it rests; regular help gets its code."""
    given = ConsentEntry(entry.giver, entry.channel)
    consent = give(session, household, ConsentFor.NEED, given, by, at)
    need = Need(
        id=uuid7(),
        community_id=household.community_id,
        household_id=household.id,
        asked_for=entry.asked_for,
        service=entry.service,
        consent_at=at,
        consent_id=consent.id,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        review_on=entry.review_on,
        every_days=entry.every_days,
        code=new_code(session) if entry.every_days else None,
    )
    session.add(need)
    _record(session, need, "need.agreed", by, at)
    return need


def review(session: Session, need: Need, entry: ReviewEntry, by: str, at: datetime) -> None:
    """A need goes on until another day, changed or not."""
    need.service, need.ends_on, need.review_on = entry.service, entry.ends_on, entry.review_on
    need.every_days = entry.every_days
    if entry.every_days and need.code is None:
        need.code = new_code(session)
    session.add(need)
    _record(session, need, "need.reviewed", by, at)


def end(session: Session, need: Need, reason: str, by: str, at: datetime, day: date) -> None:
    """A need is over; its code is nobody's any more."""
    need.ended_on, need.ended_reason, need.code = day, reason, None
    session.add(need)
    _record(session, need, "need.ended", by, at)


def new_code(session: Session) -> str:
    """A service code that nobody has: drawn by chance, so that it says nothing."""
    while True:
        code = service_code([secrets.randbelow(len(CODE_LETTERS)) for _ in range(CODE_LENGTH)])
        if session.exec(select(Need.id).where(Need.code == code)).first() is None:
            return code


def _record(session: Session, need: Need, kind: str, by: str, at: datetime) -> None:
    payload = {"household": need.household_id}
    audit.record(session, need.community_id, at, kind, by, need.id, payload)
