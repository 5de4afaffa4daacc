"""The street appoints who judges a community's cases, from outside it (row R111)."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.auth.commands import CannotInvite, invite_to_area
from app.auth.trail import chain_of
from app.kit import audit
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.judging import judges_in
from app.org.models import JUDGES, Area, AreaLevel, Community, Holding, Person, Post
from app.station.commands import judges
from app.station.commands.posts import Change, Refused
from tests.clock import MONDAY_NINE
from tests.people import FOUNDED, Town
from tests.station.conftest import Desk

DAY = timedelta(days=1)
HERE = "/areas/judges/370611001005"
MAKE = f"{HERE}/appointments"
AT = "2026-11-23T09:00"


def _change(town: Town, by: str = "") -> Change:
    return Change(town.community, by or town.street_officer, MONDAY_NINE, MONDAY_NINE, "请来评理")


def _refused(session: Session, town: Town, person_id: str, post: Post) -> tuple[str, str]:
    person = session.get_one(Person, person_id)
    with pytest.raises(Refused) as refused:
        judges.appoint(session, _change(town), person, post)
    return refused.value.field, refused.value.message.msgid


def _judging(desk: Desk) -> list[tuple[str, str]]:
    with desk.db.session() as session:
        rows = session.exec(
            select(Person.name, Holding.post)
            .join(Holding, col(Holding.person_id) == Person.id)
            .where(col(Holding.post).in_(JUDGES), col(Holding.until).is_(None))
        )
        return sorted((name, post) for name, post in rows)


def _held(desk: Desk) -> str:
    with desk.db.session() as session:
        return session.exec(select(Holding.id).where(col(Holding.post).in_(JUDGES))).one()


def _work(session: Session, person_id: str, community: str, ends: timedelta) -> None:
    session.add(
        Holding(
            id=uuid7(), community_id=community, area_id=community, person_id=person_id,
            post=Post.GRID_LEAD, since=FOUNDED, until=MONDAY_NINE + ends,
        )
    )  # fmt: skip
    session.flush()


# who may be appointed


def test_r111_nobody_of_the_communitys_staff_is_appointed(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        for one in (town.wang, town.lead, town.head):
            assert _refused(session, town, one, Post.PANEL_MEMBER) == ("person", judges.SAME.msgid)


def test_r111_nobody_who_works_there_too_is_appointed(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        _work(session, town.other_lead, town.community, 2 * DAY)
        found = _refused(session, town, town.other_lead, Post.APPEAL_OFFICER)
        assert found == ("person", judges.SAME.msgid)


@pytest.mark.parametrize(("days", "may"), [(364, False), (366, True)])
def test_r111_who_worked_there_within_a_year_is_not_appointed(
    db: Database, town: Town, days: int, may: bool
) -> None:
    with db.session(writes=True) as session:
        _work(session, town.other_lead, town.community, -days * DAY)
        if may:
            person = session.get_one(Person, town.other_lead)
            judges.appoint(session, _change(town), person, Post.PANEL_MEMBER)
        else:
            found = _refused(session, town, town.other_lead, Post.PANEL_MEMBER)
            assert found == ("person", judges.LATELY.msgid)


def test_r111_nobody_is_of_the_panel_and_decides_appeals_of_one_community(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        person = session.get_one(Person, town.other_lead)
        judges.appoint(session, _change(town), person, Post.PANEL_MEMBER)
        found = _refused(session, town, person.id, Post.APPEAL_OFFICER)
        assert found == ("post", judges.BOTH.msgid)


def test_r111_nobody_is_appointed_twice(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        person = session.get_one(Person, town.other_lead)
        judges.appoint(session, _change(town), person, Post.PANEL_MEMBER)
        found = _refused(session, town, person.id, Post.PANEL_MEMBER)
        assert found == ("person", judges.ALREADY.msgid)


def test_r111_each_change_stands_in_the_chain_of_the_community(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        person = session.get_one(Person, town.other_lead)
        held = judges.appoint(session, _change(town), person, Post.PANEL_MEMBER)
        later = Change(town.community, town.street_officer, MONDAY_NINE + DAY,
                       MONDAY_NINE + DAY, "搬走了")  # fmt: skip
        judges.dismiss(session, later, held)
        session.commit()
        told = session.exec(select(AuditEvent).where(AuditEvent.object == held.id)).all()
        assert [(one.kind, one.actor, one.community_id) for one in told] == [
            ("post.joined", town.street_officer, town.community),
            ("post.left", town.street_officer, town.community),
        ]
        assert judges_in(session, person.id, MONDAY_NINE) and not judges_in(
            session, person.id, MONDAY_NINE + DAY
        )


def test_r111_a_community_where_nothing_happened_yet_gets_its_panel(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        street = session.get_one(Area, town.community).parent_id
        new = Area(id=uuid7(), code="370611001007", name="新社区", level=AreaLevel.COMMUNITY,
                   parent_id=street)  # fmt: skip
        session.add(new)
        session.flush()
        session.add(Community(id=new.id, name="新社区"))
        session.flush()
        person = session.get_one(Person, town.other_lead)
        change = Change(new.id, town.street_officer, MONDAY_NINE, MONDAY_NINE, "")
        judges.appoint(session, change, person, Post.PANEL_MEMBER)
        assert audit.lock_heads(session, [new.id])


def test_an_officer_who_judges_keeps_the_chain_of_the_street(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        officer = session.get_one(Person, town.street_officer)
        before = chain_of(session, officer)
        judges.appoint(session, _change(town), officer, Post.APPEAL_OFFICER)
        assert chain_of(session, officer) == before


def test_r111_a_judge_who_left_their_own_community_is_offered_nothing_of_it(desk: Desk) -> None:
    town = desk.town
    desk.as_(town.street_officer).post(MAKE, post="panel_member", person=town.other_lead, at=AT)
    with desk.db.session(writes=True) as session:
        held = session.exec(
            select(Holding).where(
                Holding.person_id == town.other_lead, col(Holding.post) == Post.GRID_LEAD
            )
        ).one()
        held.until = MONDAY_NINE
        session.commit()
    me = desk.as_(town.other_lead, town.other_community).get("/me")
    assert "银河社区" in me and "评议组成员" in me
    assert not [one for one in ("/day", "/roster", "/draws", "/board") if f'"{one}"' in me]
    desk.get("/day", 403)


# the street's page


def test_r111_the_street_appoints_and_ends_on_its_page(desk: Desk) -> None:
    desk.as_(desk.town.street_officer)
    assert "评议组缺 3 人" in desk.get("/areas/judges")
    assert "没有申诉处理人" in desk.get(HERE)
    reply = desk.post(MAKE, post="panel_member", person=desk.town.other_lead, at=AT)
    assert reply.headers["location"] == HERE
    assert _judging(desk) == [("吴刚", "panel_member")]
    page = desk.get(HERE)
    assert "吴刚" in page and "评议组现在有 1 人，要 3 人" in page
    ending = f"{MAKE}/{_held(desk)}/ending"
    assert "请填写" in desk.post(ending, 422, at=AT).text
    desk.clock.forward(minutes=30)
    desk.post(ending, at="2026-11-23T09:20", reason="搬走了")
    assert _judging(desk) == []


def test_r111_somebody_new_is_invited_and_lands_on_their_own_page(desk: Desk) -> None:
    desk.as_(desk.town.street_officer)
    link = desk.post(MAKE, 200, post="appeal_officer", name="马骏", phone="154 0000 1", at=AT).text
    assert "邀请马骏" in link and f'href="{HERE}"' in link
    token = re.search(r"/invitations/([\w-]{43})/qr.svg", link)
    assert token and "马骏" in desk.get(f"/invitations/{token[1]}")
    with desk.db.session() as session:
        person = session.exec(select(Person).where(Person.name == "马骏")).one()
        assert person.community_id is None
    again = desk.post(f"{MAKE}/{_held(desk)}/invitations", 200).text
    assert "邀请马骏" in again and token[1] not in again
    desk.as_(person.id)
    assert desk.client.get("/").headers["location"] == "/cases"
    assert "没有在办的事" in desk.get("/cases")
    me = desk.get("/me")
    assert "申诉处理人" in me and "银河社区" in me and "/day" not in me
    desk.get("/me/devices")
    for closed in ("/day", "/areas", "/areas/judges", "/board", "/households", "/books"):
        desk.get(closed, 403)


def test_r111_the_number_of_somebody_known_makes_nobody_new(desk: Desk) -> None:
    with desk.db.session(writes=True) as session:
        session.get_one(Person, desk.town.wang).phone = "15400001234"
        session.commit()
    desk.as_(desk.town.street_officer)
    page = desk.post(
        MAKE, 422, post="panel_member", name="王小敏", phone="154 0000 1234", at=AT
    ).text
    assert "这个电话已有人登记" in page and 'value="王小敏"' in page
    assert _judging(desk) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "请选择一个人，或者填新的人"),
        ({"name": "马骏"}, "请填写"),
        ({"phone": "154"}, "请填写"),
        ({"name": "马骏", "phone": "abc"}, "电话只能有数字"),
        ({"person": "x"}, "请选择名单里的人"),
        ({"person": "other_lead", "name": "马骏", "phone": "154"}, "只填一个"),
        ({"person": "other_lead", "post": "station_head"}, "请选择一项"),
        ({"person": "other_lead", "post": "street_officer"}, "请选择一项"),
        ({"person": "other_lead", "at": "2026-11-01T09:00"}, "应是今天"),
        ({"person": "wang"}, "要从外面请"),
        ({"person": "district_officer"}, "请选择名单里的人"),
    ],
)
def test_a_wrong_appointment_is_refused_and_nothing_is_written(
    desk: Desk, fields: dict[str, str], said: str
) -> None:
    desk.as_(desk.town.street_officer)
    given = {"post": "panel_member", "at": AT, **fields}
    if hasattr(desk.town, given.get("person", "")):
        given["person"] = getattr(desk.town, given["person"])
    assert said in desk.post(MAKE, 422, **given).text
    assert _judging(desk) == []


def test_the_list_names_people_of_other_communities_and_the_street_only(desk: Desk) -> None:
    page = desk.as_(desk.town.street_officer).get(HERE)
    assert "吴刚（网格长）" in page and "孙伟（街道干部）" in page
    assert "王敏" not in page and "周静" not in page


def test_r111_the_district_reads_and_changes_nothing(desk: Desk) -> None:
    town = desk.town
    desk.as_(town.street_officer).post(MAKE, post="panel_member", person=town.other_lead, at=AT)
    desk.as_(town.district_officer)
    assert "吴刚" in desk.get("/areas/judges") and "清洋街道" in desk.get("/areas/judges")
    page = desk.get(HERE)
    assert "吴刚" in page and "<form" not in page.partition("<main")[2]
    desk.post(MAKE, 403, post="panel_member", person=town.street_officer, at=AT)
    desk.post(f"{MAKE}/{_held(desk)}/ending", 403, at=AT, reason="试试")


def test_r111_the_officer_of_another_street_neither_sees_nor_appoints(desk: Desk) -> None:
    with desk.db.session(writes=True) as session:
        district = session.exec(select(Area).where(Area.level == AreaLevel.DISTRICT)).one()
        street = Area(id=uuid7(), code="370611002000", name="福新街道", level=AreaLevel.STREET,
                      parent_id=district.id)  # fmt: skip
        person = Person(id=uuid7(), name="高远")
        session.add_all([street, person])
        session.flush()
        session.add(
            Holding(id=uuid7(), area_id=street.id, person_id=person.id,
                    post=Post.STREET_OFFICER, since=FOUNDED)
        )  # fmt: skip
        session.commit()
        stranger = person.id
    desk.as_(stranger)
    assert "银河社区" not in desk.get("/areas/judges")
    desk.get(HERE, 404)
    desk.post(MAKE, 404, post="panel_member", person=stranger, at=AT)


def test_r111_a_member_who_comes_to_work_here_is_shown_to_count_no_more(desk: Desk) -> None:
    town = desk.town
    desk.as_(town.street_officer).post(MAKE, post="panel_member", person=town.other_lead, at=AT)
    with desk.db.session(writes=True) as session:
        _work(session, town.other_lead, town.community, 9 * DAY)
        session.commit()
    for page in (desk.get(HERE), desk.as_(town.head).get("/station/posts")):
        assert "现在在这个社区工作，不能评议" in page
    assert "评议组缺 3 人" in desk.as_(town.street_officer).get("/areas/judges")


def test_an_appointment_that_has_not_begun_is_taken_back(desk: Desk) -> None:
    town = desk.town
    desk.as_(town.street_officer)
    desk.post(MAKE, post="panel_member", person=town.other_lead, at="2026-12-01T09:00")
    page = desk.get(HERE)
    assert "还没有开始" in page and "评议组现在有 0 人" in page
    desk.post(f"{MAKE}/{_held(desk)}/ending", at=AT, reason="不来了")
    with desk.db.session() as session:
        assert not session.exec(select(Holding).where(col(Holding.post).in_(JUDGES))).all()


# who may not


def test_r111_the_community_reads_the_names_and_appoints_nobody(desk: Desk) -> None:
    town = desk.town
    desk.as_(town.street_officer).post(MAKE, post="panel_member", person=town.other_lead, at=AT)
    desk.as_(town.head)
    page = desk.get("/station/posts")
    assert "吴刚" in page and "由街道从外面任命" in page
    for post in JUDGES:
        joining = {"post": post.value, "at": AT, "reason": "试试"}
        desk.post(f"/station/posts/{town.clerk}/joining", 422, **joining)
        desk.post("/staff", 422, name="马骏", phone="154", post=post.value)
    desk.post(f"/station/holdings/{_held(desk)}/ending", 404, at=AT, reason="试试")
    assert _judging(desk) == [("吴刚", "panel_member")]


def test_r111_the_head_does_not_have_the_judges_among_the_staff(desk: Desk) -> None:
    town = desk.town
    desk.as_(town.street_officer).post(MAKE, post="panel_member", person=town.other_lead, at=AT)
    desk.as_(town.head)
    assert "吴刚" not in desk.get("/staff")
    desk.get(f"/staff/{town.other_lead}", 404)
    desk.post(f"/staff/{town.other_lead}/recoveries", 404)
    assert "吴刚" not in desk.get("/books/staff")


def test_the_lost_phone_of_a_judge_from_nowhere_is_restored_by_the_officers(desk: Desk) -> None:
    town = desk.town
    desk.as_(town.street_officer)
    desk.post(MAKE, 200, post="appeal_officer", name="马骏", phone="1540", at=AT)
    with desk.db.session() as session:
        person = session.exec(select(Person.id).where(Person.name == "马骏")).one()
    assert "马骏" in desk.get("/recoveries")
    desk.post(f"/recoveries/for/{person}")
    assert "马骏" in desk.as_(town.district_officer).get("/recoveries")


def test_the_command_line_appoints_no_judge(db: Database, town: Town) -> None:
    with db.session(writes=True) as session, pytest.raises(CannotInvite):
        invite_to_area(session, MONDAY_NINE, "银河社区", "马骏", Post.PANEL_MEMBER)
