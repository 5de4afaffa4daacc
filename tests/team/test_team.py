"""The service team of a grid: who helps, for which buildings, and with what (rows R40, R41)."""

import pytest
from sqlmodel import col, select

from app.kit.audit import AuditEvent, AuditPayload
from app.matters.models import MatterStep, MatterTask
from app.matters.rules.stages import Handling, Way
from app.matters.rules.steps import Classification, Result, Route, TaskDone
from app.team.models import TeamMember
from tests.team.conftest import Helpers

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_somebody_who_agreed_is_of_the_team_with_where_they_work(desk: Helpers) -> None:
    """R40: members with organisation type and contact, and their consent recorded."""
    member = desk.joined(channel="phone")
    page = desk.as_(desk.town.wang).get("/team")
    assert "冯师傅" in page and "物业人员 · 银河物业" in page
    page = desk.get(f"/team/{member}")
    assert "15400007777" in page and "电话里" in page
    row = desk.member(member)
    assert (row.consent_channel, str(row.consent_on)) == ("phone", "2026-11-23")


def test_nobody_is_named_without_agreeing_to_it(desk: Helpers) -> None:
    """R40: no name of an outsider without their word."""
    desk.as_(desk.town.lead)
    given = {"grid": desk.town.grid3, "chief": "冯师傅", "phone": "1", "organisation": "property"}
    assert "本人同意才能登记" in desk.post("/team", 422, **given).text
    with desk.db.session() as session:
        assert session.exec(select(TeamMember)).all() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"grid": "x"}, "请选择网格"),
        ({"chief": ""}, "请填写"),
        ({"phone": "abc"}, "电话只能有数字"),
        ({"organisation": "party"}, "请选择一项"),
        ({"since": "2027-01-01"}, "不能晚于今天"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    desk: Helpers, wrong: dict[str, str], said: str
) -> None:
    given = {
        "grid": desk.town.grid3, "chief": "冯师傅", "phone": "1540", "organisation": "property",
        "agreed": "1", **wrong,
    }  # fmt: skip
    assert said in desk.as_(desk.town.lead).post("/team", 422, **given).text


def test_a_building_without_an_agent_shows_until_one_answers_for_it(desk: Helpers) -> None:
    """R41: an uncovered building is a warning; the parameters are the community's."""
    assert "栋楼没有代办员" in desk.head().get("/team")
    desk.post("/team/terms", agents="1", buildings_least="1", buildings_most="2")
    member = desk.joined(organisation="office", agent="1")
    page = desk.as_(desk.town.lead).get("/team")
    assert page.count("栋楼没有代办员") == 2 and "楼少" in page
    desk.post(f"/team/{member}/buildings", buildings=[desk.town.building12])
    page = desk.get("/team")
    assert page.count("栋楼没有代办员") == 1 and "每栋楼都有代办员" in page
    desk.post(f"/team/{member}/buildings", 422, buildings=[desk.town.building20])
    desk.post(f"/team/{member}/buildings")
    assert desk.get("/team").count("栋楼没有代办员") == 2


def test_who_leaves_answers_for_no_building(desk: Helpers) -> None:
    """R41: what an agent leaves shows as uncovered."""
    desk.head().post("/team/terms", agents="1", buildings_least="1", buildings_most="2")
    member = desk.joined(agent="1")
    desk.post(f"/team/{member}/buildings", buildings=[desk.town.building12])
    assert desk.get("/team").count("栋楼没有代办员") == 1
    desk.post(f"/team/{member}/ending", ended_reason="调走了")
    page = desk.get("/team")
    assert page.count("栋楼没有代办员") == 2 and "冯师傅" not in page
    desk.post(f"/team/{member}/buildings", 409, buildings=[desk.town.building12])


def test_only_the_head_sets_how_many_and_sensibly(desk: Helpers) -> None:
    desk.as_(desk.town.lead).post("/team/terms", 403, agents="1")
    given = {"agents": "3", "buildings_least": "4", "buildings_most": "2"}
    assert "不能比最少的还少" in desk.head().post("/team/terms", 422, **given).text


def test_a_part_of_a_matter_is_given_to_a_member_and_tracked_until_done(desk: Helpers) -> None:
    """R40: a matter can be handed to a team member and tracked; the owner marks it done."""
    member = desk.joined()
    matter = desk.station.open("wang", building_id=desk.town.building12)
    desk.station.do(matter, "wang", Classification, Handling.BRING_BACK, 2)
    desk.station.do(matter, "wang", Route, Way.DIRECT)
    desk.as_(desk.town.wang)
    assert "冯师傅（物业人员）" in desk.get(f"/team/tasks/new?matter={matter}")
    wrong = {"matter": matter, "team_member": "x", "due_on": "2026-11-01"}
    page = desk.post("/team/tasks", 422, **wrong).text
    assert "请选择一个人" in page and "不能早于今天" in page and "请填写" in page
    given = {"matter": matter, "team_member": member, "task": "换楼道灯泡", "due_on": "2026-11-25"}
    reply = desk.post("/team/tasks", **given)
    assert reply.headers["location"] == f"/matters/{matter}"
    page = desk.get(f"/team/{member}")
    assert "换楼道灯泡" in page and "在做" in page and "2026-000001" in page
    with desk.db.session() as session:
        task = session.exec(select(MatterTask)).one()
        assert task.department == "服务团队·物业人员" and task.owner_id is None
    desk.station.do(matter, "wang", TaskDone, task.id, "换好了")
    assert "已完成" in desk.get(f"/team/{member}")
    desk.station.do(matter, "wang", Result, "灯亮了")


def test_the_name_stands_in_no_step_and_no_event_so_that_it_can_go(desk: Helpers) -> None:
    """R40: names of outsiders are erased when they want it, also from what they were given."""
    member = desk.joined()
    matter = desk.station.open("wang", building_id=desk.town.building12)
    desk.station.do(matter, "wang", Classification, Handling.BRING_BACK, 2)
    desk.station.do(matter, "wang", Route, Way.DIRECT)
    given = {"matter": matter, "team_member": member, "task": "换楼道灯泡"}
    desk.as_(desk.town.wang).post("/team/tasks", **given)
    desk.as_(desk.town.lead)
    desk.post(f"/team/{member}/ending", ended_reason="不干了", forget="1")
    row = desk.member(member)
    assert (row.name, row.phone, row.workplace) == ("", "", "")
    assert "冯师傅" not in desk.get(f"/team/{member}") and "换楼道灯泡" in desk.get(
        f"/team/{member}"
    )
    desk.post(f"/team/{member}/ending", 409, ended_reason="再来一次")
    with desk.db.session() as session:
        said = str(session.exec(select(AuditPayload.payload)).all())
        said += str([one.said for one in session.exec(select(MatterStep))])
        assert "冯师傅" not in said and "15400007777" not in said
        kinds = session.exec(select(AuditEvent.kind).where(col(AuditEvent.object) == member)).all()
        assert list(kinds) == ["team.joined", "team.left"]


def test_a_worker_sees_the_team_of_the_own_grid_and_nobody_outside_sees_any(desk: Helpers) -> None:
    """R40: contacts of the team are for those who hand things over to it."""
    member = desk.joined()
    assert "冯师傅" not in desk.as_(desk.town.li).get("/team")
    desk.get(f"/team/{member}", 404)
    desk.as_(desk.town.clerk).get(f"/team/{member}")
    desk.as_(desk.town.other_lead, desk.town.other_community).get(f"/team/{member}", 404)
    desk.as_(desk.town.steward).get("/team", 403)
    desk.as_(desk.town.wang).post(f"/team/{member}/ending", 403, ended_reason="x")
