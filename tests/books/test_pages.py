"""The pages of the books: lists, history, units, exports, prints (R125, R126, R127, R5, R143)."""

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, col, select, update

from app.households.models import ExportLog, Household, HouseholdChange, LocalUnit
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import AccessLog, Holding, Person
from tests.books.conftest import DOORS, Browser
from tests.clock import MONDAY_NINE
from tests.people import Town


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine for pages: the queries below them are tested on both."""
    return sqlite_url


def seen(session: Session) -> list[tuple[str, str, int]]:
    """The access log: what, why, how many households."""
    rows = session.exec(select(AccessLog).order_by(col(AccessLog.id)))
    return [(one.what, one.reason, len(one.households)) for one in rows]


def test_r125_a_list_shows_fifty_a_page_and_logs_whom_it_showed(
    browser: Browser, db: Database
) -> None:
    head = browser("head")
    first, third = head.get("/books/households"), head.get("/books/households?page=3")
    assert first.text.count('<tr role="row" id="row-') == 50
    assert third.text.count('<tr role="row" id="row-') == 2 * DOORS - 100
    assert "第 3 页，共 3 页" in third.text and "第 101 到 120 行，共 120 行" in third.text
    with db.session() as session:
        assert seen(session) == [("ledger", "住户台账", 50), ("ledger", "住户台账", 20)]


def test_r125_the_address_is_the_view_and_keeps_everything(browser: Browser, town: Town) -> None:
    asked = f"/books/households?grid={town.grid3}&sort=people&down=1&name=三格"
    text = browser("head").get(asked).text
    assert "<title>三格 · 敲门</title>" in text and f'value="{town.grid3}" selected' in text
    assert 'aria-sort="descending"' in text and "sort=people&amp;down=1&amp;page=2" in text


@pytest.mark.parametrize(
    "query", ["?page=99999999999", "?page=-1", "?page=x", "?sort=nothing",
              "?state=nothing", "?q=%00%27%22", "?grid=1&building=2"]
)  # fmt: skip
def test_an_odd_address_is_no_error(browser: Browser, query: str) -> None:
    head = browser("head")
    for ledger in ("staff", "households", "units", "needs"):
        assert head.get(f"/books/{ledger}{query}").status_code == 200


def test_r126_the_ledger_of_staff_says_who_holds_which_post(
    browser: Browser, db: Database, town: Town
) -> None:
    """R126: name, grid, post and phone of everybody who works here."""
    with db.session(writes=True) as session:
        session.get_one(Person, town.wang).phone = "13800000003"
        session.commit()
    text = browser("lead").get("/books/staff").text
    for word in ("王敏", "03网格", "13800000003", "陈建国", "站长", "2025年1月1日"):
        assert word in text


def test_r127_completeness_is_counted_by_building_for_a_steward_without_doors(
    browser: Browser, db: Database, town: Town
) -> None:
    """R127: the counter of each building."""
    text = browser("steward").get("/books/completeness").text
    assert "银河花园 12号楼" in text and f"{DOORS - 1}/{DOORS}" in text
    assert "/books/households?building" not in text
    assert browser("steward").get("/books/households").status_code == 403
    with db.session() as session:
        assert seen(session) == []


def test_r5_a_wrong_code_is_saved_and_warned_about(
    browser: Browser, db: Database, town: Town
) -> None:
    lead = browser("lead")
    form = {"name": "新店", "kind": "shop", "uscc": "123", "building_id": town.building12}
    answer = lead.post("/books/units", data=form)
    assert answer.status_code == 303
    text = lead.get(answer.headers["location"]).text
    assert "代码应为 18 位" in text and 'value="123"' in text
    assert "校验位不对" in lead.get("/books/units").text
    refused = lead.post("/books/units", data={"name": "", "kind": "x"})
    assert refused.status_code == 422 and "请选楼栋，或写明地址" in refused.text


def test_r5_a_unit_is_changed_closed_and_opened_and_its_history_tells(
    browser: Browser, db: Database, town: Town
) -> None:
    lead = browser("lead")
    with db.session() as session:
        unit = session.exec(select(LocalUnit).where(LocalUnit.name == "福顺便利店")).one()
    path = f"/books/units/{unit.id}"
    form = {"name": "福顺超市", "kind": "shop", "uscc": unit.uscc, "verified": "1",
            "building_id": town.building12, "contact_name": "赵老板"}  # fmt: skip
    assert lead.post(path, data=form).status_code == 303
    assert lead.post(f"{path}/closing", data={"reason": ""}).status_code == 422
    assert lead.post(f"{path}/closing", data={"reason": "搬走"}).status_code == 303
    assert "福顺超市" not in lead.get("/books/units").text
    assert "福顺超市" in lead.get("/books/units?state=closed").text
    assert lead.post(f"{path}/opening").status_code == 303
    text = lead.get(f"{path}/history").text
    for word in (
        "名称：福顺便利店 → 福顺超市",
        "原因：搬走",
        "张丽",
        "重新登记为在册",
        "联系人：***",
    ):
        assert word in text
    with db.session() as session:
        kinds = session.exec(select(AuditEvent.kind).order_by(col(AuditEvent.seq))).all()
        assert kinds == ["unit.changed", "unit.closed", "unit.opened"]


def test_r5_nobody_changes_a_unit_of_another_community(
    browser: Browser, db: Database, town: Town
) -> None:
    with db.session() as session:
        unit = session.exec(select(LocalUnit)).first()
    assert unit is not None
    other = browser("other_lead")
    assert other.get(f"/books/units/{unit.id}").status_code == 404
    assert other.post(f"/books/units/{unit.id}/closing", data={"reason": "x"}).status_code == 404
    assert browser("wang").get(f"/books/units/{unit.id}").status_code == 403


def test_r125_every_ledger_has_the_history_of_a_row(
    browser: Browser, db: Database, town: Town
) -> None:
    """R125: each has its history."""
    with db.session() as session:
        holding = session.exec(select(Holding).where(Holding.person_id == town.wang)).one()
    head = browser("head")
    assert "上岗" in head.get(f"/books/staff/{holding.id}/history").text
    assert "还没有改动" in head.get(f"/books/households/{town.doors3[0]}/history").text
    assert browser("wang").get(f"/books/households/{town.doors4[0]}/history").status_code == 404


def test_r125_an_export_wants_a_reason_and_is_written_down(
    browser: Browser, db: Database, town: Town
) -> None:
    """R244: an export wants a reason and is logged."""
    head = browser("head")
    path = f"/books/households.xlsx?grid={town.grid3}&q=12号楼"
    assert f"{DOORS} 行" in head.get(path).text
    assert head.post(path, data={"reason": " "}).status_code == 422
    with db.session() as session:
        assert session.exec(select(ExportLog)).all() == []
    given = head.post(path, data={"reason": "街道月报"})
    assert given.status_code == 200
    with db.session() as session:
        (log,) = session.exec(select(ExportLog)).all()
        assert (log.form, log.rows, log.reason) == ("xlsx", DOORS, "街道月报")
        # What was searched for may be a name: it stays out of what is kept.
        assert log.filters == f"q=*&grid={town.grid3}"
        event = session.exec(select(AuditEvent).where(AuditEvent.kind == "export.made")).one()
        assert event.object == log.id
    assert log.watermark.split(" · ")[0] == "陈建国"
    number = log.id[-8:].upper()
    text = browser("steward").get("/books/exports").text
    assert "街道月报" in text and number in text


def test_r125_a_sheet_shows_text_and_no_formula(browser: Browser, db: Database) -> None:
    given = browser("head").post("/books/households.xlsx", data={"reason": "=cmd|' /C calc'!A0"})
    book = load_workbook(io.BytesIO(given.content))
    (page,) = book.worksheets
    assert (
        page["A1"].value.startswith("银河社区 住户台账 · 陈建国 · ") and page["A1"].data_type == "s"
    )
    assert page.max_row == 2 + 2 * DOORS
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type in "fe"]
    (name,) = [cell for cell in cells if cell.value == "=王秀英"]
    assert name.data_type == "s" and name.quotePrefix
    assert book.properties.creator == "陈建国" and "编号" not in page.title
    assert page.oddFooter.left.text == page["A1"].value == book.properties.description


def test_r125_a_csv_opens_in_excel_as_text(browser: Browser, db: Database) -> None:
    given = browser("head").post("/books/households.csv", data={"reason": "核对"})
    assert given.headers["content-type"] == "text/csv; charset=utf-8"
    assert given.content.startswith(b"\xef\xbb\xbf")
    lines = given.content.decode("utf-8-sig").split("\r\n")
    assert len(lines) == 2 * DOORS + 3 and lines[-1] == ""
    assert ",'=王秀英,13812345678," in lines[2]
    assert lines[1].startswith("门牌,单元,房号,网格,人数")


@pytest.mark.parametrize("ledger", ["staff", "units", "needs"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_r125_every_ledger_can_be_taken_away(browser: Browser, ledger: str, form: str) -> None:
    given = browser("head").post(f"/books/{ledger}.{form}", data={"reason": "核对"})
    assert given.status_code == 200 and given.content


def test_what_was_withdrawn_or_moved_out_leaves_no_trace_in_an_export(
    browser: Browser, db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        session.execute(
            update(Household)
            .where(col(Household.id) == town.doors3[0])
            .values(moved_out_on=Household.verified_on)
        )
        session.commit()
    given = browser("head").post("/books/households.csv", data={"reason": "核对"})
    assert "王秀英" not in given.text
    assert "送餐" not in browser("head").post("/books/needs.csv", data={"reason": "核对"}).text


def test_r125_a_ledger_is_printed_whole_with_its_mark(browser: Browser, db: Database) -> None:
    """R125: each is printed."""
    text = browser("head").get("/books/households/print").text
    assert text.count('<tr role="row">') == 2 * DOORS + 1
    # Who and when, and no word of ours beside it.
    assert re.search(r"打印：陈建国 · [\d-]{10} [\d:]{5}<", text)
    with db.session() as session:
        assert seen(session) == [("ledger", "住户台账", 2 * DOORS)]


def test_r125_the_book_of_a_grid_has_a_box_for_each_door_and_contacts_only_when_asked(
    browser: Browser, db: Database, town: Town
) -> None:
    wang = browser("wang")
    path = f"/books/grids/{town.grid3}/print"
    text = wang.get(path).text
    assert text.count('class="box"') == DOORS and "王敏" in text and "王秀英" not in text
    assert "=王秀英 13812345678" in wang.get(path + "?contact=1").text
    assert wang.get(f"/books/grids/{town.grid4}/print").status_code == 404
    with db.session() as session:
        assert seen(session) == [("grid_book", "住户台账", DOORS)] * 2


def test_r138_the_six_entities_and_how_good_the_books_of_each_grid_are(
    browser: Browser, town: Town, db: Database
) -> None:
    """R138: of six fields that were looked at lately in grid 3 two were wrong; none in grid 4."""
    with db.session(writes=True) as session:
        for number, source in enumerate(("verified", "correction", "edit")):
            session.add(
                HouseholdChange(
                    id=uuid7(), community_id=town.community, household_id=town.doors3[number],
                    field="people", by=town.wang, at=MONDAY_NINE - timedelta(days=number),
                    source=source,
                )
            )  # fmt: skip
        session.add(
            HouseholdChange(
                id=uuid7(), community_id=town.community, household_id=town.doors3[5],
                field="people", by=town.wang, at=MONDAY_NINE - timedelta(days=400), source="edit",
            )
        )  # fmt: skip
        session.commit()
    text = browser("steward").get("/books/completeness").text
    for entity in ("人", "房", "物", "地", "事", "组织"):
        assert f">{entity}</td>" in text
    assert "66%" in text and "6 项里 2 项不对" in text
    assert "不按人分类" in text
