"""`qiaomen import` as an operator types it, in a process of its own (rows R127, R9)."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import SQLModel, col, func, select

from app.demo.divisions import FILE
from app.households.models import Household, LocalUnit
from app.kit.db import Database
from app.org.models import Area
from app.settings import Settings
from e2e.server import qiaomen
from tests.books.imports.files import HEADERS, csv, homes
from tests.people import found_town

Typed = Callable[..., subprocess.CompletedProcess[str]]
WRONG = [*homes(1), ["银河花园", "12号楼", "2", "", "很多", "", "", ""],
         ["银河花园", "99号楼", "1", "101", "2", "", "", ""]]  # fmt: skip


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine: what the command calls is tested on both."""
    return sqlite_url


@pytest.fixture
def typed(db: Database, settings: Settings) -> Typed:
    """Type the command, in a station that has its people."""
    with db.session(writes=True) as session:
        found_town(session)
    kept = {name: said for name, said in os.environ.items() if not name.startswith("QIAOMEN_")}
    env = {**kept, "QIAOMEN_DATA": settings.data, "DATABASE_URL": str(settings.database_url)}

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [qiaomen(), "import", *map(str, words)],
            env=env, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run


def count(db: Database, model: type[SQLModel]) -> int:
    """How many rows the table has."""
    with db.session() as session:
        return session.exec(select(func.count()).select_from(model)).one()


def test_a_dry_run_says_what_would_come_and_writes_nothing(
    typed: Typed, db: Database, tmp_path: Path
) -> None:
    path, before = csv(tmp_path / "a.csv", [HEADERS, *homes(3)], "gbk"), count(db, Household)
    done = typed("households", path, "--community", "银河社区", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "新 new 3," in done.stdout and "没有写入  Nothing was written" in done.stdout
    assert count(db, Household) == before
    done = typed("households", path, "--community", "370611001005")
    assert done.returncode == 0 and "✓ 已写入  Written" in done.stdout
    assert count(db, Household) == before + 3
    assert list((tmp_path / "data" / "imports").iterdir()) == []


def test_errors_are_printed_by_row_and_column_in_both_languages_and_marked_in_a_copy(
    typed: Typed, db: Database, tmp_path: Path
) -> None:
    path, before = csv(tmp_path / "a.csv", [HEADERS, *WRONG]), count(db, Household)
    marked = tmp_path / "marked.xlsx"
    done = typed("households", path, "--community", "银河社区", "--marked", marked)
    assert done.returncode == 1 and count(db, Household) == before
    assert "✗ 3: 房号: 缺房号  The room is missing" in done.stdout
    assert "✗ 3: 人数: 人数应是数字" in done.stdout
    assert "✗ 4: 楼栋: 没有这栋楼" in done.stdout
    assert "有问题 wrong 1, 缺楼栋 without a building 1" in done.stdout
    page = load_workbook(marked).active
    assert "缺房号" in page["I3"].value and "没有这栋楼" in page["I4"].value
    page["D3"], page["E3"], page["B4"] = "305", "2", "12号楼"
    page.parent.save(tmp_path / "mended.xlsx")
    done = typed("households", tmp_path / "mended.xlsx", "--community", "银河社区")
    assert done.returncode == 0 and "新 new 2, 改 changed 1" in done.stdout


def test_what_is_new_or_unknown_is_taken_only_as_told(
    typed: Typed, db: Database, tmp_path: Path
) -> None:
    rows = [["新苑", "7", "1", "101", "2", "", "", "05"]]
    path = csv(tmp_path / "a.csv", [[*HEADERS, "备注"], *([*row, "无"] for row in rows)])
    done = typed("households", path, "--community", "银河社区")
    assert done.returncode == 1 and "unknown columns: 备注" in done.stderr
    assert "--leave-out" in done.stderr
    done = typed("households", path, "--community", "银河社区", "--leave-out")
    assert done.returncode == 1 and "没有这栋楼" in done.stdout
    done = typed("households", path, "--community", "银河社区", "--leave-out", "--create")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_warning_is_printed_and_stops_nothing(typed: Typed, db: Database, tmp_path: Path) -> None:
    path = csv(tmp_path / "u.csv", [["单位名称", "信用代码"], ["银河超市", "91350100M000100Y44"]])
    done = typed("units", path, "--community", "银河社区")
    assert done.returncode == 0 and "信用代码: 校验位不对" in done.stdout
    assert count(db, LocalUnit) == 1


def test_what_cannot_be_done_is_named_in_both_languages_and_is_no_traceback(
    typed: Typed, db: Database, tmp_path: Path
) -> None:
    path, before = csv(tmp_path / "a.csv", [HEADERS, *homes(1)]), count(db, Household)
    forbidden = csv(tmp_path / "b.csv", [[*HEADERS, "是否上访"], [*homes(1)[0], "否"]])
    empty = tmp_path / "empty.xlsx"
    empty.write_bytes(b"")
    here = ("--community", "银河社区")
    for words, said in (
        (("people", path), "invalid choice: 'people'"),
        (("households", path, "--dry"), "--community"),
        (("households", path), "--community"),
        (("households", tmp_path / "none.csv", *here), "没有这个文件  no such file"),
        (("households", tmp_path, *here), "没有这个文件  no such file"),
        (("households", path, "--community", "月亮社区"), "没有这个社区  no community: 月亮社区"),
        (("households", path, *here, "--by", "无名"), "--by"),
        (("households", path, *here, "--marked", tmp_path / "no" / "m.xlsx"), "no such folder"),
        (("areas", FILE, "--marked", tmp_path / "m.xlsx"), "--marked"),
        (("households", forbidden, *here), "是否上访"),
        (("households", empty, *here), "文件是空的"),
    ):
        done = typed(*words)
        assert done.returncode in (1, 2) and said in done.stderr, (words, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
    assert count(db, Household) == before


def test_the_tree_of_areas_comes_by_the_command_with_its_missing_parent_named(
    typed: Typed, db: Database, tmp_path: Path
) -> None:
    done = typed("areas", FILE, "--dry-run")
    assert done.returncode == 0 and "! 缺上级  parent not there: 370600000000" in done.stdout
    assert "--create" in done.stdout and count(db, Area) == 4
    done = typed("areas", csv(tmp_path / "a.csv", [["code", "name"], ["37061", "短"]]))
    assert done.returncode == 1 and "✗ 2: 区划代码: " in done.stdout and "6, 9" in done.stdout
    done = typed("areas", FILE, "--create")
    assert done.returncode == 0 and "✓ 新 new" in done.stdout
    with db.session() as session:
        assert session.exec(select(Area.name).where(col(Area.code) == "370600000000")).one()
