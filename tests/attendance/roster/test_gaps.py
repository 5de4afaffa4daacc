"""Rows R26, R102, R145: whoever leads is told where leave leaves the hall or the telephone."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, delete, select

from app.attendance.models import HotlineDuty, RosterState, RosterWeek, Skill, Terms, Told
from app.kit.ids import uuid7
from app.org.models import Holding, Post
from tests.attendance.roster.conftest import NEXT, THIS, published
from tests.attendance.test_leave import ask
from tests.station.conftest import Desk

WEDNESDAY = THIS + timedelta(days=2)


@pytest.fixture
def week(desk: Desk) -> Desk:
    """A published week: 王敏 answers the telephone, 李强 is her backup."""
    with desk.db.session(writes=True) as session:
        published(session, desk.town)
    return desk


def leave(desk: Desk, person: str, *, first: str = "am", last: str = "pm") -> str:
    """Somebody asks for Wednesday; its id."""
    return ask(
        desk, person, first_on=f"{WEDNESDAY}", first_part=first, last_on=f"{WEDNESDAY}",
        last_part=last,
    )  # fmt: skip


def told(desk: Desk, person: str) -> list[tuple[str, str]]:
    with desk.db.session() as session:
        rows = session.exec(select(Told).where(Told.person_id == person).order_by(Told.id))
        return [(one.kind, one.values.get("on", "")) for one in rows]


def test_r26_a_lead_sees_before_granting_what_a_leave_would_leave_uncovered(week: Desk) -> None:
    asked = leave(week, week.town.wang)
    page = week.as_(week.town.lead).get(f"/leave/{asked}")
    assert "同意后这些时候缺人" in page
    assert "11月25日 周三 08:30-13:00 大厅只有 1 人，至少 2 人" in page
    assert "周三 热线没有替补" in page
    assert "缺人" not in week.as_(week.town.wang).get(f"/leave/{asked}")


def test_r145_after_it_the_board_and_the_roster_say_where_somebody_is_missing(week: Desk) -> None:
    town = week.town
    assert "排班缺人" not in week.as_(town.lead).get("/board")
    assert "缺人" not in week.get(f"/roster/{THIS}")
    asked = leave(week, town.wang)
    week.as_(town.lead).post(f"/leave/{asked}/answer", decision="grant", backup_id="nobody")
    board = week.get("/board")
    assert "排班缺人" in board and "周三 08:30-13:00 大厅只有 1 人" in board
    roster = week.get(f"/roster/{THIS}")
    assert "周三 08:30-13:00 大厅只有 1 人" in roster and "周四 08:30" not in roster
    assert "缺人" not in week.as_(town.li).get(f"/roster/{THIS}")
    week.clock.now += timedelta(days=3)
    assert "周三 08:30-13:00" not in week.as_(town.lead).get("/board")


def test_r145_the_backup_is_told_shown_and_told_again_when_it_is_over(week: Desk) -> None:
    town = week.town
    asked = leave(week, town.wang)
    week.as_(town.lead).post(f"/leave/{asked}/answer", decision="grant", backup_id="nobody")
    assert told(week, town.li) == [("hotline_yours", f"{WEDNESDAY}")]
    assert "11月25日 的热线由您接，王敏不在" in week.as_(town.li).get("/news")
    path = _feed(week.as_(town.li))
    assert f"hotline-{WEDNESDAY}@qiaomen" in week.client.get(path).text
    assert f"hotline-{THIS}@qiaomen" not in week.client.get(path).text
    week.clock.now += timedelta(days=2)
    assert _fact(week.as_(town.li).get("/today"), "热线") == "李强"
    week.clock.now -= timedelta(days=1)
    week.as_(town.wang).post(f"/leave/{asked}/withdrawal")
    assert told(week, town.li)[1:] == [("hotline_back", f"{WEDNESDAY}")]
    assert f"hotline-{WEDNESDAY}@qiaomen" not in week.client.get(path).text


def test_who_has_leave_is_not_named_beside_one_in_the_hall(week: Desk) -> None:
    town = week.town
    assert _fact(week.as_(town.li).get("/today"), "热线") == "王敏（替补 李强）"
    beside = _fact(week.get("/today"), "一起在岗")
    asked = ask(week, town.steward, first_on=f"{THIS}", last_on=f"{THIS}", last_part="pm")
    week.as_(town.lead).post(f"/leave/{asked}/answer", decision="grant", backup_id="nobody")
    assert beside != "没有人" == _fact(week.as_(town.li).get("/today"), "一起在岗")


def _fact(page: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>([^<]*)</dd>", page)
    assert found, name
    return found[1].strip()


def _feed(desk: Desk) -> str:
    reply = desk.post("/me/feed", 200)
    return "/feeds/" + reply.text.partition("/feeds/")[2].partition(".ics")[0] + ".ics"


def test_r145_with_both_away_nobody_answers_and_the_lead_is_told(week: Desk) -> None:
    """R145: a day on which nobody answers alerts the lead."""
    town = week.town
    for person in (town.wang, town.li):
        asked = leave(week, person)
        week.as_(town.head).post(f"/leave/{asked}/answer", decision="grant", backup_id="nobody")
    assert "周三 没有人接热线" in week.as_(town.lead).get("/board")
    assert told(week, town.li)[-1][0] == "leave_answered"


def test_r102_a_week_without_a_roster_is_missed_once_rosters_are_kept(week: Desk) -> None:
    lead = week.as_(week.town.lead)
    assert "这一周还没有排班" not in lead.get("/board")
    week.clock.now += timedelta(days=3)
    assert "这一周还没有排班" in week.as_(week.town.lead).get("/board")
    with week.db.session(writes=True) as session:
        published(session, week.town, NEXT)
    assert "这一周还没有排班" not in week.get("/board")


def test_where_no_roster_was_ever_published_none_is_missed(desk: Desk) -> None:
    desk.clock.now += timedelta(days=3)
    assert "排班缺人" not in desk.as_(desk.town.lead).get("/board")
    with desk.db.session() as session:
        assert not session.exec(
            select(RosterWeek).where(RosterWeek.state == RosterState.PUBLISHED)
        ).all()


def test_who_has_left_is_missed_like_who_has_leave(week: Desk) -> None:
    town = week.town
    with week.db.session(writes=True) as session:
        for one in session.exec(select(Holding).where(Holding.person_id == town.clerk)):
            one.until = week.clock()
            session.add(one)
        session.commit()
    week.clock.now += timedelta(minutes=5)
    assert "周二 08:30-13:00 大厅只有 1 人" in week.as_(town.lead).get("/board")


def ended(desk: Desk, person: str, **after: float) -> None:
    """Somebody's posts end so long after now."""
    with desk.db.session(writes=True) as session:
        for one in session.exec(select(Holding).where(Holding.person_id == person)):
            one.until = desk.clock() + timedelta(**after)
            session.add(one)
        session.commit()


def test_a_post_that_ends_later_this_week_is_missed_from_the_next_day_on(week: Desk) -> None:
    ended(week, week.town.clerk, days=1, hours=9)  # on Tuesday evening
    board = week.as_(week.town.lead).get("/board")
    assert "周三 08:30-13:00 大厅只有 1 人" in board
    assert "周二 08:30-13:00" not in board


def end_post(desk: Desk, person: str, at: str) -> None:
    """The head ends somebody's post in their grid, at the desk."""
    with desk.db.session() as session:
        mine = select(Holding).where(Holding.person_id == person, Holding.post == Post.GRID_WORKER)
        held = session.exec(mine).one().id
    desk.head().post(f"/station/holdings/{held}/ending", at=at, reason="调走")


def test_r145_the_backup_is_told_shown_and_has_it_in_the_calendar_when_a_post_ends(
    week: Desk,
) -> None:
    town = week.town
    end_post(week, town.wang, f"{WEDNESDAY}T18:00")
    days = [f"{WEDNESDAY + timedelta(days=ahead)}" for ahead in (1, 2)]
    assert told(week, town.li) == [("hotline_yours", on) for on in days]
    feed = week.client.get(_feed(week.as_(town.li))).text
    assert [f"hotline-{on}@" in feed for on in (f"{WEDNESDAY}", *days)] == [False, True, True]
    week.clock.now += timedelta(days=2)
    assert _fact(week.as_(town.li).get("/today"), "热线") == "王敏（替补 李强）"
    week.clock.now += timedelta(days=1)
    assert _fact(week.as_(town.li).get("/today"), "热线") == "李强"


def test_r145_who_keeps_another_post_still_answers_the_telephone(week: Desk) -> None:
    town = week.town
    with week.db.session(writes=True) as session:
        window = select(Holding).where(Holding.person_id == town.clerk)
        said = session.exec(window).one().model_dump()
        session.add(Holding(**said | {"id": uuid7(), "person_id": town.wang}))
        session.commit()
    end_post(week, town.wang, f"{WEDNESDAY}T18:00")
    assert told(week, town.li) == []


def test_who_has_left_is_not_named_beside_one_in_the_hall(week: Desk) -> None:
    town = week.town
    assert _fact(week.as_(town.li).get("/today"), "一起在岗") != "没有人"
    ended(week, town.steward, hours=1)
    week.clock.now += timedelta(days=1)
    assert _fact(week.as_(town.li).get("/today"), "一起在岗") == "没有人"


def test_who_only_answered_the_telephone_is_missed_too(week: Desk) -> None:
    town = week.town
    with week.db.session(writes=True) as session:
        for one in session.exec(select(HotlineDuty)):
            one.person_id, one.backup_id = town.head, town.li
            session.add(one)
        session.commit()
    assert "热线没有替补" not in week.as_(town.lead).get("/board")
    ended(week, town.head, minutes=1)
    week.clock.now += timedelta(minutes=5)
    assert "周二 热线没有替补" in week.as_(town.lead).get("/board")


def test_r104_the_second_all_rounder_who_goes_is_told_like_the_first(week: Desk) -> None:
    town = week.town
    # Three are certified, two are wanted.
    for person, told in ((town.li, False), (town.clerk, True), (town.wang, True)):
        asked = leave(week, person)
        page = week.as_(town.lead).get(f"/leave/{asked}")
        assert ("全岗通" in page) is told
        week.post(f"/leave/{asked}/answer", decision="grant", backup_id="nobody")


def test_r104_the_roster_says_which_half_a_leave_leaves_without_somebody_certified(
    week: Desk,
) -> None:
    with week.db.session(writes=True) as session:
        session.exec(delete(Skill).where(col(Skill.person_id) == week.town.clerk))
        session.commit()
    roster = f"/roster/{THIS}"
    assert "没有会办" not in week.as_(week.town.lead).get(roster)
    asked = leave(week, week.town.wang, last="am")
    week.as_(week.town.lead).post(f"/leave/{asked}/answer", decision="grant", backup_id="nobody")
    page = week.get(roster)
    assert "周三 上午 在岗的人里没有会办这些的" in page and page.count("没有会办") == 1


def test_what_the_week_never_kept_is_not_laid_to_leave(week: Desk) -> None:
    with week.db.session(writes=True) as session:
        session.add(Terms(community_id=week.town.community, since=THIS, hall_minimum=3))
        session.commit()
    assert "缺人" not in week.as_(week.town.lead).get(f"/roster/{THIS}")
    asked = leave(week, week.town.wang)
    page = week.as_(week.town.lead).get(f"/leave/{asked}")
    assert "周三 08:30-13:00 大厅只有 1 人" in page and "周三 13:00-19:00" not in page
    week.post(f"/leave/{asked}/answer", decision="grant", backup_id="nobody")
    roster = week.get(f"/roster/{THIS}")
    assert "周三 08:30-13:00 大厅只有 1 人" in roster and "周三 13:00-19:00" not in roster


def test_r145_of_two_half_days_each_is_told_once_by_its_half(week: Desk) -> None:
    town = week.town
    morning, afternoon = leave(week, town.wang, last="am"), leave(week, town.wang, first="pm")
    for asked in (morning, afternoon):
        week.as_(town.lead).post(f"/leave/{asked}/answer", decision="grant", backup_id="nobody")
    news = week.as_(town.li).get("/news")
    assert "11月25日 上午的热线由您接，王敏不在" in news
    assert "11月25日 下午的热线由您接，王敏不在" in news
    week.as_(town.wang).post(f"/leave/{afternoon}/withdrawal")
    assert "11月25日 下午的热线又由王敏接" in week.as_(town.li).get("/news")
    assert len(told(week, town.li)) == 3


def test_r145_half_a_day_at_the_telephone_is_shown_as_half_a_day(week: Desk) -> None:
    town = week.town
    asked = leave(week, town.wang, last="am")
    page = week.as_(town.lead).get(f"/leave/{asked}")
    assert "周三 上午 热线没有替补" in page
    week.post(f"/leave/{asked}/answer", decision="grant", backup_id="nobody")
    assert "周三 上午 热线没有替补" in week.get("/board")
    assert "SUMMARY:热线值班（上午）" in week.client.get(_feed(week.as_(town.li))).text
    backups = leave(week, town.li, first="pm")
    assert "热线值班" not in week.as_(town.lead).get(f"/leave/{backups}"), "hers is the morning"
    week.clock.now += timedelta(days=2)
    assert _fact(week.as_(town.li).get("/today"), "热线") == "上午 李强 · 下午 王敏（替补 李强）"


def test_r145_a_backup_who_is_back_hears_that_they_answer(week: Desk) -> None:
    town = week.town
    asked = leave(week, town.li)
    week.as_(town.lead).post(f"/leave/{asked}/answer", decision="grant", backup_id="nobody")
    owners = leave(week, town.wang)
    week.as_(town.lead).post(f"/leave/{owners}/answer", decision="grant", backup_id="nobody")
    assert [kind for kind, _ in told(week, town.li)] == ["leave_answered"]
    week.as_(town.li).post(f"/leave/{asked}/withdrawal")
    assert told(week, town.li)[-1] == ("hotline_yours", f"{WEDNESDAY}")
