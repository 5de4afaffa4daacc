"""Buildings and their doors: written down once, in bulk, within one community (row R10)."""

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.households.models import Household
from app.org.models import Building
from app.station.rules.doors import Doors, door_names
from tests.station.conftest import Desk

NEW = {"estate": "银河花园", "lane": "", "number": "21号楼", "place": "21", "lat": "", "lon": ""}
BULK = {"entrances": "3", "first_floor": "1", "floors": "6", "rooms": "2"}


@given(st.integers(0, 8), st.integers(-3, 5), st.integers(1, 30), st.integers(1, 12))
def test_r10_doors_in_bulk_are_all_different(
    entrances: int, first: int, floors: int, rooms: int
) -> None:
    found = door_names(Doors(entrances, first, floors, rooms))
    assert len(found) == len(set(found)) == max(1, entrances) * floors * rooms
    assert not any(room.startswith("0") for _, room in found)


def test_r10_three_entrances_six_floors_two_rooms() -> None:
    found = door_names(Doors(3, 1, 6, 2))
    assert found[:3] == [("1", "101"), ("1", "102"), ("1", "201")] and found[-1] == ("3", "602")
    assert door_names(Doors(0, -1, 2, 1)) == [("", "B101"), ("", "101")]


def _id(desk: Desk, number: str) -> str:
    with desk.db.session() as session:
        return session.exec(select(Building.id).where(Building.number == number)).one()


def test_r10_a_building_is_written_down_once(desk: Desk) -> None:
    """R10: one estate, lane and number is one building."""
    desk.head().post("/station/buildings", **NEW)
    assert "已经有这栋楼了" in desk.post("/station/buildings", 422, **NEW).text
    assert (
        "经度和纬度要一起填"
        in desk.post("/station/buildings", 422, **{**NEW, "number": "22号楼", "lat": "37.5"}).text
    )
    path = f"/station/buildings/{_id(desk, '21号楼')}"
    assert "已经有这栋楼了" in desk.post(path, 422, **{**NEW, "number": "12号楼"}).text
    desk.post(
        path, **{**NEW, "lane": "银河路", "number": "21号乙楼", "lat": "37.5", "lon": "121.2"}
    )
    assert "<dd>银河路</dd>" in desk.get(path)
    listed = desk.get("/station/buildings")
    assert "21号乙楼" in listed and "不在任何网格里" in listed
    assert "12号楼" not in desk.get("/station/buildings?q=21号乙楼").split("data-search-list")[1]


def test_r10_doors_are_shown_before_they_are_written(desk: Desk) -> None:
    """R10: a building's doors by entrance, floor and room."""
    desk.head().post("/station/buildings", **NEW)
    building = _id(desk, "21号楼")
    path = f"/station/buildings/{building}/doors"
    shown = desk.post(path, 200, **BULK, preview="1").text
    assert "共 36 个门" in shown and "3-602" in shown
    with desk.db.session() as session:
        assert not session.exec(select(Household).where(Household.building_id == building)).all()
    desk.post(path, **BULK)
    refused = desk.post(path, 422, **{**BULK, "floors": "1"}).text
    assert "这些门已经有了：1-101、1-102" in refused
    with desk.db.session() as session:
        doors = session.exec(
            select(Household.id).where(col(Household.building_id) == building)
        ).all()
    assert len(doors) == 36
    assert "一次最多" in desk.post(path, 422, **{**BULK, "entrances": "40", "floors": "90"}).text


def test_a_building_of_another_community_is_not_found(desk: Desk) -> None:
    desk.as_(desk.town.other_lead, desk.town.other_community)
    desk.get(f"/station/buildings/{desk.town.building12}", 404)
    assert "12号楼" not in desk.get("/station/buildings")
