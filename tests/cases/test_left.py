"""Row R111: whose post ends while a case runs keeps every right in it."""

from datetime import date, timedelta

from sqlmodel import select

from app.attendance.rules.calendar import Calendar
from app.auth.rules import SENDS_FOR
from app.cases.rules.state import (
    APPEAL,
    DECISION,
    EXTENDED,
    FINDING,
    MEASURE,
    NOTICE,
    REPLY,
    Stage,
)
from app.org.models import Holding
from tests.cases.conftest import DAY, WEDNESDAY, Court
from tests.people import Town

# The longest that no work is done in a row, twice: a week of holidays with its weekends.
HOLIDAYS = timedelta(days=2 * 9)


def leaves(court: Court, person: str) -> None:
    """Every post of somebody ends now."""
    with court.db.session(writes=True) as session:
        for one in session.exec(select(Holding).where(Holding.person_id == person)):
            one.until = court.clock()
        session.commit()


def test_r111_who_left_reads_replies_and_appeals_to_the_last_day(court: Court, town: Town) -> None:
    court.noticed()
    leaves(court, town.wang)
    path = f"/cases/{court.case().id}"
    court.clock.forward(hours=1)
    assert 'href="/cases"' in court.as_(town.wang).get("/me").text
    court.do(town.wang, "extension")
    court.at(WEDNESDAY + 13 * DAY, 10)
    court.do(town.wang, "replies", words="我去过")
    court.at(WEDNESDAY + 26 * DAY, 10)
    court.found("coaching")
    court.at(WEDNESDAY + 33 * DAY, 10)
    court.do(court.panel[0], "measure", level="coaching")
    court.at(WEDNESDAY + 63 * DAY, 10)
    court.do(town.wang, "appeal", words="不服")
    assert court.stage() is Stage.APPEALED
    court.at(WEDNESDAY + 93 * DAY, 10)
    court.do(court.officer, "appeal-decision", finding="dismissed", **court.reason())
    assert court.stage() is Stage.OVERTURNED
    assert "撤销" in court.as_(town.wang).get(path).text
    assert court.get("/households").status_code == 403


def test_r111_a_case_ends_before_the_sign_in_of_who_left() -> None:
    calendar = Calendar({}, frozenset(range(2020, 2040)))
    first = date(2026, 1, 1)
    for number in range(7):
        on = first + number * DAY
        end = calendar.after(on, NOTICE + REPLY + EXTENDED + FINDING + MEASURE)
        end += APPEAL + DECISION + HOLIDAYS
        assert end - on < SENDS_FOR
