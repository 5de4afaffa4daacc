"""R110: a check is done at a door without signal, and its answers come once, or not at all."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import col, select

from app.auth.principal import COOKIE, token_hash
from app.households.models import Household
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Holding, Post
from app.spotchecks.commands.checks import answer
from app.spotchecks.commands.telling import Done
from app.spotchecks.erasing import erase_checks
from app.spotchecks.forms.checks import Answers
from app.spotchecks.models import Heard, Reached, SpotCheck, Way
from app.sync.items import Parcel
from app.sync.models import Received
from app.sync.verify import Sound, verify
from tests.people import Town
from tests.spotchecks.conftest import Checks, hold
from tests.spotchecks.sent import heard, other_of, send, write
from tests.spotchecks.test_checks import drawn


def stored(db: Database, check: SpotCheck) -> SpotCheck:
    """The check as it is now."""
    with db.session() as session:
        return session.get_one(SpotCheck, check.id)


def test_r110_answers_from_a_phone_are_saved_once_and_open_the_record(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)
    checker = check.checker_id or ""
    station.as_(checker)
    body = heard(check.id, visited_when="昨天上午", about=["safety_check"], heard="说了灯的事")
    envelope = write(station, checker, body)
    station.clock.forward(hours=3)
    first, again = send(station, envelope), send(station, envelope)
    assert first[0]["outcome"] == "accepted"
    assert first[0]["text"] == again[0]["text"], "the same receipt, byte for byte"
    now = stored(db, check)
    assert (now.visited, now.visited_when, now.about) == ("yes", "昨天上午", ["safety_check"])
    assert (now.answered_by, now.answered_at) == (checker, station.clock.now)
    page = station.get(f"/checks/{check.id}").text
    assert "昨天上午" in page and "楼道灯坏了三天" in page
    with db.session() as session:
        kinds = session.exec(
            select(AuditEvent.kind).where(col(AuditEvent.kind).startswith("check"))
        ).all()
        assert sorted(kinds) == ["check.answered", "check.words", "check_answers.accepted"]
        assert all(isinstance(one, Sound) for one in verify(session))


def test_r110_a_household_that_could_not_be_asked_ends_the_check_from_the_phone_too(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)
    checker = check.checker_id or ""
    body = heard(check.id, reached="moved", visited="no", visited_by="没人来")
    (result,) = send(station.as_(checker), write(station, checker, body))
    assert result["outcome"] == "accepted"
    now = stored(db, check)
    assert (now.outcome, now.visited, now.visited_by) == ("moved", "", "")


def test_r110_whoever_answers_second_is_told_who_was_first(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)
    checker = check.checker_id or ""
    name = "张丽" if checker == town.lead else "陈建国"
    one, other = (write(station, checker, heard(check.id, heard=text)) for text in ("甲", "乙"))
    together = send(station.as_(checker), one, other)
    assert [each["outcome"] for each in together] == ["accepted", "refused"]
    assert (together[1]["code"], together[1]["message"]) == ("done", f"{name}已经交了这一步")
    assert stored(db, check).heard == "甲"
    late = send(station, write(station, checker, heard(check.id, heard="丙")))
    assert late[0]["code"] == "done"
    plain = station.post(f"/checks/{check.id}/answers", **station.answers(check))
    assert plain.status_code == 409


def test_r110_a_check_taken_over_meanwhile_is_refused_with_the_name_of_who_does_it(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)
    checker, other = check.checker_id or "", other_of(station, check)
    envelope = write(station, checker, heard(check.id))
    station.as_(other).post(f"/checks/{check.id}/taking-over", taken_over_why="生病")
    (result,) = send(station.as_(checker), envelope)
    name = "张丽" if other == town.lead else "陈建国"
    assert (result["outcome"], result["code"]) == ("refused", "taken_over")
    assert result["message"] == f"{name}已经接手这条抽查，以那边的答案为准"
    assert stored(db, check).answered_at is None


def test_r110_to_anybody_else_there_is_no_such_check(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)
    for person in (town.wang, town.li, town.clerk):
        (result,) = send(station.as_(person), write(station, person, heard(check.id)))
        assert (result["outcome"], result["code"]) == ("refused", "unknown_check"), person
    station.as_(town.other_lead, town.other_community)
    there = write(station, town.other_lead, heard(check.id), community=town.other_community)
    assert send(station, there)[0]["code"] == "unknown_check"
    foreign = write(station, town.other_lead, heard(check.id))
    assert send(station, foreign)[0]["code"] == "other_community"
    checker = check.checker_id or ""
    (unknown,) = send(station.as_(checker), write(station, checker, heard(uuid7())))
    assert (unknown["code"], unknown["field"]) == ("unknown_check", "check")
    assert stored(db, check).answered_at is None


def test_r110_the_worker_who_leads_too_is_not_even_told_that_their_record_is_checked(
    station: Checks, town: Town, db: Database
) -> None:
    with db.session(writes=True) as session:
        hold(session, town.community, town.wang, Post.GRID_LEAD)
        session.commit()
    check = drawn(station, town)
    (result,) = send(station.as_(town.wang), write(station, town.wang, heard(check.id)))
    nothing = send(station, write(station, town.wang, heard(uuid7())))[0]
    assert result["code"] == nothing["code"] == "unknown_check"
    assert result["message"] == nothing["message"]


def test_r110_what_was_written_in_office_counts_and_what_came_after_does_not(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)
    checker = check.checker_id or ""
    in_office = write(station, checker, heard(check.id))
    with db.session(writes=True) as session:
        for one in session.exec(select(Holding).where(Holding.person_id == checker)):
            one.until = station.clock.now
        session.commit()
    station.clock.forward(hours=2)
    after = write(station, checker, heard(check.id))
    results = send(station.as_(checker), after, in_office)
    assert [one["outcome"] for one in results] == ["refused", "accepted"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"way": ""}, "way"),
        ({"way": "telepathy"}, "way"),
        ({"visited": ""}, "visited"),
        ({"reached": ["answered", "gone"]}, "reached"),
        ({"heard": "长" * 501}, "heard"),
        ({"about": ["safety_check", "gossip"]}, "about"),
        ({"check": "no id"}, "check"),
        ({"check": ["x", "' OR 1=1 --"]}, "check"),
        ({"check": ""}, "check"),
        ({"visited_by": {"name": "x"}}, "body"),
        ({"heard": "a\x00b"}, "body"),
    ],
)
def test_r110_a_body_that_says_nothing_is_refused_by_its_field_and_nothing_is_kept(
    station: Checks, town: Town, db: Database, fields: dict[str, Any], field: str
) -> None:
    check = drawn(station, town)
    checker = check.checker_id or ""
    (result,) = send(station.as_(checker), write(station, checker, heard(check.id, **fields)))
    assert result["outcome"] == "refused"
    assert result["field"] == field
    assert stored(db, check).answered_at is None


def test_r110_what_was_erased_meanwhile_is_not_taken_and_its_phone_forgets_it(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)
    checker = check.checker_id or ""
    with db.session(writes=True) as session:
        session.get_one(Household, check.household_id).erased_at = station.clock.now
        session.commit()
    (result,) = send(station.as_(checker), write(station, checker, heard(check.id)))
    assert (result["outcome"], result["code"]) == ("refused", "erased")


def test_r110_an_erasure_finds_the_envelope_in_which_the_household_spoke(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)
    checker = check.checker_id or ""
    envelope = write(station, checker, heard(check.id, heard="说了灯的事"))
    send(station.as_(checker), envelope)
    with db.session(writes=True) as session:
        (found,) = erase_checks(session, [check.visit_id])
        assert "说了灯的事" in (session.get_one(Received, found).text or "")
        session.commit()
    assert stored(db, check).heard == ""


def test_r110_twenty_who_answer_at_once_by_form_and_phone_have_one_effect(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)
    checker = check.checker_id or ""
    intake = station.client.app.state.house.parts["intake"]
    texts = [write(station, checker, heard(check.id, heard=f"{n}")) for n in range(10)]
    token = station.as_(checker).client.cookies.get(COOKIE) or ""

    def by_phone(text: str) -> str:
        reply = intake.take_group([Parcel(token_hash(token), [text], "zh-Hans")])[0]
        return "saved" if '"outcome":"accepted"' in reply.results[0] else "second"

    def by_form(number: int) -> str:
        said = Answers(Way.PHONE, Reached.ANSWERED, Heard.NO, "", "", (), f"{number}")
        with db.session(writes=True) as session:
            try:
                row = session.get_one(SpotCheck, check.id)
                answer(session, station.clock.now, row, checker, said)
                session.commit()
            except Done:
                session.rollback()
                return "second"
        return "saved"

    with ThreadPoolExecutor(max_workers=8) as pool:
        phones = [pool.submit(by_phone, text) for text in texts]
        forms = [pool.submit(by_form, n) for n in range(10)]
        told = [one.result() for one in [*phones, *forms]]
    assert told.count("saved") == 1
    with db.session() as session:
        noted = select(AuditEvent).where(AuditEvent.kind == "check.answered")
        assert len(session.exec(noted).all()) == 1
        assert all(isinstance(one, Sound) for one in verify(session))
