"""What the board and the page of a matter say while it waits to be taken (row R87)."""

from app.matters.rules import steps as a
from app.matters.rules.stages import Untaken
from tests.matters.test_backup import later, online
from tests.matters.town import Desk, Station


def test_the_owner_takes_it_with_one_tap_on_the_board(station: Station, desk: Desk) -> None:
    """R87: the board says until when it waits, and the owner takes it there or on its page."""
    matter = online(station)
    board = desk.as_("wang").get("/matters").text
    assert "等您接收" in board
    assert "等待接收：11月23日 09:30 前，之后转给替补" in board
    assert f'action="/matters/{matter}/taking"' in board
    page = desk.get(f"/matters/{matter}").text
    assert "接收，我来办" in page
    assert "等待接收：11月23日 09:30 前，之后转给替补" in page
    desk.do("wang", matter, "taking")
    board = desk.get("/matters").text
    assert "等您接收" not in board
    assert "等待接收" not in board
    again = desk.post(f"/matters/{matter}/taking")
    assert again.status_code == 409
    assert "接收办件" in again.text


def test_nobody_takes_it_for_the_owner(station: Station, desk: Desk) -> None:
    """R87: others see that it waits, and have no button."""
    matter = online(station)
    board = desk.as_("lead").get("/matters?view=untaken").text
    assert "等待接收：" in board
    assert "taking" not in board
    assert "接收，我来办" not in desk.get(f"/matters/{matter}").text
    assert desk.post(f"/matters/{matter}/taking").status_code == 403
    assert station.matter(matter).untaken == Untaken.FIRST


def test_the_page_tells_how_it_passed_on_and_that_nobody_took_it(
    station: Station, desk: Desk
) -> None:
    """R87: the reason stands in the steps, and the head's board shows what nobody took."""
    matter = online(station)
    later(station, 30)
    page = desk.as_("lead").get(f"/matters/{matter}").text
    assert "到时没有接收，由系统转给替补" in page
    assert "等待替补接收：11月23日 10:00 前，之后告诉站长" in page
    later(station, 30)
    assert "没人接收" in desk.as_("head").get("/matters?view=untaken").text


def test_a_form_that_was_open_when_the_owner_took_it_still_goes_through(
    station: Station, desk: Desk
) -> None:
    """R87: that somebody has it now changes nothing about what another was writing."""
    matter = online(station)
    station.do(matter, "wang", a.Taking)
    desk.do("clerk", matter, "progress", seen="1", words="居民又来过电话")
