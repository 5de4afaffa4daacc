"""Somebody whose last post has ended: may send what was written in office, and answer for it."""

from datetime import timedelta

from sqlmodel import select

from app.auth.principal import held_by
from app.auth.rules import SENDS_FOR, still_sends
from app.kit.clock import utc_now
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Holding, Post
from tests.auth.conftest import Station
from tests.people import Town


def _ends_now(station: Station, person_id: str) -> None:
    with station.db.session(writes=True) as session:
        for one in session.exec(select(Holding).where(Holding.person_id == person_id)):
            one.until = station.clock()
        session.commit()


def test_who_left_signs_in_and_reads_what_is_left_to_do(station: Station, town: Town) -> None:
    phone = station.phone_of(town.wang)
    _ends_now(station, town.wang)
    station.clock.forward(days=179)
    answer = station.touch(phone)
    assert answer.json()["next"] == "/me"
    page = station.client.get("/me").text
    assert "您的岗位已经结束" in page and 'href="/outbox"' in page
    assert 'href="/cases"' in page and "岗位结束 180 天后" in page
    assert station.client.get("/cases").status_code == 200
    assert station.client.get("/today").headers["location"] == "/me"
    for path in ("/households", "/visits", "/staff", "/books", "/station"):
        assert station.client.get(path).status_code == 403, path


def test_who_left_half_a_year_ago_does_not_come_in(station: Station, town: Town) -> None:
    phone = station.phone_of(town.wang)
    _ends_now(station, town.wang)
    station.clock.forward(days=180, seconds=1)
    assert station.touch(phone).status_code == 403


def test_who_never_began_does_not_come_in(station: Station, town: Town, db: Database) -> None:
    phone = station.phone_of(town.wang)
    with db.session(writes=True) as session:
        for one in session.exec(select(Holding).where(Holding.person_id == town.wang)):
            one.since = station.clock() + timedelta(days=1)
        session.commit()
    assert station.touch(phone).status_code == 403


def test_a_post_that_goes_on_is_the_one_that_counts(station: Station, town: Town) -> None:
    phone = station.phone_of(town.wang)
    with station.db.session(writes=True) as session:
        [old] = held_by(session, town.wang, station.clock())
        old.until = station.clock()
        begun = {"id": uuid7(), "since": station.clock(), "until": None}
        session.add(Holding(**{**old.model_dump(), **begun, "post": Post.CLERK, "grid_id": None}))
        session.commit()
    station.clock.forward(minutes=1)
    assert station.touch(phone).status_code == 200
    assert "岗位已经结束" not in station.client.get("/me").text


def test_the_time_to_send_ends_at_the_second() -> None:
    now = utc_now()
    assert still_sends(now - SENDS_FOR + timedelta(seconds=1), now)
    assert not still_sends(now - SENDS_FOR, now)
