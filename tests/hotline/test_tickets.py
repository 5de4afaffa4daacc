"""Tickets of 12345: a file is tried, then written whole or not at all, and answered in time."""

import json
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.rules.items import Unit
from app.hotline.forms.tickets import Unreadable, read_tickets
from app.hotline.models import Ticket, TicketFile
from app.hotline.rules.limits import limit_within
from app.kit.ids import is_uuid
from app.matters.models import Matter
from app.matters.rules.clock import Time, due_at
from tests.hotline.conftest import Line


class Weekdays:
    """Monday to Friday, half past eight to seven."""

    def works(self, on: date) -> bool:
        return on.weekday() < 5

    def hours(self, on: date) -> tuple[time, time]:
        return time(8, 30), time(19)


TIME = Time(Weekdays(), "Asia/Shanghai")
HEAD = "工单编号,派单时间,办理期限,标题,诉求内容,来电人,联系电话,事发地址"
ONE = "GD1,2026-11-23 08:00,2026-11-27 19:00,路灯不亮,小区东门路灯不亮,李女士,13900000000,东门"
TWO = "GD2,2026-11-20 08:00,2026-11-23 11:00,,垃圾没有人清,,,西门"


def sheet(*rows: str) -> bytes:
    """A file of tickets."""
    return "\n".join([HEAD, *rows]).encode()


def tried(line: Line, body: bytes, name: str = "tickets.csv") -> str:
    """The clerk sends a file; the address of what it holds."""
    reply = line.as_("clerk").file(body, name)
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"])


def test_a_file_is_tried_before_anything_is_written(line: Line) -> None:
    """R150: the dry run says what would come, and writes no ticket."""
    at = tried(line, sheet(ONE, TWO))
    page = line.get(at).text
    assert "写入后有 2 个新办件" in page and "GD1" in page and "小区" not in page
    assert line.all(Ticket) == line.all(Matter) == []
    assert line.post(f"{at}/dropping").status_code == 303
    (file,) = line.all(TicketFile)
    assert (file.state, file.tickets) == ("dropped", [])


def test_a_ticket_becomes_a_matter_with_its_limit(line: Line) -> None:
    """R150: each ticket is a matter with the ticket's limit, and names its channel."""
    at = tried(line, sheet(ONE, TWO))
    assert line.post(f"{at}/writing").status_code == 303
    one, two = sorted(line.all(Ticket), key=lambda ticket: ticket.number)
    matters = {matter.id: matter for matter in line.all(Matter)}
    first, second = matters[one.matter_id], matters[two.matter_id]
    assert (first.channel, first.title, first.applicant) == ("12345", "路灯不亮", "李女士")
    assert first.due_at == one.due_at and first.limit_amount == 4
    assert second.limit_unit == "working_hours" and second.due_at == two.due_at
    assert "12345" in line.get("/register").text
    assert line.post(f"{at}/writing").status_code == 409


def test_the_same_ticket_twice_is_one(line: Line) -> None:
    """R150: a ticket that came before is not written again, in one file or in two."""
    line.post(f"{tried(line, sheet(ONE, ONE))}/writing")
    at = tried(line, json.dumps({"tickets": [
        {"number": "GD1", "sent_at": "2026-11-23 08:00", "due_at": "2026-11-27", "words": "又来"},
        {"number": "GD3", "sent_at": "2026-11-23 08:00", "due_at": "2026-11-27", "words": "新的"},
    ]}).encode(), "tickets.json")  # fmt: skip
    assert "以前来过的 1 件不再写" in line.get(at).text
    line.post(f"{at}/writing")
    assert sorted(ticket.number for ticket in line.all(Ticket)) == ["GD1", "GD3"]
    assert len(line.all(Matter)) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_bad_row_and_nothing_is_written(line: Line) -> None:
    """R150: every fault is named by row and field, and the good rows wait with the bad."""
    rows = (ONE, ",2026-11-23 08:00,soon,,内容,,,", "GD4,2026-11-23 08:00,2026-11-22,,内容,,,",
            "GD1,2026-11-23 08:00,2026-11-27,,另一件,,,")  # fmt: skip
    at = tried(line, sheet(*rows))
    page = line.get(at).text
    assert "有 4 处错，一条也不会写入" in page
    for words in ("没有填", "时间应写成", "办理期限早于派单时间", "同一个编号出现了两次"):
        assert words in page
    assert line.post(f"{at}/writing").status_code == 409
    assert line.all(Ticket) == line.all(Matter) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "文件是空的"),
        (b"\x89PNG\x00\x00\x01", "认不出文件"),
        ("工单编号,内容\n1,2".encode(), "少了这几列：派单时间、办理期限"),
        (b"[1, 2]", "认不出文件"),
        (b'{"tickets": []}', "文件里没有工单"),
    ],
)
def test_what_is_no_file_of_tickets_is_said_so(line: Line, body: bytes, words: str) -> None:
    """R150: a refusal says what would help."""
    reply = line.as_("clerk").file(body)
    assert reply.status_code == 422 and words in reply.text
    assert line.all(TicketFile) == []


def test_answers_leave_with_the_overdue_ones_first(line: Line) -> None:
    """R150: what has a result is exported for 12345, what is late in front; then it is marked."""
    line.post(f"{tried(line, sheet(ONE, TWO))}/writing")
    assert line.get("/tickets").text.index("GD2") < line.get("/tickets").text.index("GD1")
    for matter in line.all(Matter):
        line.finish(matter, "=换好了", until="result")
    line.clock.forward(hours=3)
    line.as_("clerk")
    said = line.post("/tickets/answers.json").json()["tickets"]
    assert [(one["number"], one["overdue"]) for one in said] == [("GD2", True), ("GD1", False)]
    assert said[0]["answer"] == "=换好了"
    text = line.post("/tickets/answers.csv").content.decode("utf-8-sig")
    assert ",'=换好了," in text and text.index("GD2") < text.index("GD1")
    ticket = next(one for one in line.all(Ticket) if one.number == "GD2")
    assert line.post(f"/tickets/{ticket.id}/answer").status_code == 303
    assert line.post(f"/tickets/{ticket.id}/answer").status_code == 409
    assert [one["number"] for one in line.post("/tickets/answers.json").json()["tickets"]] == [
        "GD1"
    ]
    assert "GD2" in line.get("/tickets?only=answered").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_of_another_station_is_not_found(line: Line) -> None:
    at = tried(line, sheet(ONE))
    assert is_uuid(at.rsplit("/", 1)[1])
    for way in ("", "/writing", "/dropping"):
        call = line.as_("other_lead").post if way else line.get
        assert line.as_("other_lead") and call(at + way).status_code == 404
    assert line.as_("wang").get("/tickets").status_code == 403


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    """R150: whatever comes, it is read or refused."""
    try:
        read_tickets(body)
    except Unreadable as refused:
        assert refused.message.msgid


@given(st.integers(0, 60 * 24 * 30))
def test_a_limit_is_never_longer_than_the_ticket_allows(minutes: int) -> None:
    """R150: the matter is due by the ticket's limit; an hour remains where it is late already."""
    accepted = datetime.fromisoformat("2026-11-23T01:00:00+00:00")
    due = accepted + timedelta(minutes=minutes)
    limit = limit_within(accepted, due, TIME)
    if (limit.amount, limit.unit) != (1, Unit.WORKING_HOURS):
        assert due_at(accepted, limit, (), TIME) <= due


def test_a_later_ticket_never_has_a_shorter_limit() -> None:
    """R150: the limit grows with the time that the ticket gives."""
    accepted = datetime.fromisoformat("2026-11-23T01:00:00+00:00")
    ends = [
        due_at(accepted, limit_within(accepted, accepted + timedelta(days=n), TIME), (), TIME)
        for n in range(1, 30)
    ]
    assert all(one <= other for one, other in pairwise(ends))
