"""Set-wise statements that the two databases spell alike."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlmodel import Session, SQLModel


def table(model: type[SQLModel]) -> Table:
    """The table of a model."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


def insert_rows(session: Session, model: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert `rows`, all with the same keys, in one statement; past the identity map."""
    if rows:
        session.connection().execute(insert(table(model)), list(rows))
