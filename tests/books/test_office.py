"""An export opened as stations open it: in LibreOffice and with openpyxl (row R125)."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import Session

from app.households.models import LocalUnit
from app.kit.db import Database
from app.kit.ids import uuid7
from tests.books.conftest import Browser
from tests.books.office import opened
from tests.people import Town

PLANTED = (
    '=HYPERLINK("http://example.com","点这里")',
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    '=WEBSERVICE("http://example.com")',
    "00123",
    "3-12",
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine: what is written is the same from either."""
    return sqlite_url


@pytest.fixture
def planted(db: Database, town: Town) -> None:
    """Shops that call themselves what a spreadsheet would run."""
    with db.session(writes=True) as session:
        for text in PLANTED:
            _shop(session, town, text)
        session.commit()


def _shop(session: Session, town: Town, text: str) -> None:
    session.add(LocalUnit(id=uuid7(), community_id=town.community, name=text, kind="shop",
                          address=text, contact_name=text))  # fmt: skip


@pytest.mark.usefixtures("planted")
def test_r125_libreoffice_shows_a_sheet_as_text_and_reckons_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    given = browser("head").post("/books/units.xlsx", data={"reason": "=1+1"})
    path = tmp_path / "units.xlsx"
    path.write_bytes(given.content)
    rows = opened(path)
    assert len(rows) == 2 + 2 + len(PLANTED)
    assert sorted(row[0] for row in rows[2:] if row[0] in PLANTED) == sorted(PLANTED)
    for row in rows[2:]:
        if row[0] in PLANTED:
            assert row[0] == row[2] == row[6], row
    page = load_workbook(io.BytesIO(given.content)).worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value for cell in cells} >= set(PLANTED)


@pytest.mark.usefixtures("planted")
def test_r125_libreoffice_shows_a_csv_as_text_and_reckons_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    given = browser("head").post("/books/units.csv", data={"reason": "核对"})
    path = tmp_path / "units.csv"
    path.write_bytes(given.content)
    shown = {row[0].removeprefix("'") for row in opened(path)}
    assert shown >= {text.replace("\r", "\n") for text in PLANTED}
