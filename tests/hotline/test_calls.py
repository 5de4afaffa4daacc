"""A call: who takes it answers for it, ticks three duties, and answers or opens a matter."""

import pytest

from app.hotline.models import Entry
from tests.hotline.conftest import CALL, Line


def test_whoever_takes_a_call_is_the_first_to_answer_for_it(line: Line) -> None:
    """R100: the call's first-contact owner is whoever answered, and so is that of its matter."""
    entry = line.call("clerk", makes_matter="1", words="楼道灯坏了")
    (matter,) = line.matters(entry)
    assert entry.taken_by == matter.first_contact_owner_id == line.town.clerk
    page = line.get(f"/hotline/{entry.id}").text
    assert "首问责任人" in page and "赵倩" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_call_is_not_saved_before_its_duties_are_ticked(line: Line) -> None:
    """R100: recording is one of the three duties, and answering or guiding another."""
    line.as_("wang")
    for duties, words in (([], "请勾“认真记录”"), (["recorded"], "至少做了一样")):
        reply = line.post("/hotline", **{**CALL, "duties": duties})
        assert reply.status_code == 422 and words in reply.text
    assert line.all(Entry) == []


def test_a_call_names_when_what_class_and_grid_and_the_caller_may_stay_unnamed(line: Line) -> None:
    """R146: time, caller (optional), grid, content, class, an answer at once."""
    entry = line.call(
        "wang", at="2026-11-23 08:40", grid=line.town.grid4, problem="garbage", words="有垃圾"
    )
    assert (entry.caller, entry.grid_id, entry.problem) == ("", line.town.grid4, "garbage")
    assert entry.at.isoformat() == "2026-11-23T00:40:00+00:00"
    assert line.matters(entry) == []
    page = line.get(f"/hotline/{entry.id}").text
    assert "暴露垃圾" in page and "在民政窗口，带身份证" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_call_wants_an_answer_or_a_matter(line: Line) -> None:
    """R146: an immediate answer, or a matter; not neither."""
    reply = line.as_("wang").post("/hotline", **{**CALL, "answer": ""})
    assert reply.status_code == 422 and "请写怎么答复的，或者转为办件" in reply.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_call_from_a_door_goes_to_its_worker(line: Line) -> None:
    """R146: the caller's door decides the grid, and its contact worker has the matter."""
    entry = line.call("lead", makes_matter="1", place="12-1-101", words="水管漏水")
    (matter,) = line.matters(entry)
    assert entry.household_id == line.town.doors3[0] and entry.grid_id == line.town.grid3
    assert (matter.owner_id, matter.grid_id) == (line.town.wang, line.town.grid3)
    assert matter.channel == "phone"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_grid_without_a_door_is_enough(line: Line) -> None:
    """R146: a caller who names only where it is roughly reaches the worker of that grid too."""
    entry = line.call("clerk", makes_matter="1", grid=line.town.grid4, words="路灯不亮")
    (matter,) = line.matters(entry)
    assert (matter.grid_id, matter.owner_id) == (line.town.grid4, line.town.li)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_help_at_home_is_agreed_with_its_slot(line: Line) -> None:
    """R106: help at home has one of three kinds, a slot that was agreed, and a matter."""
    slot = {"slot_on": "2026-11-25", "slot_begins": "09:00", "slot_ends": "10:00"}
    for kind, word in (("visit", "上门服务"), ("appointment", "预约服务"), ("call", "呼叫服务")):
        entry = line.call("wang", help=kind, phone="13800000000", words="量血压", **slot)
        (matter,) = line.matters(entry)
        assert matter.title.startswith(word)
        assert entry.slot_from and entry.slot_from.isoformat() == "2026-11-25T01:00:00+00:00"
    page = line.get("/hotline").text
    assert "约好的上门、预约和呼叫" in page and "预约服务" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_help_at_home_without_a_slot_is_refused(line: Line) -> None:
    """R106: nothing is promised before the time is agreed, and a telephone left."""
    line.as_("wang")
    reply = line.post("/hotline", **{**CALL, "help": "visit"})
    assert reply.status_code == 422
    assert "请和居民约好时间" in reply.text and "能联系上的电话" in reply.text
    slot = {"slot_on": "2026-11-25", "slot_begins": "10:00", "slot_ends": "09:00"}
    reply = line.post("/hotline", **{**CALL, "help": "visit", "phone": "1", **slot})
    assert reply.status_code == 422 and "要晚于开始" in reply.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_quarrel_is_read_by_who_works_on_it_and_the_head_alone(line: Line) -> None:
    """R76, R144: a dispute that came by telephone shows to others only that there is one."""
    entry = line.call("wang", entry_kind="dispute", makes_matter="1", words="楼上夜里吵")
    (matter,) = line.matters(entry)
    assert matter.restricted and matter.flow == "dispute"
    for who, sees in (("wang", True), ("head", True), ("lead", False), ("clerk", False)):
        line.as_(who)
        assert ("楼上夜里吵" in line.get("/register").text) is sees, who
        assert ("楼上夜里吵" in line.get("/concerns").text) is sees, who
        assert (line.get(f"/hotline/{entry.id}").status_code == 200) is sees, who
