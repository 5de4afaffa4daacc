"""Where a household is named, and under which names."""

from typing import Any

from sqlalchemy import String, cast, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.households.models import Correction, Household, HouseholdChange
from app.households.queries.doors import labels_of
from app.households.rules.fields import ON_CONSENT
from app.org.models import AccessLog
from app.rights.rules.words import names_in


def names_of_household(session: Session, ids: list[str]) -> list[str]:
    """Names, numbers and door labels under which the household was known, now or before."""
    found = list(labels_of(session, ids).values())
    for name, phone in session.execute(
        columns(col(Household.contact_name), col(Household.contact_phone)).where(
            col(Household.id).in_(ids)
        )
    ):
        found += [name, phone]
    for old, new in session.execute(
        columns(col(HouseholdChange.old), col(HouseholdChange.new)).where(
            col(HouseholdChange.household_id).in_(ids), col(HouseholdChange.field).in_(ON_CONSENT)
        )
    ):
        found += [old, new]
    for (fields,) in session.execute(
        columns(col(Correction.fields)).where(col(Correction.household_id).in_(ids))
    ):
        found += [str(value) for name, value in fields.items() if name in ON_CONSENT]
    return names_in(found)


def about(ids: list[str]) -> Any:
    """Lines of the access log that name one of these households."""
    said = cast(col(AccessLog.households), String)
    return or_(*(said.contains(one) for one in ids))
