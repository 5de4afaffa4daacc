"""Whose records are taken: by session, author, community, grid and clock."""

from datetime import timedelta

from sqlmodel import select

from app.kit.db import Database
from app.org.models import GridBuilding
from app.visits.models import Visit
from tests.clock import HeldClock
from tests.people import Town
from tests.sync.conftest import Line
from tests.sync.holding import assert_sound, held
from tests.sync.phone import Phone


def test_nobody_sends_another_persons_record(
    line: Line, town: Town, db: Database, clock: HeldClock
) -> None:
    lis = Phone(town.li, town.community)
    [result] = line.send(lis, lis.visit(town.doors4[0], clock()))
    assert (result["outcome"], result["code"]) == ("refused", "other_author")
    assert held(db) == 0


def test_a_record_for_another_community_is_refused(
    line: Line, town: Town, db: Database, clock: HeldClock
) -> None:
    stray = Phone(town.wang, town.other_community)
    [result] = line.send(stray, stray.visit(town.doors3[0], clock()))
    assert result["code"] == "other_community"
    assert held(db) == 0


def test_a_household_of_another_grid_is_refused_by_name_of_the_field(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    [result] = line.send(wang, wang.visit(town.doors4[0], clock()))
    assert (result["outcome"], result["field"]) == ("refused", "household")
    assert held(db) == 0


def move_building(db: Database, building: str, grid: str, at) -> None:  # type: ignore[no-untyped-def]
    """Give a building to another grid from the moment `at`."""
    from app.kit.ids import uuid7

    with db.session(writes=True) as session:
        old = session.exec(select(GridBuilding).where(GridBuilding.building_id == building)).one()
        old.until = at
        session.flush()
        session.add(
            GridBuilding(id=uuid7(), community_id=old.community_id, grid_id=grid,
                         building_id=building, since=at)
        )  # fmt: skip
        session.commit()


def test_never_25_a_visit_written_before_the_household_moved_grid_is_accepted(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    text = wang.visit(town.doors3[0], clock())
    late = wang.visit(town.doors3[0], clock() + timedelta(hours=2))
    clock.forward(hours=1)
    move_building(db, town.building12, town.grid4, clock())
    clock.forward(hours=3)
    assert [one["outcome"] for one in line.send(wang, text, late)] == ["accepted", "refused"]
    assert held(db) == 1


def test_where_the_clock_leaves_it_open_the_record_is_set_aside_for_the_lead(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    move_building(db, town.building12, town.grid4, clock())
    clock.forward(hours=1)
    text = wang.visit(town.doors3[0], clock() + timedelta(days=400), offset=None)
    [result] = line.send(wang, text)
    assert result["outcome"] == "set_aside"
    with db.session() as session:
        assert session.exec(select(Visit.set_aside)).one() != ""
    assert_sound(db)


def test_a_wrong_clock_alone_refuses_nothing(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    text = wang.visit(town.doors3[0], clock() + timedelta(days=365), offset=None)
    assert line.send(wang, text)[0]["outcome"] == "accepted"
    with db.session() as session:
        visit = session.exec(select(Visit)).one()
    assert visit.clock_doubtful and visit.made_at <= visit.received_at


def test_without_a_session_nothing_is_taken_and_nothing_is_said_of_the_records(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    line.client.cookies.clear()
    reply = line.client.post("/sync", json=wang.request([wang.visit(town.doors3[0], clock())]))
    assert reply.status_code == 401 and "answer" not in reply.json()
    assert held(db) == 0


def test_an_expired_session_takes_nothing(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    clock.forward(days=15)
    reply = line.client.post("/sync", json=wang.request([wang.visit(town.doors3[0], clock())]))
    assert reply.status_code == 401
    line.sign_in(town.wang, town.community)
    assert line.send(wang, wang.visit(town.doors3[0], clock()))[0]["outcome"] == "accepted"


def test_another_site_cannot_send(line: Line, wang: Phone) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        assert line.client.post("/sync", json=wang.request([]), headers=headers).status_code == 403
