"""Importing on the pages: hand over, mend, write (rows R127, R7)."""

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from openpyxl import load_workbook
from sqlmodel import Session, func, select

from app.auth.principal import COOKIE
from app.books.imports.commands import runner, steps
from app.books.imports.commands.folder import folder_of
from app.books.imports.commands.runner import Runner
from app.books.imports.jobs import tidy_files
from app.books.imports.rules.fields import What, fields_of, read_headers
from app.households.models import Household, ImportJob, ImportMapping, ImportState
from app.kit.db import Database
from app.kit.web import House
from app.org.models import Area, Community
from app.settings import Settings
from app.station.models import GridPlan
from app.sync.verify import Sound, verify
from tests.books.imports.files import HEADERS, csv, homes
from tests.clock import MONDAY_NINE, HeldClock
from tests.people import Town, found_town, sign_in


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine for pages: writing is tested on both."""
    return sqlite_url


@pytest.fixture
def town(db: Database) -> Town:
    with db.session(writes=True) as session:
        return found_town(session)


def _browser(
    app: Litestar, db: Database, person: str, community: str | None
) -> TestClient[Litestar]:
    with db.session(writes=True) as session:
        token = sign_in(session, person, community, MONDAY_NINE)
    client = TestClient(app, base_url="https://localhost")
    client.cookies.set(COOKIE, token)
    client.headers["accept-language"] = "zh"
    return client


@pytest.fixture
def head(app: Litestar, db: Database, town: Town) -> Iterator[TestClient[Litestar]]:
    """The station head's browser."""
    with _browser(app, db, town.head, town.community) as client:
        yield client


def upload(client: TestClient[Litestar], path: Path, what: str = "households") -> str:
    """Hand a file over; the page of the import, once it is read."""
    with path.open("rb") as file:
        answer = client.post(
            "/imports", files={"file": (path.name, file)}, data={"what": what},
            follow_redirects=False,
        )  # fmt: skip
    assert answer.status_code == 303, answer.text
    return settle(client, answer.headers["location"])


def settle(client: TestClient[Litestar], place: str) -> str:
    """Wait until nothing runs for the import."""
    deadline = time.monotonic() + 30
    while "hx-get" in client.get(place).text:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return place


def test_a_file_is_handed_over_checked_and_written(
    head: TestClient[Litestar], town: Town, db: Database, tmp_path: Path
) -> None:
    rows = [*homes(2), ["银河花园", "12号楼", "3", "101", "2", "", "", "05"]]
    rows[0][7] = rows[1][7] = "05"
    place = upload(head, csv(tmp_path / "住户.csv", [HEADERS, *rows], "gbk"))
    text = head.get(place).text
    assert "住户.csv" in text and "可以写入了" in text and "划分草稿" in text
    assert head.post(f"{place}/writing", follow_redirects=False).status_code == 303
    settle(head, place)
    text = head.get(place).text
    assert "已经全部写入台账" in text and "/station/plan" in text
    with db.session() as session:
        assert session.exec(select(func.count()).select_from(GridPlan)).one() == 1
        assert session.exec(select(func.count()).select_from(Household)).one() == 15
    assert "已写入：新 3，改 0" in head.get("/imports").text


def test_what_is_wrong_stands_by_row_and_the_marked_copy_is_mended(
    head: TestClient[Litestar], tmp_path: Path
) -> None:
    rows = [*homes(1), ["银河花园", "12号楼", "2", "", "很多", "", "", ""]]
    place = upload(head, csv(tmp_path / "a.csv", [HEADERS, *rows]))
    text = head.get(place).text
    assert (
        "有 1 行要改" in text and "第 3 行" in text and "缺房号" in text and "人数应是数字" in text
    )
    assert "全部写入台账" not in text
    assert head.post(f"{place}/writing", follow_redirects=False).status_code == 409
    copy = head.get(f"{place}/marked.xlsx")
    assert copy.status_code == 200 and "attachment" in copy.headers["content-disposition"]
    book = load_workbook(io.BytesIO(copy.content))
    book.active["D3"], book.active["E3"] = "305", "2"
    book.save(tmp_path / "mended.xlsx")
    assert "可以写入了" in head.get(upload(head, tmp_path / "mended.xlsx")).text


def test_what_a_column_means_is_said_once_and_remembered(
    head: TestClient[Litestar], db: Database, tmp_path: Path
) -> None:
    names = ["小区", "楼栋", "单元", "几零几", "备注"]
    path = csv(tmp_path / "a.csv", [names, ["银河花园", "12号楼", "2", "101", "无"]])
    place = upload(head, path)
    assert "缺一列：房号" in head.get(place).text
    said = {"column-3": "room", "column-4": "?", "leave_out": "1"}
    assert head.post(f"{place}/mapping", data=said, follow_redirects=False).status_code == 303
    settle(head, place)
    assert "可以写入了" in head.get(place).text
    with db.session() as session:
        (kept,) = session.exec(select(ImportMapping)).all()
        assert (kept.header, kept.field) == ("几零几", "room")
    assert "缺一列" not in head.get(upload(head, path)).text


def test_buildings_that_are_not_there_are_made_only_when_ticked(
    head: TestClient[Litestar], tmp_path: Path
) -> None:
    rows = [["银河花园", "7", "1", "101", "2", "", "", ""]]
    place = upload(head, csv(tmp_path / "a.csv", [HEADERS, *rows]))
    text = head.get(place).text
    assert "等楼栋" in text and "新建台账里没有的 1 栋楼" in text and "可以写入" not in text
    head.post(f"{place}/mapping", data={"create": "1"})
    settle(head, place)
    text = head.get(place).text
    assert "会新建 1 栋楼" in text and "等楼栋" not in text


def test_a_forbidden_column_is_refused_by_name_with_the_reason(
    head: TestClient[Litestar], tmp_path: Path, settings: Settings
) -> None:
    """R236: a file with a column of belief is refused by the column's name, and thrown away."""
    path = csv(tmp_path / "a.csv", [[*HEADERS, "宗教信仰"], [*homes(1)[0], "无"]])
    place = upload(head, path)
    text = head.get(place).text
    assert "没有收" in text and "宗教信仰" in text and "不按信仰登记人" in text
    assert not folder_of(settings, place.rsplit("/", 1)[1]).path.exists()


def test_a_dropped_file_is_thrown_away(
    head: TestClient[Litestar], tmp_path: Path, settings: Settings, db: Database
) -> None:
    place = upload(head, csv(tmp_path / "a.csv", [HEADERS, *homes(1)]))
    assert head.post(f"{place}/dropping", follow_redirects=False).status_code == 303
    assert "已放弃" in head.get(place).text
    assert not folder_of(settings, place.rsplit("/", 1)[1]).path.exists()


def test_a_file_that_was_never_written_goes_after_a_week(
    head: TestClient[Litestar], tmp_path: Path, settings: Settings, db: Database, clock: HeldClock
) -> None:
    place = upload(head, csv(tmp_path / "a.csv", [HEADERS, *homes(1)]))
    folder = folder_of(settings, place.rsplit("/", 1)[1])
    for days, gone in ((6, 0), (2, 1)):
        with db.session(writes=True) as session:
            assert tidy_files(session, settings, clock.forward(days=days)) == gone
        assert folder.path.exists() is not bool(gone)


def test_a_form_without_a_file_is_answered_in_words(head: TestClient[Litestar]) -> None:
    answer = head.post("/imports", data={"what": "areas"})
    assert answer.status_code == 422
    assert "请选择文件" in answer.text and "请选择一项" in answer.text


def test_a_file_of_several_megabytes_is_taken(head: TestClient[Litestar], tmp_path: Path) -> None:
    rows = [["银河花园", "12号楼", "2", str(one), "3", "名" * 30, "", ""] for one in range(15_000)]
    path = csv(tmp_path / "a.csv", [HEADERS, *rows])
    assert path.stat().st_size > 1_500_000
    assert "可以写入了" in head.get(upload(head, path)).text


def test_nobody_sees_the_imports_of_another_community(
    app: Litestar, db: Database, town: Town, head: TestClient[Litestar], tmp_path: Path
) -> None:
    place = upload(head, csv(tmp_path / "a.csv", [HEADERS, *homes(1)]))
    with db.session(writes=True) as session:
        job = session.exec(select(ImportJob)).one()
        job.community_id = town.other_community
        session.add(job)
        session.commit()
    for path in (place, f"{place}/marked.xlsx"):
        assert head.get(path).status_code == 404
    assert head.post(f"{place}/writing").status_code == 404
    assert place not in head.get("/imports").text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("what", ["households", "units"])
def test_the_template_reads_back_in_its_own_language(
    head: TestClient[Litestar], what: str, lang: str
) -> None:
    answer = head.get(f"/imports/template.xlsx?what={what}", headers={"accept-language": lang})
    page = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    names = [str(cell.value) for cell in page[1]]
    headers = read_headers(What(what), names, {}, {})
    wanted = [one for one in fields_of(What(what)) if what == "units" or one != "address"]
    assert list(headers.fields) == wanted
    assert {cell.data_type for cell in page[2]} == {"s"}


def test_a_write_that_was_cut_off_wrote_nothing_and_may_be_asked_for_again(
    head: TestClient[Litestar], app: Litestar, db: Database, settings: Settings, clock: HeldClock,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    place = upload(head, csv(tmp_path / "a.csv", [HEADERS, *homes(2)]))
    with db.session(writes=True) as session:
        before = session.exec(select(func.count()).select_from(Household)).one()
        job = session.exec(select(ImportJob)).one()
        job.state = ImportState.WRITING  # the machine lost its power in the middle
        session.add(job)
        session.commit()
    again = Runner(House(settings, db, clock))
    again.start()
    again.stop()
    text = head.get(place).text
    assert "上次写到一半停了" in text and "全部写入台账" in text
    with db.session() as session:
        assert session.exec(select(func.count()).select_from(Household)).one() == before
    head.post(f"{place}/writing")
    settle(head, place)
    assert "已经全部写入台账" in head.get(place).text


def test_an_error_of_ours_while_writing_gives_the_file_back(
    head: TestClient[Litestar], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = upload(head, csv(tmp_path / "a.csv", [HEADERS, *homes(1)]))

    def fail(session: Session, *given: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(steps, "draft_plan", fail)
    monkeypatch.setattr(runner.log, "exception", lambda *said, **more: None)
    head.post(f"{place}/writing")
    settle(head, place)
    assert "上次写到一半停了" in head.get(place).text


TREE = [["区划代码", "名称"], ["370600", "烟台市"], ["370611", "福山区"], ["370611001", "清洋街道"],
        ["370611001032", "银河新居委会"], ["370611002201", "东厅村委会"],
        ["370612001", "外区街道"]]  # fmt: skip


@pytest.fixture
def officer(app: Litestar, db: Database, town: Town) -> Iterator[TestClient[Litestar]]:
    """The browser of the district's officer."""
    with _browser(app, db, town.district_officer, None) as client:
        yield client


def test_r9_an_officer_brings_the_tree_of_their_area_and_makes_its_missing_parent(
    officer: TestClient[Litestar], db: Database, tmp_path: Path
) -> None:
    """R9: district, street, community: the tree above it comes from a file."""
    assert "导入区划" in officer.get("/areas", follow_redirects=True).text
    place = upload(officer, csv(tmp_path / "区划.csv", TREE, "gbk"), "areas")
    text = officer.get(place).text
    assert "新建缺少的 1 个上级" in text and "370611002000 · 东厅村委会 的上级" in text
    assert "<dt>新增</dt><dd>1</dd>" in text and "<dt>等上级</dt><dd>1</dd>" in text
    assert text.count("不在您的区划内") == 2 and "全部写入" not in text
    assert officer.post(f"{place}/writing", follow_redirects=False).status_code == 409
    assert officer.get(f"{place}/marked.xlsx").status_code == 200
    officer.post(f"{place}/mapping", data={"create": "1"})
    settle(officer, place)
    assert "会新建 1 个上级" in officer.get(place).text
    officer.post(f"{place}/writing")
    settle(officer, place)
    assert "已经全部写入区划" in officer.get(place).text
    with db.session() as session:
        tree = {one.code: one for one in session.exec(select(Area))}
        assert set(tree) == {
            "370611000000", "370611001000", "370611001005", "370611001006", "370611001032",
            "370611002000", "370611002201",
        }  # fmt: skip
        village = tree["370611002201"]
        assert village.parent_id == tree["370611002000"].id
        assert tree["370611002000"].parent_id == tree["370611000000"].id
        assert session.get_one(Community, village.id).name == "东厅村委会"
        assert tree["370611000000"].parent_id is None  # who is above is not for them to say
        assert all(isinstance(one, Sound) for one in verify(session))
    assert "没有要写的" in officer.get(upload(officer, tmp_path / "区划.csv", "areas")).text


def test_r9_a_street_brings_no_other_street_and_a_wrong_code_stops_it_all(
    app: Litestar, db: Database, town: Town, tmp_path: Path
) -> None:
    with _browser(app, db, town.street_officer, None) as street:
        place = upload(street, csv(tmp_path / "a.csv", TREE), "areas")
        text = street.get(place).text
        assert text.count("不在您的区划内") == 4 and "可以写入了" in text
        rows = [*TREE, ["37061100103", "短了"], ["370611001033", ""]]
        place = upload(street, csv(tmp_path / "b.csv", rows), "areas")
        assert "有 2 行要改" in street.get(place).text


def test_each_desk_takes_its_own_kinds_and_sees_its_own_files(
    officer: TestClient[Litestar], head: TestClient[Litestar], tmp_path: Path
) -> None:
    tree, rows = csv(tmp_path / "a.csv", TREE), csv(tmp_path / "b.csv", [HEADERS, *homes(1)])
    for client, path, what in ((officer, rows, "households"), (head, tree, "areas")):
        with path.open("rb") as file:
            answer = client.post("/imports", files={"file": file}, data={"what": what})
        assert answer.status_code == 422 and "请选择一项" in answer.text
        assert client.get(f"/imports/template.xlsx?what={what}").status_code == 404
    mine, theirs = upload(officer, tree, "areas"), upload(head, rows)
    assert officer.get(theirs).status_code == head.get(mine).status_code == 404
    assert head.post(f"{mine}/dropping").status_code == 404
    template = officer.get("/imports/template.xlsx?what=areas")
    page = load_workbook(io.BytesIO(template.content)).worksheets[0]
    assert [cell.value for cell in page[1]] == ["区划代码", "名称", "上级代码"]
