"""值守: who is in, what the evidence suggests, and what a lead makes of it (rows R112, R113)."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, select

from app.attendance.models import Decision, RosterShift, RosterState, RosterWeek, Told, Touch
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Holding, Post
from tests.attendance.conftest import TODAY
from tests.clock import HeldClock
from tests.people import FOUNDED, Town
from tests.sync.conftest import Line

# 08:52 in Shanghai, and long after the window of the morning has closed.
LATE, EVENING = datetime(2026, 11, 23, 0, 52, tzinfo=UTC), datetime(2026, 11, 23, 13, tzinfo=UTC)

HOUR = timedelta(hours=1)


def rostered(
    session: Session, town: Town, person: str, on: date = TODAY, community: str = ""
) -> None:
    """Put somebody at the doors for the day."""
    monday, home = on - timedelta(days=on.weekday()), community or town.community
    held = select(RosterWeek).where(RosterWeek.monday == monday, RosterWeek.community_id == home)
    week = session.exec(held).first() or RosterWeek(
        id=uuid7(), community_id=home, monday=monday, version=1,
        state=RosterState.PUBLISHED, made_by=town.lead, made_at=LATE,
    )  # fmt: skip
    session.add(week)
    session.flush()
    session.add(
        RosterShift(
            id=uuid7(), community_id=home, week_id=week.id, person_id=person, on=on,
            post="B", begins=time(8, 30), ends=time(17, 30),
        )
    )  # fmt: skip
    session.commit()


def touched(session: Session, town: Town, at: datetime, **more: object) -> str:
    """Wang Min signed in at that moment, online."""
    row = Touch(
        id=uuid7(), community_id=town.community, person_id=town.wang, part="am",
        earliest=at - timedelta(seconds=3), place="hall", received_at=at,
        **{"on": TODAY, "grade": "A", "latest": at, **more},
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row.id


@pytest.fixture
def desk(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Line]:
    """The lead's computer, on a day on which Wang Min is at the doors."""
    with db.session(writes=True) as session:
        rostered(session, town, town.wang)
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = True
        line = Line(client, db, clock)
        line.sign_in(town.lead, town.community)
        yield line


def decide(desk: Line, town: Town, **said: str) -> int:
    path = f"/board/{town.wang}/{TODAY}/am/decision"
    return desk.client.post(path, data=said).status_code


def decisions(db: Database) -> list[Decision]:
    with db.session() as session:
        return list(session.exec(select(Decision)))


def test_the_board_shows_who_is_in_and_how_it_is_proved(
    desk: Line, town: Town, db: Database
) -> None:
    assert "还没签到" in desk.client.get("/board").text
    with db.session(writes=True) as session:
        touched(session, town, datetime(2026, 11, 23, 0, 21, tzinfo=UTC))
    shown = desk.client.get("/board").text
    assert "已签到" in shown and "08:21" in shown and "在线签到" in shown


def test_late_is_only_a_suggestion_until_a_lead_decides_with_a_reason(
    desk: Line, town: Town, db: Database
) -> None:
    """R113: late is a suggestion; a lead decides."""
    with db.session(writes=True) as session:
        touched(session, town, LATE)
    assert "建议：迟到" in desk.client.get("/board").text
    assert decide(desk, town, decided="late", reason="") == 422
    assert decide(desk, town, decided="absent", reason="没来") == 422, "more than the evidence says"
    assert decisions(db) == []
    assert decide(desk, town, decided="present", reason="送材料去了") == 200
    (row,) = decisions(db)
    assert (row.suggested, row.decided, row.by) == ("late", "present", town.lead)
    with db.session() as session:
        told = session.exec(select(Told).where(Told.person_id == town.wang)).one()
    assert told.kind == "decision_made"


def figure(desk: Line, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>(\d+)", desk.client.get("/board").text)
    assert found, name
    return found[1]


def test_the_figures_say_how_many_came_late_or_not_at_all(
    desk: Line, town: Town, db: Database
) -> None:
    assert (figure(desk, "可能迟到"), figure(desk, "可能早退、旷工")) == ("0", "0")
    with db.session(writes=True) as session:
        touched(session, town, LATE)
    assert (figure(desk, "可能迟到"), figure(desk, "可能早退、旷工")) == ("1", "0")


def test_whoever_decides_second_is_told_who_was_first(desk: Line, town: Town, db: Database) -> None:
    with db.session(writes=True) as session:
        touched(session, town, LATE)
    assert decide(desk, town, decided="late", reason="迟到了") == 200
    desk.sign_in(town.head, town.community)
    answer = desk.client.post(
        f"/board/{town.wang}/{TODAY}/am/decision", data={"decided": "present", "reason": "我看到他"}
    )
    assert answer.status_code == 409
    assert "张丽" in answer.text
    assert [one.decided for one in decisions(db)] == ["late"]


def test_evidence_that_came_later_opens_a_decision_again(
    desk: Line, town: Town, db: Database
) -> None:
    with db.session(writes=True) as session:
        touched(session, town, LATE)
    decide(desk, town, decided="late", reason="迟到了")
    with db.session(writes=True) as session:
        touched(session, town, datetime(2026, 11, 23, 0, 20, tzinfo=UTC))
    assert "之后又收到了记录" in desk.client.get(f"/board/{town.wang}/{TODAY}").text
    assert decide(desk, town, decided="present", reason="离线签的，后来送到") == 200


def test_nobody_decides_about_themselves(
    desk: Line, town: Town, db: Database, clock: HeldClock
) -> None:
    with db.session(writes=True) as session:
        week = session.exec(select(RosterWeek.id)).one()
        session.add(
            RosterShift(
                id=uuid7(), community_id=town.community, week_id=week, person_id=town.lead,
                on=TODAY, post="A", begins=time(8, 30), ends=time(17, 30),
            )
        )  # fmt: skip
        session.add(
            Touch(
                id=uuid7(), community_id=town.community, person_id=town.lead, on=TODAY, part="am",
                grade="A", earliest=LATE, latest=LATE, received_at=LATE,
            )
        )  # fmt: skip
        session.commit()
    answer = desk.client.post(
        f"/board/{town.lead}/{TODAY}/am/decision", data={"decided": "present", "reason": "我在"}
    )
    assert answer.status_code == 403
    assert decisions(db) == []


def test_what_a_lead_enters_proves_presence_but_never_lateness_until_it_is_confirmed(
    desk: Line, town: Town, db: Database, clock: HeldClock
) -> None:
    path = f"/board/{town.wang}/{TODAY}/am/touches"
    clock.now = EVENING
    assert desk.client.post(path, data={"seen_at": "23:30", "reason": "在"}).status_code == 422
    assert desk.client.post(path, data={"seen_at": "nine", "reason": "在"}).status_code == 422
    said = {"seen_at": "09:05", "reason": "手机坏了，在大厅看到"}
    assert desk.client.post(path, data=said).status_code == 200
    shown = desk.client.get(f"/board/{town.wang}/{TODAY}").text
    assert "待核" in shown and "等本人确认" in shown and "建议：迟到" not in shown


def test_a_touch_by_a_revoked_key_counts_only_when_a_lead_says_so(
    desk: Line, town: Town, db: Database
) -> None:
    with db.session(writes=True) as session:
        one = touched(
            session, town, datetime(2026, 11, 23, 0, 20, tzinfo=UTC),
            set_aside="revoked_key", counts=False,
        )  # fmt: skip
    board = desk.client.get("/board").text
    assert "已停用" in board and "还没签到" in board
    path = f"/board/touches/{one}/settlement"
    assert desk.client.post(path, data={"decision": "return", "reason": ""}).status_code == 422
    assert (
        desk.client.post(path, data={"decision": "accept", "reason": "是本人"}).status_code == 200
    )
    assert "08:20" in desk.client.get("/board").text
    again = desk.client.post(path, data={"decision": "return", "reason": "不是"})
    assert again.status_code == 409


def test_r113_a_touch_that_cannot_be_of_the_half_it_names_is_given_one_in_which_it_may_be(
    desk: Line, town: Town, db: Database
) -> None:
    """Signed for tomorrow, by a clock that ran ahead; proved between Sunday evening and today."""
    with db.session(writes=True) as session:
        one = touched(
            session, town, datetime(2026, 11, 22, 10, tzinfo=UTC), on=TODAY + timedelta(days=1),
            latest=datetime(2026, 11, 23, 0, 40, tzinfo=UTC), grade="C",
            set_aside="another_time", counts=False,
        )  # fmt: skip
    path = f"/board/touches/{one}/settlement"
    shown = desk.client.get(f"/board/{town.wang}/{TODAY + timedelta(days=1)}").text
    assert re.findall(r'<option value="(2026[^"]+)"', shown) == ["2026-11-22/pm", "2026-11-23/am"]
    said = {"decision": "accept", "reason": "手机时间错了"}
    for wrong in ("", "2026-11-24/am", "yesterday"):
        refused = desk.client.post(path, data={**said, "half": wrong})
        assert refused.status_code == 422 and "请选择算哪半天" in refused.text
    assert desk.client.post(path, data={**said, "half": "2026-11-23/am"}).status_code == 200
    assert "离线签到" in desk.client.get(f"/board/{town.wang}/{TODAY}").text
    with db.session() as session:
        row = session.get_one(Touch, one)
        assert (row.on, row.part, row.counts) == (TODAY, "am", True)


@pytest.mark.parametrize(
    ("november", "talk"),
    [([16, 17, 18, 19], False), ([16, 17, 18, 19, 20], True), ([3, 17, 18, 19, 20], False)],
)
def test_r113_after_five_unproved_halves_in_20_days_a_lead_is_asked_to_talk_about_the_phone(
    desk: Line, town: Town, db: Database, november: list[int], talk: bool
) -> None:
    with db.session(writes=True) as session:
        for day in november:
            rostered(session, town, town.wang, date(2026, 11, day))
            # 08:20, told after the limit of 08:40: in time or not, nobody can say.
            at = datetime(2026, 11, day, 0, 20, tzinfo=UTC)
            touched(session, town, at, on=date(2026, 11, day), grade="C", latest=at + HOUR)
    shown = desk.client.get("/board").text
    assert ("谈谈信号和手机" in shown) == talk
    assert ("待核 5 次" in shown) == talk


def test_r114_a_worker_whom_the_others_chose_stands_under_their_grid_and_counts_as_a_worker(
    desk: Line, town: Town, db: Database
) -> None:
    with db.session(writes=True) as session:
        touched(session, town, datetime(2026, 11, 23, 0, 20, tzinfo=UTC))
        session.add(
            Holding(
                id=uuid7(), person_id=town.wang, area_id=town.community, since=FOUNDED,
                community_id=town.community, post=Post.WORKERS_REPRESENTATIVE,
            )
        )  # fmt: skip
        session.commit()
    shown = desk.client.get("/board").text
    assert "职工代表" not in shown and "03网格" in shown
    assert shown.index("王敏</span>") < shown.index("李强</span>"), "by grid"
    assert "登门占 100%，要求 50%" in shown


def test_r114_the_board_shows_how_much_of_the_week_went_to_the_doors(
    desk: Line, town: Town, db: Database, clock: HeldClock
) -> None:
    """R114: the week's share, and the line of 50 %."""
    assert "本周登门时间" not in desk.client.get("/board").text, "nobody has worked yet"
    with db.session(writes=True) as session:
        touched(session, town, datetime(2026, 11, 23, 0, 20, tzinfo=UTC))
    shown = desk.client.get("/board").text
    assert "本周登门时间" in shown and "登门占 100%，要求 50%" in shown
    assert "还不到 50%" not in shown
    with db.session(writes=True) as session:
        for one in session.exec(select(RosterShift)):
            one.post = "A"
        session.commit()
    shown = desk.client.get("/board").text
    assert "登门占 0%，要求 50%" in shown and "还不到 50%" in shown
    assert f'href="/attendance/{town.wang}/2026-11"' in shown
