"""R110: a checker's phone keeps the blind forms, and not a word of any record."""

import json

from sqlmodel import select

from app.kit.db import Database
from app.org.models import AccessLog, Post
from tests.people import Town
from tests.spotchecks.conftest import Checks, hold
from tests.spotchecks.sent import bring, other_of
from tests.spotchecks.test_checks import drawn

SECRETS = ("楼道灯坏了三天", "租客", "2026-11-24", "11月24日", "王敏")


def test_r110_the_phone_keeps_the_list_and_each_own_form_that_is_still_to_do(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)
    checker = check.checker_id or ""
    mine = {one.id for one in station.checks() if one.checker_id == checker}
    pages = bring(station.as_(checker))
    assert set(pages) == {"/checks", *(f"/checks/{one}" for one in mine)}
    assert f'href="/checks/{check.id}"' in pages["/checks"]
    form = pages[f"/checks/{check.id}"]
    assert 'data-outbox="check_answers"' in form and 'name="id"' not in form
    with db.session() as session:
        seen = session.exec(select(AccessLog).where(AccessLog.what == "round")).one()
    assert check.household_id in seen.households


def test_r110_nothing_of_any_record_is_in_what_the_phone_keeps(station: Checks, town: Town) -> None:
    check = drawn(station, town)
    pages = bring(station.as_(check.checker_id or ""))
    secrets = (*SECRETS, *(one.visit_id for one in station.checks()), town.wang)
    assert [one for one in secrets for page in pages.values() if one in page] == []
    assert "checked" not in pages[f"/checks/{check.id}"].replace("data-checked", "")


def test_r110_what_did_not_change_is_not_sent_again(station: Checks, town: Town) -> None:
    check = drawn(station, town)
    station.as_(check.checker_id or "")
    lines = station.client.post("/round", json={"have": {}}).text
    have = {
        line["url"]: line["hash"]
        for line in map(json.loads, lines.splitlines())
        if line["type"] == "page"
    }
    station.clock.forward(minutes=40)
    station.as_(check.checker_id or "")
    reply = station.client.post("/round", json={"have": have}).text
    assert [json.loads(line)["type"] for line in reply.splitlines()] == ["start", "end"]


def test_r110_a_form_is_gone_once_it_is_answered_or_somebody_else_does_it(
    station: Checks, town: Town
) -> None:
    check = drawn(station, town)
    checker, url = check.checker_id or "", f"/checks/{check.id}"
    other = other_of(station, check)
    station.as_(other).post(f"{url}/taking-over", taken_over_why="生病")
    assert bring(station.as_(checker), {url: "x"})[url] == "gone"
    assert url in bring(station.as_(other))
    station.post(f"{url}/answers", **station.answers(check))
    pages = bring(station, {url: "x"})
    assert pages[url] == "gone"
    assert check.id not in pages["/checks"]


def test_r110_who_checks_nothing_keeps_no_page_of_it(station: Checks, town: Town) -> None:
    drawn(station, town)
    assert not [one for one in bring(station.as_(town.wang)) if one.startswith("/checks")]
    assert bring(station.as_(town.clerk)) == {}
    assert bring(station.as_(town.steward)) == {}
    there = bring(station.as_(town.other_lead, town.other_community))
    assert set(there) == {"/checks"}


def test_r110_the_household_pages_of_a_worker_who_checks_stay_veiled_on_the_phone(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)
    with db.session(writes=True) as session:
        hold(session, town.community, check.checker_id or "", Post.GRID_WORKER)
        session.commit()
    station.clock.forward(minutes=1)
    pages = bring(station.as_(check.checker_id or ""))
    household = pages[f"/households/{check.household_id}"]
    assert check.visit_id not in household and "楼道灯坏了三天" not in household
    station.post(f"/checks/{check.id}/answers", **station.answers(check))
    household = bring(station)[f"/households/{check.household_id}"]
    assert "楼道灯坏了三天" in household
