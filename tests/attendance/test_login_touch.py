"""Opening the application with one's key in the morning is signing in for the day (row R112)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session, select, text

from app.attendance.models import Touch
from app.auth.sessions import SIGNED_IN
from app.kit.db import Database
from tests.auth.authenticator import Authenticator, PhoneKey
from tests.auth.conftest import Station, phone, plain_phone, station
from tests.clock import HeldClock
from tests.people import Town

__all__ = ["phone", "plain_phone", "station"]


def touches(db: Database) -> list[Touch]:
    """Every touch that is kept."""
    with db.session() as session:
        return list(session.exec(select(Touch)))


def test_r112_the_ceremony_that_opens_the_day_is_the_record(
    station: Station, db: Database, town: Town, clock: HeldClock
) -> None:
    mine = station.phone_of(town.wang)
    assert touches(db) == []
    options = station.challenge()
    asked = clock()
    clock.forward(seconds=9)
    credential = mine.get(options["publicKey"])
    body = {"credential": credential}
    assert station.client.post("/sign-in/passkey", json=body).status_code == 200
    (touch,) = touches(db)
    assert (touch.person_id, touch.on, touch.part) == (town.wang, date(2026, 11, 23), "am")
    assert (touch.grade, touch.earliest, touch.latest) == ("A", asked, clock())
    assert "touch.signed_in" in station.trail()


def test_a_phone_without_passkeys_makes_a_record_of_its_own_grade(
    station: Station, db: Database, town: Town, plain_phone: PhoneKey
) -> None:
    key, _ = station.enrol_key(station.invite(town.wang), plain_phone)
    assert station.type_pin(key, plain_phone).status_code == 200
    assert [one.grade for one in touches(db)] == ["D"]


@pytest.mark.parametrize("hour", [20, 15])  # 04:00 is in the window of Shanghai, 23:00 is not
def test_at_night_nobody_signs_in_for_a_day(
    station: Station, db: Database, town: Town, clock: HeldClock, hour: int
) -> None:
    mine = station.phone_of(town.wang)
    clock.now = datetime(2026, 11, 23, hour, 0, tzinfo=UTC)
    assert station.touch(mine).status_code == 200
    assert len(touches(db)) == (1 if hour == 20 else 0)


def test_those_above_the_communities_have_no_days(
    station: Station, db: Database, town: Town
) -> None:
    mine = station.phone_of(town.street_officer)
    assert station.touch(mine).status_code == 200
    assert touches(db) == []


def _raises(*_: Any) -> None:
    raise RuntimeError("no attendance today")


def _breaks(session: Session, *_: Any) -> None:
    session.execute(text("SELECT 1 FROM no_such_table"))


@pytest.mark.parametrize("fault", [_raises, _breaks])
def test_what_fails_in_attendance_keeps_nobody_from_signing_in(
    station: Station, db: Database, town: Town, fault: Any
) -> None:
    mine = station.phone_of(town.wang)
    registry = station.client.app.state.house.parts["registry"]
    registry.fill(SIGNED_IN, "a fault", fault)
    assert station.touch(mine).status_code == 200
    assert station.client.get("/me/devices").status_code == 200
    assert len(touches(db)) == 1


def test_a_refused_sign_in_is_no_touch(
    station: Station, db: Database, town: Town, phone: Authenticator
) -> None:
    mine = station.phone_of(town.wang)
    assert station.touch(mine, flags=1).status_code in (401, 403)
    assert touches(db) == []
