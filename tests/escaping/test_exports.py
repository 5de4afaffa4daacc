"""No file that leaves the house holds a formula: every export there is, with a risky beginning in
every column of words (row R144, R57, R150)."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import JSON, select, update

from app.books.rules.cells import is_risky
from tests.escaping.columns import filled, words
from tests.escaping.world import World
from tests.test_routes import TABLE

PREFIXES = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
WHO = ("head", "city", "clerk", "lead", "wang")
MONTH = "2026-11"
# A file that needs a step before it, or that somebody brought themselves.
APART = {
    "/register/months/{month:str}/archive.csv": "the test below",
    "/register/months/{month:str}/archive.xlsx": "the same",
    "/imports/template.xlsx": "holds no words of anybody",
    "/imports/{job_id:str}/marked.xlsx": "tests/books/imports",
    "/accuracy/{campaign_id:str}/result.csv": "when it is over: tests/accuracy",
    "/attendance/{person_id:str}/{month:str}/sheet": "tests/attendance",
}
FILES = sorted(
    (method, path) for method, path in TABLE
    if re.search(r"\.(csv|xlsx)$", path) and path not in APART
    # The form that asks why; the file is what is posted.
    and not (method == "GET" and ("POST", path) in TABLE)
)  # fmt: skip
# Of which of them these words are part; the others hold numbers, or words of other slices.
TOLD = ("/catalogue.csv", "/catalogue.xlsx", "/register.csv", "/register.xlsx",
        "/tickets/answers.csv")  # fmt: skip


def soil(world: World, text: str) -> None:
    """Put `text` into every column of words, as long as the column is."""
    with world.db.engine.begin() as connection:
        for column in words():
            table = column.table
            if not isinstance(column.type, JSON):
                connection.execute(update(table).values({column.name: text}))
                continue
            keys = list(table.primary_key)
            for row in connection.execute(select(*keys, column)).all():
                value = filled(row[-1], text, said=table.name == "matter_step")
                here = [key == one for key, one in zip(keys, row[:-1], strict=True)]
                connection.execute(update(table).where(*here).values({column.name: value}))


def taken(world: World, method: str, path: str) -> bytes:
    """The file, as the first who may have it."""
    for who in WHO:
        data = {"reason": "=街道月报"} if method == "POST" else None
        world.as_(who)
        answer = world.client.request(method, world.address(path), data=data)
        if answer.status_code == 200 and "html" not in answer.headers["content-type"]:
            return answer.content
    raise AssertionError(f"nobody may take {path}")


def cells(path: str, body: bytes) -> Iterator[Any]:
    """What stands in the cells of a file. Fails where one is a formula."""
    if path.endswith(".csv"):
        for row in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")):
            for one in row:
                assert not is_risky(one), f"{path}: {one!r}"
                yield one.removeprefix("'")
        return
    for sheet in load_workbook(io.BytesIO(body)).worksheets:
        for row in sheet.iter_rows():
            for one in row:
                assert one.data_type != "f", f"{path}: {one.value!r}"
                yield one.value


def answered(world: World) -> None:
    """The ticket has its answer, so that there is one to take away."""
    matter, do = world.ids["matter_id"], world.desk.do
    do("wang", matter, "classification", handling="bring_back", level="1", amount="3")
    do("wang", matter, "route", way="direct")
    do("wang", matter, "result", words="灯已修好")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_export_holds_a_formula(world: World) -> None:
    """R144, R57, R150: = + - @ tab CR and the full-width forms are text in every CSV and XLSX."""
    answered(world)
    assert {path for _, path in FILES} >= set(TOLD)
    for number, prefix in enumerate(PREFIXES):
        risky = f"{prefix}1+{number}"
        soil(world, risky)
        for method, path in FILES:
            shown = {str(one).strip() for one in cells(path, taken(world, method, path))}
            if path in TOLD:
                assert any(risky.strip() in one for one in shown), f"{path} without {risky!r}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_archive_of_a_month_holds_no_formula(world: World) -> None:
    """R131: what is written once and kept for years is as safe as what is made when asked for."""
    soil(world, "=1+1")
    world.later(24 * 10)
    assert world.as_("head").post(f"/register/months/{MONTH}/closing", {}).status_code == 303
    for form in ("csv", "xlsx"):
        body = world.get(f"/register/months/{MONTH}/archive.{form}").content
        assert len(list(cells(f"archive.{form}", body))) > 5
