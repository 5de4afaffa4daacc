"""Checking and writing a file, on both engines: all of it, or nothing (row R127)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, SQLModel, col, func, select

from app.books.imports.commands import steps, writing
from app.books.imports.commands.folder import folder_of
from app.books.imports.jobs import CannotImport, Outcome, import_file
from app.books.imports.rules.fields import What
from app.households.models import (
    Household,
    HouseholdChange,
    ImportJob,
    ImportState,
    LocalUnit,
)
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.web import House
from app.org.models import Building, GridBuilding
from app.settings import Settings
from app.station.models import GridPlan, PlanBuilding, PlanGrid
from tests.books.imports.files import HEADERS, csv, homes, xlsx
from tests.clock import HeldClock
from tests.people import Town, found_town

MORE = [*HEADERS, "入住日期"]


class Desk:
    """A station's desk at which files are imported."""

    def __init__(self, house: House, town: Town, folder: Path) -> None:
        self.house, self.town, self.folder = house, town, folder

    def take(self, path: Path, what: What = What.HOUSEHOLDS, **how: Any) -> Outcome:
        """Import a file in the name of the station head."""
        return import_file(self.house, what, path, self.town.community, self.town.head, **how)

    def rows(self, *rows: list[Any], head: list[str] = HEADERS) -> Path:
        """A file with these rows."""
        return csv(self.folder / "a.csv", [head, *rows], "gbk")

    def count(self, model: type[SQLModel]) -> int:
        """How many rows the table has."""
        with self.house.db.session() as session:
            return session.exec(select(func.count()).select_from(model)).one()


@pytest.fixture
def desk(db: Database, settings: Settings, clock: HeldClock, tmp_path: Path) -> Iterator[Desk]:
    with db.session(writes=True) as session:
        town = found_town(session)
    yield Desk(House(settings, db, clock), town, tmp_path)


def _homes(session: Session, building: str) -> dict[str, Household]:
    found = session.exec(select(Household).where(col(Household.building_id) == building))
    return {f"{one.entrance}-{one.room}": one for one in found}


def test_new_households_come_to_the_buildings_that_are_there(desk: Desk) -> None:
    before = desk.count(Household)
    outcome = desk.take(desk.rows(*homes(3)))
    assert outcome.written and outcome.written.new == 3
    assert desk.count(Household) == before + 3 and desk.count(Building) == 2
    with desk.house.db.session() as session:
        home = _homes(session, desk.town.building12)["2-101"]
        assert (home.people, home.contact_phone, home.contact_by) == (3, "15400000001", "door")


def test_the_same_door_keeps_its_id_and_its_history_says_what_changed(desk: Desk) -> None:
    row = ["银河花园", "12栋", "一单元", "101室", "5", "李先生", "", ""]
    outcome = desk.take(desk.rows(row))
    assert outcome.written and (outcome.written.new, outcome.written.changed) == (0, 1)
    with desk.house.db.session() as session:
        home = session.get_one(Household, desk.town.doors3[0])
        assert home.people == 5 and home.contact_name == "李先生"
        lines = session.exec(select(HouseholdChange).order_by(HouseholdChange.field)).all()
        assert [(one.field, one.old, one.new, one.source) for one in lines] == [
            ("contact_name", "", "李先生", "import"), ("people", "3", "5", "import"),
        ]  # fmt: skip
        assert {one.by for one in lines} == {desk.town.head}
    again = desk.take(desk.rows(row))
    assert again.written is None and again.found["same"] == 1


def test_an_empty_cell_erases_nothing(desk: Desk) -> None:
    desk.take(desk.rows(["银河花园", "12号楼", "1", "101", "", "", "", ""]))
    with desk.house.db.session() as session:
        assert session.get_one(Household, desk.town.doors3[0]).people == 3


WRONG: list[tuple[list[Any], str]] = [
    (["银河花园", "12号楼", "2", "", "3", "", "", ""], "缺房号"),
    (["银河花园", "", "2", "101", "3", "", "", ""], "缺楼栋"),
    (["银河花园", "99号楼", "2", "101", "3", "", "", ""], "没有这栋楼"),
    (["银河花园", "12号楼", "2", "101", "三四", "", "", ""], "人数应是数字"),
    (["银河花园", "12号楼", "2", "101", "31", "", "", ""], "0 到 30"),
    (["银河花园", "12号楼", "2", "101", "3", "", "1381234", ""], "电话号码不对"),
    (["银河花园", "12号楼", "2", "101", "3", "", "13812345678/13912345678", ""], "只能有一个电话"),
    (["银河花园", "12号楼", "2", "101", "3", "", "", "", "2024-13-01"], "2026-01-31"),
    (["银河花园", "12号楼", "2", "101", "3", "", "", "", "2027-01-01"], "今天以后"),
    (["银河花园", "12号楼", "2", "101", "3", "", "", "西边"], "网格应写编号"),
    (["银河花园", "12号楼", "2", "=1+1", "3", "", "", ""], "公式"),
    (["银河花园", "12号楼", "2", "101", "3", "名" * 41, "", ""], "40"),
]  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("row", "why"), WRONG, ids=[why for _, why in WRONG])
def test_each_kind_of_error_is_named_and_nothing_is_written(
    desk: Desk, row: list[Any], why: str
) -> None:
    before = desk.count(Household)
    outcome = desk.take(desk.rows(*homes(1, 901), row, head=MORE))
    assert outcome.written is None and outcome.found["wrong"] + outcome.found["waiting"] == 1
    assert len(outcome.faults) == 1 and outcome.faults[0].startswith("3: ")
    assert why in outcome.faults[0]
    assert desk.count(Household) == before


def test_a_door_that_is_there_twice_is_wrong_the_second_time(desk: Desk) -> None:
    rows = [*homes(2), ["银河花园", "12#", "2单元", "１０１室", "2", "", "", ""]]
    outcome = desk.take(desk.rows(*rows))
    assert outcome.found["wrong"] == 1 and "4: 房号: 与第 2 行是同一户" in outcome.faults[0]


def test_one_building_in_two_grids_is_wrong(desk: Desk) -> None:
    rows = homes(2)
    rows[1][7] = "04"
    outcome = desk.take(desk.rows(*rows))
    assert "第 2 行写的是 03" in outcome.faults[0] and desk.count(GridPlan) == 0


def test_unknown_buildings_are_made_when_asked_for(desk: Desk) -> None:
    rows = [["银河花园", "7", "1", "101", "2", "", "", "05"],
            ["新苑", "A座", "", "201", "1", "", "", "05"]]  # fmt: skip
    assert desk.take(desk.rows(*rows)).written is None
    outcome = desk.take(desk.rows(*rows), create=True)
    assert outcome.written and outcome.written.buildings == 2
    with desk.house.db.session() as session:
        numbers = set(session.exec(select(Building.number)))
        assert numbers == {"12号楼", "20号楼", "7号楼", "A座"}


def test_grids_become_a_draft_plan_and_nothing_more(desk: Desk) -> None:
    rows = [["银河花园", "7", "1", "101", "2", "", "", "05"],
            ["银河花园", "12号楼", "2", "101", "2", "", "", "第四网格"]]  # fmt: skip
    before = desk.count(GridBuilding)
    assert desk.take(desk.rows(*rows), create=True).written
    assert desk.count(GridBuilding) == before
    with desk.house.db.session() as session:
        (plan,) = session.exec(select(GridPlan)).all()
        assert plan.state == "draft" and plan.made_by == desk.town.head
        numbers = {one.grid_id: one.number for one in session.exec(select(PlanGrid))}
        assert sorted(numbers.values()) == [3, 4, 5]
        held = {one.building_id: numbers[one.grid_id] for one in session.exec(select(PlanBuilding))}
        assert held[desk.town.building12] == 4 and held[desk.town.building20] == 4
        assert len(held) == 3
    # A second file goes into the same draft.
    desk.take(desk.rows(["银河花园", "20号楼", "2", "101", "2", "", "", "06"]))
    assert desk.count(GridPlan) == 1 and desk.count(PlanGrid) == 4


def test_a_file_that_says_what_holds_makes_no_plan(desk: Desk) -> None:
    desk.take(desk.rows(*homes(2)))
    assert desk.count(GridPlan) == 0


def test_a_failure_in_the_middle_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.count(Household), desk.count(Building), desk.count(AuditEvent)
    real = writing.insert_rows

    def fail(session: Session, model: type[SQLModel], rows: Any) -> None:
        real(session, model, rows)
        if model is Household:
            raise KeyboardInterrupt

    monkeypatch.setattr(writing, "insert_rows", fail)
    with pytest.raises(KeyboardInterrupt):
        desk.take(desk.rows(["银河花园", "7", "1", "101", "2", "", "", "05"]), create=True)
    # The event that the import was begun stands; nothing of its content does.
    after = desk.count(Household), desk.count(Building), desk.count(AuditEvent) - 1
    assert after == before and desk.count(GridPlan) == 0


def test_unknown_columns_are_named_and_left_out_only_when_told(desk: Desk) -> None:
    path = csv(desk.folder / "b.csv", [[*HEADERS, "备注"], [*homes(1)[0], "养了一条狗"]])
    with pytest.raises(CannotImport, match="备注"):
        desk.take(path)
    outcome = desk.take(path, leave_out=True)
    assert outcome.written and outcome.written.new == 1


def test_forbidden_columns_stop_the_import_and_the_file_is_thrown_away(desk: Desk) -> None:
    path = csv(desk.folder / "b.csv", [[*HEADERS, "是否上访"], [*homes(1)[0], "否"]])
    with pytest.raises(CannotImport, match="是否上访"):
        desk.take(path, leave_out=True)
    with desk.house.db.session() as session:
        (job,) = session.exec(select(ImportJob)).all()
        assert job.state == ImportState.DROPPED
        assert not folder_of(desk.house.settings, job.id).path.exists()


def test_an_erased_household_does_not_come_back_by_an_old_spreadsheet(desk: Desk) -> None:
    with desk.house.db.session(writes=True) as session:
        home = session.get_one(Household, desk.town.doors3[0])
        home.erased_at = desk.house.clock()
        session.add(home)
        session.commit()
    outcome = desk.take(desk.rows(["银河花园", "12号楼", "1", "101", "5", "李先生", "", ""]))
    assert outcome.written is None and "删除" in outcome.faults[0]


def test_the_marked_copy_says_what_is_wrong_beside_each_row_and_holds_no_formula(
    desk: Desk,
) -> None:
    rows = [["银河社区住户表"], HEADERS, *homes(1),
            ["银河花园", "12号楼", "2", "=HYPERLINK(1)", "三四", "", "", ""]]  # fmt: skip
    path = csv(desk.folder / "b.csv", rows)
    desk.take(path, marked=desk.folder / "marked.xlsx")
    page = load_workbook(desk.folder / "marked.xlsx").active
    assert page["I2"].value == "问题" and page["A3"].value == "银河花园"
    assert "公式" in page["I4"].value and "人数应是数字" in page["I4"].value
    assert page["E4"].fill.fgColor.rgb == "FFFBD5D5" and page["E3"].fill.fgColor.rgb != "FFFBD5D5"
    assert {cell.data_type for row in page for cell in row if cell.value} == {"s"}


def test_a_mended_copy_is_taken_back_with_its_column_of_problems(desk: Desk) -> None:
    desk.take(desk.rows(*homes(1), ["银河花园", "12号楼", "2", "", "3", "", "", ""]),
              marked=desk.folder / "marked.xlsx")  # fmt: skip
    book = load_workbook(desk.folder / "marked.xlsx")
    book.active["D3"] = "305"
    book.save(desk.folder / "mended.xlsx")
    outcome = desk.take(desk.folder / "mended.xlsx")
    assert outcome.written and outcome.written.new == 2


def test_units_are_taken_in_with_a_warning_for_a_wrong_code(desk: Desk) -> None:
    head = ["单位名称", "类型", "统一社会信用代码", "地址", "联系电话"]
    rows = [["银河超市", "门店", "91350100M000100Y43", "银河街1号", ""],
            ["阳光药店", "门店", "91350100M000100Y44", "银河街2号", "0535-6351234"]]  # fmt: skip
    outcome = desk.take(csv(desk.folder / "u.csv", [head, *rows]), What.UNITS)
    assert outcome.written and outcome.written.new == 2
    assert len(outcome.faults) == 1 and "校验" in outcome.faults[0]
    rows[0][3] = "银河街3号"
    again = desk.take(csv(desk.folder / "u.csv", [head, *rows]), What.UNITS)
    assert again.written and (again.written.new, again.written.changed) == (0, 1)
    assert desk.count(LocalUnit) == 2
    with desk.house.db.session() as session:
        assert set(session.exec(select(LocalUnit.kind))) == {"shop"}


def test_a_written_file_leaves_the_data_folder(desk: Desk) -> None:
    desk.take(desk.rows(*homes(1)))
    with desk.house.db.session() as session:
        (job,) = session.exec(select(ImportJob)).all()
        assert job.state == ImportState.DONE and job.report["written"]["new"] == 1
        assert not folder_of(desk.house.settings, job.id).path.exists()
        kinds = session.exec(select(AuditEvent.kind).order_by(AuditEvent.seq)).all()  # type: ignore[arg-type]
        assert kinds == ["import.begun", "import.written"]


def test_books_that_changed_since_the_check_are_not_written_to(desk: Desk) -> None:
    from app.books.imports.commands.intake import new_job

    house, town = desk.house, desk.town
    with house.db.session(writes=True) as session:
        job = new_job(
            session, house.clock(), town.community, town.head, What.HOUSEHOLDS, "a", "0" * 64
        )
        session.commit()
    folder = folder_of(house.settings, job.id).make()
    xlsx(folder.source, [HEADERS, ["银河花园", "12号楼", "1", "101", "5", "", "", ""]])
    steps.read(house, job.id)
    with house.db.session(writes=True) as session:
        home = session.get_one(Household, town.doors3[0])
        home.erased_at = house.clock()
        kept = session.get_one(ImportJob, job.id)
        kept.state = ImportState.WRITING
        session.add_all([home, kept])
        session.commit()
    assert steps.write(house, job.id) is None
    with house.db.session() as session:
        kept = session.get_one(ImportJob, job.id)
        assert kept.state == ImportState.CHECKED and "problem" in kept.report
        assert session.get_one(Household, town.doors3[0]).people == 3


def test_a_code_that_is_too_long_is_warned_of_and_kept_whole(desk: Desk) -> None:
    head, code = ["单位名称", "统一社会信用代码"], "91350100M000100Y43X"
    outcome = desk.take(csv(desk.folder / "u.csv", [head, ["银河超市", code]]), What.UNITS)
    assert outcome.written and "18 位" in outcome.faults[0]
    with desk.house.db.session() as session:
        assert session.exec(select(LocalUnit.uscc)).one() == code


UNITS = ["单位名称", "类型", "统一社会信用代码", "小区", "楼栋", "地址", "联系人", "联系电话"]
HOMES = ["小区", "楼栋", "街巷", "单元", "房号", "人数", "联系人", "联系电话", "希望怎样联系",
         "网格", "入住日期"]  # fmt: skip


@pytest.mark.parametrize("what", [What.UNITS, What.HOUSEHOLDS])
def test_no_cell_is_cut_unseen_whatever_its_column(desk: Desk, what: What) -> None:
    head, start = (UNITS, ["店"]) if what is What.UNITS else (HOMES, ["园", "12", "", "", "101"])
    rows = []
    for at in range(len(head)):
        row = [*start, *[""] * (len(head) - len(start))]
        row[at] = "长1" * 1_500
        rows.append(row)
    outcome = desk.take(csv(desk.folder / "a.csv", [head, *rows]), what, create=True)
    assert outcome.written is None and outcome.found["wrong"] == len(head)
    for row, name in enumerate(head, 2):
        assert any(one.startswith(f"{row}: {name}: ") for one in outcome.faults), name


def test_a_bare_number_may_not_grow_beyond_what_a_building_is_called(desk: Desk) -> None:
    rows = [["银河花园", "1" * 20, "", "101", "", "", "", ""]]
    outcome = desk.take(desk.rows(*rows), create=True)
    assert outcome.written is None and "2: 楼栋: 不能超过 20" in outcome.faults[0]
