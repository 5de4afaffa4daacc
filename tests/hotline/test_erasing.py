"""What residents told goes with their household, or when its time has run out; counts stay."""

from datetime import timedelta

import pytest

from app.hotline.models import Entry, EntryRequest, Opinion, TicketFile
from app.households.models import ErasedFor, Household
from app.org.models import Community
from app.rights.commands.erase import Cause, erase_household
from app.rights.commands.retention import run
from app.rights.queries.held import held_of
from app.settings import Settings
from app.sync.verify import Sound, verify
from tests.clock import MONDAY_NINE
from tests.hotline.conftest import Line

SAID = {
    "words": "雀鸟的话", "caller": "雀鸟", "phone": "15412340009", "basics": "雀鸟的事",
    "opinion": "雀鸟的意见", "answer": "雀鸟的答复", "place": "12-1-101", "makes_matter": "1",
}  # fmt: skip


def test_the_copy_of_a_household_holds_what_it_told(line: Line) -> None:
    """R137, R146: calls and opinions are in the copy that a household asks for."""
    line.call("wang", **SAID)
    with line.write() as session:
        door = session.get_one(Household, line.town.doors3[0])
        held = held_of(session, door, session.get_one(Community, line.town.community))
    rows = {one.name: one.rows for one in held.sections}
    assert rows["entries"][0]["words"] == "雀鸟的话"
    assert rows["opinions"][0]["words"] == "雀鸟的意见"


def test_what_a_household_told_goes_with_it(line: Line) -> None:
    """R137, R146: nothing of it stays in the register but that somebody called."""
    line.call("wang", **SAID)
    with line.write() as session:
        door = session.get_one(Household, line.town.doors3[0])
        cause = Cause(line.town.head, ErasedFor.REQUEST, line.clock(), line.clock().date())
        erase_household(session, door, cause)
        session.commit()
    (entry,), (part,), (opinion,) = (line.all(kind) for kind in (Entry, EntryRequest, Opinion))
    assert entry.erased_at and entry.household_id is None
    assert [entry.words, entry.caller, entry.phone, entry.basics, entry.answer, entry.place] == (
        [""] * 6
    )
    assert (part.words, opinion.words) == ("", "")
    assert "共 1 行" in line.as_("head").get("/register").text, "it still counts"
    with line.db.session() as session:
        assert all(isinstance(one, Sound) for one in verify(session))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_told_is_kept_as_long_as_the_words_of_visits(
    line: Line, settings: Settings
) -> None:
    """R137: a call goes the day after its time, and not a day earlier."""
    line.call("wang", **{**SAID, "place": ""})
    body = "工单编号,派单时间,办理期限,诉求内容\nG1,2026-11-23 08:00,2026-11-27,雀鸟的工单"
    line.as_("clerk").file(body.encode())
    kept = timedelta(days=1095)
    run(settings, line.db, line.clock(), as_of=(MONDAY_NINE + kept).date())
    assert line.all(Entry)[0].words == "雀鸟的话"
    run(settings, line.db, line.clock(), as_of=(MONDAY_NINE + kept + timedelta(days=1)).date())
    (entry,) = line.all(Entry)
    assert (entry.words, entry.caller, entry.phone) == ("", "", "")
    assert line.all(Opinion)[0].words == "" and line.all(TicketFile)[0].tickets == []
