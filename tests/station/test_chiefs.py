"""楼(院)长: a resident named with consent, their history, and the tree of three levels (R8)."""

from datetime import date

import pytest
from sqlmodel import col, select

from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import BuildingChief, HandOver, Person
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.station.conftest import Desk


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine for pages; the index that lets a building have one chief is in the migration."""
    return sqlite_url


AGREED = {"chief": "孙大姐", "chief_phone": "13800000001", "channel": "door", "agreed": "1"}


def _rows(db: Database) -> list[BuildingChief]:
    with db.session() as session:
        rows = session.exec(select(BuildingChief).order_by(col(BuildingChief.since)))
        return list(rows)


def test_r8_nobody_is_named_without_their_consent(desk: Desk, town: Town, db: Database) -> None:
    path = f"/station/buildings/{town.building12}/chiefs"
    desk.head()
    reply = desk.post(path, 422, **{**AGREED, "agreed": ""})
    assert "本人同意才能登记" in reply.text and "孙大姐" in reply.text
    assert "请填写" in desk.post(path, 422, agreed="1").text
    assert _rows(db) == []


def test_r8_a_lead_names_one_and_the_next_one_keeps_the_history(
    desk: Desk, town: Town, db: Database
) -> None:
    """R8: a building's person has a first and a last day."""
    path = f"/station/buildings/{town.building12}/chiefs"
    desk.as_(town.lead)
    desk.post(path, **AGREED, chief_since="2026-10-01")
    desk.post(path, **{**AGREED, "chief": "李大爷", "chief_phone": ""}, chief_since="2026-11-20")
    first, second = _rows(db)
    assert (first.name, first.until) == ("孙大姐", date(2026, 11, 20))
    assert (second.name, second.until) == ("李大爷", None)
    page = desk.get(f"/station/buildings/{town.building12}")
    assert "孙大姐" in page and "李大爷" in page
    with db.session() as session:
        kinds = [one.kind for one in session.exec(select(AuditEvent))]
    assert kinds.count("chief.named") == 2


def test_r8_ending_keeps_the_name_unless_consent_is_taken_back(
    desk: Desk, town: Town, db: Database
) -> None:
    desk.head()
    desk.post(f"/station/buildings/{town.building12}/chiefs", **AGREED)
    (one,) = _rows(db)
    path = f"/station/chiefs/{one.id}/ending"
    assert "请填写" in desk.post(path, 422).text
    desk.post(path, ended_reason="搬走了")
    (one,) = _rows(db)
    assert (one.name, one.until, one.ended_reason) == ("孙大姐", date(2026, 11, 23), "搬走了")
    desk.post(path, ended_reason="撤回同意", forget="1")
    (one,) = _rows(db)
    assert (one.name, one.phone) == ("", "")
    assert "孙大姐" not in desk.get(f"/station/buildings/{town.building12}")


def test_r8_the_tree_has_three_levels_with_person_phone_and_start(desk: Desk, town: Town) -> None:
    """R8: community, grid, building: each with a person, a phone and a start."""
    desk.head()
    desk.post(f"/station/buildings/{town.building12}/chiefs", **AGREED, chief_since="2026-10-01")
    text = desk.get("/station/tree")
    for word in ("社区", "网格", "楼栋", "站长", "王敏", "孙大姐", "13800000001"):
        assert word in text, word
    assert text.index("王敏") < text.index("孙大姐") < text.index("04网格")


def test_r8_another_communitys_chiefs_are_not_there(desk: Desk, town: Town, db: Database) -> None:
    desk.head()
    desk.post(f"/station/buildings/{town.building12}/chiefs", **AGREED)
    (one,) = _rows(db)
    desk.as_(town.other_lead, town.other_community)
    desk.post(f"/station/chiefs/{one.id}/ending", 404, ended_reason="不该")
    desk.post(f"/station/buildings/{town.building12}/chiefs", 404, **AGREED)
    assert "孙大姐" not in desk.get("/station/tree")


def test_r17_households_are_told_of_their_new_worker_on_paper(
    desk: Desk, town: Town, db: Database
) -> None:
    """R17: a slip for each building with name and phone; a word on the worker's 今天."""
    with db.session(writes=True) as session:
        person = session.get(Person, town.wang)
        assert person is not None
        person.phone = "15400001235"
        one = HandOver(
            id=uuid7(), community_id=town.community, grid_id=town.grid3, to_person=town.wang,
            at=MONDAY_NINE, made_by=town.head, open_work={"items": []},
        )  # fmt: skip
        session.add_all([person, one])
        session.commit()
        found = one.id
    text = desk.head().get(f"/station/hand-overs/{found}/notice")
    for said in ("致12号楼的住户", "网格员王敏", "15400001235", "2026-11-23"):
        assert said in text, said
    assert "1-101" not in text
    desk.as_(town.li).get(f"/station/hand-overs/{found}/notice", 404)
    today = desk.as_(town.wang).get("/today")
    assert "第一次上门时，告知住户换了网格员" in today
