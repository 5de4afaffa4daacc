"""What people see of the catalogue, with and without a session."""

import re
from html import unescape

import pytest
from sqlmodel import select

from app.catalogue.models import ItemUse, ItemVersion, ServiceItem
from app.kit.db import Database
from tests.catalogue.conftest import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CODE = "370611001005"


def _text(desk: Desk, who: str, path: str) -> str:
    answer = desk.get(who, path)
    assert answer.status_code == 200, (path, answer.status_code)
    return unescape(answer.text)


def test_a_resident_finds_an_item_without_a_session(desk: Desk) -> None:
    """R57: a public page of the catalogue, by category, with search by initials."""
    shown = _text(desk, "", f"/catalogue?community={CODE}")
    assert "户籍与居住" in shown and "医疗保障" in shown
    found = _text(desk, "", f"/catalogue?community={CODE}&q=jzz")
    assert "居住证申领" in found and "医疗救助" not in found
    assert f"/catalogue/huji-juzhuzheng?community={CODE}" in found
    assert "王敏" not in shown


def test_who_gives_no_community_is_shown_the_one_there_is(desk: Desk) -> None:
    """R57: the public page asks for a community, or goes to the only one."""
    answer = desk.get("", "/catalogue")
    assert answer.headers["location"] == f"/catalogue?community={CODE}"
    assert desk.get("", "/catalogue?community=999999999999").status_code == 404
    assert desk.get("", "/catalogue?community=%27or").status_code == 404
    assert desk.get("", "/catalogue/huji-juzhuzheng").status_code == 404


def test_the_guide_says_all_five_things(desk: Desk) -> None:
    """R59, R60: the guide: basis, department, flow, materials, sample, each on the page."""
    shown = _text(desk, "", f"/catalogue/huji-juzhuzheng?community={CODE}")
    for part in (
        "办理依据", "《居住证暂行条例》", "国务院令第663号", "公安派出所", "基本流程", "申请材料",
        "本人相片", "示范文本", "张示例", "示例",
    ):  # fmt: skip
        assert part in shown, part


def test_an_item_says_level_agency_limit_and_rating(desk: Desk) -> None:
    """R68: level, agency mode, limit and whether it is rated; R80: what the mode means."""
    shown = _text(desk, "wang", "/catalogue/huji-juzhuzheng")
    for part in ("街道办结", "7 个工作日", "能代办：写一张委托书", "办结后请您评议", "审核链条"):
        assert part in shown, part
    explained = _text(desk, "wang", "/catalogue?agency=explain")
    assert "居住证申领" not in explained and "户口登记" in explained


def test_items_are_narrowed_by_line_window_and_instant(desk: Desk) -> None:
    """R55: six presets of windows filter; R66: what is done on the spot is marked and found."""
    labour = _text(desk, "clerk", "/catalogue?line=labour")
    assert "就业登记" in labour and "居住证申领" not in labour
    health = _text(desk, "clerk", "/catalogue?window=health")
    assert "就业登记" not in health and 'value="safety"' in health
    instant = _text(desk, "clerk", "/catalogue?instant=1")
    assert "当场办结" in instant and "居住证申领" not in instant


def test_a_community_at_the_edge_of_a_city_has_five_groups(desk: Desk) -> None:
    """R56: the alternative preset of five; R53: the number of windows is suggested and set."""
    shown = _text(desk, "head", "/catalogue/windows")
    assert "建议窗口数" in shown and "六类（城区）" in shown
    assert desk.post("head", "/catalogue/windows", windows="0", preset="six").status_code == 422
    answer = desk.post("head", "/catalogue/windows", windows="5", preset="five")
    assert answer.status_code == 303
    filters = _text(desk, "head", "/catalogue")
    assert 'value="land"' in filters and 'value="city"' not in filters.split("工作线")[0]
    assert desk.post("clerk", "/catalogue/windows", windows="4", preset="six").status_code == 403


def test_the_station_says_what_it_is_for(desk: Desk) -> None:
    """R72, R73: the five tasks and the fields, and none for what only the judicial organ does."""
    shown = _text(desk, "head", "/catalogue/windows")
    assert "动员社会力量参与社区服务" in shown and "人民调解" in shown
    assert "矫正" not in shown


def test_what_is_done_for_residents_is_posted_up_with_its_limit(desk: Desk) -> None:
    """R81: the public list of agency items with their limits."""
    shown = _text(desk, "", f"/catalogue/agency?community={CODE}")
    assert "居住证申领" in shown and "7 个工作日" in shown
    assert "户口登记" not in shown


def test_a_certificate_that_may_not_be_issued_answers_with_where_to_go(desk: Desk) -> None:
    """R57: a search for one of the twenty certificates says where to go instead."""
    shown = _text(desk, "clerk", "/catalogue?q=婚姻状况证明")
    assert "“婚姻状况证明”不用社区开" in shown and "婚姻登记机关" in shown
    assert _text(desk, "", "/certificates").count("不用社区开") == 20
    assert "不用社区开" not in _text(desk, "clerk", "/catalogue?q=证明")


def test_typing_asks_only_for_what_is_found(desk: Desk) -> None:
    """R57: search as you type brings the list and nothing around it."""
    desk.get("clerk", "/catalogue")
    answer = desk.client.get("/catalogue?q=jzz", headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div class="stack" id="found">')


def test_a_community_that_uses_nothing_yet_sees_why(desk: Desk) -> None:
    """R61: another community of the same district has a list of its own, still empty."""
    assert "还没有事项" in _text(desk, "other_lead", "/catalogue")
    assert "本社区没有启用" in _text(desk, "other_lead", "/catalogue/huji-juzhuzheng")


def test_what_somebody_wrote_shows_as_text(desk: Desk, db: Database) -> None:
    """R57: stored text is escaped wherever it shows."""
    nasty = "<script>alert(1)</script>"
    with db.session(writes=True) as session:
        version = session.exec(
            select(ItemVersion).join(ServiceItem).where(ServiceItem.code == "huji-juzhuzheng")
        ).one()
        version.plain = version.conditions = version.sample_text = version.name = nasty
        version.source_url = "javascript:alert(1)"
        session.commit()
    for path in ("/catalogue", "/catalogue/huji-juzhuzheng", "/catalogue/agency"):
        assert nasty not in desk.get("head", path).text
    assert 'href="javascript:' not in desk.get("head", "/catalogue/huji-juzhuzheng").text


def test_a_promise_can_only_be_shorter(desk: Desk, db: Database) -> None:
    """R61: a community promises less time than the list, never more."""
    path = "/catalogue/huji-juzhuzheng/use"
    for amount in ("7", "8"):
        answer = desk.post("head", path, amount=amount, amount_unit="working_days")
        assert answer.status_code == 422 and "只能比目录的期限短" in answer.text
    assert desk.post("head", path, amount="", amount_unit="working_days").status_code == 422
    assert desk.post("head", path, amount="4", amount_unit="working_days").status_code == 303
    assert "本社区的承诺，比目录的 7 个工作日 短" in _text(
        desk, "", f"{path[:-4]}?community={CODE}"
    )
    with db.session() as session:
        said = session.exec(select(ItemUse).where(ItemUse.promised.is_not(None))).all()  # type: ignore[union-attr]
        assert any(one.promised == {"amount": 4, "unit": "working_days"} for one in said)


def test_an_item_is_put_away_with_a_reason_and_taken_back(desk: Desk) -> None:
    """R61: the community stops using an item, with a reason, and may use it again."""
    path = "/catalogue/huji-juzhuzheng"
    assert desk.post("head", f"{path}/use-ending").status_code == 422
    assert desk.post("head", f"{path}/use-ending", reason="没有人会办").status_code == 303
    assert "居住证申领" not in _text(desk, "clerk", "/catalogue?q=jzzsl")
    assert desk.post("head", "/catalogue/use").status_code == 303
    assert "居住证申领" in _text(desk, "clerk", "/catalogue?q=jzzsl")


def test_what_the_district_takes_off_no_community_uses(desk: Desk) -> None:
    """R61: the layers: off the district's list, out of every community's use."""
    path = "/catalogue/huji-juzhuzheng"
    assert desk.post("district", f"{path}/unlisting", reason="暂不下放").status_code == 303
    assert "居住证申领" not in _text(desk, "clerk", "/catalogue?q=jzzsl")
    answer = desk.post("head", f"{path}/use", amount="", amount_unit="")
    assert answer.status_code == 422 and "区县目录里没有这个事项" in unescape(answer.text)
    assert desk.post("city", f"{path}/listing").status_code == 403
    assert desk.post("district", "/catalogue/listing").status_code == 303
    assert "居住证申领" in _text(desk, "clerk", "/catalogue?q=jzzsl")


def test_a_long_list_is_turned_and_keeps_what_it_was_narrowed_to(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R57: what does not fit on a page stands on the next, also for who has no session."""
    monkeypatch.setattr("app.catalogue.pages.listing.PAGE", 2)
    first = _text(desk, "", f"/catalogue?community={CODE}&agency=full")
    assert "下一页" in first and "上一页" not in first
    assert f"/catalogue?agency=full&community={CODE}&at=2" in first
    second = _text(desk, "", f"/catalogue?agency=full&community={CODE}&at=2")
    assert "上一页" in second
    items = r'class="row-face" href="(/catalogue/[a-z-]+)'
    known = re.findall(items, first)
    assert len(known) == 2 and set(known).isdisjoint(re.findall(items, second))


def test_officers_and_heads_turn_the_lists_that_they_choose_from(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R61: the count is that of the whole list, and nothing is offered that is done already."""
    monkeypatch.setattr("app.catalogue.pages.layers.PAGE", 2)
    first = _text(desk, "head", "/catalogue/use")
    assert "/catalogue/use?at=2" in first
    assert "没启用的全部启用" not in first
    assert "上一页" in _text(desk, "head", "/catalogue/use?at=2")
