"""The area tree from files of division codes, on both engines (row R9)."""

from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from app.auth.commands import invite_to_area
from app.books.imports.jobs import import_areas
from app.demo.divisions import FILE
from app.kit.audit import AuditHead
from app.kit.db import Database
from app.kit.web import House
from app.org.models import Area, AreaLevel, Community, Post
from app.settings import Settings
from app.sync.verify import Sound, verify
from tests.books.imports.files import csv
from tests.clock import MONDAY_NINE, HeldClock

# As the second of the two usual files has it: codes of 6 and 9 digits, without committees.
SHORT = [
    ["code", "name", "level", "parent"],
    ["370600", "烟台市", "city", "370000"],
    ["370611", "福山区", "county", "370600"],
    ["370611001", "清洋街道", "town", "370611"],
    ["370611099", "新设街道", "town", "370611"],
]


@pytest.fixture
def house(db: Database, settings: Settings, clock: HeldClock) -> House:
    return House(settings, db, clock)


def _area(session: Session, code: str) -> Area:
    return session.exec(select(Area).where(Area.code == code)).one()


def test_a_fresh_installation_gets_its_tree_villages_included(house: House) -> None:
    tree, planted = import_areas(house, FILE, dry_run=False, create_parents=False)
    assert tree.wrong == [] and list(tree.missing) == ["370600000000"]
    assert planted is not None and planted.new == 247
    with house.db.session() as session:
        home = _area(session, "370611001032")
        assert home.parent_id == _area(session, "370611001000").id
        assert session.get_one(Community, home.id).name == "银河社区"
        villages = session.exec(
            select(func.count()).select_from(Area).where(Area.level == AreaLevel.COMMUNITY)
        ).one()
        assert villages == session.exec(select(func.count()).select_from(Community)).one() == 239
        chains = session.exec(select(func.count()).select_from(AuditHead)).one()
        assert chains == 247 and all(isinstance(one, Sound) for one in verify(session))
    # Now the first head can be invited, which until here needed the demo.
    with house.db.session(writes=True) as session:
        assert invite_to_area(session, MONDAY_NINE, "370611001032", "陈建国", Post.STATION_HEAD)


def test_a_missing_parent_is_named_and_made_when_asked_for(house: House) -> None:
    import_areas(house, FILE, dry_run=False, create_parents=True)
    with house.db.session() as session:
        city = _area(session, "370600000000")
        assert (city.level, city.name, city.parent_id) == (AreaLevel.CITY, "3706", None)
        assert _area(session, "370611000000").parent_id == city.id


def test_shorter_codes_join_the_same_tree_and_nothing_is_removed(
    house: House, tmp_path: Path
) -> None:
    import_areas(house, FILE, dry_run=False, create_parents=False)
    tree, planted = import_areas(
        house, csv(tmp_path / "a.csv", SHORT, "gbk"), dry_run=False, create_parents=False
    )
    assert tree.missing == {} and planted is not None and planted.new == 2
    with house.db.session() as session:
        assert session.exec(select(func.count()).select_from(Area)).one() == 249
        city = _area(session, "370600000000")
        assert city.name == "烟台市" and _area(session, "370611000000").parent_id == city.id
        assert _area(session, "370611099000").level == AreaLevel.STREET
    _, planted = import_areas(house, tmp_path / "a.csv", dry_run=False, create_parents=False)
    assert planted is not None and (planted.new, planted.renamed, planted.same) == (0, 0, 4)


def test_a_wrong_code_stops_the_whole_tree(house: House, tmp_path: Path) -> None:
    rows = [*SHORT, ["37061", "短了", "", ""], ["370611001", "又一次", "", "370611"],
            ["370612", "", "", ""]]  # fmt: skip
    tree, planted = import_areas(
        house, csv(tmp_path / "a.csv", rows), dry_run=False, create_parents=False
    )
    assert planted is None and [row.number for row in tree.wrong] == [6, 7, 8]
    with house.db.session() as session:
        assert session.exec(select(func.count(col(Area.id)))).one() == 0


def test_a_dry_run_plants_nothing(house: House) -> None:
    tree, planted = import_areas(house, FILE, dry_run=True, create_parents=True)
    assert planted is None and len(tree.divisions) == 247
    with house.db.session() as session:
        assert session.exec(select(func.count(col(Area.id)))).one() == 0
