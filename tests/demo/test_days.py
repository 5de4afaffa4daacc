"""The days of the demo's staff: a roster that keeps its rules, and something left to decide."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from sqlmodel import Session, col, select

from app.attendance.models import HotlineDuty, Leave, LeaveState, RosterShift, Skill, Touch
from app.attendance.queries.terms import calendar_of
from app.attendance.rules.roster import Hotline, Known, Post, Shift, broken
from app.demo.build import Builder
from app.demo.progress import Progress
from app.demo.scale import Scale
from app.kit.db import Database
from app.org.models import Holding, Person

# A Monday, in the middle of the afternoon in Shanghai.
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    with db.engine.connect() as connection:
        Builder(connection, Scale.COMMUNITY, NOW, Progress(StringIO())).build()
        connection.commit()
    with db.session() as session:
        yield session


def test_the_rosters_of_the_demo_keep_every_rule(session: Session) -> None:
    rows = session.exec(select(RosterShift)).all()
    shifts = [Shift(one.person_id, one.on, Post(one.post), one.begins, one.ends) for one in rows]
    hotline = [
        Hotline(one.on, one.person_id, one.backup_id or "")
        for one in session.exec(select(HotlineDuty))
    ]
    calendar = calendar_of(session, rows[0].community_id)
    days = {one.on for one in shifts}
    assert all(calendar.day(day).works for day in days) and len(days) >= 20
    everything = set(session.exec(select(Skill.person_id)))
    assert broken(shifts, hotline, Known(days, all_rounders=everything)) == []


def test_wang_min_is_at_the_doors_today_and_has_not_signed_in(session: Session) -> None:
    wang = session.exec(select(Person.id).where(Person.name == "王敏")).one()
    today = session.exec(
        select(RosterShift.post).where(RosterShift.person_id == wang, RosterShift.on == TODAY)
    ).all()
    assert set(today) == {Post.DOOR.value}
    signed = select(Touch.id).where(Touch.person_id == wang)
    assert session.exec(signed.where(Touch.on == TODAY)).all() == []
    assert session.exec(signed.where(Touch.on < TODAY)).all()


def test_nobody_signed_in_after_the_demo_was_built(session: Session) -> None:
    assert max(session.exec(select(Touch.received_at))) <= NOW
    assert max(session.exec(select(Touch.latest))) <= NOW


def test_who_is_away_today_has_a_neighbour_at_the_grid(session: Session) -> None:
    leave = session.exec(select(Leave).where(Leave.state == LeaveState.GRANTED)).one()
    assert (leave.first_on, leave.backup_id is not None) == (TODAY, True)
    grid = session.exec(
        select(Holding.grid_id).where(
            Holding.person_id == leave.person_id, col(Holding.backup).is_(False)
        )
    ).one()
    standing = session.exec(
        select(Holding).where(
            Holding.grid_id == grid,
            Holding.person_id == leave.backup_id,
            col(Holding.backup).is_(True),
        )
    ).one()
    assert standing.since <= NOW
    assert session.exec(select(Leave).where(Leave.state == LeaveState.ASKED)).one()
