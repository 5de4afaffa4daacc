"""Consent given and withdrawn: what rested on it goes in the same transaction (row R127)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.households.forms.needs import ConsentEntry
from app.households.models import (
    Channel,
    Consent,
    Correction,
    CorrectionState,
    Household,
    HouseholdChange,
    Need,
)
from app.households.rules.consents import ConsentFor, current
from app.households.rules.fields import ON_CONSENT
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.org.commands import recall

# (session, community, envelope ids, now): erases what those envelopes said.
EraseTexts = Callable[[Session, str, Sequence[str], datetime], None]
# Kept in Chinese as all answers are; pages translate the ones that the program itself gives.
WITHDRAWN_ANSWER = Message("住户撤回了同意").msgid


def give(
    session: Session,
    household: Household,
    purpose: ConsentFor,
    entry: ConsentEntry,
    by: str,
    at: datetime,
) -> Consent:
    """Write down that a household agreed to the text in use now."""
    consent = Consent(
        id=uuid7(),
        community_id=household.community_id,
        household_id=household.id,
        purpose=purpose,
        text_version=current(purpose).version,
        giver=entry.giver,
        channel=entry.channel,
        at=at,
        taken_by=by,
    )
    session.add(consent)
    session.flush()
    payload = {"household": household.id, "purpose": purpose.value, "text": consent.text_version}
    audit.record(session, household.community_id, at, "consent.given", by, consent.id, payload)
    return consent


def withdraw(
    session: Session,
    consent: Consent,
    channel: Channel,
    by: str,
    at: datetime,
    erasers: Iterable[EraseTexts] = (),
) -> None:
    """Take a consent back: what rested on it alone is emptied, also where it stood as history.

    Not hidden but gone: no list, export or backup made from now on can show it. `erasers` are those
    of place `envelope.erasers`: the envelopes of corrections say it too.
    """
    consent.withdrawn_at, consent.withdrawn_by, consent.withdrawn_channel = at, by, channel
    session.add(consent)
    session.flush()
    if consent.purpose == ConsentFor.CONTACT:
        said = _forget_contact(session, consent.household_id, by, at)
        for erase in erasers:
            erase(session, consent.community_id, said, at)
    else:
        _forget_needs(session, consent.id, at)
    recall(session, consent.community_id)
    payload = {"household": consent.household_id, "purpose": consent.purpose}
    audit.record(session, consent.community_id, at, "consent.withdrawn", by, consent.id, payload)


def _forget_contact(session: Session, household_id: str, by: str, at: datetime) -> list[str]:
    """The corrections that named a contact."""
    household = session.get(Household, household_id)
    others = session.exec(
        select(Consent.id).where(
            Consent.household_id == household_id,
            Consent.purpose == ConsentFor.CONTACT,
            col(Consent.withdrawn_at).is_(None),
        )
    ).first()
    if household is None or others:
        return []
    household.contact_name = household.contact_phone = ""
    session.add(household)
    for change in session.exec(
        select(HouseholdChange).where(
            HouseholdChange.household_id == household_id,
            col(HouseholdChange.field).in_(ON_CONSENT),
        )
    ):
        change.old = change.new = change.reason = ""
        session.add(change)
    said = []
    for correction in session.exec(
        select(Correction).where(Correction.household_id == household_id)
    ):
        if _strip(correction, by, at):
            said.append(correction.id)
            session.add(correction)
    session.flush()
    return said


def _strip(correction: Correction, by: str, at: datetime) -> bool:
    """Whether there was anything to take out."""
    left = {name: text for name, text in correction.fields.items() if name not in ON_CONSENT}
    if left == correction.fields:
        return False
    correction.fields, correction.reason = left, ""
    if correction.state == CorrectionState.OPEN and not left:
        correction.state = CorrectionState.RETURNED
        correction.answer = WITHDRAWN_ANSWER
        correction.decided_by, correction.decided_at = by, at
    return True


def _forget_needs(session: Session, consent_id: str, at: datetime) -> None:
    for need in session.exec(select(Need).where(Need.consent_id == consent_id)):
        need.withdrawn_at = at
        need.asked_for = need.service = need.ended_reason = ""
        need.code = None
        session.add(need)
