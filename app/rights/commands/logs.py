"""What logs say about a household in words of their own: struck out, the lines stay."""

from sqlalchemy import or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, col

from app.households.models import ExportLog, ImportJob
from app.kit.sql import table
from app.org.models import AccessLog, BreachReport, HandOver
from app.rights.queries.named import about
from app.rights.rules.words import struck

# Where people write freely about whatever they mean.
FREE: tuple[tuple[type[SQLModel], tuple[str, ...]], ...] = (
    (AccessLog, ("reason",)),
    (ExportLog, ("reason", "filters")),
    (ImportJob, ("filename",)),
    (HandOver, ("reason",)),
    (BreachReport, ("what", "page", "place", "happened", "reach", "outcome")),
)


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
        values = {field: struck(text, names) for field, text in zip(fields, texts, strict=True)}
        session.connection().execute(update(rows).where(rows.c.id == one).values(**values))
