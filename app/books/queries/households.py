"""The ledger of households: one file each (rows R127, R137, R138)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, or_
from sqlmodel import col

from app.books.queries.address import household_found_by
from app.books.queries.ledger import (
    Column,
    Expression,
    Figure,
    Filter,
    Frame,
    Kind,
    Ledger,
    chosen,
    equals,
    natural,
    with_grid,
)
from app.books.words import CONTACT_WORDS, FILE_STATES, HOUSEHOLD_FILTER
from app.households.models import Contact, Household
from app.households.rules import door_label
from app.kit.i18n import Message
from app.org.models import Building, Grid
from app.org.scope import building_clause


def complete() -> ColumnElement[bool]:
    """Files that say how many people there are and how they can be reached."""
    reachable = or_(
        col(Household.contact_by) == Contact.DOOR.value, col(Household.contact_phone) != ""
    )
    return and_(col(Household.people).is_not(None), reachable)


def fresh(frame: Frame) -> ColumnElement[bool]:
    """Files that were verified lately enough."""
    return col(Household.verified_on) >= frame.fresh_since


def lived_in(frame: Frame) -> ColumnElement[bool]:
    """Files of doors where somebody lives; a merged or erased one stands in no list."""
    left = col(Household.moved_out_on)
    return or_(left.is_(None), left > frame.today)


def kept() -> ColumnElement[bool]:
    """Files that are still files."""
    return and_(col(Household.merged_into).is_(None), col(Household.erased_at).is_(None))


def place() -> tuple[Expression, ...]:
    """Doors in the order in which somebody walks by them."""
    return (
        col(Building.place),
        *natural(col(Building.number), col(Household.entrance), col(Household.room)),
    )


def address() -> Column:
    """The door as people say it, with its estate."""
    reads = (
        col(Building.estate),
        col(Building.number),
        col(Household.entrance),
        col(Household.room),
    )
    return Column("address", Message("门牌"), reads, make=said, sort=place(), look="main")


def said(estate: str, number: str, entrance: str, room: str) -> str:
    """A door with its estate."""
    return f"{estate} {door_label(number, entrance, room)}".strip()


def grid(listed: bool = True) -> Column:
    """The grid that has the building now."""
    order = (col(Grid.number),) if listed else ()
    return Column(
        "grid", Message("网格"), (col(Grid.name),), sort=order, look="half", listed=listed
    )


def joined(frame: Frame) -> Any:
    """Households with building and grid."""

    def join(rows: Select[Any]) -> Select[Any]:
        return with_grid(rows.select_from(Household), col(Household.building_id), frame.scope)

    return join


def share(condition: ColumnElement[bool]) -> Expression:
    """How many rows hold `condition`."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def households(frame: Frame) -> Ledger:
    """住户台账."""
    return Ledger(
        name="households",
        key=col(Household.id),
        join=joined(frame),
        where=and_(
            building_clause(frame.scope, col(Household.community_id), col(Household.building_id)),
            kept(),
        ),
        columns=_columns(frame),
        filters=_filters(frame),
        found_by=household_found_by,
        order=(*place(), col(Household.id)),
        figures=(
            Figure(Message("人数"), func.coalesce(func.sum(col(Household.people)), 0)),
            Figure(Message("齐全"), share(complete()), of_rows=True),
            Figure(Message("新近核对"), share(fresh(frame)), of_rows=True),
        ),
        household=col(Household.id),
    )


def _columns(frame: Frame) -> tuple[Column, ...]:
    state = case(
        (~complete(), literal("missing")), (fresh(frame), literal("good")), else_=literal("stale")
    )
    last = frame.last_visit(col(Household.id)) if frame.last_visit else null()
    people, by = col(Household.people), col(Household.contact_by)
    name, phone = col(Household.contact_name), col(Household.contact_phone)
    verified = col(Household.verified_on)
    return (
        address(),
        Column("entrance", Message("单元"), (col(Household.entrance),), listed=False),
        Column("room", Message("房号"), (col(Household.room),), listed=False),
        grid(),
        Column("people", Message("人数"), (people,), Kind.NUMBER, sort=(people,), look="number"),
        Column("contact", Message("联系人"), (name,), sort=(name,), look="half"),
        Column("phone", Message("电话"), (phone,), Kind.PHONE),
        Column("by", Message("联系方式"), (by,), Kind.WORD, sort=(by,), words=CONTACT_WORDS),
        Column("last", Message("上次走访"), (last,), Kind.DAY, sort=(last,)),
        Column("verified", Message("最近核对"), (verified,), Kind.DAY, sort=(verified,)),
        Column("state", Message("状态"), (state,), Kind.WORD, sort=(state,), words=FILE_STATES),
    )


def _filters(frame: Frame) -> tuple[Filter, ...]:
    here = lived_in(frame)
    states = {
        "": here,
        "missing": and_(here, ~complete()),
        "stale": and_(here, or_(col(Household.verified_on).is_(None), ~fresh(frame))),
        "good": and_(here, complete(), fresh(frame)),
        "closed": ~here,
    }
    return (
        Filter("grid", Message("网格"), equals(col(Grid.id))),
        Filter("building", Message("楼栋"), equals(col(Household.building_id))),
        Filter("state", Message("状态"), chosen(states), HOUSEHOLD_FILTER),
    )
