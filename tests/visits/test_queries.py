"""What the pages ask, on both databases and always within a scope."""

from datetime import date, timedelta

from sqlmodel import Session

from app.kit.db import Database
from app.org.queries import not_yet_seen, workers_in
from app.org.scope import Reach, Scope
from app.visits.amending import AmendmentKind
from app.visits.intake import VisitKind
from app.visits.panels import door_states, household_panels
from app.visits.queries.doors import (
    contacts_to_keep,
    histories,
    last_days,
    last_reached,
    open_concerns,
    visited_on,
)
from app.visits.queries.lead import arrived_since, done_on, set_aside, unlisted
from app.visits.queries.round import load_round
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.visits.conftest import sent
from tests.visits.test_intake import correction, take

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)


def scope(town: Town, person: str, reach: Reach, *grids: str) -> Scope:
    """A person's scope on Monday evening."""
    return Scope(person, town.community, reach, frozenset(grids), MONDAY_NINE + DAY / 3)


def week(session: Session, town: Town) -> str:
    """A week of Wang Min's at her doors, and one of Li Qiang's; her last visit."""
    mine = [
        sent(town, town.wang, MONDAY_NINE - n * DAY, household=town.doors3[n % 3], findings=str(n))
        for n in range(6)
    ]
    agreed = sent(
        town, town.wang, MONDAY_NINE - 9 * DAY, household=town.doors3[3],
        next_on="2026-11-24", requests=["修灯"],
    )  # fmt: skip
    knocked = sent(
        town, town.wang, MONDAY_NINE - DAY, household=town.doors3[3], outcome="nobody_home"
    )
    his = sent(town, town.li, MONDAY_NINE, household=town.doors4[0])
    nowhere = sent(town, town.wang, MONDAY_NINE, household="", address="地下室")
    take(session, VisitKind(), *mine, agreed, knocked, his, nowhere)
    take(session, AmendmentKind(), correction(town, town.wang, mine[0].envelope.id, findings="改"))
    return mine[0].envelope.id


def test_a_household_shows_its_newest_visits_with_their_corrections(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        newest = week(session, town)
        lines = histories(session, town.doors3, each=1)
        assert [line.id for line in lines[town.doors3[0]]] == [newest]
        assert lines[town.doors3[0]][0].findings == "改"
        assert town.doors3[5] not in lines


def test_a_closed_door_keeps_no_agreed_day(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        week(session, town)
        assert [one.household_id for one in contacts_to_keep(session, town.doors3)] == [
            town.doors3[3]
        ]


def test_r110_a_hidden_record_leaves_no_trace_at_its_door(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        week(session, town)
        doors = town.doors3
        hidden = {one.id for some in histories(session, doors, 5).values() for one in some}
        assert visited_on(session, doors, TODAY) and not visited_on(session, doors, TODAY, hidden)
        assert last_reached(session, doors) and not last_reached(session, doors, hidden)
        assert not last_days(session, doors, TODAY + DAY, hidden)
        assert open_concerns(session, doors) and not open_concerns(session, doors, hidden)
        assert contacts_to_keep(session, doors) and not contacts_to_keep(session, doors, hidden)


def test_r110_a_hidden_record_keeps_no_agreed_day(db: Database, town: Town) -> None:
    door = town.doors3[4]
    with db.session(writes=True) as session:
        agreed = sent(town, town.wang, MONDAY_NINE - DAY, household=door, next_on="2026-11-24")
        kept = sent(town, town.wang, MONDAY_NINE, household=door)
        take(session, VisitKind(), agreed, kept)
        assert contacts_to_keep(session, [door]) == []
        found = contacts_to_keep(session, [door], {kept.envelope.id})
        assert [one.household_id for one in found] == [door]


def test_last_days_do_not_count_today(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        week(session, town)
        last = last_days(session, town.doors3, TODAY)
        assert last[town.doors3[0]] == TODAY - 3 * DAY
        assert visited_on(session, town.doors3, TODAY) == {town.doors3[0]}


def test_a_round_holds_the_workers_own_grid(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        week(session, town)
        found = load_round(session, scope(town, town.wang, Reach.GRID, town.grid3), history=5)
    assert [door.id for door in found.doors] == town.doors3
    assert found.done == 2 and found.target == 20
    assert found.month.households == 5 and found.month.concerns_open == 1
    assert {one.kind for one in found.due} == {"contact", "concern"}
    assert found.states[town.doors3[0]].visited and found.states[town.doors3[3]].attention


def test_lists_and_files_say_the_same_of_a_door(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        week(session, town)
        found = load_round(session, scope(town, town.wang, Reach.GRID, town.grid3), history=5)
        states = door_states(session, found.doors, TODAY, ())
        assert states[town.doors3[0]] == found.states[town.doors3[0]]
        assert states[town.doors3[3]].last_on == TODAY - DAY
        panels = household_panels(session, found.doors, TODAY, ())
        assert panels[town.doors3[0]]["visits"][0]["findings"] == "改"
        assert panels[town.doors3[5]]["last_visit"] is None


def test_a_leads_day_is_the_whole_communitys(db: Database, town: Town) -> None:
    lead = scope(town, town.lead, Reach.COMMUNITY)
    with db.session(writes=True) as session:
        week(session, town)
        arrived = arrived_since(session, lead, MONDAY_NINE)
        assert {one.author_id for one in arrived} == {town.wang, town.li}
        assert {one.findings for one in arrived} >= {"改"}
        done = done_on(session, lead, TODAY, MONDAY_NINE)
        assert (done[town.wang].households, done[town.li].households) == (2, 1)
        assert [one.name for one in workers_in(session, lead, MONDAY_NINE)] == ["王敏", "李强"]
        assert not_yet_seen(session, lead, "visits", MONDAY_NINE, ["a"]) == {"a"}


def test_lists_of_a_community_are_empty_for_everyone_else(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        week(session, town)
        worker = scope(town, town.wang, Reach.GRID, town.grid3)
        steward = scope(town, town.steward, Reach.SET_ASIDE)
        other = Scope(
            town.other_lead, town.other_community, Reach.COMMUNITY, frozenset(), MONDAY_NINE
        )
        for one in (worker, steward, other):
            assert not arrived_since(session, one, MONDAY_NINE - 30 * DAY)
            assert not set_aside(session, one)
            assert not done_on(session, one, TODAY, MONDAY_NINE)
        assert not unlisted(session, worker) and not unlisted(session, other)
        assert [one.address for one in unlisted(session, steward)] == ["地下室"]
