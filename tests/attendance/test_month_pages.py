"""A worker's month as a calendar and as a workbook (rows R113, R114)."""

import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, select

from app.attendance.models import (
    Decision,
    Leave,
    LeaveState,
    RosterShift,
    RosterState,
    RosterWeek,
    Touch,
)
from app.households.models import ExportLog
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Holding
from app.visits.models import Visit
from tests.people import FOUNDED, Town
from tests.station.conftest import Desk

MONDAY = date(2026, 11, 16)
MONTH = "2026-11"
MORNING, AFTERNOON = (time(8, 30), time(12)), (time(14), time(17, 30))


def local(on: date, clock: str) -> datetime:
    """A moment of a day in Shanghai."""
    moment = datetime.combine(on, time.fromisoformat(clock), UTC)
    return moment - timedelta(hours=8)


def signed(town: Town, on: date, part: str, clock: str, until: str = "", grade: str = "A") -> Touch:
    """One touch of Wang's, proved to be between two clocks."""
    return Touch(
        id=uuid7(), community_id=town.community, person_id=town.wang, on=on, part=part,
        grade=grade, earliest=local(on, clock), latest=local(on, until or clock), place="hall",
        received_at=local(on, until or clock),
    )  # fmt: skip


def roster(session: Session, town: Town, person: str, *posts: str) -> None:
    """Half-days of the week from MONDAY, as letters: AB is A before noon and B after it."""
    week = RosterWeek(
        id=uuid7(), community_id=town.community, monday=MONDAY, version=1,
        state=RosterState.PUBLISHED, made_by=town.head, made_at=FOUNDED,
    )  # fmt: skip
    session.add(week)
    session.flush()
    for ahead, letters in enumerate(posts):
        for post, (begins, ends) in zip(letters, (MORNING, AFTERNOON), strict=True):
            session.add(
                RosterShift(
                    id=uuid7(), community_id=town.community, week_id=week.id, person_id=person,
                    on=MONDAY + timedelta(days=ahead), post=post, begins=begins, ends=ends,
                )
            )  # fmt: skip


@pytest.fixture
def a_week(db: Database, town: Town) -> None:
    """Wang's week: a whole day, an unproved morning, a late one, leave, and a decided morning."""
    tuesday, wednesday, thursday, friday = (MONDAY + timedelta(days=n) for n in range(1, 5))
    with db.session(writes=True) as session:
        roster(session, town, town.wang, "BA", "BA", "BA", "BA", "BA")
        session.add_all(
            [
                signed(town, MONDAY, "am", "08:20"),
                signed(town, MONDAY, "pm", "15:20"),
                signed(town, tuesday, "am", "04:10", "09:40", "C"),
                signed(town, tuesday, "pm", "15:20"),
                signed(town, wednesday, "am", "08:55"),
                signed(town, wednesday, "pm", "15:20"),
                signed(town, friday, "am", "09:30"),
                signed(town, friday, "pm", "15:20"),
                Leave(id=uuid7(), community_id=town.community, person_id=town.wang, kind="annual",
                      first_on=thursday, last_on=thursday, state=LeaveState.GRANTED,
                      asked_at=FOUNDED),
                Decision(id=uuid7(), community_id=town.community, person_id=town.wang, on=friday,
                         part="am", suggested="late", decided="present", reason="去街道送材料",
                         by=town.lead, at=local(friday, "18:00")),
            ]
        )  # fmt: skip
        session.commit()


@pytest.mark.usefixtures("a_week")
def test_r113_the_month_says_each_half_day_in_a_word_and_suggests_only(
    desk: Desk, town: Town
) -> None:
    """R113: nor does the month say more than the evidence."""
    shown = desk.as_(town.wang).get(f"/attendance/{town.wang}/{MONTH}")
    assert (
        "建议：迟到" in shown and "待核" in shown and "算到岗" in shown and "去街道送材料" in shown
    )
    assert "04:10–09:40" in shown and "C 离线签到" in shown
    assert shown.count('class="half half-leave"') == 2
    assert "旷工" not in shown.replace("建议：旷工", "")


@pytest.mark.usefixtures("a_week")
def test_r114_the_weeks_share_of_the_doors_stands_beside_its_visits(
    desk: Desk, db: Database, town: Town
) -> None:
    """R114: door hours out of worked hours."""
    with db.session(writes=True) as session:
        for clock in ("09:00", "11:00", "15:00"):
            session.add(
                Visit(
                    id=uuid7(), community_id=town.community, household_id=town.doors3[0],
                    grid_id=town.grid3, author_id=town.wang, day=MONDAY,
                    made_at=local(MONDAY, clock), said_at=local(MONDAY, clock),
                    received_at=local(MONDAY, clock), outcome="met", purposes=[], checklist=[],
                    requests=[],
                )
            )  # fmt: skip
        session.commit()
    shown = desk.as_(town.wang).get(f"/attendance/{town.wang}/{MONTH}")
    # Four days of 3.5 hours at doors and 3.5 in the hall; a visit out of door hours is no door's.
    assert "登门 14.0 小时，上班 28.0 小时；登门时走访 2 次" in shown
    assert "登门占 50%，要求 50%" in shown


@pytest.mark.usefixtures("a_week")
def test_r113_a_month_leaves_as_a_workbook_that_is_written_down_first(
    desk: Desk, db: Database, town: Town
) -> None:
    path = f"/attendance/{town.wang}/{MONTH}/sheet"
    assert "请填写" in desk.as_(town.lead).post(path, status=422, of="all").text
    reply = desk.post(path, status=200, of="all", reason="街道月报")
    rows = list(load_workbook(io.BytesIO(reply.content)).active.iter_rows(values_only=True))
    assert "街道月报" in str(rows[0][0])
    # Six of the staff, each day of the month.
    assert len(rows) == 2 + 30 * 6
    monday = next(row for row in rows[2:] if row[0] == "王敏" and row[2].date() == MONDAY)
    assert monday[5:8] == ("已签到", "08:20", "A 在线签到")
    tuesday = rows[rows.index(monday) + 1]
    assert tuesday[5:8] == ("待核", "04:10–09:40", "C 离线签到")
    with db.session() as session:
        (made,) = session.exec(select(ExportLog)).all()
        assert (made.ledger, made.rows, made.reason) == ("attendance", 180, "街道月报")
    assert "月签到表" in desk.head().get("/books/exports")


@pytest.mark.usefixtures("a_week")
def test_a_worker_takes_only_their_own_month_whatever_is_asked(desk: Desk, town: Town) -> None:
    path = f"/attendance/{town.wang}/{MONTH}/sheet"
    reply = desk.as_(town.wang).post(path, status=200, of="all", reason="自己留底")
    rows = list(load_workbook(io.BytesIO(reply.content)).active.iter_rows(values_only=True))
    assert {row[0] for row in rows[2:]} == {"王敏"}
    desk.as_(town.li).get(f"/attendance/{town.wang}/{MONTH}", status=404)
    desk.post(path, status=404, reason="看看")


def test_ones_own_month_is_where_the_short_address_leads(desk: Desk, town: Town) -> None:
    desk.as_(town.clerk)
    reply = desk.client.get("/attendance")
    assert reply.headers["location"] == f"/attendance/{town.clerk}/{MONTH}"
    assert "没有排班" in desk.get(reply.headers["location"])


def test_a_year_without_its_calendar_says_that_its_days_are_provisional(
    desk: Desk, town: Town
) -> None:
    assert "还没有公布" in desk.as_(town.wang).get(f"/attendance/{town.wang}/2027-03")
    assert "还没有公布" not in desk.get(f"/attendance/{town.wang}/{MONTH}")


@pytest.mark.parametrize("month", ["2026-13", "november", "2026-11.xlsx"])
def test_what_is_no_month_is_not_found(desk: Desk, town: Town, month: str) -> None:
    desk.as_(town.wang).get(f"/attendance/{town.wang}/{month}", status=404)


def test_a_month_before_somebody_came_is_not_theirs(desk: Desk, db: Database, town: Town) -> None:
    with db.session() as session:
        assert session.exec(select(Holding).where(Holding.person_id == town.wang)).one()
    desk.as_(town.wang).get(f"/attendance/{town.wang}/2024-06", status=404)
