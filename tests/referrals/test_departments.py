"""The street keeps its departments, and says who sits there (row R94)."""

import pytest
from sqlmodel import col, select

from app.auth.commands import CannotInvite, invite_to_area
from app.auth.trail import chain_of
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.org.models import Holding, Person, Post
from app.referrals.models import Department
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.referrals.conftest import Counter, link_in

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LIST = "/areas/departments"
AT = "2026-11-23T09:00"


def _opened(desk: Counter, name: str = "环卫所") -> str:
    desk.as_(desk.town.street_officer).post(LIST, name=name, kind="branch")
    with desk.db.session() as session:
        return session.exec(select(Department.id).where(Department.name == name)).one()


def _seated(desk: Counter, department: str, name: str = "何远", phone: str = "1540") -> str:
    given = {"chief": name, "phone": phone, "at": AT}
    desk.post(f"{LIST}/{department}/seats", 200, **given)
    with desk.db.session() as session:
        return session.exec(
            select(Holding.id)
            .join(Person, col(Person.id) == Holding.person_id)
            .where(Person.name == name)
        ).one()


def test_the_street_opens_a_department_and_seats_somebody_who_is_invited(desk: Counter) -> None:
    """R94: an account for somebody outside the community, made by the street."""
    department = _opened(desk)
    assert "没有人接收" in desk.get(LIST)
    given = {"chief": "何远", "phone": "154 0000 1", "at": AT}
    page = desk.post(f"{LIST}/{department}/seats", 200, **given).text
    assert "邀请何远" in page and "何远" in desk.get(f"/invitations/{link_in(page)}")
    assert "何远" in desk.get(LIST)
    with desk.db.session() as session:
        person = session.exec(select(Person).where(Person.name == "何远")).one()
        assert person.community_id is None
    desk.as_(person.id)
    assert desk.client.get("/").headers["location"] == "/referrals"
    assert "环卫所" in desk.get("/referrals")
    me = desk.get("/me")
    assert "部门人员" in me and "/books" not in me and "/cases" not in me


def test_a_seat_ends_with_a_reason_and_the_inbox_is_closed(desk: Counter) -> None:
    department = _opened(desk)
    seat = _seated(desk, department)
    ending = f"{LIST}/{department}/seats/{seat}/ending"
    assert "请填写" in desk.post(ending, 422, at=AT).text
    desk.clock.forward(minutes=30)
    desk.post(ending, at="2026-11-23T09:20", reason="调走了")
    with desk.db.session() as session:
        person = session.get_one(Holding, seat).person_id
    desk.as_(person).get("/referrals", 403)


def test_a_department_with_somebody_in_it_is_not_closed(desk: Counter) -> None:
    department = _opened(desk)
    _seated(desk, department)
    assert "还有人在任" in desk.post(f"{LIST}/{department}/closing", 422).text
    empty = _opened(desk, "园林所")
    desk.post(f"{LIST}/{empty}/closing")
    assert "园林所" not in desk.get(LIST)
    desk.get(f"{LIST}/{empty}", 404)


def test_each_change_stands_in_the_chain_of_the_area(desk: Counter) -> None:
    department = _opened(desk)
    seat = _seated(desk, department)
    with desk.db.session() as session:
        street = session.get_one(Department, department).area_id
        said = session.exec(
            select(AuditEvent).where(col(AuditEvent.object).in_([department, seat]))
        ).all()
        assert [(one.kind, one.community_id) for one in said] == [
            ("department.opened", street),
            ("post.joined", street),
        ]
        person = session.get_one(Person, session.get_one(Holding, seat).person_id)
        assert chain_of(session, person) == street


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "请选择一个人，或者填新的人"),
        ({"chief": "何远"}, "请填写"),
        ({"chief": "何远", "phone": "abc"}, "电话只能有数字"),
        ({"person": "x"}, "请选择一个人"),
        ({"person": "wang"}, "请选择一个人"),
        ({"person": "street_officer", "chief": "何远", "phone": "1"}, "只填一个"),
        ({"person": "street_officer", "at": "2026-11-01T09:00"}, "应是今天"),
    ],
)
def test_a_wrong_seat_is_refused_and_nothing_is_written(
    desk: Counter, fields: dict[str, str], said: str
) -> None:
    department = _opened(desk)
    given = {"at": AT, **fields}
    if hasattr(desk.town, given.get("person", "")):
        given["person"] = getattr(desk.town, given["person"])
    assert said in desk.post(f"{LIST}/{department}/seats", 422, **given).text
    with desk.db.session() as session:
        seats = session.exec(select(Holding).where(Holding.post == Post.DEPARTMENT_OFFICER)).all()
        assert len(seats) == 1


def test_an_officer_changes_only_what_is_of_their_own_area(desk: Counter) -> None:
    """R94: the street reads which departments the district has, and changes none of them."""
    desk.as_(desk.town.street_officer)
    assert "供电公司" in desk.get(LIST)
    page = desk.get(f"{LIST}/{desk.department}")
    assert "沈涛" in page and "<form" not in page.partition("<main")[2]
    given = {"chief": "何远", "phone": "1", "at": AT}
    desk.post(f"{LIST}/{desk.department}/seats", 404, **given)
    desk.post(f"{LIST}/{desk.department}/closing", 404)
    desk.as_(desk.town.district_officer)
    assert "清洋街道办事处" in desk.get(LIST)
    desk.post(f"{LIST}/{desk.office}/closing", 404)


def test_one_name_is_one_department(desk: Counter) -> None:
    _opened(desk)
    assert "已经有这个部门" in desk.post(LIST, 422, name="环卫所", kind="branch").text
    assert "请填写" in desk.post(LIST, 422, kind="branch").text
    assert "请选择一项" in desk.post(LIST, 422, name="别的").text


def test_the_command_line_and_the_head_appoint_no_department_officer(
    desk: Counter, db: Database, town: Town
) -> None:
    with db.session(writes=True) as session, pytest.raises(CannotInvite):
        invite_to_area(session, MONDAY_NINE, "清洋街道", "何远", Post.DEPARTMENT_OFFICER)
    desk.head().post("/staff", 422, name="何远", phone="154", post="department_officer")
