"""One register of all that residents told the station, whatever way it came."""

import csv
import io

import pytest
from openpyxl import load_workbook

from app.hotline.models import Entry, MonthClose
from app.hotline.rules.figures import lines, segments, together
from app.hotline.rules.kinds import Kind, Source
from app.kit.ids import uuid7
from app.matters.commands.opening import Opening, open_matter
from app.matters.rules.stages import Channel
from app.matters.rules.steps import Role
from app.visits.models import Concern
from tests.hotline.conftest import Line

MONTH = "2026-11"


def told(line: Line) -> None:
    """Somebody telephones, writes a letter, comes to a window; and a worker hears of a thing."""
    line.call("wang", words="问老年证")
    line.call(
        "clerk", channel="letter_box", entry_kind="problem", words="请修长椅", makes_matter="1"
    )
    now = line.clock()
    with line.write() as session:
        for channel, by, role in (
            (Channel.WINDOW, line.town.clerk, Role.CLERK),
            (Channel.PATROL, line.town.li, Role.GRID_WORKER),
            (Channel.PORTAL, line.town.clerk, Role.CLERK),
        ):
            opening = Opening(
                id=uuid7(), community_id=line.town.community, by=by, channel=channel,
                title=f"从{channel}来", opened_at=now, received_at=now, grid_id=line.town.grid4,
            )  # fmt: skip
            open_matter(session, opening, role)
        session.add(
            Concern(
                id=uuid7(), community_id=line.town.community, grid_id=line.town.grid3,
                household_id=line.town.doors3[0], author_id=line.town.wang, text="楼道堆物",
                opened_at=now,
            )
        )  # fmt: skip
        session.commit()


def test_every_channel_ends_in_one_register(line: Line) -> None:
    """R144: telephone, visit, window, online, letter box and patrol stand in one list."""
    told(line)
    page = line.as_("head").get("/register").text
    for words in ("问老年证", "请修长椅", "从window来", "从patrol来", "从portal来", "楼道堆物"):
        assert words in page
    assert "共 6 行" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_address_holds_the_filters(line: Line) -> None:
    """R144: a bookmark of the register is its channel, type, grid and month."""
    told(line)
    line.as_("lead")
    page = line.get(f"/register?month={MONTH}&channel=letter_box").text
    assert "请修长椅" in page and "问老年证" not in page
    page = line.get(f"/register?grid={line.town.grid3}").text
    assert "楼道堆物" in page and "从patrol来" not in page
    page = line.get("/register?kind=question").text
    assert "问老年证" in page and "请修长椅" not in page
    page = line.get("/register?only=open").text
    assert "请修长椅" in page and "问老年证" not in page
    assert "这个月还没有登记" in line.get("/register?month=2026-09").text
    assert line.get("/register?month=soon&channel=smoke&at=x").status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_sees_their_grid_and_what_they_took(line: Line) -> None:
    """R144, R143: the register of a worker is that of their grid, and of their own calls."""
    told(line)
    page = line.as_("li").get("/register").text
    assert "从patrol来" in page and "问老年证" not in page and "楼道堆物" not in page
    page = line.as_("wang").get("/register").text
    assert "问老年证" in page and "楼道堆物" in page and "从patrol来" not in page
    assert "这个月还没有登记" in line.as_("other_lead").get("/register").text


def test_counts_by_channel_and_type_a_grid_and_month(line: Line) -> None:
    """R93: counters by channel and type per grid and month, as a picture and as a table."""
    told(line)
    page = line.as_("head").get(f"/register/figures?month={MONTH}").text
    assert 'class="ways-bar"' in page and "03网格" in page and "04网格" in page
    assert "没有写网格" in page
    assert page.count('class="way-patrol"') == 2, "one piece of a bar, and the key"


def test_bars_are_as_long_as_their_counts() -> None:
    """R93: the pieces of a bar add up, and the longest bar fills the picture."""
    found = lines([("a", "phone", "question", 70), ("a", "visit", "problem", 20),
                   ("b", "phone", "dispute", 4), ("b", "12345", "lost", 1)])  # fmt: skip
    whole = together(found.values())
    assert (whole.total, whole.by_kind[Kind.QUESTION], whole.by_channel[Source.PHONE]) == (
        95, 70, 74,
    )  # fmt: skip
    parts = segments([("phone", 70), ("visit", 20), ("letter_box", 0)], 90)
    assert [one.name for one in parts] == ["phone", "visit"]
    assert sum(one.width for one in parts) == pytest.approx(100, abs=0.02)
    assert parts[1].x == pytest.approx(parts[0].width, abs=0.01)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_of_the_register_holds_no_formula(line: Line) -> None:
    """R144: whatever a caller said, the exports hold it as text (B31)."""
    nasty = ["=1+1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x"]
    for words in nasty:
        line.call("head", words=words)
    line.as_("head")
    assert "为什么导出" in line.get("/register.xlsx").text
    assert line.post("/register.xlsx").status_code == 422
    body = line.post("/register.xlsx", reason="街道月报").content
    (sheet,) = load_workbook(io.BytesIO(body)).worksheets
    cells = [one for row in sheet.iter_rows() for one in row if one.value is not None]
    assert {one.data_type for one in cells} == {"s"}
    assert set(nasty) <= {one.value for one in cells}
    text = line.post("/register.csv", reason="街道月报").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert {row[4] for row in rows[2:]} == {"'" + one for one in nasty}
    assert "街道月报" in text and len(line.events("export.made")) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_takes_no_file_away(line: Line) -> None:
    assert line.as_("wang").get("/register.xlsx").status_code == 403


def test_a_closed_month_is_read_only_and_its_file_is_in_the_chain(line: Line) -> None:
    """R131: what is open is listed, an archive file is written, and then nothing changes."""
    line.call("wang", words="问老年证", caller="张大爷", phone="13800000000")
    line.call("wang", words="楼道灯坏了", makes_matter="1")
    line.as_("head")
    assert line.post(f"/register/months/{MONTH}/closing").status_code == 404, "not over"
    line.clock.forward(days=10)
    assert "还有 1 件没办完" in line.as_("head").get("/register/months").text
    assert line.as_("lead").post(f"/register/months/{MONTH}/closing").status_code == 403
    assert line.as_("head").post(f"/register/months/{MONTH}/closing").status_code == 303
    assert line.post(f"/register/months/{MONTH}/closing").status_code == 409
    (closed,) = line.all(MonthClose)
    assert (closed.rows, closed.still_open) == (2, 1)
    assert len(line.events("month.closed")) == 1
    late = {"at": "2026-11-30 09:00", "words": "补记一条"}
    reply = line.post("/hotline", channel="phone", entry_kind="question", answer="好",
                      duties=["answered", "recorded"], **late)  # fmt: skip
    assert reply.status_code == 409 and "2026-11 的台账已经归档" in reply.text
    assert len(line.all(Entry)) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_archive_names_no_resident(line: Line) -> None:
    """R131: the file is kept for long, so it holds neither names nor words nor telephones."""
    line.call("wang", words="问老年证", caller="张大爷", phone="13800000000", place="12-1-101")
    line.clock.forward(days=10)
    line.as_("head").post(f"/register/months/{MONTH}/closing")
    text = line.get(f"/register/months/{MONTH}/archive.csv").content.decode("utf-8-sig")
    assert "电话" in text and "咨询" in text and "王敏" in text
    for secret in ("问老年证", "张大爷", "13800000000", "101"):
        assert secret not in text
    book = line.get(f"/register/months/{MONTH}/archive.xlsx").content
    assert load_workbook(io.BytesIO(book)).worksheets[0].max_row == 3
    assert line.as_("other_lead").get(f"/register/months/{MONTH}/archive.csv").status_code == 404
