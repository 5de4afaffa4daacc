"""The ledger of staff: who holds which post, where, since when (row R126)."""

from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, and_, case, false, literal, or_
from sqlmodel import col

from app.auth.words import post_words
from app.books.queries.ledger import Column, Filter, Frame, Kind, Ledger, chosen, equals, natural
from app.books.words import HOLDING_FILTER, HOLDING_STATES
from app.kit.clock import local_day
from app.kit.i18n import Message
from app.org.models import Grid, Holding, Person, Post
from app.org.scope import running

RANK = {post.value: place for place, post in enumerate((
    Post.STATION_HEAD, Post.GRID_LEAD, Post.DATA_STEWARD, Post.CLERK, Post.GRID_WORKER,
))}  # fmt: skip


def staff(frame: Frame) -> Ledger:
    """人员台账. A row is a post: who holds two stands in it twice."""
    scope = frame.scope
    mine = col(Holding.community_id) == scope.community_id if scope.stewards else false()
    rank = case(RANK, value=col(Holding.post), else_=len(RANK))
    return Ledger(
        name="staff",
        key=col(Holding.id),
        join=_join,
        where=mine,
        columns=_columns(frame, rank),
        filters=(
            Filter(
                "post",
                Message("岗位"),
                equals(col(Holding.post)),
                {"": Message("全部"), **{one: post_words()[Post(one)] for one in RANK}},
            ),
            Filter("grid", Message("网格"), equals(col(Holding.grid_id))),
            Filter("state", Message("状态"), chosen(_states(frame)), HOLDING_FILTER),
        ),
        found_by=_found_by,
        order=(rank, col(Grid.number), *natural(col(Person.name)), col(Holding.id)),
    )


def _join(rows: Select[Any]) -> Select[Any]:
    return (
        rows.select_from(Holding)
        .join(Person, col(Person.id) == col(Holding.person_id))
        .outerjoin(Grid, col(Grid.id) == col(Holding.grid_id))
    )


def _states(frame: Frame) -> dict[str, Any]:
    now = running(Holding, frame.scope.now)
    return {"": now, "left": ~now, "all": or_(now, ~now)}


def _columns(frame: Frame, rank: Any) -> tuple[Column, ...]:
    words = {post.value: word for post, word in post_words().items()}
    how = case(
        (col(Holding.backup), literal("backup")),
        (col(Holding.delegate_of).is_not(None), literal("delegate")),
        else_=literal("own"),
    )
    since, until = col(Holding.since), col(Holding.until)
    day = partial(_day, frame.zone)
    grid = (col(Grid.name),)
    return (
        Column("name", Message("姓名"), (col(Person.name),), sort=(col(Person.name),), look="main"),
        Column("post", Message("岗位"), (col(Holding.post),), Kind.WORD, sort=(rank,), words=words),
        Column("grid", Message("管辖网格"), grid, sort=(col(Grid.number),)),
        Column("how", Message("任职"), (how,), Kind.WORD, words=HOLDING_STATES),
        Column("phone", Message("电话"), (col(Person.phone),), Kind.PHONE),
        Column("since", Message("上岗"), (since,), Kind.DAY, day, sort=(since,)),
        Column("until", Message("离岗"), (until,), Kind.DAY, day, sort=(until,)),
    )


def _day(zone: str, at: datetime | None) -> date | None:
    return None if at is None else local_day(at, zone)


def _found_by(query: str) -> Any:
    return and_(
        *(
            or_(
                col(Person.name).icontains(word, autoescape=True),
                col(Person.phone).contains(word, autoescape=True),
                col(Grid.name).icontains(word, autoescape=True),
            )
            for word in query.split()
        )
    )
