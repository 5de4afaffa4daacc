"""R110: who may yet check a record learns nothing of it anywhere before the answers are saved."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.kit.db import Database
from app.org.models import AccessLog, Post
from app.spotchecks.models import CheckRules, Draw, SpotCheck
from app.spotchecks.queries.lists import packed, unpacked
from app.spotchecks.rules.reading import read_list
from tests.people import Town
from tests.spotchecks.conftest import TUESDAY, WEDNESDAY, Checks, hold
from tests.spotchecks.sent import bring, other_of


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


def taken_over(station: Checks, check: SpotCheck) -> Any:
    """What somebody hears who wants to do another's check."""
    return station.post(f"/checks/{check.id}/taking-over", taken_over_why="生病")


def test_r110_no_lead_looks_at_a_drawn_record_before_it_is_answered_for_they_may_take_it_over(
    station: Checks, town: Town
) -> None:
    check = drawn(station, town)[0]
    station.as_(other_of(station, check))
    assert station.get(f"/visits/{check.visit_id}").status_code == 403
    page = station.get(f"/households/{check.household_id}").text
    assert not [one for one in words_of(town, check) if one in page]
    assert taken_over(station, check).status_code == 303, "what was veiled was not read"


def test_r110_whose_record_it_is_sees_it_as_ever_also_when_they_lead(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)[0]
    with db.session(writes=True) as session:
        hold(session, town.community, town.wang, Post.GRID_LEAD)
        session.commit()
    assert station.as_(town.wang).get(f"/visits/{check.visit_id}").status_code == 200


def test_r110_who_had_a_hand_in_a_record_does_not_take_its_check_over(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)[0]
    other = other_of(station, check)
    with db.session(writes=True) as session:
        draw = session.get_one(Draw, (town.community, check.day))
        rows = read_list(unpacked(draw.frozen))
        draw.frozen = packed("\n".join(replace(one, barred=(other,)).line for one in rows))
        session.add(draw)
        session.commit()
    refused = taken_over(station.as_(other), check)
    assert refused.status_code == 409 and "您经手过这条记录" in refused.text
    assert station.checks()[0].taken_over_at is None


def test_r110_who_has_a_conflict_of_interest_does_not_take_a_check_over_even_if_named_since(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)[0]
    other = other_of(station, check)
    with db.session(writes=True) as session:
        session.add(
            CheckRules(
                community_id=town.community, version=2, since=check.day + timedelta(days=9),
                conflicts=[[other, town.wang]], reason="夫妻", made_by=town.head,
                made_at=station.clock.now, per_worker=2, anomaly=2, ask_again_days=60,
                cut_off="20:00", dice_until="12:00", capacities={},
            )
        )  # fmt: skip
        session.commit()
    refused = taken_over(station.as_(other), check)
    assert refused.status_code == 409 and "利益关系" in refused.text


@pytest.mark.parametrize("path", ["/visits/{visit}", "/households/{household}"])
def test_r110_who_read_the_record_before_it_was_drawn_does_not_take_its_check_over(
    station: Checks, town: Town, path: str
) -> None:
    station.at(TUESDAY, 8)
    visits = dict(zip(station.visits(town.wang, town.doors3[:6]), town.doors3, strict=False))
    for reader in (town.lead, town.head):
        for visit, door in visits.items():
            page = station.as_(reader).get(path.format(visit=visit, household=door))
            assert page.status_code == 200
    station.at(TUESDAY, 20)
    station.at(WEDNESDAY, 8, 30).throw()
    check = station.checks()[0]
    refused = taken_over(station.as_(other_of(station, check)), check)
    assert refused.status_code == 409 and "您看过这条记录" in refused.text


def test_r110_a_refused_form_that_shows_a_record_is_logged_as_the_page_is(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)[0]
    station.as_(check.checker_id or "")
    station.post(f"/checks/{check.id}/answers", **station.answers(check))
    station.post(f"/checks/{check.id}/outcome", outcome="true")
    station.at(WEDNESDAY, 20)
    station.as_(other_of(station, check))
    refused = station.post(f"/checks/{check.id}/taking-over")
    assert refused.status_code == 422 and words_of(town, check)[1] in refused.text
    with db.session() as session:
        rows = session.exec(
            select(AccessLog.households).where(
                AccessLog.person_id == other_of(station, check), AccessLog.what == "check"
            )
        ).all()
    assert rows == [[check.household_id]]
