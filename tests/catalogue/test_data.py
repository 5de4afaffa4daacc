"""The catalogue's data is complete, names its sources, and holds nothing that may not be there
(rows R55-R60, R62, R68, R72, R73, R103, R182, R185-R187)."""

import csv
import json
import re
from typing import Any

import pytest

from app.attendance.rules.skills import DutyLine
from app.kit.db import ROOT

DATA = ROOT / "app" / "catalogue" / "data"
Row = dict[str, str]


def _table(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _objects(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf8").splitlines()]


def _source(name: str) -> list[Row]:
    with (DATA / "sources" / name).open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


ITEMS = _objects("items.jsonl")
CHAINS = _objects("chains.jsonl")
CATEGORIES = _table("categories.tsv")
CLASSES = _table("classes.tsv")
CERTIFICATES = _table("certificates.tsv")
GUIDES = _source("service_guides.csv")
SOURCES = (DATA / "SOURCES.md").read_text("utf8")
# The five of a guide (R60).
MANDATORY = ("basis", "department", "flow", "materials", "sample_text")
# The laws that were read: title, with the articles.
READ = {
    title.strip(): set(articles.strip().split("、"))
    for title, articles in re.findall(
        r"^\| ([^|]+) \| [^|]* \| \d{4}-\d\d-\d\d \| ([^|]+) \| `", SOURCES, re.MULTILINE
    )
}
# What no list of residents, and so no item, is about (R236-R243).
FORBIDDEN = (
    "宗教",
    "信教",
    "信仰",
    "信访",
    "上访",
    "吸毒",
    "戒毒",
    "刑满",
    "刑释",
    "社区矫正",
    "服刑",
    "精神病",
    "精神障碍",
    "肇事肇祸",
    "育龄",
    "已婚",
    "孕情",
    "维稳",
)

each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["code"])
each_chain = pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain["code"])
each_class = pytest.mark.parametrize("row", CLASSES, ids=lambda row: row["code"])


def _codes(rows: list[Any]) -> list[str]:
    return [row["code"] for row in rows]


def test_there_are_as_many_of_each_as_the_requirement_says() -> None:
    assert len(CATEGORIES) == 12
    assert len(ITEMS) == 75
    assert len(CHAINS) == 16
    assert len(CERTIFICATES) == 20
    assert len(_table("lines.tsv")) == 7
    assert len(_table("duties.tsv")) == 5
    assert len(_table("fields.tsv")) == 18
    assert len(_objects("rules.jsonl")) == 5
    presets = [row["preset"] for row in _table("windows.tsv")]
    assert (presets.count("six"), presets.count("five")) == (6, 5)


@pytest.mark.parametrize(
    "rows",
    [ITEMS, CHAINS, CATEGORIES, CLASSES, _table("fields.tsv"), _objects("rules.jsonl")],
    ids=["items", "chains", "categories", "classes", "fields", "rules"],
)
def test_no_code_stands_twice(rows: list[Any]) -> None:
    assert len(set(_codes(rows))) == len(rows)


def test_the_files_are_plain_text_that_any_tool_reads() -> None:
    paths = [path for path in DATA.rglob("*") if path.is_file()]
    assert {path.suffix for path in paths} == {".md", ".tsv", ".jsonl", ".csv"}
    for path in paths:
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r" not in raw and raw.endswith(b"\n"), path.name


@pytest.mark.parametrize("path", sorted(DATA.glob("*.tsv")), ids=lambda path: path.name)
def test_every_row_of_a_table_has_every_column(path: Any) -> None:
    lines = path.read_text("utf8").splitlines()
    assert {line.count("\t") for line in lines} == {lines[0].count("\t")}


def test_every_file_and_how_many_rows_it_has_is_named_with_its_source() -> None:
    for path in DATA.rglob("*"):
        if path.is_file() and path.name != "SOURCES.md":
            assert f"`{path.relative_to(DATA).as_posix()}`" in SOURCES, path.name
    stated = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) \| ([\d, ]+) \|", SOURCES, re.MULTILINE)
    assert len(stated) == 9
    for names, counts in stated:
        for name, count in zip(re.findall(r"`([^`]+)`", names), counts.split(", "), strict=True):
            rows = (DATA / name).read_text("utf8").splitlines()
            assert len(rows) - (not name.endswith(".jsonl")) == int(count), name


# ---- categories, lines and windows ---------------------------------------------------------


def test_the_seven_duty_lines_are_the_top_level() -> None:
    assert _codes(_table("lines.tsv")) == [line.value for line in DutyLine]
    assert {row["line"] for row in CATEGORIES} == set(DutyLine)


def test_every_category_names_a_window_of_each_preset_and_every_window_has_a_category() -> None:
    for preset in ("six", "five"):
        known = {row["code"] for row in _table("windows.tsv") if row["preset"] == preset}
        assert {row[f"window_{preset}"] for row in CATEGORIES} == known


def test_every_category_has_three_items_or_more() -> None:
    for code in _codes(CATEGORIES):
        assert sum(item["category"] == code for item in ITEMS) >= 3, code


def test_every_field_belongs_to_a_category_and_every_category_has_one() -> None:
    fields = _table("fields.tsv")
    assert {row["category"] for row in fields} == set(_codes(CATEGORIES))
    assert not any("矫正" in row["name_zh"] for row in fields)
    assert "社区矫正" in SOURCES


# ---- items -----------------------------------------------------------------------------------


@each_item
def test_an_item_names_a_known_category_and_a_known_chain(item: dict[str, Any]) -> None:
    assert item["category"] in _codes(CATEGORIES)
    assert item["chain"] in _codes(CHAINS)
    assert item["code"].startswith(f"{item['category']}-")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", item["code"])


@each_item
def test_an_item_has_every_attribute_in_a_known_form(item: dict[str, Any]) -> None:
    assert item.keys() == ITEMS[0].keys()
    assert item["name"] and item["name_en"] and item["sources"]
    assert item["level"] in {"村/社区", "街道", "区"}
    assert item["agency_mode"] in {"full", "assist", "explain"}
    assert item["channels"] and set(item["channels"]) <= {"window", "door", "phone", "online"}
    assert item["rating_required"] is True
    for one in item["materials"]:
        assert one.keys() == {"name", "needed", "form", "copies", "source", "sample"}
        assert one["name"] and isinstance(one["needed"], bool)
        assert one["form"] in {"原件", "复印件", "原件和复印件", "电子", ""}
        assert one["copies"] is None or one["copies"] > 0
    for one in item["sources"]:
        assert one.keys() == {"name", "url", "code"}
        assert one["name"] and re.match("https?://", one["url"])


@each_item
def test_a_limit_is_in_working_time_and_no_promise_is_longer_than_the_law(
    item: dict[str, Any],
) -> None:
    for limit in (item["statutory_limit"], item["promised_limit"]):
        if limit:
            assert limit["unit"] in {"working_days", "working_hours", "instant"}
            assert (limit["amount"] == 0) == (limit["unit"] == "instant")
    if item["statutory_limit"] and item["promised_limit"]:
        assert item["promised_limit"]["unit"] == item["statutory_limit"]["unit"]
        assert item["promised_limit"]["amount"] <= item["statutory_limit"]["amount"]
    if item["instant"]:
        assert item["promised_limit"] == {"amount": 0, "unit": "instant"}


@each_item
def test_a_draft_names_what_is_missing_and_nothing_else_is_missing(item: dict[str, Any]) -> None:
    assert item["missing"] == [name for name in MANDATORY if not item[name]]


@each_item
def test_an_item_says_which_of_its_texts_are_ours(item: dict[str, Any]) -> None:
    assert item["sample"] == bool(item["sample_fields"])
    assert all(item[name] for name in item["sample_fields"])
    assert {"basis", "statutory_limit"}.isdisjoint(item["sample_fields"])
    if item["sample_text"]:
        assert "sample_text" in item["sample_fields"]
        assert item["sample_text"].startswith("（示例")


def test_thirty_items_or_more_can_be_published_and_some_are_drafts() -> None:
    drafts = [item for item in ITEMS if item["missing"]]
    assert 0 < len(drafts) <= len(ITEMS) - 30


def test_a_publishable_item_rests_on_a_law_or_a_document() -> None:
    for item in ITEMS:
        if not item["missing"]:
            assert all(one["title"] for one in item["basis"]) and item["basis"], item["code"]


@each_item
def test_every_document_of_the_basis_is_in_a_source_or_was_read(item: dict[str, Any]) -> None:
    for one in item["basis"]:
        assert one.keys() == {"title", "article", "number", "date"}
        if one["title"] in READ:
            assert set(one["article"].split("、")) <= READ[one["title"]], one
            assert f"| {one['title']} | {one['number']} | {one['date']} |" in SOURCES
            continue
        rows = [row["legal_basis"] for row in GUIDES]
        assert any(one["title"] in row and one["article"] in row for row in rows), one


def test_every_law_of_the_list_is_used() -> None:
    assert len(READ) > 20
    used = {one["title"] for item in ITEMS for one in item["basis"]}
    assert READ.keys() <= used


@each_item
def test_what_an_item_takes_from_a_source_stands_there(item: dict[str, Any]) -> None:
    listed = {row["implementation_code"]: row for row in _source("service_items.csv")}
    for one in item["sources"]:
        if one["code"]:
            assert one["name"].endswith(listed[one["code"]]["item_name"])
    ours = item["sample_fields"]
    guides = [
        row
        for row in GUIDES
        if any(one["name"].endswith(row["item_name"]) for one in item["sources"])
    ]
    departments = {listed[one["code"]]["department"] for one in item["sources"] if one["code"]} | {
        row["level"].split("/")[0] for row in guides
    }
    assert not item["department"] or "department" in ours or item["department"] in departments
    if item["conditions"] and "conditions" not in ours:
        assert item["conditions"] in {row["conditions"] for row in guides}
    if item["materials"] and "materials" not in ours:
        assert any(row["materials"] for row in guides)
    if item["promised_limit"] and "promised_limit" not in ours:
        assert any(
            row["promised_limit"] == f"{item['promised_limit']['amount']}工作日" for row in guides
        )


def test_every_row_of_the_copied_sources_is_used_by_an_item() -> None:
    codes = {one["code"] for item in ITEMS for one in item["sources"]}
    assert {row["implementation_code"] for row in _source("service_items.csv")} == codes - {""}
    names = [one["name"] for item in ITEMS for one in item["sources"]]
    for row in GUIDES:
        assert any(name.endswith(f"：{row['item_name']}") for name in names), row["item_name"]


# ---- what may not be there -------------------------------------------------------------------


@each_item
def test_no_item_is_one_of_the_certificates_that_may_not_be_issued(item: dict[str, Any]) -> None:
    for row in CERTIFICATES:
        subject = row["name"].removesuffix("证明")
        assert row["name"] not in item["name"]
        assert not (subject in item["name"] and "证明" in item["name"])
    assert not item["name"].endswith("证明")


@each_item
def test_no_item_is_about_what_is_never_recorded_of_residents(item: dict[str, Any]) -> None:
    text = json.dumps(item, ensure_ascii=False)
    assert [word for word in FORBIDDEN if word in text] == []


@pytest.mark.parametrize(
    "name",
    [
        "categories.tsv",
        "fields.tsv",
        "classes.tsv",
        "duties.tsv",
        "windows.tsv",
        "lines.tsv",
        "chains.jsonl",
        "rules.jsonl",
        "sources/service_items.csv",
        "sources/service_guides.csv",
    ],
)
def test_no_other_file_is_about_it_either(name: str) -> None:
    text = (DATA / name).read_text("utf8")
    assert [word for word in FORBIDDEN if word in text] == []


@pytest.mark.parametrize("row", CERTIFICATES, ids=lambda row: row["no"])
def test_who_asks_for_a_certificate_that_may_not_be_issued_is_told_where_to_go(row: Row) -> None:
    assert "民发〔2020〕20号" in row["basis"]
    assert len(row["instead_zh"]) >= 10 and len(row["instead_en"].split()) >= 8
    assert row["instead_zh"].endswith("。") and row["instead_en"].endswith(".")


@each_item
def test_a_model_form_names_nobody_who_could_be_real(item: dict[str, Any]) -> None:
    text = item["sample_text"]
    assert not re.search(r"\d{6,}", text)
    assert not text or ("申请人：张示例" in text and "电话：（本人填写）" in text)


# ---- chains, classes, rules ------------------------------------------------------------------


@each_chain
def test_a_chain_has_owners_limits_and_words_for_every_check(chain: dict[str, Any]) -> None:
    assert chain["name"].endswith("链") and chain["name_en"]
    assert len(chain["checks"]) >= 3
    for check in chain["checks"]:
        assert check.keys() == {"text", "text_en", "owner", "limit_hours"}
        assert check["text"] and check["text_en"]
        assert check["owner"] in {"clerk", "grid_worker", "grid_lead", "department"}
        # What a department takes is its own limit; ours are for our own people.
        assert (check["limit_hours"] is None) == (check["owner"] == "department")


def test_every_chain_is_the_chain_of_an_item() -> None:
    assert {item["chain"] for item in ITEMS} == set(_codes(CHAINS))


@each_class
def test_a_problem_class_says_who_takes_it_and_how_long_it_may_take(row: Row) -> None:
    assert all(row[name] for name in row if name not in {"utility", "limit_subclass"})
    assert row["urgent"] in {"true", "false"}
    assert int(row["limit_amount"]) > 0
    assert row["limit_unit"] in {"working_hours", "working_days"}


def test_the_groups_and_the_five_utilities_all_have_a_class() -> None:
    groups = "environment building safety utility facility dispute danger other"
    assert {row["group"] for row in CLASSES} == set(groups.split())
    utilities = [row["utility"] for row in CLASSES if row["group"] == "utility"]
    assert sorted(utilities) == ["gas", "greening", "power", "sanitation", "water"]
    assert not any(row["utility"] for row in CLASSES if row["group"] != "utility")


@each_class
def test_a_limit_that_is_no_default_stands_in_its_source(row: Row) -> None:
    if row["limit_source"] == "default":
        assert not row["limit_subclass"]
        return
    # "The same": the source of the row above, or of the city in brackets.
    last, found = "", []
    for one in _source("event_time_limits.csv"):
        city = re.search(r"济源", one["source"])
        last = last if one["source"].startswith("同上") else one["source"]
        mine = "济源" in row["limit_source"]
        if bool(city) == mine and one["event_subclass"] == row["limit_subclass"]:
            found.append(one["time_limit"])
    unit = {"working_hours": "工作时", "working_days": "工作日"}[row["limit_unit"]]
    assert len(found) == 1
    assert re.search(rf"{row['limit_amount']}个?{unit}", found[0])


@each_class
def test_a_hint_lets_the_worker_persuade_and_report_and_never_punish(row: Row) -> None:
    text = row["hint_zh"].replace("不处罚、不扣押、不强制", "").replace("执法由主管部门进行", "")
    assert not re.search("处罚|罚款|扣押|没收|查封|强制|执法", text)
    if row["code"] in {"work-safety", "food-safety"}:
        assert "执法由主管部门进行" in row["hint_zh"]
        assert "Enforcement is for the authority" in row["hint_en"]


def test_a_rule_is_short_and_the_same_in_both_languages() -> None:
    for rule in _objects("rules.jsonl"):
        assert rule["title_zh"] and rule["title_en"]
        assert len(rule["paragraphs_zh"]) == len(rule["paragraphs_en"])
        assert 4 <= sum(text.count("。") for text in rule["paragraphs_zh"]) <= 8, rule["code"]


def test_nobody_is_found_at_fault_by_a_machine_or_without_a_reply() -> None:
    rules = {rule["code"]: rule for rule in _objects("rules.jsonl")}
    text = "".join(rules["accountability"]["paragraphs_zh"])
    for word in ("不自动认定", "不自动处罚", "本人陈述", "申诉"):
        assert word in text
    assert "陈述和申诉" in "".join(rules["inspection"]["paragraphs_zh"])


def test_no_english_text_holds_chinese_and_no_text_is_left_empty() -> None:
    rows = [*CATEGORIES, *CLASSES, *CERTIFICATES, *CHAINS, *ITEMS, *_table("windows.tsv")]
    rows += [*_table("fields.tsv"), *_table("duties.tsv"), *_table("lines.tsv")]
    rows += [check for chain in CHAINS for check in chain["checks"]]
    texts = [row[name] for row in rows for name in row if name.endswith("_en")]
    texts += [text for rule in _objects("rules.jsonl") for text in rule["paragraphs_en"]]
    assert len(texts) > 300
    assert [text for text in texts if not text or re.search(r"[\u3000-\uffef]", text)] == []
