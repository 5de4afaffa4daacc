"""Who is being restored hears of it on every page, can stop it, and is told by a person."""

import re

import pytest
from sqlmodel import select

from app.auth.models import Recovery
from tests.auth.authenticator import Authenticator
from tests.auth.conftest import Station
from tests.auth.recovering import confirm, confirmed, link, report
from tests.conftest import ORIGIN

BANNER = "data-recovery-banner"
PAGES = ("/today", "/households", "/me", "/me/devices", "/me/notices")


def _banners(station: Station) -> set[str]:
    """The pages on which whoever is signed in now sees a recovery."""
    return {path for path in PAGES if BANNER in station.client.get(path).text}


def test_every_page_says_so_while_it_is_under_way(station: Station) -> None:
    station.phone_of(station.town.wang)
    station.be(station.town.wang)
    assert _banners(station) == set()
    recovery = report(station)
    station.be(station.town.wang)
    assert _banners(station) == set(PAGES)
    assert "陈建国为您申请了找回登录" in station.client.get("/today").text
    confirm(station, recovery, station.town.street_officer)
    station.be(station.town.wang)
    assert _banners(station) == set(PAGES)


def test_nobody_else_sees_it(station: Station) -> None:
    station.phone_of(station.town.wang)
    report(station)
    for person in (station.town.li, station.town.lead, station.town.head):
        station.be(person)
        assert _banners(station) == set()
    station.leave()
    for path in ("/sign-in", "/outbox", "/visits/new", "/offline"):
        assert BANNER not in station.client.get(path).text


def test_what_the_phone_keeps_of_the_round_knows_nothing_of_it(station: Station) -> None:
    station.phone_of(station.town.wang)
    report(station)
    station.be(station.town.wang)
    assert BANNER not in station.client.post("/round", json={}).text


def test_one_tap_on_the_banner_stops_it(station: Station) -> None:
    station.phone_of(station.town.wang)
    recovery, token = confirmed(station)
    station.be(station.town.wang)
    (action,) = re.findall(r'action="(/recoveries/[^"]+)"', station.client.get("/today").text)
    answer = station.client.post(action)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me/devices")
    assert _banners(station) == set()
    assert "找回登录的申请已取消" in station.client.get("/me/devices").text
    assert station.trail()[-1] == "recovery.refused"
    station.leave()
    assert station.client.get(f"/invitations/{token}").status_code == 410
    station.be(station.town.head)
    assert station.client.post(f"/recoveries/{recovery}/invitation").status_code == 404


def test_for_a_day_after_its_use_every_page_says_that_it_happened(station: Station) -> None:
    station.phone_of(station.town.wang)
    recovery, token = confirmed(station)
    station.leave()
    assert station.enrol(token, Authenticator(ORIGIN)).status_code == 200
    assert _banners(station) == set(PAGES)
    assert "您的登录换到了新手机" in station.client.get("/me").text
    assert station.client.post(f"/recoveries/{recovery}/refusal").status_code == 404
    station.clock.forward(hours=23)
    assert _banners(station) == set(PAGES)
    station.clock.forward(hours=1)
    assert _banners(station) == set()


def test_a_recovery_that_ran_out_is_no_news(station: Station) -> None:
    station.phone_of(station.town.wang)
    report(station)
    station.clock.forward(hours=72)
    station.be(station.town.wang)
    assert _banners(station) == set()


def test_an_officer_who_has_not_told_the_owner_cannot_agree(station: Station) -> None:
    station.phone_of(station.town.wang)
    recovery = report(station)
    for told in ("", "0"):
        assert confirm(station, recovery, station.town.street_officer, told) == 422
    assert (
        "请先告诉本人，再同意" in station.client.post(f"/recoveries/{recovery}/confirmation").text
    )
    station.be(station.town.head)
    assert station.client.post(f"/recoveries/{recovery}/invitation").status_code == 409


def test_who_told_the_owner_and_when_is_kept_and_chained(station: Station) -> None:
    station.phone_of(station.town.wang)
    recovery = report(station)
    at = station.clock.forward(minutes=40)
    assert confirm(station, recovery, station.town.street_officer) == 303
    with station.db.session() as session:
        row = session.exec(select(Recovery)).one()
    assert (row.told_by, row.told_at) == (station.town.street_officer, at)
    assert station.trail()[-2:] == ["recovery.told", "recovery.confirmed"]
    station.be(station.town.head)
    assert "孙伟已告诉本人" in station.client.get(f"/staff/{station.town.wang}").text


def test_the_link_ends_with_the_recovery_so_that_it_can_always_be_stopped(
    station: Station,
) -> None:
    station.phone_of(station.town.wang)
    recovery = report(station)
    confirm(station, recovery, station.town.street_officer)
    station.clock.forward(hours=71)
    station.be(station.town.head)
    token = link(station, recovery)
    station.leave()
    station.clock.forward(minutes=59)
    assert station.client.get(f"/invitations/{token}").status_code == 200
    station.clock.forward(minutes=1)
    assert station.client.get(f"/invitations/{token}").status_code == 410


@pytest.mark.parametrize("page", ["/today", "/visits/new"])
def test_a_page_has_a_place_for_it_that_is_empty_when_there_is_no_news(
    station: Station, page: str
) -> None:
    station.be(station.town.wang)
    assert '<div class="banners" data-banners></div>' in station.client.get(page).text
