"""The ledger of local units and shops (row R5)."""

from typing import Any

from sqlalchemy import Select, and_, or_
from sqlmodel import Session, col, select

from app.books.queries.ledger import (
    Column,
    Filter,
    Frame,
    Kind,
    Ledger,
    chosen,
    equals,
    natural,
    with_grid,
)
from app.books.rules.uscc import fault
from app.books.words import FAULTS, UNIT_FILTER, UNIT_KINDS
from app.households.models import LocalUnit
from app.kit.i18n import Message
from app.org.models import Building, Grid
from app.org.scope import Scope, unit_clause


def units(frame: Frame) -> Ledger:
    """单位台账."""

    def join(rows: Select[Any]) -> Select[Any]:
        return with_grid(rows.select_from(LocalUnit), col(LocalUnit.building_id), frame.scope)

    open_ = col(LocalUnit.closed_on).is_(None)
    stale = or_(
        col(LocalUnit.verified_on).is_(None), col(LocalUnit.verified_on) < frame.fresh_since
    )
    states = {
        "": open_,
        "stale": and_(open_, stale),
        "nocode": and_(open_, col(LocalUnit.uscc) == ""),
        "closed": ~open_,
    }
    return Ledger(
        name="units",
        key=col(LocalUnit.id),
        join=join,
        where=unit_clause(frame.scope, col(LocalUnit.community_id), col(LocalUnit.building_id)),
        columns=_columns(),
        filters=(
            Filter(
                "kind",
                Message("类别"),
                equals(col(LocalUnit.kind)),
                {"": Message("全部"), **UNIT_KINDS},
            ),
            Filter("grid", Message("网格"), equals(col(Grid.id))),
            Filter("state", Message("状态"), chosen(states), UNIT_FILTER),
        ),
        found_by=_found_by,
        order=(col(Building.place), *natural(col(LocalUnit.name)), col(LocalUnit.id)),
    )


def code_fault(code: str) -> Message | None:
    """What to say about a code, if anything."""
    found = fault(code)
    return FAULTS[found] if found else None


def _columns() -> tuple[Column, ...]:
    name, kind, uscc = col(LocalUnit.name), col(LocalUnit.kind), col(LocalUnit.uscc)
    where = (col(LocalUnit.address), col(Building.estate), col(Building.number))
    verified = col(LocalUnit.verified_on)
    words = {one.value: word for one, word in FAULTS.items()}
    contact = col(LocalUnit.contact_name)
    return (
        Column("name", Message("名称"), (name,), sort=(name,), look="main"),
        Column("kind", Message("类别"), (kind,), Kind.WORD, sort=(kind,), words=UNIT_KINDS),
        Column(
            "address",
            Message("地址"),
            where,
            make=_address,
            sort=(col(Building.place),),
            look="text",
        ),
        Column("grid", Message("网格"), (col(Grid.name),), listed=False),
        Column("uscc", Message("统一社会信用代码"), (uscc,), sort=(uscc,), warn=code_fault),
        Column("fault", Message("代码提示"), (uscc,), Kind.WORD, _fault, words=words, listed=False),
        Column("contact", Message("联系人"), (contact,), sort=(contact,), look="half"),
        Column("phone", Message("电话"), (col(LocalUnit.contact_phone),), Kind.PHONE),
        Column("verified", Message("最近核对"), (verified,), Kind.DAY, sort=(verified,)),
        Column("closed", Message("关闭日期"), (col(LocalUnit.closed_on),), Kind.DAY, listed=False),
    )


def _address(address: str, estate: str | None, number: str | None) -> str:
    return address or f"{estate or ''} {number or ''}".strip()


def _fault(code: str) -> str:
    return fault(code) or ""


def _found_by(query: str) -> Any:
    said = (
        col(LocalUnit.name),
        col(LocalUnit.address),
        col(LocalUnit.uscc),
        col(LocalUnit.contact_name),
        col(LocalUnit.contact_phone),
        col(Building.estate),
        col(Building.number),
    )
    return and_(
        *(or_(*(one.icontains(word, autoescape=True) for one in said)) for word in query.split())
    )


def unit_of(session: Session, scope: Scope, unit_id: str) -> LocalUnit | None:
    """One unit, or None when it is not there or not in scope."""
    mine = unit_clause(scope, col(LocalUnit.community_id), col(LocalUnit.building_id))
    return session.exec(select(LocalUnit).where(col(LocalUnit.id) == unit_id, mine)).first()
