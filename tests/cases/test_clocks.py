"""Row R111: what moves a case's clocks, and what does not: leave, and moments that crossed."""

from datetime import date, datetime, timedelta

import pytest

from app.attendance.commands.calendar import Head, set_day, unset_day
from app.attendance.forms.calendar import DayEntry
from app.attendance.models import Leave, LeaveState
from app.cases.commands.taking import take
from app.cases.queries.whole import held_case
from app.cases.rules.state import Stage
from app.cases.rules.steps import Extension, Reply, Role
from app.kit.ids import uuid7
from tests.cases.conftest import DAY, WEDNESDAY, Court
from tests.people import Town

THURSDAY, FRIDAY = WEDNESDAY + DAY, WEDNESDAY + 2 * DAY
MONDAY = WEDNESDAY + 5 * DAY
# Five working days after the notice of Wednesday.
LAST = WEDNESDAY + 7 * DAY


def granted(
    court: Court, town: Town, first: date, last: date, parts: tuple[str, str] = ("am", "pm")
) -> None:
    """Leave is granted now, of which nobody knew before."""
    now: datetime = court.clock()
    with court.db.session(writes=True) as session:
        session.add(
            Leave(
                id=uuid7(), community_id=town.community, person_id=town.wang, kind="other",
                first_on=first, first_part=parts[0], last_on=last, last_part=parts[1],
                state=LeaveState.GRANTED, asked_at=now, answered_by=town.lead, answered_at=now,
            )
        )  # fmt: skip
        session.commit()


def test_r111_leave_that_is_granted_afterwards_stops_the_time_to_reply(
    court: Court, town: Town
) -> None:
    court.noticed()
    court.at(MONDAY, 9)
    assert court.whole().state.until == LAST
    granted(court, town, THURSDAY, FRIDAY)
    assert court.whole().state.until == LAST + 2 * DAY
    court.at(LAST + DAY, 9)
    assert court.stage() is Stage.REPLYING
    assert court.try_(court.panel[0], "votes").status_code == 404, "not before the panel yet"


def test_r111_half_a_day_of_leave_is_a_day_to_reply(court: Court, town: Town) -> None:
    court.noticed()
    court.at(MONDAY, 9)
    granted(court, town, THURSDAY, THURSDAY, ("am", "am"))
    assert court.whole().state.until == LAST
    granted(court, town, THURSDAY, THURSDAY, ("pm", "pm"))
    assert court.whole().state.until == LAST + DAY


@pytest.mark.parametrize("heard", [True, False], ids=["a reply", "a first vote"])
def test_r111_leave_that_is_granted_after_a_reply_or_a_vote_moves_nothing(
    court: Court, town: Town, heard: bool
) -> None:
    court.noticed()
    court.at(LAST + DAY, 9)
    if heard:
        court.do(town.wang, "replies", words="我去过")
    else:
        court.do(court.panel[0], "votes", finding="coaching", **court.reason())
    before = court.whole().state
    court.at(LAST + DAY, 10)
    granted(court, town, THURSDAY, FRIDAY)
    assert court.whole().state == before
    assert before.stage is Stage.DECIDING


# ---- the community's calendar ----


def decide(court: Court, town: Town, on: date, works: bool | None) -> None:
    """The head says that a day is worked or not; None: takes that back."""
    head = Head(town.community, town.head, court.clock())
    with court.db.session(writes=True) as session:
        if works is None:
            unset_day(session, head, on)
        else:
            set_day(session, head, DayEntry(on, works, "调整"))
        session.commit()


def test_r111_no_day_that_is_made_a_working_day_later_shortens_the_time_to_reply(
    court: Court, town: Town
) -> None:
    court.noticed()
    court.at(MONDAY, 9)
    decide(court, town, FRIDAY + DAY, works=True)
    decide(court, town, FRIDAY + 2 * DAY, works=True)
    assert court.whole().state.until == LAST


def test_r111_no_day_that_is_taken_off_later_stretches_the_time_for_a_notice(
    court: Court, town: Town
) -> None:
    court.opened()
    until = court.whole().state.until
    decide(court, town, THURSDAY, works=False)
    assert court.stage() is Stage.CHECKED
    assert court.whole().state.until == until


@pytest.mark.parametrize("then", [True, None], ids=["worked after all", "taken back"])
def test_r111_a_day_off_that_was_known_before_stays_one_for_the_case(
    court: Court, town: Town, then: bool | None
) -> None:
    decide(court, town, FRIDAY, works=False)
    court.clock.forward(minutes=1)
    court.noticed()
    assert court.whole().state.until == LAST + DAY
    court.at(THURSDAY, 9)
    decide(court, town, FRIDAY, works=then)
    assert court.whole().state.until == LAST + DAY


def test_r111_no_day_that_is_taken_off_later_opens_a_case_that_is_over_already(
    court: Court, town: Town
) -> None:
    court.mismatch()
    court.at(THURSDAY, 18)
    decide(court, town, FRIDAY, works=False)
    court.at(MONDAY, 9)  # the last day by the calendar of now, one too late by that of Tuesday
    assert court.cases() == []


# ---- moments ----


def test_r111_a_step_that_got_the_lock_second_is_not_refused_for_its_moment(
    court: Court, town: Town
) -> None:
    case = court.noticed()
    late = court.clock()
    early = late - timedelta(milliseconds=50)
    with court.db.session(writes=True) as session:
        whole = held_case(session, case.id, late)
        assert whole is not None
        take(session, whole, Extension(whole.now, town.wang, Role.WORKER))
        session.commit()
    with court.db.session(writes=True) as session:
        whole = held_case(session, case.id, early)
        assert whole is not None
        assert whole.now == whole.steps[-1].at
        take(session, whole, Reply(whole.now, town.wang, Role.WORKER, "我去过"))
        session.commit()
    assert court.stage() is Stage.DECIDING
