"""Erased means gone: from the tables, the raw files, the photos, the imports and the chain."""

import json
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlmodel import select

from app.households.models import ErasedFor, Erasure, Household
from app.kit.db import Database
from app.rights.commands.erase import Cause, erase_household
from app.rights.commands.raw import clean, finish, list_of, noted
from app.settings import Settings
from app.sync.models import Received
from app.sync.verify import Fault, Sound, verify
from app.visits.models import Photo, Visit
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.rights.canaries import Aviary, found_in, plant
from tests.sync.phone import Phone
from tests.visits.conftest import Station


def erase(db: Database, settings: Settings, door: str, by: str) -> None:
    """Erase a household as the head's page does."""
    cause = Cause(by, ErasedFor.REQUEST, MONDAY_NINE, MONDAY_NINE.date())
    with db.session(writes=True) as session:
        erased = erase_household(session, session.get_one(Household, door), cause)
        session.commit()
    finish(settings, db, [erased])


def everything_said(db: Database) -> str:
    """Every row of every table, as text."""
    with db.engine.connect() as connection:
        tables = inspect(db.engine).get_table_names()
        return "\n".join(
            repr(tuple(row))
            for name in tables
            for row in connection.execute(text(f'SELECT * FROM "{name}"'))
        )


@pytest.fixture
def birds(station: Station, settings: Settings, town: Town) -> Aviary:
    """Forty canaries about Wang Min's first door, among other doors' visits."""
    planted = plant(station, settings, town.doors3[0])
    station.as_(town.wang)
    for door in town.doors3[1:]:
        station.write(door, findings="别家的记录" * 40)
    return planted


def test_r137_no_canary_is_left_in_any_table_and_the_log_is_sound(
    db: Database, settings: Settings, town: Town, birds: Aviary
) -> None:
    assert len(birds.words) >= 40
    before = everything_said(db)
    # What only ever lay beside the database: the picture's own words, and the file being imported.
    beside = {"camera", "waiting source", "waiting rows"}
    missed = [place for place, word in birds.words.items() if word not in before
              and word not in before.encode().decode("unicode_escape", "ignore")]  # fmt: skip
    assert set(missed) <= beside, missed
    erase(db, settings, town.doors3[0], town.head)
    after = everything_said(db)
    assert [place for place, word in birds.words.items() if word in after] == []
    assert found_in(Path(settings.data) / "imports", birds.words) == {}
    assert list(settings.files.rglob("*.webp")) == []
    with db.session() as session:
        assert all(isinstance(one, Sound) for one in verify(session))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_r137_no_byte_of_forty_canaries_is_left_in_the_raw_files(
    db: Database, settings: Settings, town: Town, birds: Aviary
) -> None:
    data = Path(settings.data)
    assert len(found_in(data, birds.words)) >= 38, "planted where they can be found"
    erase(db, settings, town.doors3[0], town.head)
    assert found_in(data, birds.words) == {}
    assert (data / "qiaomen.db-wal").stat().st_size == 0


def test_what_stays_says_nothing_but_that_something_was_erased(
    db: Database, settings: Settings, town: Town, birds: Aviary
) -> None:
    door = town.doors3[0]
    erase(db, settings, door, town.head)
    with db.session() as session:
        household = session.get_one(Household, door)
        assert (household.people, household.contact_name, household.contact_phone) == (None, "", "")
        assert household.erased_at and household.moved_out_on == MONDAY_NINE.date()
        blank = [one for one in session.exec(select(Visit)) if one.erased_at]
        assert len(blank) == 3 and {one.household_id for one in blank} == {None}
        assert session.exec(select(Photo)).all() == []
        [erasure] = session.exec(select(Erasure)).all()
        assert (erasure.household_id, erasure.files) == (door, [])
    [line] = noted(list_of(settings))
    assert (line.household, line.cause) == (door, "request")
    assert found_in(Path(settings.data), {"the neighbours": "别家的记录"}) or not db.sqlite


def test_a_payload_that_goes_without_an_erasure_is_still_found(
    db: Database, settings: Settings, town: Town, birds: Aviary
) -> None:
    erase(db, settings, town.doors3[0], town.head)
    with db.session(writes=True) as session:
        session.connection().execute(
            text(
                "DELETE FROM audit_payload WHERE seq = (SELECT min(seq) FROM audit_event"
                " WHERE kind = 'household.erased')"
            )
        )
        session.commit()
    with db.session() as session:
        [finding] = verify(session, town.community)
    assert isinstance(finding, Fault) and finding.why == "payload is gone"


def test_the_phone_that_holds_the_record_gets_the_same_receipt_and_a_new_one_is_not_kept(
    station: Station, db: Database, settings: Settings, town: Town, birds: Aviary
) -> None:
    station.as_(town.wang)
    phone = Phone(town.wang, town.community)
    [held] = birds.records
    before = station.client.post("/sync", json=phone.request([held])).json()["results"]
    erase(db, settings, town.doors3[0], town.head)
    after = station.client.post("/sync", json=phone.request([held])).json()["results"]
    assert before == after, "byte for byte"
    record = json.loads(held)["id"]
    late = phone.visit(town.doors3[0], station.clock(), body={
        "household": town.doors3[0], "outcome": "met", "findings": "雀晚到"})  # fmt: skip
    amended = phone.visit(town.doors3[0], station.clock(), kind="amendment",
                          base={"id": record, "rev": 1}, body={"outcome": "met",
                          "findings": "雀晚改"})  # fmt: skip
    corrected = phone.visit(town.doors3[0], station.clock(), kind="correction", body={
        "household": town.doors3[0], "people": "4", "contact_by": "door",
        "reason": "雀晚更正"})  # fmt: skip
    sent = [late, amended, corrected]
    results = station.client.post("/sync", json=phone.request(sent)).json()["results"]
    assert [(one["outcome"], one["code"]) for one in map(json.loads, results)] == [
        ("refused", "erased")
    ] * 3
    photo = f"/sync/files/{record}/{birds.photo}?nonce={'0' * 32}"
    told = json.loads(station.client.put(photo, content=b"x").json()["answer"])
    assert (told["outcome"], told["code"]) == ("refused", "erased")
    assert "雀晚" not in everything_said(db)
    with db.session() as session:
        assert session.get_one(Received, record).text is None


def test_a_photo_file_that_a_crash_left_behind_goes_with_the_next_cleaning(
    db: Database, settings: Settings, town: Town, birds: Aviary
) -> None:
    cause = Cause(town.head, ErasedFor.REQUEST, MONDAY_NINE, MONDAY_NINE.date())
    with db.session(writes=True) as session:
        erase_household(session, session.get_one(Household, town.doors3[0]), cause)
        session.commit()
    assert list(settings.files.rglob("*.webp")), "the crash came between commit and removal"
    finish(settings, db, [])
    from app.rights.commands.raw import remove_files

    assert remove_files(settings, db) == 1 and clean(db, whole=True)
    assert list(settings.files.rglob("*.webp")) == []


def test_an_old_spreadsheet_does_not_bring_back_who_asked_to_be_erased(
    db: Database, settings: Settings, town: Town, birds: Aviary
) -> None:
    from app.books.imports.queries.known import doors_of

    erase(db, settings, town.doors3[0], town.head)
    with db.session() as session:
        household = session.get_one(Household, town.doors3[0])
        known = doors_of(session, town.community)[(household.building_id, "1", household.room)]
    assert known.erased


def test_the_round_says_that_something_was_erased_and_a_signed_answer_says_what(
    station: Station, db: Database, settings: Settings, town: Town, birds: Aviary
) -> None:
    def start() -> dict[str, str]:
        reply = station.as_(town.wang).client.post("/round", json={"have": {}})
        line: dict[str, str] = json.loads(reply.text.splitlines()[0])
        return line

    assert start()["erasures"] == ""
    erase(db, settings, town.doors3[0], town.head)
    mark = start()["erasures"]
    asked = {"nonce": "0" * 32, "since": ""}
    reply = station.client.post("/sync/erasures", json=asked).json()
    told = json.loads(reply["answer"])
    assert (told["mark"], told["households"]) == (mark, [town.doors3[0]])
    assert json.loads(birds.records[0])["id"] in told["records"]
    assert len(told["records"]) == 4, "two visits, one from paper, and a correction"
    again = station.client.post("/sync/erasures", json={**asked, "since": mark}).json()
    assert json.loads(again["answer"])["households"] == []
    other = station.as_(town.other_lead, town.other_community)
    told = json.loads(other.client.post("/sync/erasures", json=asked).json()["answer"])
    assert (told["households"], told["records"]) == ([], [])
