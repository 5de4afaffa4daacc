"""The city writes an item and withdraws it; departments ask, and communities may say no."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlmodel import Session, select

from app.catalogue.forms.content import fields_of
from app.catalogue.models import ItemVersion, ReviewChain, ServiceItem
from app.kit.audit import AuditEvent
from app.kit.db import Database
from tests.catalogue.conftest import Desk
from tests.clock import HeldClock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ITEM = "/catalogue/huji-juzhuzheng"


def _versions(session: Session, code: str) -> list[ItemVersion]:
    rows = select(ItemVersion).join(ServiceItem).where(ServiceItem.code == code)
    return list(session.exec(rows.order_by(ItemVersion.number)))  # type: ignore[arg-type]


def _fields(db: Database, code: str) -> dict[str, str]:
    with db.session() as session:
        shown = fields_of(_versions(session, code)[-1].model_dump())
    return {name: "1" if value is True else value for name, value in shown.items() if value}


def _tomorrow(clock: HeldClock) -> date:
    return clock().date() + timedelta(days=2)


def test_a_new_version_holds_from_its_day_and_the_old_one_stays(
    desk: Desk, db: Database, clock: HeldClock
) -> None:
    """R57: versions with effective dates; history shows."""
    fields = _fields(db, "huji-juzhuzheng") | {"name": "居住证申领（新）", "promised": "6"}
    assert desk.post("city", f"{ITEM}/draft", **fields).status_code == 303
    assert "居住证申领（新）" not in desk.get("wang", ITEM).text
    on = _tomorrow(clock)
    assert desk.post("city", f"{ITEM}/publication", effective_on=str(on)).status_code == 303
    assert "居住证申领（新）" in desk.get("city", f"{ITEM}?version=2").text
    assert "7 个工作日" in desk.get("wang", ITEM).text
    clock.forward(days=3)
    with db.session() as session:
        first, second = _versions(session, "huji-juzhuzheng")
        assert (first.state, second.state, second.effective_on) == ("published", "published", on)
        assert second.initials == "jzzslx"


def test_an_item_with_an_empty_guide_field_is_not_published(desk: Desk, db: Database) -> None:
    """R60: refused while one of the five fields is empty, and each is named."""
    fields = _fields(db, "huji-juzhuzheng")
    fields = {k: v for k, v in fields.items() if not k.startswith("material")} | {"flow": ""}
    assert desk.post("city", f"{ITEM}/draft", **fields).status_code == 303
    answer = desk.post("city", f"{ITEM}/publication", effective_on="2099-01-01")
    assert answer.status_code == 422 and "最晚一年以后" in answer.text
    answer = desk.post("city", f"{ITEM}/publication", effective_on=_day(desk, db))
    said = unescape(answer.text)
    assert answer.status_code == 422
    assert "申请材料：空着不能发布" in said and "基本流程：空着不能发布" in said
    assert "示范文本：空着不能发布" not in said
    assert "还缺" in desk.get("city", "/catalogue/drafts").text
    with db.session() as session:
        assert [one.state for one in _versions(session, "huji-juzhuzheng")] == [
            "published", "draft",
        ]  # fmt: skip


def _day(desk: Desk, db: Database) -> str:
    with db.session() as session:
        return str(_versions(session, "huji-juzhuzheng")[0].effective_on)


def test_a_basis_below_the_province_is_not_enough(desk: Desk, db: Database) -> None:
    """R62: at least one law, or document of provincial level or above."""
    fields = {k: v for k, v in _fields(db, "huji-juzhuzheng").items() if "-0" not in k or
              not k.startswith(("law", "article", "document", "issued"))}  # fmt: skip
    fields |= {"law-0": "福山区人民政府办公室关于居住证的通知"}
    assert desk.post("city", f"{ITEM}/draft", **fields).status_code == 303
    answer = desk.post("city", f"{ITEM}/publication", effective_on=_day(desk, db))
    assert answer.status_code == 422 and "至少要有一部法律法规" in answer.text


def test_only_the_officer_of_the_city_writes_items(desk: Desk, db: Database) -> None:
    """R61: what the city admits, the district and the community cannot rewrite."""
    fields = _fields(db, "huji-juzhuzheng")
    for who in ("district", "street", "head", "clerk"):
        assert desk.post(who, f"{ITEM}/draft", **fields).status_code == 403
        assert desk.post(who, f"{ITEM}/withdrawal", reason="x").status_code == 403
    answer = desk.post("city", f"{ITEM}/draft", name="", category="x", chain="none",
                       origin_url="javascript:1", tier="community", agency="full")  # fmt: skip
    said = unescape(answer.text)
    assert answer.status_code == 422
    for part in ("名称：请填写", "没有这个类别", "没有这条审核链条", "网址应以"):
        assert part in said, part


def test_a_withdrawn_item_is_used_no_more_and_says_why(desk: Desk, db: Database) -> None:
    """R61: withdrawal with a reason, in the record."""
    assert desk.post("city", f"{ITEM}/withdrawal").status_code == 422
    assert desk.post("city", f"{ITEM}/withdrawal", reason="并入省里平台").status_code == 303
    assert "居住证申领" not in desk.get("clerk", "/catalogue").text
    assert "并入省里平台" in desk.get("clerk", ITEM).text
    with db.session() as session:
        kinds = session.exec(select(AuditEvent.kind)).all()
    assert "item.withdrawn" in kinds and "catalogue.shipped" in kinds


def test_a_chain_gets_a_new_version_from_a_day_on(
    desk: Desk, db: Database, clock: HeldClock
) -> None:
    """R58: sixteen review chains as ordered checklists with owner and time limit, in versions."""
    shown = unescape(desk.get("clerk", "/chains").text)
    assert shown.count('href="/chains/') == 16
    assert len(re.findall(r"\d+ 步 · \d+ 个事项", shown)) == 16
    assert "窗口人员" in unescape(desk.get("clerk", "/chains/juzhuzheng").text)
    said = {"name": "居住证链", "step-0": "核对身份", "owner-0": "clerk", "hours-0": "1",
            "step-1": "派出所审核", "owner-1": "department"}  # fmt: skip
    assert desk.post("clerk", "/chains/juzhuzheng", **said).status_code == 403
    assert desk.post("city", "/chains/juzhuzheng", **said).status_code == 422
    on = str(_tomorrow(clock))
    said["effective_on"] = on
    assert desk.post("city", "/chains/juzhuzheng", **said).status_code == 303
    assert "核对身份" not in desk.get("clerk", "/chains/juzhuzheng").text
    bad = said | {"owner-1": "nobody"}
    assert desk.post("city", "/chains/juzhuzheng", **bad).status_code == 422
    clock.forward(days=3)
    assert "核对身份" in desk.get("clerk", "/chains/juzhuzheng").text
    with db.session() as session:
        rows = session.exec(select(ReviewChain).where(ReviewChain.code == "juzhuzheng")).all()
    assert sorted((one.number, len(one.checks)) for one in rows)[1] == (2, 2)


def test_a_department_s_request_needs_basis_money_and_training(desk: Desk) -> None:
    """R63: filed with basis, funding and training; the city decides; a community refuses with a
    reason; the log is open to all staff."""
    said = {"department": "区统计局", "title": "入户调查", "basis": "《统计法》"}
    answer = desk.post("district", "/admissions", **said)
    assert answer.status_code == 422 and "经费：请填写" in unescape(answer.text)
    answer = desk.post("street", "/admissions", **said, funding="每户二十元", training="两天")
    assert answer.status_code == 303
    path = answer.headers["location"]
    for who in ("wang", "clerk", "other_lead", "head", "city"):
        assert "每户二十元" in desk.get(who, path).text
    assert desk.get("", path).status_code == 401
    assert desk.post("head", f"{path}/answers", answer="refuse").status_code == 422
    assert (
        desk.post("head", f"{path}/answers", answer="refuse", reason="人手不够").status_code == 303
    )
    assert "人手不够" in desk.get("other_lead", path).text
    assert desk.post("district", f"{path}/decision", decision="refuse").status_code == 403
    assert desk.post("city", f"{path}/decision", decision="refuse").status_code == 422
    taken = desk.post("city", f"{path}/decision", decision="admit", item_code="huji-juzhuzheng",
                      category="zonghe")  # fmt: skip
    assert taken.status_code == 422 and "这个编码已经有了" in taken.text
    admitted = {"decision": "admit", "item_code": "zonghe-diaocha", "category": "zonghe"}
    assert desk.post("city", f"{path}/decision", **admitted).status_code == 303
    assert "入户调查" in desk.get("city", "/catalogue/drafts").text
    assert desk.post("city", f"{path}/decision", **admitted).status_code == 422
    assert desk.get("clerk", "/catalogue/zonghe-diaocha").status_code == 404
