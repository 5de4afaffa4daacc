"""Row R111: lateness that is proved and decided on three days may be a case; nothing less is."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session, select

from app.attendance.models import Decision, RosterShift, RosterState, RosterWeek, Touch
from app.cases.models import CaseFile
from app.cases.queries.technical import hints
from app.cases.rules.evidence import Kind
from app.cases.rules.state import Stage
from app.cases.rules.steps import Cause, Notice
from app.kit.ids import uuid7
from app.sync.models import Device, Received
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
                    claimed=at,
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


def lost(session: Session, town: Town, touch: Touch, decision: Decision) -> None:
    """The phone of the touch was emptied since."""
    session.add(
        Device(
            id=touch.device_id, person_id=town.wang, community_id=town.community, lost=True,
            first_contact=touch.received_at, last_contact=touch.received_at,
        )
    )  # fmt: skip


def no_clock(_: Session, town: Town, touch: Touch, decision: Decision) -> None:
    """Of a phone whose clock is in doubt no time is kept."""
    touch.claimed = None


def clock_was_set(_: Session, town: Town, touch: Touch, decision: Decision) -> None:
    """It may be of another half-day, and a lead has looked at that."""
    touch.set_aside, touch.settled_by = "another_time", town.lead


def unsettled(_: Session, town: Town, touch: Touch, decision: Decision) -> None:
    """Nobody has looked yet at why it was set aside."""
    touch.set_aside = "revoked_key"


def unanswered(_: Session, town: Town, touch: Touch, decision: Decision) -> None:
    """The worker has replied to what was decided."""
    decision.reply, decision.replied_at = "公交停运", decision.at + timedelta(hours=1)


def waited(_: Session, town: Town, touch: Touch, decision: Decision) -> None:
    """It came long after it was made."""
    touch.received_at += timedelta(hours=3)


def wide(_: Session, town: Town, touch: Touch, decision: Decision) -> None:
    """What it proves is a span of hours."""
    touch.earliest -= timedelta(hours=3)


@pytest.mark.parametrize(
    ("leave", "cause"),
    [
        (lost, Cause.PHONE),
        (no_clock, Cause.CLOCK),
        (clock_was_set, Cause.CLOCK),
        (unsettled, Cause.REPAIR),
        (unanswered, Cause.REPAIR),
        (waited, Cause.OUTAGE),
        (wide, Cause.OUTAGE),
    ],
)
def test_r111_the_touches_of_late_days_are_looked_at_for_technical_causes(
    court: Court, town: Town, leave: Callable[..., None], cause: Cause
) -> None:
    court.at(MONDAY, 8)
    late(court, town, DAYS)
    with court.db.session(writes=True) as session:
        decisions = session.exec(select(Decision).order_by(Decision.on)).all()
        subject = [
            {"record": one.id, "kind": "late", "source": "phone", "on": one.on.isoformat(),
             "grade": "A"}
            for one in decisions
        ]  # fmt: skip
        file = CaseFile(
            id=uuid7(), community_id=town.community, worker_id=town.wang, subject=subject,
            barred=[], checkers=[], happened_at=court.clock(), known_at=court.clock(),
            opened_at=court.clock(),
        )  # fmt: skip
        assert hints(session, file) == frozenset()
        touch = session.exec(select(Touch).where(Touch.on == DAYS[1])).one()
        leave(session, town, touch, decisions[1])
        session.flush()
        assert hints(session, file) == {cause}


def test_r111_a_trace_in_one_late_day_waits_for_the_steward(court: Court, town: Town) -> None:
    court.at(MONDAY, 8)
    late(court, town, DAYS)
    with court.db.session(writes=True) as session:
        session.exec(select(Touch).where(Touch.on == DAYS[1])).one().claimed = None
        session.commit()
    court.at(THURSDAY, 9)
    assert court.stage() is Stage.OPEN
    assert "手机时钟不准" in court.as_(town.steward).get(f"/cases/{court.case().id}").text


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
