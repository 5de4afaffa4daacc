"""The way from a door to a matter on pages, and what it leaves behind (R75, R85, R182-R187)."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, select

from app.kit.db import Database
from app.kit.ids import uuid7
from app.matters.models import Matter, UtilityReview
from app.matters.queries.triplets import incomplete
from app.matters.rules import steps as a
from app.matters.rules.problems import UTILITIES, problems
from app.matters.rules.stages import Channel
from app.org.scope import Reach, Scope
from app.visits.models import Concern, Visit
from tests.clock import HeldClock
from tests.matters.town import Station as Commands
from tests.people import Town
from tests.visits.conftest import Station

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def pages(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Station]:
    """The application, asked by one person after the other."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Station(client, db, clock, town)


def only(session: Session, model: type) -> object:
    found: object = session.exec(select(model)).one()
    return found


def test_r75_a_request_of_a_visit_becomes_a_matter_without_script_too(
    pages: Station, town: Town, db: Database
) -> None:
    """R75: two taps more than a visit: 转为办件 and 保存; the other request stays a concern."""
    pages.as_(town.wang).write(
        town.doors3[0], requests=["修楼道灯", "", "想学用手机", ""], turned="1", turned_urgent="3",
        turned_problem="street-light",
    )  # fmt: skip
    with db.session() as session:
        found = only(session, Matter)
        assert isinstance(found, Matter)
        concerns = {one.id: one for one in session.exec(select(Concern))}
    assert (found.title, found.problem, found.urgent) == ("修楼道灯", "street-light", False)
    assert found.concern_id and concerns[found.concern_id].text == "修楼道灯"
    assert {one.text for one in concerns.values()} == {"修楼道灯", "想学用手机"}


def test_a_visit_form_with_a_class_that_is_none_is_kept_in_no_part(
    pages: Station, town: Town, db: Database
) -> None:
    reply = pages.as_(town.wang).post(
        "/visits", id=uuid7(), household=town.doors3[0], outcome="met", requests=["修灯"],
        turned="1", turned_problem="petition",
    )  # fmt: skip
    assert reply.status_code == 422 and "请选择一项" in reply.text
    with db.session() as session:
        assert session.exec(select(Visit)).all() == [] == list(session.exec(select(Matter)))


def test_r182_a_report_by_the_plain_form_leads_to_its_matter_and_twice_is_once(
    pages: Station, town: Town, db: Database
) -> None:
    """R182: without script the same form, the same way in."""
    form = {"id": uuid7(), "place": "12号楼门口", "problem": "garbage", "words": "垃圾堆在门口"}
    asked = pages.as_(town.wang)
    replies = [asked.post("/reports", **form) for _ in range(2)]
    assert [one.status_code for one in replies] == [303, 303]
    assert {one.headers["location"] for one in replies} == {f"/matters/{form['id']}"}
    with db.session() as session:
        assert [one.title for one in session.exec(select(Matter))] == ["垃圾堆在门口"]


def test_a_report_without_place_and_words_is_shown_again_with_both_named(
    pages: Station, town: Town
) -> None:
    reply = pages.as_(town.wang).post("/reports", id=uuid7(), problem="gas", urgent="1")
    assert reply.status_code == 422
    assert "位置：请填写" in reply.text and 'href="#words"' in reply.text
    assert re.search(r'value="gas"[^>]* selected', reply.text)


def test_the_empty_form_is_the_same_for_everybody(pages: Station, town: Town) -> None:
    stranger = pages.get("/reports/new")
    assert stranger.status_code == 200
    assert pages.as_(town.wang).get("/reports/new").text == stranger.text


def test_r182_what_may_be_the_same_is_shown_while_somebody_types(
    pages: Station, town: Town
) -> None:
    """R182: by place and class, or by words; only to who may see it, and nothing is merged."""
    wang = pages.as_(town.wang)
    wang.post("/reports", id=uuid7(), place="12号楼门口", problem="garbage", words="垃圾堆在门口")
    near = wang.get("/reports/alike?place=12号楼2单元&problem=garbage&words=x").text
    said = wang.get("/reports/alike?place=&problem=&words=门口有垃圾堆在那里").text
    for shown in (near, said):
        assert "可能已经有人报过" in shown and re.search(r"\d{4}-000001", shown)
    assert "同一处的同类问题" in near and "说的差不多" in said
    assert "可能" not in wang.get("/reports/alike?place=东门&problem=noise&words=装修太吵").text
    query = "/reports/alike?place=12号楼&problem=garbage&words=x"
    assert "可能" not in pages.as_(town.li).get(query).text, "another grid's"
    assert "可能" in pages.as_(town.lead).get(query).text
    pages.client.cookies.clear()
    assert "可能" not in pages.get(query).text


def test_what_was_tried_on_the_spot_makes_no_two_reports_alike(pages: Station, town: Town) -> None:
    wang = pages.as_(town.wang)
    wang.post("/reports", id=uuid7(), place="东门", words="垃圾没人清", persuaded="refused")
    asked = "/reports/alike?place=西门&problem=noise&words=装修太吵。当场劝过，对方没有答应。"
    assert "可能" not in wang.get(asked).text


def test_a_concern_ends_with_the_matter_that_it_became(
    station: Commands, pages: Station, town: Town, db: Database
) -> None:
    pages.as_(town.wang).write(town.doors3[0], requests="修楼道灯", turned="1")
    with db.session() as session:
        matter = only(session, Matter)
        assert isinstance(matter, Matter)
    station.do(matter.id, "wang", a.NotOurs, "是物业的事", "请找物业")
    with db.session() as session:
        concern = only(session, Concern)
        assert isinstance(concern, Concern)
        assert concern.closed_at is not None
        assert concern.closed_at == station.matter(matter.id).closed_at


def test_what_was_accepted_by_mistake_leaves_the_concern_open(
    station: Commands, pages: Station, town: Town, db: Database
) -> None:
    pages.as_(town.wang).write(town.doors3[0], requests="修楼道灯", turned="1")
    with db.session() as session:
        matter = only(session, Matter)
        assert isinstance(matter, Matter)
    station.do(matter.id, "wang", a.Cancellation, "点错了")
    with db.session() as session:
        concern = only(session, Concern)
        assert isinstance(concern, Concern) and concern.closed_at is None


def test_r85_a_visit_without_an_answer_is_listed_until_it_has_one(
    pages: Station, town: Town, db: Database
) -> None:
    """R85: purpose before, findings after, an answer later; the page says which part is missing."""
    pages.as_(town.wang).write(town.doors3[0], requests="修楼道灯", findings="灯不亮")
    pages.write(town.doors3[1], requests="想学用手机", turned="1")
    pages.write(town.doors3[2], findings="没有事")
    shown = pages.as_(town.lead).get("/unanswered")
    labels = re.findall(r'href="/visits/[^"]+">([^<]+)<', shown.text)
    assert len(labels) == 1 and "没写目的" in shown.text and "有发现" in shown.text
    with db.session(writes=True) as session:
        for one in session.exec(select(Concern)):
            one.closed_at = one.opened_at + timedelta(days=1)
        session.commit()
    assert "件件有下文" in pages.get("/unanswered").text


def test_r85_what_is_to_be_checked_blind_is_not_in_the_list(
    pages: Station, town: Town, db: Database, clock: HeldClock
) -> None:
    visit = pages.as_(town.wang).write(town.doors3[0], requests="修楼道灯")
    scope = Scope(town.lead, town.community, Reach.COMMUNITY, frozenset(), clock())
    with db.session() as session:
        assert [one.id for one in incomplete(session, scope, [])] == [visit]
        assert incomplete(session, scope, [visit]) == []


def test_r187_the_form_carries_hints_for_safety_and_leaves_enforcement_to_the_authority(
    pages: Station,
) -> None:
    """R187: hints of what to look at, shown with the class; no checklist to be signed."""
    shown = pages.get("/reports/new").text
    for code in ("work-safety", "food-safety"):
        assert f'data-shown-if="problem={code}"' in shown
        assert "执法由主管部门进行" in problems()[code].hint("zh-Hans")
        assert problems()[code].hint("zh-Hans") in shown


def test_r186_each_of_the_five_utilities_is_reported_and_reviewed_by_year(
    pages: Station, station: Commands, town: Town, db: Database
) -> None:
    """R186: classes for each utility, and what residents say of each, once a year, unnamed."""
    assert set(UTILITIES) == {one.utility for one in problems().values() if one.utility}
    station.open("wang", channel=Channel.PATROL, problem="water", title="停水")
    asked = pages.as_(town.wang)
    for score in ("2", "5"):
        reply = asked.post("/utilities/reviews", utility="water", score=score, words="常停水")
        assert reply.status_code == 303
    shown = asked.get("/utilities").text
    assert "3.5 分" in shown
    assert asked.post("/utilities/reviews", utility="water", score="9").status_code == 422
    with db.session() as session:
        assert {one.score for one in session.exec(select(UtilityReview))} == {2, 5}
    assert "3.5 分" not in pages.as_(town.other_lead, town.other_community).get("/utilities").text
