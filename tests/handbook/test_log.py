"""Promises that were not kept stand in the log by rule, and the person concerned replies (R103)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.attendance.models import Told
from app.catalogue.rules.items import Limit, Unit
from app.handbook.models import BreachReply
from app.handbook.rules.breaches import Kind, breaches
from app.matters.commands.taking import take
from app.matters.models import Matter
from app.matters.queries.whole import held_matter, wholes
from app.matters.rules import steps as a
from app.matters.rules.stages import Handling, Way
from app.org.models import Holding
from tests.handbook.conftest import Study

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _supervised(desk: Study, matter: str, level: int = 1) -> None:
    """The clock orders it, as its job does."""
    with desk.db.session(writes=True) as session:
        found = held_matter(session, matter, desk.clock())
        assert found is not None
        take(session, found, a.Supervision(found.now, a.SYSTEM, a.Role.SYSTEM, level))
        session.commit()


def _limited(desk: Study, way: Way = Way.DIRECT, department: str = "") -> str:
    matter = desk.station.open()
    limit = Limit(1, Unit.WORKING_DAYS)
    desk.station.do(matter, "clerk", a.Classification, Handling.BRING_BACK, 2, limit)
    desk.station.do(matter, "clerk", a.Route, way, department=department)
    return matter


def test_a_paper_asked_for_later_stands_there_and_who_asked_replies_once(desk: Study) -> None:
    """R101, R103: a breach of the one-time notice, with the right to reply."""
    matter = desk.asked_for_more()
    page = desk.as_(desk.town.clerk).get("/breaches")
    assert "一次性告知以后又要材料" in page and "结婚证" in page and "和您有关" in page
    path = f"/breaches/{matter}/5/reply"
    assert "请填写" in desk.post(path, 422, reply="").text
    desk.post(path, reply="街道当天换了表格")
    desk.post(path, 409, reply="再说一次")
    page = desk.head().get("/breaches")
    assert (
        "街道当天换了表格" in page and "赵倩" in page and "<form" not in page.partition("<main")[2]
    )
    with desk.db.session() as session:
        told = session.exec(select(Told.kind).where(Told.person_id == desk.town.head)).all()
        assert "breach_replied" in told


def test_each_sees_what_concerns_them_and_the_lead_sees_the_community(desk: Study) -> None:
    """R103: nobody reads of a colleague; another community reads of nobody."""
    matter = desk.asked_for_more()
    assert "没有失约" in desk.as_(desk.town.wang).get("/breaches")
    desk.post(f"/breaches/{matter}/5/reply", 404, reply="不是我")
    assert "结婚证" in desk.as_(desk.town.lead).get("/breaches")
    desk.post(f"/breaches/{matter}/5/reply", 404, reply="不是我")
    other = desk.as_(desk.town.other_lead, desk.town.other_community)
    assert "结婚证" not in other.get("/breaches")


def test_what_is_no_breach_has_nothing_to_reply_to(desk: Study) -> None:
    matter = desk.noticed()
    desk.as_(desk.town.clerk)
    for number in ("1", "4", "99", "x", "-1", "٣"):
        desk.post(f"/breaches/{matter}/{number}/reply", 404, reply="?")
    with desk.db.session() as session:
        assert session.exec(select(BreachReply)).all() == []


def test_a_limit_that_ran_out_concerns_who_has_the_matter(desk: Study) -> None:
    """R88, R103: an overdue answer appears by the clock's order, and so does its silence."""
    matter = _limited(desk)
    desk.clock.forward(days=3)
    _supervised(desk, matter)
    assert "超过了时限" in desk.as_(desk.town.clerk).get("/breaches")
    desk.clock.forward(days=6)
    _supervised(desk, matter, 2)
    assert "督办两个工作日没有回复" in desk.as_(desk.town.clerk).get("/breaches")
    desk.post(f"/breaches/{matter}/4/reply", reply="那两天停电")


def test_what_was_with_a_department_is_nobodys_here(desk: Study) -> None:
    """R103: a department's delay is not the fault of whoever waits for it."""
    matter = _limited(desk, Way.REFERRAL, "供水公司")
    desk.clock.forward(days=3)
    _supervised(desk, matter)
    assert "没有失约" in desk.as_(desk.town.clerk).get("/breaches")
    assert "当时在部门手里，不算谁的" in desk.head().get("/breaches")
    desk.as_(desk.town.clerk).post(f"/breaches/{matter}/4/reply", 404, reply="?")


def test_an_order_of_the_head_is_no_breach(desk: Study) -> None:
    """R103: by rule, and not by somebody's word."""
    matter = _limited(desk)
    desk.station.do(matter, "head", a.Supervision, 1, "请快些")
    with desk.db.session() as session:
        row = session.get_one(Matter, matter)
        (whole,) = wholes(session, [row], desk.clock())
        assert breaches(whole.steps) == []


def test_the_owner_at_that_moment_is_concerned_and_not_who_has_it_later(desk: Study) -> None:
    """R103, R83: what was handed over later does not move."""
    matter = _limited(desk)
    desk.clock.forward(days=3)
    _supervised(desk, matter)
    desk.station.do(matter, "clerk", a.HandOver, desk.town.li, "请假")
    with desk.db.session() as session:
        row = session.get_one(Matter, matter)
        (whole,) = wholes(session, [row], desk.clock() + timedelta(hours=1))
        (one,) = breaches(whole.steps)
        assert (one.kind, one.person) == (Kind.OVERDUE, desk.town.clerk)


def test_nothing_follows_from_an_entry(desk: Study) -> None:
    """R103: no post changes, and there is no column for a score or a penalty."""
    desk.asked_for_more()
    fields = set(BreachReply.model_fields)
    assert not fields & {"score", "points", "level", "penalty", "decided"}
    with desk.db.session() as session:
        held = session.exec(select(Holding).where(Holding.person_id == desk.town.clerk)).one()
        assert held.until is None
