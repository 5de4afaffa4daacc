"""News inside the app: the list, the count, and their end after ninety days."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from app.attendance.commands.news import tidy_news
from app.attendance.commands.telling import tell
from app.attendance.models import RosterShift, RosterState, RosterWeek, Told
from app.attendance.pages.told import WORDS, told_text
from app.kit.db import Database
from app.kit.i18n import LANGS
from app.kit.ids import uuid7
from tests.people import Town
from tests.station.conftest import Desk


def put(desk: Desk, kind: str = "roster_changed", link: str = "/leave", **values: str) -> str:
    """One piece of news for Wang Min; its id."""
    with desk.db.session(writes=True) as session:
        tell(session, desk.town.community, [desk.town.wang], kind, values, link, desk.clock())
        session.commit()
        return max(one.id for one in session.exec(select(Told)))


def test_opening_news_marks_them_seen_and_leads_to_what_they_are_about(
    desk: Desk, town: Town
) -> None:
    first = put(desk, first="2026-11-23", last="2026-11-29")
    put(desk)
    me = desk.as_(town.wang)
    assert 'data-news-count="2"' in me.get("/me") and "2 条新消息" in me.get("/leave")
    assert "11月23日 到 11月29日 的排班有变动" in me.get("/news")
    opened = me.client.get(f"/news/{first}")
    assert (opened.status_code, opened.headers["location"]) == (303, "/leave")
    assert 'data-news-count="1"' in me.get("/me")
    me.post("/news/reading")
    assert 'data-news-count="0"' in me.get("/me")
    desk.as_(town.li).get(f"/news/{first}", 404)
    assert 'data-news-count="0"' in desk.get("/news")


@pytest.mark.parametrize(
    ("lang", "last", "said"),
    [
        ("zh-Hans", "2026-12-14", "王敏请假：12月14日，等您答复"),
        ("zh-Hans", "2026-12-15", "王敏请假：12月14日 到 12月15日，等您答复"),
        ("en", "2026-12-14", "asks for leave: 14 Dec. It"),
        ("en", "2026-12-15", "asks for leave: 14 Dec to 15 Dec. It"),
    ],
)
def test_one_day_is_named_once(lang: str, last: str, said: str) -> None:
    values = {"name": "王敏", "first": "2026-12-14", "last": last}
    told = Told(id="", community_id="", person_id="", kind="leave_asked", values=values, link="/")
    assert said in told_text(lang, told)


@pytest.mark.parametrize("lang", LANGS)
def test_no_kind_and_no_missing_value_is_a_crash(lang: str) -> None:
    for kind in (*WORDS, "of a later version", ""):
        for values in ({}, {"state": "granted"}, {"part": "am"}, {"part": "{0}", "name": "{x}"}):
            told = Told(id="", community_id="", person_id="", kind=kind.partition(".")[0],
                        values=values, link="/")  # fmt: skip
            assert told_text(lang, told)


def test_a_link_never_leads_out_of_the_app(desk: Desk, town: Town) -> None:
    out = put(desk, link="https://elsewhere.example/")
    opened = desk.as_(town.wang).client.get(f"/news/{out}")
    assert opened.headers["location"] == "/news"


def test_news_go_after_ninety_days(desk: Desk, db: Database, town: Town) -> None:
    put(desk)
    desk.clock.forward(days=60)
    put(desk)
    with db.session(writes=True) as session:
        assert tidy_news(session, desk.clock() + timedelta(days=31)) == 1
        assert tidy_news(session, desk.clock() + timedelta(days=31)) == 0
        assert len(session.exec(select(Told)).all()) == 1


def test_a_half_not_signed_yet_is_news_until_it_is_signed(desk: Desk, town: Town) -> None:
    with desk.db.session(writes=True) as session:
        week = RosterWeek(
            id=uuid7(), community_id=town.community, monday=date(2026, 11, 23), version=1,
            state=RosterState.PUBLISHED, made_by=town.head, made_at=desk.clock(),
        )  # fmt: skip
        session.add(week)
        session.flush()
        session.add(
            RosterShift(
                id=uuid7(), community_id=town.community, week_id=week.id, person_id=town.wang,
                on=date(2026, 11, 23), post="A", begins=time(8, 30), ends=time(12),
            )
        )  # fmt: skip
        session.commit()
    put(desk)
    me = desk.as_(town.wang)
    assert "还没有签到：上午 08:30" in me.get("/news")
    # The tab counts it beside the news that are kept, and reading all leaves it.
    assert 'data-news-count="1" data-unsigned="2026-11-23/am">2<' in me.get("/me")
    me.post("/news/reading")
    assert 'data-news-count="0" data-unsigned="2026-11-23/am">1<' in me.get("/me")
    assert "还没有签到" not in desk.as_(town.li).get("/news")
    desk.clock.forward(hours=4, minutes=30)
    assert "还没有签到" not in desk.as_(town.wang).get("/news")
