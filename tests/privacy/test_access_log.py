"""Who looked at whose data, for the data steward and the head (row R244)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from app.kit.db import Database
from app.org.commands import note_access
from app.org.models import AccessLog, SeenHousehold
from app.privacy.words import SEEN_WORDS
from tests.clock import HeldClock
from tests.people import Town
from tests.privacy.conftest import Somebody

APP = Path(__file__).parents[2] / "app"


def looks(db: Database, town: Town, clock: HeldClock, count: int) -> None:
    """Wang looks at the first door of grid 3, again and again."""
    with db.session(writes=True) as session:
        for number in range(count):
            at = clock() - timedelta(minutes=count - number)
            note_access(session, town.community, town.wang, at, "household", [town.doors3[0]],
                        f"第{number}次")  # fmt: skip
        session.commit()


def test_r244_a_residents_question_is_answered_by_their_household(
    somebody: Somebody, town: Town
) -> None:
    """R143, R244: who looked at a household stands in a log that can be asked."""
    somebody.as_("wang").get(f"/households/{town.doors3[0]}")
    somebody.as_("li").get(f"/households/{town.doors4[0]}")
    somebody.as_("head")
    file = somebody.get(f"/households/{town.doors3[0]}/file").text
    assert f"/access-log?household={town.doors3[0]}" in file
    said = somebody.get(f"/access-log?household={town.doors3[0]}").text
    rows = re.findall(r'<tr role="row">.*?</tr>', said, re.DOTALL)
    assert any("王敏" in row and "住户页" in row for row in rows)
    assert not any("李强" in row for row in rows)


def test_r244_looking_at_the_log_is_itself_logged(
    somebody: Somebody, db: Database, town: Town
) -> None:
    somebody.as_("steward").get(f"/access-log?household={town.doors3[0]}")
    with db.session() as session:
        row = session.exec(select(AccessLog)).one()
        seen = session.exec(select(SeenHousehold)).one()
    assert (row.person_id, row.what, row.households) == (
        town.steward, "access_log", [town.doors3[0]],
    )  # fmt: skip
    assert (seen.household_id, seen.access_id) == (town.doors3[0], row.id)
    assert "刘洋" in somebody.get("/access-log").text


def test_r244_the_log_is_asked_by_person_household_and_day_page_by_page(
    somebody: Somebody, db: Database, town: Town, clock: HeldClock
) -> None:
    looks(db, town, clock, 60)
    with db.session(writes=True) as session:
        note_access(session, town.community, town.li, clock() - timedelta(days=2), "file",
                    [town.doors4[0]], "两天前")  # fmt: skip
        session.commit()
    somebody.as_("steward")
    first = somebody.get(f"/access-log?person={town.wang}").text
    assert "第59次" in first and "第9次" not in first and "两天前" not in first
    [older] = re.findall(r'href="(/access-log\?[^"]*before=[^"]*)"', first)
    second = somebody.get(older.replace("&amp;", "&")).text
    assert "第9次" in second and "第0次" in second and "第10次" not in second
    day = (clock() - timedelta(days=2)).date()
    assert "两天前" in somebody.get(f"/access-log?on={day}").text
    door = somebody.get("/access-log?door=20-1-101").text
    assert "两天前" in door and "第59次" not in door


def test_r244_the_log_never_shows_contents_nor_another_community(
    somebody: Somebody, db: Database, town: Town, clock: HeldClock
) -> None:
    looks(db, town, clock, 1)
    with db.session(writes=True) as session:
        note_access(session, town.other_community, town.other_lead, clock(), "file", [], "别处")
        session.commit()
    said = somebody.as_("steward").get("/access-log").text
    assert "第0次" in said and "别处" not in said
    for name in ("wang", "lead", "clerk", "street_officer", "other_lead"):
        assert somebody.as_(name).get("/access-log").status_code == 403
    assert somebody.as_("steward").get(f"/access-log?household={town.wang}").status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_rows_of_one_household_are_found_by_an_index(db: Database) -> None:
    with db.session() as session:
        plan = session.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT 1 FROM access_log JOIN seen_household"
            " ON access_id = access_log.id WHERE household_id = 'x'"
        )
        said = " ".join(str(row[-1]) for row in plan)
    assert "SCAN" not in said, said


def test_everything_that_is_logged_has_a_name() -> None:
    calls = re.compile(
        r"(?:log_view|log_new|note_access)\(\s*(?:[^()]|\([^()]*\))*?\"([a-z_]+)\"", re.DOTALL
    )
    found = set()
    for path in APP.rglob("*.py"):
        if path.name != "scope.py":
            found |= set(calls.findall(path.read_text(encoding="utf8")))
    assert found and found - set(SEEN_WORDS) == set()
