"""The five rules, their versions, and who has read them (row R103)."""

import pytest
from sqlmodel import select

from app.attendance.models import Told
from app.handbook.models import RuleReading
from tests.handbook.conftest import Study

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIVE = ("网格服务运行流程", "代办程序", "服务承诺制度", "责任追究制度", "督查考核办法")


def test_everybody_reads_the_five_rules_and_says_so(desk: Study) -> None:
    """R103: rule pages, acknowledged by each worker."""
    page = desk.as_(desk.town.wang).get("/rules")
    assert all(one in page for one in FIVE) and page.count("没读") == 5
    assert "5 份没读" in desk.get("/me")
    assert "一次说全" in desk.get("/rules/promise")
    desk.post("/rules/promise/reading")
    desk.post("/rules/promise/reading")
    assert desk.get("/rules").count("没读") == 4
    assert "4 份没读" in desk.get("/me")
    with desk.db.session() as session:
        assert len(session.exec(select(RuleReading)).all()) == 1


def test_the_head_sees_who_has_not_read_it(desk: Study) -> None:
    """R103: by name, of the people who work here now; nobody else sees that."""
    desk.as_(desk.town.wang).post("/rules/promise/reading")
    assert "谁还没读" not in desk.get("/rules/promise")
    page = desk.head().get("/rules/promise")
    missing = page.partition("谁还没读")[2].partition("</section>")[0]
    assert "李强" in missing and "王敏" not in missing and "1 人读过这一版" in missing


def test_a_new_version_is_news_for_everybody_and_to_be_read_again(desk: Study) -> None:
    """R103: versions; the old ones stay readable."""
    desk.as_(desk.town.wang).post("/rules/promise/reading")
    desk.head()
    assert "请填写" in desk.post("/rules/promise/versions", 422, rule_text="", changed="").text
    text = "任何窗口都受理。\n\n材料一次说全。"
    desk.post("/rules/promise/versions", rule_text=text, changed="写短了")
    desk.as_(desk.town.wang)
    page = desk.get("/rules/promise")
    assert "第 2 版" in page and "材料一次说全。" in page and "我读过了" in page
    assert "规章有新的一版：服务承诺制度，改了 写短了" in desk.get("/news")
    old = desk.get("/rules/promise/versions/1")
    assert "已经不用了" in old and "我读过了" not in old
    desk.get("/rules/promise/versions/3", 404)
    desk.get("/rules/nothing", 404)
    with desk.db.session() as session:
        told = session.exec(select(Told.person_id).where(Told.kind == "rule")).all()
        assert desk.town.head not in told and {desk.town.li, desk.town.clerk} <= set(told)


def test_only_the_head_writes_and_every_community_has_its_own(desk: Study) -> None:
    desk.as_(desk.town.lead).post("/rules/promise/versions", 403, rule_text="x", changed="y")
    desk.head().post("/rules/promise/versions", rule_text="只有我们这样", changed="z")
    other = desk.as_(desk.town.other_lead, desk.town.other_community)
    assert "只有我们这样" not in other.get("/rules/promise")
    desk.as_(desk.town.street_officer).get("/rules", 403)


def test_what_a_head_writes_is_shown_as_text(desk: Study) -> None:
    desk.head().post("/rules/promise/versions", rule_text="<script>x</script>", changed="<b>")
    page = desk.get("/rules/promise")
    assert "<script>x" not in page and "&lt;script&gt;" in page
