"""The ledger of concerns in five parts, opinions struck off one by one, and the log of a day."""

import pytest

from app.hotline.models import DailyNote, Opinion
from app.kit.ids import uuid7
from app.matters.models import Matter
from app.visits.models import Concern, Visit
from tests.hotline.conftest import Line

FIVE = ("服务对象基本情况", "联系服务时间", "反映内容", "意见建议", "办理反馈结果")


def visited(line: Line, text: str = "楼道堆物") -> Concern:
    """Wang Min was at a door, and was asked for something."""
    now, town = line.clock(), line.town
    visit = Visit(
        id=uuid7(), community_id=town.community, household_id=town.doors3[0], grid_id=town.grid3,
        author_id=town.wang, day=now.date(), made_at=now, said_at=now, received_at=now,
        outcome="met", purposes=[], checklist=[], requests=[text], findings="家里都好",
    )  # fmt: skip
    concern = Concern(
        id=uuid7(), community_id=town.community, grid_id=town.grid3, household_id=town.doors3[0],
        visit_id=visit.id, author_id=town.wang, text=text, opened_at=now,
    )  # fmt: skip
    with line.write() as session:
        session.add(visit)
        session.flush()
        session.add(concern)
        session.commit()
        session.refresh(concern)
        return concern


def test_a_line_of_the_ledger_has_its_five_parts(line: Line) -> None:
    """R130: a visit and a call stand in the ledger with the same five parts."""
    visited(line)
    line.call("wang", words="想学太极", basics="退休三年", opinion="多办些班", line="general")
    page = line.as_("lead").get("/concerns").text
    for part in FIVE:
        assert page.count(f"<dt>{part}</dt>") == 2
    for said in ("楼道堆物", "家里都好", "3 口人", "想学太极", "退休三年", "多办些班"):
        assert said in page


def test_each_request_of_a_meeting_opens_a_matter(line: Line) -> None:
    """R130: what was asked for at a meeting is three matters, and their results come back."""
    entry = line.call(
        "lead", channel="meeting", entry_kind="problem", words="座谈会", answer="", duties=[],
        requests=["修长椅", "装路灯", "补树"], grid=line.town.grid3,
    )  # fmt: skip
    matters = line.matters(entry)
    assert [one.title for one in matters] == ["修长椅", "装路灯", "补树"]
    assert {one.first_contact_owner_id for one in matters} == {line.town.lead}
    line.finish(matters[1], "路灯装好了")
    page = line.as_("lead").get("/concerns").text
    assert "路灯装好了" in page and matters[0].number in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_request_of_a_visit_becomes_a_matter_once(line: Line) -> None:
    """R130, R98: it is the visit's author's, and a second time it is known."""
    concern = visited(line)
    assert line.as_("li").post(f"/concerns/{concern.id}/matter").status_code == 404
    assert line.as_("lead").post(f"/concerns/{concern.id}/matter").status_code == 303
    assert line.post(f"/concerns/{concern.id}/matter").status_code == 409
    (matter,) = line.all(Matter)
    assert matter.first_contact_owner_id == line.town.wang
    assert (matter.concern_id, matter.channel) == (concern.id, "visit")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_ledger_stays_in_its_grid(line: Line) -> None:
    """R130, R143: a neighbour's worker and a clerk do not read what was said at a door."""
    visited(line)
    for who, sees in (("wang", True), ("head", True), ("li", False), ("clerk", False)):
        assert ("楼道堆物" in line.as_(who).get("/concerns").text) is sees, who


def test_an_opinion_is_struck_off_only_with_a_result(line: Line) -> None:
    """R133: by class; a number without a result strikes nothing off."""
    line.as_("wang").post("/opinions", line="city", opinion="多装几个垃圾桶", grid=line.town.grid3)
    (opinion,) = line.all(Opinion)
    entry = line.call("wang", words="装垃圾桶", makes_matter="1")
    (matter,) = line.matters(entry)
    strike = f"/opinions/{opinion.id}/striking"
    for number in ("", "2026-999999", matter.number):
        reply = line.post(strike, matter=number)
        assert reply.status_code == 422
    line.finish(matter)
    assert line.as_("wang").post(strike, matter=matter.number, result="装了两个").status_code == 303
    assert line.post(strike, matter=matter.number).status_code == 409
    (opinion,) = line.all(Opinion)
    assert (opinion.matter_id, opinion.struck_by) == (matter.id, line.town.wang)
    page = line.get("/opinions?only=struck&line=city").text
    assert "装了两个" in page and matter.number in page
    assert "没有还没解决的意见" in line.get("/opinions").text
    assert len(line.events("opinion.struck")) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_opinion_of_a_visit_stands_with_it(line: Line) -> None:
    """R133, R130: what was proposed at a door is of its grid, and in the ledger's fourth part."""
    concern = visited(line)
    said = {"line": "city", "opinion": "楼道装灯", "visit": concern.visit_id}
    assert line.as_("li").post("/opinions", **said).status_code == 404
    assert line.as_("wang").post("/opinions", **said).status_code == 303
    (opinion,) = line.all(Opinion)
    assert opinion.grid_id == line.town.grid3
    assert "楼道装灯" in line.get("/concerns").text
    assert line.as_("li").get(f"/opinions/{opinion.id}").status_code == 404


def test_a_day_fills_its_log_by_itself(line: Line) -> None:
    """R134: visits, calls and matters of a grid's day stand there without being typed again."""
    visited(line)
    entry = line.call("wang", words="水管漏水", makes_matter="1", place="12-1-101")
    line.finish(line.matters(entry)[0])
    line.call("li", words="别的网格的事", grid=line.town.grid4)
    page = line.as_("wang").get("/daily-log").text
    for said in ("楼道堆物", "水管漏水", "见到了人 1", "办出结果"):
        assert said in page
    assert "别的网格的事" not in page
    reply = line.post(f"/daily-log/{line.town.grid3}/2026-11-23", note="下午停水")
    assert reply.status_code == 303
    (note,) = line.all(DailyNote)
    assert (note.words, note.by) == ("下午停水", line.town.wang)
    page = line.get(f"/daily-log?grid={line.town.grid3}&on=2026-11-23").text
    assert "下午停水" in page and "data-print" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_log_is_its_grids(line: Line) -> None:
    """R134: another grid's day is not found, a day to come neither; a lead reads them all."""
    grid = line.town.grid3
    assert line.as_("li").get(f"/daily-log?grid={grid}").status_code == 404
    assert line.post(f"/daily-log/{grid}/2026-11-23", note="x").status_code == 404
    assert line.as_("lead").get(f"/daily-log?grid={grid}").status_code == 200
    assert line.get(f"/daily-log?grid={grid}&on=2026-11-24").status_code == 404
    assert line.as_("clerk").get("/daily-log").status_code == 403
