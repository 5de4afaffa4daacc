"""Row R111: lateness that is proved and decided on three days may be a case; nothing less is."""

import json
from datetime import date, datetime, time

import pytest
from sqlmodel import select

from app.attendance.models import Decision, RosterShift, RosterState, RosterWeek, Touch
from app.cases.rules.evidence import Kind
from app.cases.rules.state import Stage
from app.cases.rules.steps import Notice
from app.kit.ids import uuid7
from app.sync.models import Received
from tests.cases.conftest import DAY, MONDAY, Court
from tests.people import Town
from tests.spotchecks.conftest import ZONE

DAYS = [MONDAY + n * DAY for n in (0, 1, 2)]
THURSDAY = MONDAY + 3 * DAY


def late(court: Court, town: Town, days: list[date], grade: str = "A", replied: bool = False) -> (
    None
):  # fmt: skip
    """A touch an hour after the limit on each of the days, and the lead's decision."""
    with court.db.session(writes=True) as session:
        here = {"community_id": town.community}
        week = RosterWeek(
            id=uuid7(), monday=MONDAY, version=1, state=RosterState.PUBLISHED, made_by=town.lead,
            made_at=court.clock(), published_by=town.lead, published_at=court.clock(), **here,
        )  # fmt: skip
        session.add(week)
        session.flush()
        session.add_all(
            RosterShift(
                id=uuid7(), week_id=week.id, person_id=town.wang, on=on, post="B",
                begins=time(8, 30), ends=time(17, 30), **here,
            )
            for on in (*DAYS, THURSDAY)
        )  # fmt: skip
        for on in days:
            at = datetime.combine(on, time(9, 45), ZONE)
            said = datetime.combine(on, time(16), ZONE)
            session.add(
                Touch(
                    id=uuid7(), community_id=town.community, person_id=town.wang, on=on, part="am",
                    grade=grade, earliest=at, latest=at, received_at=at, device_id="phone",
                )
            )  # fmt: skip
            session.add(
                Decision(
                    id=uuid7(), community_id=town.community, person_id=town.wang, on=on, part="am",
                    suggested="late", decided="late", reason="没有说明", by=town.lead, at=said,
                    reply="公交停运" if replied else "",
                    replied_at=said.replace(hour=18) if replied else None,
                )
            )  # fmt: skip
        session.commit()


def test_r111_three_days_late_with_proof_may_be_a_case_once(court: Court, town: Town) -> None:
    court.at(MONDAY, 8)
    late(court, town, DAYS)
    court.at(THURSDAY, 9)
    case = court.case()
    assert court.stage() is Stage.CHECKED
    assert [one["kind"] for one in case.subject] == [Kind.LATE.value] * 3
    assert case.checkers == [town.lead]
    assert court.try_(town.lead, "notice").status_code == 409, "who decided it writes no notice"
    page = court.as_(town.head).get(f"/cases/{case.id}").text
    assert "迟到，证据等级 A" in page
    court.at(THURSDAY, 16)
    assert len(court.cases()) == 1


@pytest.mark.parametrize(
    ("days", "grade", "replied"),
    [(DAYS[:2], "A", False), (DAYS, "C", False), (DAYS, "D", False), (DAYS, "A", True)],
    ids=["two days", "offline", "no passkey", "an answer that nobody has looked at"],
)
def test_r111_less_than_that_is_no_case(
    court: Court, town: Town, days: list[date], grade: str, replied: bool
) -> None:
    court.at(MONDAY, 8)
    late(court, town, days, grade, replied)
    court.at(THURSDAY, 9)
    assert court.cases() == []


def test_r111_a_notice_of_lateness_needs_receipts_too(court: Court, town: Town) -> None:
    court.at(MONDAY, 8)
    late(court, town, DAYS)
    court.at(THURSDAY, 9)
    reply = court.try_(town.head, "notice")
    assert reply.status_code == 422
    assert "这些记录没有回执" in reply.text
    assert court.stage() is Stage.CHECKED


def test_r111_a_notice_of_lateness_names_a_receipt_of_each_day_and_only_days_that_stand(
    court: Court, town: Town
) -> None:
    court.at(MONDAY, 8)
    late(court, town, [*DAYS, THURSDAY])
    court.at(THURSDAY, 16)
    receipts(court, town, DAYS)
    assert court.try_(town.head, "notice").status_code == 422, "Thursday has none"
    receipts(court, town, [THURSDAY])
    taken_back(court, THURSDAY)
    court.do(town.head, "notice")
    notice = court.whole().steps[-1]
    assert isinstance(notice, Notice)
    assert [one.on for one in notice.facts] == DAYS
    assert len(notice.receipts) == 4
    assert "有一件事要听您说" in court.as_(town.wang).get("/news").text


def receipts(court: Court, town: Town, days: list[date]) -> None:
    """The phone was given a receipt for each touch of these days."""
    with court.db.session(writes=True) as session:
        for touch in session.exec(select(Touch)).all():
            if touch.on in days:
                number = 10_000 + touch.on.day
                session.add(
                    Received(
                        id=touch.id, community_id=town.community, seq=number, kind="sign_in",
                        author_id=town.wang, digest="0" * 64, outcome="accepted",
                        received_at=touch.received_at, receipt=json.dumps({"short": f"7F{number}"}),
                    )
                )  # fmt: skip
        session.commit()


def taken_back(court: Court, on: date) -> None:
    """The lead says that they were there after all."""
    with court.db.session(writes=True) as session:
        for row in session.exec(select(Decision).where(Decision.on == on)):
            row.decided = "present"
            session.add(row)
        session.commit()
