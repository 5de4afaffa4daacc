"""Areas, and what they lie in: each has at most one parent."""

from typing import Any

from sqlalchemy import Select, bindparam, literal
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.org.models import Area

# From a community to the country there are never so many.
DEEPEST = 8


def _made() -> tuple[Select[Any], Select[Any]]:
    own = (
        columns(
            col(Area.id).label("id"), col(Area.parent_id).label("parent"), literal(0).label("depth")
        )
        .where(col(Area.id) == bindparam("area"))
        .cte("above", recursive=True)
    )
    upper = aliased(Area)
    above = own.union_all(
        columns(col(upper.id), col(upper.parent_id), own.c.depth + 1).where(
            col(upper.id) == own.c.parent, own.c.depth < DEEPEST
        )
    )
    whole = columns(Area).join(above, above.c.id == col(Area.id)).order_by(above.c.depth)
    return columns(above.c.id), whole


# Made once: whatever looks into the catalogue asks these. `ABOVE`: the ids, for a larger question.
ABOVE, _WHOLE = _made()


def areas_above(session: Session, area_id: str) -> list[Area]:
    """An area and those that contain it, lowest first; none when there is no such area."""
    return list(session.execute(_WHOLE, {"area": area_id}).scalars())


def ids_above(session: Session, area_id: str) -> list[str]:
    """The ids of the same areas, in the same order."""
    return [one.id for one in areas_above(session, area_id)]


def areas_below(session: Session, area_id: str) -> list[str]:
    """An area and everything in it."""
    children: dict[str | None, list[str]] = {}
    for one, parent in session.exec(select(Area.id, Area.parent_id)):
        children.setdefault(parent, []).append(one)
    found = [area_id]
    for one in found:
        found.extend(children.pop(one, []))
    return found
