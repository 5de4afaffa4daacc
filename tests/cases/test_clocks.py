"""Row R111: what moves a case's clocks, and what does not: leave, and moments that crossed."""

from datetime import date, datetime

import pytest

from app.attendance.models import Leave, LeaveState
from app.cases.rules.state import Stage
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
    assert court.try_(court.panel[0], "votes").status_code == 409


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
