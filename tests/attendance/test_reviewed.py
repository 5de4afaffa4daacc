"""What was found wanting on a second look: codes of the hall, addresses, rosters that come late."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session, select

from app.attendance.forms.terms import parse_terms
from app.attendance.models import RosterShift, RosterState, RosterWeek, Touch
from app.attendance.queries.board import load_board
from app.attendance.rules.challenges import hall_secret
from app.attendance.rules.evidence import station_code
from app.attendance.rules.parts import Due, Part, asked
from app.attendance.rules.roster import Post, Shift
from app.attendance.rules.verdict import Verdict
from app.kit.db import Database
from app.kit.forms import Refusal
from app.kit.ids import uuid7
from app.org.scope import Reach, Scope
from tests.attendance.conftest import TODAY, handed
from tests.attendance.signing import SigningPhone
from tests.clock import HeldClock
from tests.people import Town
from tests.sync.conftest import Line

TERMS = {
    "morning": "08:30", "afternoon": "15:30", "opens": "08:30", "closes": "19:00",
    "grace_minutes": "10", "hall_minimum": "2", "all_rounders": "2", "door_share_percent": "50",
}  # fmt: skip


@pytest.mark.parametrize("code", ["of the minute before", "１２３４５６", "12", "abcdef", ""])
def test_r112_a_code_that_proves_nothing_holds_no_honest_touch_back(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock, town: Town, code: str
) -> None:
    """Read at 08:59:55, touched at 09:00:05: the question came after the code's minute."""
    days = handed(line, wang)
    if code == "of the minute before":
        secret = hall_secret(line.client.app.state.house.parts["day_secret"], town.community)
        code = station_code(secret, clock() - timedelta(seconds=30))
    clock.forward(seconds=5)
    envelope = wang.touch(days.half(), clock(), code=code)
    assert line.send(wang, envelope)[0]["outcome"] == "accepted"
    with db.session() as session:
        assert session.exec(select(Touch.grade)).one() == "A"


@pytest.mark.parametrize("on", ["9999-12-31", "0001-01-01", "2026-13-01", "today", "%00"])
def test_a_day_that_nobody_plans_is_not_found(
    line: Line, town: Town, clock: HeldClock, on: str
) -> None:
    line.sign_in(town.lead, town.community)
    assert line.client.get(f"/board/{town.wang}/{on}").status_code == 404
    assert line.client.get(f"/board/%00/{TODAY}").status_code == 404
    assert line.client.get("/hours/%00").status_code == 404
    asked_for = "/leave/check?kind=annual&first_on=%202026-11-24&first_part=am&last_on=2026-11-24"
    assert line.client.get(f"{asked_for}&last_part=pm").status_code == 200


def _roster(session: Session, town: Town, published_at: datetime) -> None:
    week = RosterWeek(
        id=uuid7(), community_id=town.community, monday=TODAY, version=1,
        state=RosterState.PUBLISHED, made_by=town.lead, made_at=published_at,
        published_by=town.lead, published_at=published_at,
    )  # fmt: skip
    session.add(week)
    session.flush()
    session.add(
        RosterShift(
            id=uuid7(), community_id=town.community, week_id=week.id, person_id=town.wang,
            on=TODAY, post="B", begins=time(8, 30), ends=time(17, 30),
        )
    )  # fmt: skip
    session.commit()


def _verdicts(db: Database, town: Town, now: datetime) -> list[Verdict]:
    scope = Scope(town.lead, town.community, Reach.COMMUNITY, frozenset(), now)
    with db.session() as session:
        board = load_board(session, scope, lambda *_: {town.wang: now}, "Asia/Shanghai", TODAY)
    (mine,) = [one for one in board.lines if one.member.id == town.wang]
    return [one.verdict for one in mine.parts.values()]


def test_r113_a_roster_first_published_at_noon_makes_nobody_absent_that_morning(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        _roster(session, town, datetime(2026, 11, 23, 4, tzinfo=UTC))
    night = datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert _verdicts(db, town, night) == [Verdict.OUTSIDE, Verdict.ABSENT]


def test_r113_a_touch_that_waits_for_a_lead_holds_back_every_half_it_may_belong_to(
    db: Database, town: Town
) -> None:
    """Signed for tomorrow by a clock that ran ahead, and set aside."""
    with db.session(writes=True) as session:
        _roster(session, town, datetime(2026, 11, 20, tzinfo=UTC))
        session.add(
            Touch(
                id=uuid7(), community_id=town.community, person_id=town.wang,
                on=TODAY + timedelta(days=1), part="am", grade="C",
                earliest=datetime(2026, 11, 22, 10, tzinfo=UTC),
                latest=datetime(2026, 11, 23, 6, tzinfo=UTC), set_aside="another_time",
                counts=False, received_at=datetime(2026, 11, 23, 6, tzinfo=UTC),
            )
        )  # fmt: skip
        session.commit()
    night = datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert Verdict.ABSENT not in _verdicts(db, town, night)


def test_r112_nobody_is_asked_to_be_there_when_signing_in_is_not_possible() -> None:
    night = [Shift("wang", date(2026, 11, 23), Post.HALL, time(22), time(23))]
    assert asked(night, Part.AFTERNOON, Due()) is None


@pytest.mark.parametrize(
    ("field", "value"), [("afternoon", "13:00"), ("morning", "13:25"), ("morning", "03:00")]
)
def test_r112_terms_outside_the_windows_are_refused_by_name(field: str, value: str) -> None:
    found = parse_terms({**TERMS, field: value})
    assert isinstance(found, Refusal) and field in found.errors
