"""R110: who may yet check a record learns nothing of it anywhere before the answers are saved."""

from app.kit.db import Database
from app.org.models import Post
from app.spotchecks.models import SpotCheck
from tests.people import Town
from tests.spotchecks.conftest import TUESDAY, WEDNESDAY, Checks, hold
from tests.spotchecks.sent import bring


def drawn(station: Checks, town: Town) -> list[SpotCheck]:
    """Two checks of six records, each of which asks for something and agrees on a day."""
    station.at(TUESDAY, 8)
    for number, door in enumerate(town.doors3[:6]):
        brings = {"requests": asked(number), "next_on": WEDNESDAY.isoformat()}
        station.visits(town.wang, [door], findings=f"门号{number}坏了", **brings)
    station.at(TUESDAY, 20)
    station.at(WEDNESDAY, 8, 30).throw()
    found = station.checks()
    assert len(found) == 2
    return found


def asked(number: int) -> str:
    """What the record at a door asked for."""
    return f"请修单元门{number}"


def words_of(town: Town, check: SpotCheck) -> tuple[str, ...]:
    """What no page may say before the answers are saved."""
    number = town.doors3.index(check.household_id)
    return (asked(number), f"门号{number}坏了", check.visit_id)


def listed(station: Checks, town: Town, check: SpotCheck) -> str:
    """The line of the household in the list of a building."""
    text = station.get(f"/households?building={town.building12}").text
    return text[text.index(f"/households/{check.household_id}") :].split("</a>")[0]


def test_r110_the_household_file_says_nothing_of_what_the_record_to_be_checked_brought(
    station: Checks, town: Town
) -> None:
    for check in drawn(station, town):
        station.as_(check.checker_id or "")
        path, words = f"/households/{check.household_id}", words_of(town, check)
        page = station.get(path).text
        assert not [one for one in words if one in page]
        assert "有事待办" not in listed(station, town, check)
        station.post(f"/checks/{check.id}/answers", **station.answers(check))
        page = station.get(path).text
        assert all(one in page for one in words), "then it is all there again"
        assert "有事待办" in listed(station, town, check)


def test_r110_a_worker_who_also_leads_keeps_no_page_that_tells_of_what_they_check(
    station: Checks, town: Town, db: Database
) -> None:
    checks = drawn(station, town)
    with db.session(writes=True) as session:
        hold(session, town.community, town.li, Post.GRID_LEAD)
        session.commit()
    station.as_(town.li)
    for check in checks:
        if check.checker_id != town.li:
            station.post(f"/checks/{check.id}/taking-over", taken_over_why="生病")
    pages = bring(station) | {"/today now": station.get("/today").text}
    for path in ("/today", "/today now"):
        assert pages[path].count("约好再来") == 6 - len(checks), path
    for check in checks:
        told = [path for path, text in pages.items() for w in words_of(town, check) if w in text]
        assert told == []
