"""What comes in with nobody before the resident: given to the grid at once, taken within minutes,
or passed on (row R87)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.attendance.models import (
    Leave,
    LeaveState,
    Pairing,
    RosterShift,
    RosterState,
    RosterWeek,
    Told,
)
from app.attendance.pages.told import told_text
from app.kit.audit import AuditEvent
from app.kit.ids import uuid7
from app.matters.held import matter_rows
from app.matters.jobs import look
from app.matters.models import Matter, MatterStep
from app.matters.rules import steps as a
from app.matters.rules.stages import Channel, Flow, Handling, Untaken, Way
from app.org.models import Community, Holding, Post
from tests.matters.test_jobs import told
from tests.matters.town import Station

MONDAY = date(2026, 11, 23)


def online(station: Station, **said: Any) -> str:
    """A matter from the portal that the clerk wrote down, of 王敏's grid."""
    given = {"channel": Channel.PORTAL, "household_id": station.town.doors3[0]}
    return station.open("clerk", **{**given, **said})


def later(station: Station, minutes: int) -> None:
    """So many minutes pass, and the clock looks twice."""
    station.clock.forward(minutes=minutes)
    look(station.db, station.clock)
    look(station.db, station.clock)


def write(station: Station, *rows: Any) -> None:
    """Rows, as other pages write them."""
    with station.db.session(writes=True) as session:
        session.add_all(rows)
        session.commit()


def stand_in(station: Station, who: str) -> Holding:
    """Somebody stands in for 王敏's grid."""
    town = station.town
    return Holding(
        id=uuid7(), community_id=town.community, area_id=town.community,
        person_id=getattr(town, who), post=Post.GRID_WORKER, grid_id=town.grid3, backup=True,
        since=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip


def pair(station: Station) -> Pairing:
    """王敏 and 李强 work together this week."""
    one, other = sorted((station.town.wang, station.town.li))
    return Pairing(
        community_id=station.town.community, monday=MONDAY, one_id=one, other_id=other,
        made_at=station.clock(),
    )  # fmt: skip


def on_leave(station: Station, who: str) -> Leave:
    """Somebody is away today."""
    return Leave(
        id=uuid7(), community_id=station.town.community, person_id=getattr(station.town, who),
        kind="annual", first_on=MONDAY, last_on=MONDAY, state=LeaveState.GRANTED,
        asked_at=station.clock(),
    )  # fmt: skip


def roster(station: Station, who: str, begins: time, ends: time) -> None:
    """This week's roster, in which one person works today, from one hour until another."""
    town, week = station.town, uuid7()
    published = RosterWeek(
        id=week, community_id=town.community, monday=MONDAY, version=1,
        state=RosterState.PUBLISHED, made_by=town.lead, made_at=station.clock(),
    )  # fmt: skip
    write(station, published)
    shift = RosterShift(
        id=uuid7(), community_id=town.community, week_id=week, person_id=getattr(town, who),
        on=MONDAY, post="B", begins=begins, ends=ends,
    )  # fmt: skip
    write(station, shift)


def owner(station: Station, matter: str) -> str:
    """Who of the cast has it now."""
    found = station.matter(matter).owner_id
    return next(one for one in ("wang", "li", "lead", "head", "clerk")
                if getattr(station.town, one) == found)  # fmt: skip


@pytest.mark.parametrize(
    "where", ["household_id", "building_id", "grid_id"], ids=["door", "building", "grid"]
)
@pytest.mark.parametrize("channel", [Channel.PORTAL, Channel.LETTER_BOX, Channel.HOTLINE_12345])
def test_what_comes_online_is_the_grids_at_once(
    station: Station, where: str, channel: Channel
) -> None:
    """R87: the grid's worker has it and knows at once, also where only building or grid is known;
    they have half an hour to take it."""
    town = station.town
    known = {"household_id": town.doors3[0], "building_id": town.building12, "grid_id": town.grid3}
    matter = station.matter(online(station, **{"household_id": None, where: known[where]},
                                   channel=channel))  # fmt: skip
    assert matter.owner_id == town.wang
    assert matter.untaken == Untaken.FIRST
    assert matter.take_until == station.clock() + timedelta(minutes=30)
    assert told(station, "wang") == ["take"]


def test_what_is_of_no_grid_is_for_a_window(station: Station) -> None:
    """R87: where neither door nor grid is known a clerk has it, or whoever leads and wrote it."""
    of_worker = station.open("wang", channel=Channel.PORTAL)
    assert owner(station, of_worker) == "clerk"
    assert told(station, "clerk") == ["take"]
    of_lead = station.matter(station.open("lead", channel=Channel.PORTAL))
    assert (of_lead.owner_id, of_lead.untaken) == (station.town.lead, None)


@pytest.mark.parametrize("channel", [Channel.WINDOW, Channel.PHONE, Channel.VISIT, Channel.PATROL])
def test_what_was_said_to_somebody_waits_for_nobody(station: Station, channel: Channel) -> None:
    """R87: only where nobody stood before the resident does the clock ask who has it."""
    matter = online(station, channel=channel)
    later(station, 300)
    assert station.matter(matter).untaken is None
    assert told(station, "lead") == []


def test_it_passes_to_the_lead_when_the_minutes_are_over_and_to_nobody_after(
    station: Station,
) -> None:
    """R87: not a minute before, once; the first owner stays responsible, both are told; what the
    backup does not take either the head hears of, and it stays where it is."""
    matter = online(station)
    later(station, 29)
    assert owner(station, matter) == "wang"
    later(station, 1)
    found = station.matter(matter)
    assert (found.owner_id, found.handling_owner_id) == (station.town.lead, station.town.wang)
    assert found.untaken == Untaken.BACKUP
    assert found.take_until == station.clock() + timedelta(minutes=30)
    assert told(station, "wang") == ["take", "passed_on"]
    assert told(station, "lead") == ["backup"]
    later(station, 30)
    found = station.matter(matter)
    assert (found.owner_id, found.untaken) == (station.town.lead, Untaken.NOBODY)
    assert told(station, "head") == ["not_taken"]
    later(station, 120)
    assert owner(station, matter) == "lead"
    assert told(station, "head") == ["not_taken"]
    assert told(station, "lead") == ["backup"]
    with station.db.session() as session:
        steps = session.exec(select(MatterStep.kind).where(MatterStep.by == a.SYSTEM)).all()
        assert sorted(steps) == ["hand_over", "not_taken"]
        events = session.exec(select(AuditEvent.kind)).all()
        assert {"matter.hand_over", "matter.not_taken"} <= set(events)
        assert list(matter_rows(session, station.town.community)) == []


def test_what_was_taken_is_left_alone(station: Station) -> None:
    """R87: one tap, or the first thing that the owner does, and the clock passes it to nobody."""
    tapped, worked = online(station), online(station)
    station.clock.forward(minutes=29)
    station.do(tapped, "wang", a.Taking)
    station.do(worked, "wang", a.Classification, Handling.BRING_BACK, 1)
    later(station, 60)
    for one in (tapped, worked):
        assert owner(station, one) == "wang"
        assert station.matter(one).take_until is None
    assert told(station, "lead") == []


def test_a_backup_that_takes_it_keeps_it(station: Station) -> None:
    """R87: the head hears only of what nobody took."""
    matter = online(station)
    later(station, 30)
    station.do(matter, "lead", a.Taking)
    later(station, 60)
    assert told(station, "head") == []
    assert station.matter(matter).untaken is None


def test_the_minutes_are_those_of_the_doors(station: Station) -> None:
    """R87: what comes at night is taken half an hour after the next opening, not before."""
    station.clock.forward(hours=13)
    matter = online(station)
    assert station.matter(matter).take_until == datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    later(station, 60 * 10)
    assert owner(station, matter) == "wang"
    later(station, 60)
    assert owner(station, matter) == "lead"


def test_each_community_sets_its_minutes(station: Station) -> None:
    """R87: the minutes are the community's; what waits already keeps those that it was given."""
    before = online(station)
    with station.db.session(writes=True) as session:
        session.get_one(Community, station.town.community).take_minutes = 120
        session.commit()
    after = online(station)
    later(station, 60)
    assert owner(station, before) == "lead"
    assert owner(station, after) == "wang"
    later(station, 60)
    assert owner(station, after) == "lead"


def test_the_backup_is_who_stands_in_then_the_partner_then_those_who_lead(
    station: Station,
) -> None:
    """R87: who stands in for the grid, the partner of the week, the lead, the head."""
    for rows, expected in (
        ([], "lead"),
        ([on_leave(station, "lead")], "head"),
        ([pair(station)], "li"),
        ([stand_in(station, "clerk")], "clerk"),
    ):
        write(station, *rows)
        matter = online(station)
        later(station, 30)
        assert owner(station, matter) == expected


def test_who_is_away_is_passed_over(station: Station) -> None:
    """R87: nobody on leave gets it; where all are away the head hears that nobody has it."""
    write(station, stand_in(station, "li"), on_leave(station, "li"), on_leave(station, "lead"))
    matter = online(station)
    later(station, 30)
    assert owner(station, matter) == "head"
    write(station, on_leave(station, "head"))
    alone = online(station)
    later(station, 30)
    assert station.matter(alone).untaken == Untaken.NOBODY
    assert owner(station, alone) == "wang"
    assert "not_taken" in told(station, "head")


@pytest.mark.parametrize(("ends", "expected"), [(time(12), "li"), (time(9, 15), "lead")])
def test_a_partner_whose_shift_is_over_is_passed_over(
    station: Station, ends: time, expected: str
) -> None:
    """R87: the roster says who is there at that hour."""
    write(station, pair(station))
    roster(station, "li", time(8, 30), ends)
    matter = online(station)
    later(station, 30)
    assert owner(station, matter) == expected


def test_a_quarrel_passes_to_the_head_alone(station: Station) -> None:
    """R76, R87: neither partner nor lead reads what two neighbours quarrel about."""
    write(station, pair(station))
    matter = online(station, flow=Flow.DISPUTE)
    later(station, 30)
    assert owner(station, matter) == "head"


def test_whom_somebody_gave_it_to_keeps_it(station: Station) -> None:
    """R87: what a lead arranged is not passed on by the clock."""
    matter = online(station)
    station.do(matter, "lead", a.HandOver, station.town.li, "王敏在开会")
    later(station, 60)
    assert owner(station, matter) == "li"


def test_what_a_window_sorts_still_waits_for_its_owner(station: Station) -> None:
    """R87: that the clerk classified it says nothing of whether the worker saw it."""
    matter = online(station)
    station.do(matter, "clerk", a.Classification, Handling.BRING_BACK, 1)
    station.do(matter, "clerk", a.Route, Way.DIRECT)
    later(station, 30)
    assert owner(station, matter) == "lead"


def test_the_news_say_until_when(station: Station) -> None:
    """R87: day and hour, in the words of whoever reads them."""
    online(station)
    later(station, 30)
    with station.db.session() as session:
        rows = session.exec(select(Told).order_by(Told.at, Told.id)).all()
        words = {one.values["state"]: told_text("zh-Hans", one) for one in rows}
    number = "2026-000001"
    assert words["take"] == f"办件 {number} 等您接收，11月23日 09:30 前"
    assert words["backup"] == f"办件 {number} 转给您替补，11月23日 10:00 前接收"
    assert words["passed_on"] == f"办件 {number} 到时没有接收，已转给替补；第一责任人仍是您"


def test_the_clock_finds_what_nobody_took_by_an_index(station: Station) -> None:
    """R87: the look runs every few seconds, and reads none of the matters that wait for nobody."""
    asked = "SELECT id FROM matter WHERE take_until <= '2030-01-01'"
    with station.db.session() as session:
        explain = "EXPLAIN QUERY PLAN"
        if session.get_bind().dialect.name == "postgresql":
            # A table of no rows is read whole, whatever indexes it has.
            session.execute(text("SET LOCAL enable_seqscan = off"))
            explain = "EXPLAIN"
        plan = session.execute(text(f"{explain} {asked}")).all()
    assert "matter_take_until" in str(plan)


def test_a_matter_from_before_this_version_is_still_what_the_chain_says(station: Station) -> None:
    """What waits for nobody has no value in the new columns, and so the digest that it had."""
    matter = station.open("clerk")
    with station.db.session() as session:
        row = session.get_one(Matter, matter)
        assert (row.untaken, row.take_until) == (None, None)
        assert list(matter_rows(session, station.town.community)) == []


@pytest.mark.parametrize("said", [{"untaken": None}, {"take_until": None}, {"untaken": 3}])
def test_who_hides_that_nobody_took_it_is_seen(station: Station, said: dict[str, Any]) -> None:
    """R87: the new columns are held against the chain like the others."""
    matter = online(station)
    with station.db.session(writes=True) as session:
        row = session.get_one(Matter, matter)
        for name, value in said.items():
            setattr(row, name, value)
        session.add(row)
        session.commit()
    with station.db.session() as session:
        faults = [one.why for one in matter_rows(session, station.town.community)]
    assert faults == [f"matter {matter} was changed"]
