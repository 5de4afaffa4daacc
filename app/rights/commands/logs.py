"""What logs say about a household in words of their own: struck out, the lines stay."""

from typing import Any

from sqlalchemy import String, cast, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, col

from app.households.models import (
    Correction,
    ExportLog,
    Household,
    HouseholdChange,
    ImportJob,
)
from app.households.queries.doors import labels_of
from app.households.rules.fields import ON_CONSENT
from app.kit.sql import table
from app.org.models import AccessLog, BreachReport, HandOver
from app.rights.rules.words import names_in, struck

# Where people write freely about whatever they mean.
FREE: tuple[tuple[type[SQLModel], tuple[str, ...]], ...] = (
    (AccessLog, ("reason",)),
    (ExportLog, ("reason", "filters")),
    (ImportJob, ("filename",)),
    (HandOver, ("reason",)),
    (BreachReport, ("what", "outcome", "page")),
)


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


def strike_out(session: Session, community_id: str, ids: list[str], names: list[str]) -> None:
    """Take the reasons of looking at these households, and their names wherever they are logged."""
    connection = session.connection()
    connection.execute(
        update(table(AccessLog))
        .where(col(AccessLog.community_id) == community_id, about(ids))
        .values(reason="")
    )
    copies = or_(*(col(ExportLog.filters).contains(one) for one in ids))
    connection.execute(
        update(table(ExportLog))
        .where(col(ExportLog.community_id) == community_id, copies)
        .values(reason="", filters="")
    )
    for model, fields in FREE:
        _strike_in(session, model, fields, community_id, names)


def _strike_in(
    session: Session,
    model: type[SQLModel],
    fields: tuple[str, ...],
    community_id: str,
    names: list[str],
) -> None:
    rows = table(model)
    named = [rows.c[field].contains(name, autoescape=True) for field in fields for name in names]
    if not named:
        return
    found = session.connection().execute(
        columns(rows.c.id, *(rows.c[field] for field in fields)).where(
            rows.c.community_id == community_id, or_(*named)
        )
    )
    for one, *texts in found.all():
        values = {
            field: struck(text, names) for field, text in zip(fields, texts, strict=True)
        }
        session.connection().execute(update(rows).where(rows.c.id == one).values(**values))
