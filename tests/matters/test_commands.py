"""A matter through the commands: one number, one owner, and every step in the chain."""

from datetime import datetime

import pytest
from sqlmodel import select

from app.attendance.models import Told
from app.catalogue.rules.items import Limit
from app.kit.audit import AuditEvent
from app.matters.commands.taking import Refused, take
from app.matters.queries.whole import whole
from app.matters.rules import steps as a
from app.matters.rules.stages import Channel, Flow, Handling, How, Stage, Way
from app.matters.rules.why import Why
from tests.matters.town import Station, principal


def test_a_matter_goes_the_whole_road(station: Station) -> None:
    """R75: seven stages, and each step stands in the chain with who and when."""
    matter = station.open("clerk", household_id=station.town.doors3[0])
    assert station.matter(matter).stage == Stage.ACCEPTED
    kind = Handling.BRING_BACK
    station.do(matter, "clerk", a.Classification, kind, 1, Limit(3))
    station.do(matter, "clerk", a.Route, Way.DIRECT, station.town.wang)
    station.do(matter, "wang", a.Progress, "看过了，灯管坏了")
    station.do(matter, "wang", a.Result, "换好了")
    now = station.clock()
    station.do(matter, "wang", a.Feedback, "赵大爷", How.PHONE, "换好了", now)
    station.do(matter, "wang", a.RatingRequest, How.PHONE)
    station.do(matter, "clerk", a.Rating, 5)
    after = station.do(matter, "clerk", a.Archive, datetime(2029, 1, 1).date())
    found = station.matter(matter)
    assert after.state.stage is Stage.ARCHIVED
    assert (found.stage, found.steps, found.score) == ("archived", 9, 5)
    assert found.owner_id == station.town.wang
    assert found.handling_owner_id == station.town.clerk
    with station.db.session() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.object == matter)).all()
    assert len(events) == 9


def test_numbers_count_within_a_community_and_year(station: Station) -> None:
    """R75: people say 2026-000002, and no two matters have it."""
    ids = [station.open() for _ in range(3)]
    numbers = [station.matter(one).number for one in ids]
    assert [one[-6:] for one in numbers] == ["000001", "000002", "000003"]
    assert len({station.matter(one).follow_code for one in ids}) == 3


def test_what_a_household_asks_for_is_its_contact_workers(station: Station) -> None:
    """R86: by phone it goes to the worker of the door; the clerk stays the first contact (R98)."""
    matter = station.open("clerk", channel=Channel.PHONE, household_id=station.town.doors4[0])
    found = station.matter(matter)
    assert found.owner_id == found.handling_owner_id == station.town.li
    assert found.first_contact_owner_id == station.town.clerk
    assert found.grid_id == station.town.grid4
    with station.db.session() as session:
        told = session.exec(select(Told).where(Told.person_id == station.town.li)).one()
    assert told.values["state"] == "assigned"


def test_of_two_who_take_a_step_at_once_the_second_hears_who_was_first(station: Station) -> None:
    """R75: one wins; the other is told who it was, when, and what they did."""
    matter = station.open("clerk")
    with station.db.session() as session:
        clerk = principal(session, station.town.clerk, station.town.community)
        seen = whole(session, matter, clerk, station.clock())
    station.do(matter, "lead", a.Classification, Handling.BRING_BACK, 1)
    step = a.Classification(seen.now, clerk.id, a.Role.CLERK, Handling.BRING_BACK, 2)
    with station.db.session(writes=True) as session, pytest.raises(Refused) as refused:
        take(session, seen, step)
    assert refused.value.why is Why.CHANGED
    assert "张丽" in refused.value.hint.text("zh-Hans")


def test_a_dispute_is_not_sorted_and_needs_consent(station: Station) -> None:
    """R76: six stages; nobody mediates against the will of a party."""
    matter = station.open("lead", flow=Flow.DISPUTE)
    assert station.matter(matter).restricted
    with pytest.raises(Refused):
        station.do(matter, "lead", a.Classification, Handling.BRING_BACK, 1)
    with pytest.raises(Refused) as refused:
        station.do(matter, "lead", a.Route, Way.DIRECT)
    assert refused.value.why is Why.NO_CONSENT
    station.do(matter, "lead", a.Consent, ("赵", "钱"), How.IN_PERSON)
    after = station.do(matter, "lead", a.Route, Way.DIRECT)
    assert after.state.stage is Stage.HANDLING


def test_what_is_major_the_head_knows_at_once(station: Station) -> None:
    """R99: the head is told in the same moment."""
    station.open("clerk", major=True)
    with station.db.session() as session:
        told = session.exec(select(Told).where(Told.person_id == station.town.head)).one()
    assert told.values["state"] == "major"
