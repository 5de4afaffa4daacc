"""One household's whole file, for those who look after it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.households.models import Consent, Correction, Household, HouseholdChange, Need
from app.households.queries.doors import Door, door_of
from app.households.rules.consents import ConsentFor
from app.org.queries import names_of
from app.org.scope import Scope

MOST_CHANGES = 60


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """A file with its history. `needs` leaves out what was withdrawn."""

    household: Household
    door: Door
    needs: list[Need]
    consents: list[Consent]
    changes: list[HouseholdChange]
    corrections: list[Correction]
    names: dict[str, str]

    def agreed(self, purpose: ConsentFor) -> Consent | None:
        """The consent for `purpose` that holds now."""
        found = [c for c in self.consents if c.purpose == purpose and c.withdrawn_at is None]
        return found[0] if found else None


def file_of(session: Session, scope: Scope, household_id: str) -> HouseholdFile | None:
    """The file of a household in scope, or None. A closed one only for those who lead."""
    door = door_of(session, scope, household_id)
    household = session.get(Household, household_id) if door else None
    if door is None or household is None:
        return None
    needs = _needs(session, household_id)
    consents = _consents(session, household_id)
    changes = _changes(session, household_id)
    corrections = _corrections(session, household_id)
    people = {one.by for one in changes} | {one.taken_by for one in consents}
    people |= {one.withdrawn_by for one in consents if one.withdrawn_by}
    people |= {one.author_id for one in corrections}
    people |= {one.decided_by for one in corrections if one.decided_by}
    names = names_of(session, people)
    return HouseholdFile(household, door, needs, consents, changes, corrections, names)


def _needs(session: Session, household_id: str) -> list[Need]:
    return list(
        session.exec(
            select(Need)
            .where(Need.household_id == household_id, col(Need.withdrawn_at).is_(None))
            .order_by(col(Need.ended_on).is_not(None), col(Need.ends_on), col(Need.id))
        )
    )


def _consents(session: Session, household_id: str) -> list[Consent]:
    return list(
        session.exec(
            select(Consent)
            .where(Consent.household_id == household_id)
            .order_by(col(Consent.at).desc(), col(Consent.id).desc())
        )
    )


def _changes(session: Session, household_id: str) -> list[HouseholdChange]:
    return list(
        session.exec(
            select(HouseholdChange)
            .where(HouseholdChange.household_id == household_id)
            .order_by(col(HouseholdChange.at).desc(), col(HouseholdChange.id).desc())
            .limit(MOST_CHANGES)
        )
    )


def _corrections(session: Session, household_id: str) -> list[Correction]:
    return list(
        session.exec(
            select(Correction)
            .where(Correction.household_id == household_id)
            .order_by(col(Correction.made_at).desc(), col(Correction.id).desc())
            .limit(MOST_CHANGES)
        )
    )


def contact_agreed(session: Session, households: Collection[str]) -> set[str]:
    """Those of `households` whose consent to being contacted holds."""
    return set(
        session.exec(
            select(Consent.household_id).where(
                col(Consent.household_id).in_(list(households)),
                Consent.purpose == ConsentFor.CONTACT,
                col(Consent.withdrawn_at).is_(None),
            )
        )
    )


def need_in(session: Session, scope: Scope, need_id: str) -> tuple[Need, Door] | None:
    """A need that holds or was ended, with its door, or None when not in scope or withdrawn."""
    need = session.get(Need, need_id)
    if need is None or need.withdrawn_at is not None:
        return None
    door = door_of(session, scope, need.household_id)
    return None if door is None else (need, door)


def consent_in(session: Session, scope: Scope, consent_id: str) -> tuple[Consent, Door] | None:
    """A consent with its door, or None when not in scope."""
    consent = session.get(Consent, consent_id)
    door = door_of(session, scope, consent.household_id) if consent else None
    return None if consent is None or door is None else (consent, door)
