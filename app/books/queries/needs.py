"""The ledger of needs: what residents asked for themselves, with an end (row R142)."""

from collections.abc import Callable

from sqlalchemy import and_, case, literal
from sqlmodel import col

from app.books.queries.address import household_found_by
from app.books.queries.households import address, grid, joined, kept, lived_in
from app.books.queries.ledger import (
    Column,
    Expression,
    Filter,
    Frame,
    Kind,
    Ledger,
    chosen,
    equals,
)
from app.books.words import NEED_FILTER, NEED_STATES
from app.households.models import Household, Need
from app.kit.i18n import Message
from app.org.models import Grid
from app.org.scope import building_clause


def needs(frame: Frame) -> Ledger:
    """需求台账. A need whose consent was withdrawn stands in no list from that moment on."""
    door = joined(frame)
    return Ledger(
        name="needs",
        key=col(Need.id),
        join=lambda rows: door(rows).join(Need, col(Need.household_id) == col(Household.id)),
        where=and_(
            building_clause(frame.scope, col(Household.community_id), col(Household.building_id)),
            kept(),
            lived_in(frame),
            # Of the community, as its door is: said here too, or those of a district are read.
            col(Need.community_id) == frame.scope.community_id,
            col(Need.withdrawn_at).is_(None),
        ),
        columns=_columns(frame),
        filters=(
            Filter("grid", Message("网格"), equals(col(Grid.id))),
            Filter("state", Message("状态"), _by_state(frame), NEED_FILTER),
        ),
        found_by=lambda q: household_found_by(
            q, col(Need.asked_for), col(Need.service), col(Need.code)
        ),
        order=(col(Need.ends_on), col(Need.id)),
        household=col(Household.id),
    )


def state(frame: Frame) -> Expression:
    """Where a need stands on the day of `frame`."""
    return case(
        (col(Need.ended_on).is_not(None), literal("ended")),
        (col(Need.ends_on) < frame.today, literal("over")),
        (col(Need.starts_on) > frame.today, literal("coming")),
        (col(Need.review_on) <= frame.today, literal("review")),
        else_=literal("running"),
    )


def _by_state(frame: Frame) -> Callable[[str], Expression | None]:
    now = state(frame)
    return chosen(
        {
            "": now.in_(("running", "review", "coming")),
            "review": now == "review",
            "over": now == "over",
            "ended": now == "ended",
            "all": now != "",
        }
    )


def _columns(frame: Frame) -> tuple[Column, ...]:
    asked, service = col(Need.asked_for), col(Need.service)
    starts, review, ends = col(Need.starts_on), col(Need.review_on), col(Need.ends_on)
    now = state(frame)
    return (
        address(),
        grid(listed=False),
        Column("asked", Message("需求"), (asked,), sort=(asked,), look="text"),
        Column("service", Message("服务"), (service,), sort=(service,)),
        Column("code", Message("服务编码"), (col(Need.code),), listed=False),
        Column("starts", Message("开始"), (starts,), Kind.DAY, sort=(starts,)),
        Column("review", Message("回顾"), (review,), Kind.DAY, sort=(review,)),
        Column("ends", Message("结束"), (ends,), Kind.DAY, sort=(ends,)),
        Column("state", Message("状态"), (now,), Kind.WORD, sort=(now,), words=NEED_STATES),
    )
