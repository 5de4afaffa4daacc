"""A lost phone is restored by two officers, and by nobody alone."""

import re

import pytest
from sqlalchemy.exc import IntegrityError

from app.auth.models import Recovery
from app.kit.ids import uuid7
from tests.auth.authenticator import Authenticator
from tests.auth.conftest import Station
from tests.auth.recovering import confirm, link, report
from tests.conftest import ORIGIN


def test_head_and_street_officer_restore_a_lost_phone(station: Station) -> None:
    lost = station.phone_of(station.town.wang)
    station.touch(lost)
    stolen_session = station.cookie
    recovery = report(station)
    assert confirm(station, recovery, station.town.street_officer) == 303
    station.be(station.town.head)
    token = link(station, recovery)
    assert station.come_back(stolen_session) == 200  # only its use replaces what there was
    station.leave()
    new = Authenticator(ORIGIN)
    assert station.enrol(token, new).json()["next"] == "/today"
    station.leave()
    assert station.touch(lost).status_code == 403
    assert station.come_back(stolen_session) == 401
    station.leave()
    assert station.touch(new).status_code == 200
    steps = ["recovery.opened", "recovery.confirmed", "recovery.done", "device.revoked"]
    assert set(steps) <= set(station.trail())


def test_before_an_officer_agrees_there_is_nolink(station: Station) -> None:
    station.phone_of(station.town.wang)
    recovery = report(station)
    assert station.client.post(f"/recoveries/{recovery}/invitation").status_code == 409


def test_the_head_cannot_agree_with_himself(station: Station) -> None:
    station.phone_of(station.town.wang)
    recovery = report(station)
    assert confirm(station, recovery, station.town.head) == 403


def test_an_officer_cannot_agree_with_himself_either(station: Station) -> None:
    station.phone_of(station.town.head)
    station.be(station.town.street_officer)
    path = f"/recoveries/for/{station.town.head}"
    assert station.client.post(path).status_code == 303
    page = station.client.get("/recoveries").text
    recovery = re.findall(r"/recoveries/([\w-]{36})/refusal", page)[0]
    assert confirm(station, recovery, station.town.street_officer) == 403
    assert confirm(station, recovery, station.town.district_officer) == 303
    station.be(station.town.street_officer)
    assert len(link(station, recovery)) == 43


def test_only_the_opener_gets_thelink(station: Station) -> None:
    station.phone_of(station.town.wang)
    recovery = report(station)
    confirm(station, recovery, station.town.street_officer)
    others = (
        station.town.street_officer, station.town.district_officer, station.town.lead,
        station.town.wang, station.town.other_lead,
    )  # fmt: skip
    for person in others:
        station.be(person)
        assert station.client.post(f"/recoveries/{recovery}/invitation").status_code == 404


def test_who_is_no_officer_of_the_area_cannot_agree(station: Station) -> None:
    station.phone_of(station.town.wang)
    recovery = report(station)
    for person in (station.town.wang, station.town.lead, station.town.clerk, station.town.steward):
        assert confirm(station, recovery, person) == 403


def test_nobody_opens_a_recovery_for_themself(station: Station) -> None:
    station.be(station.town.head)
    assert station.client.post(f"/staff/{station.town.head}/recoveries").status_code == 403
    station.be(station.town.street_officer)
    path = f"/recoveries/for/{station.town.street_officer}"
    assert station.client.post(path).status_code == 404


def test_the_owner_can_stop_it_and_the_link_is_dead(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    recovery = report(station)
    confirm(station, recovery, station.town.street_officer)
    station.be(station.town.head)
    token = link(station, recovery)
    station.leave()
    station.touch(phone)
    assert station.client.post(f"/recoveries/{recovery}/refusal").status_code == 303
    station.leave()
    assert station.client.get(f"/invitations/{token}").status_code == 410
    assert station.trail()[-1] == "recovery.refused"


def test_somebody_else_cannot_stop_it(station: Station) -> None:
    station.phone_of(station.town.wang)
    recovery = report(station)
    for person in (station.town.li, station.town.other_lead):
        station.be(person)
        assert station.client.post(f"/recoveries/{recovery}/refusal").status_code == 404


def test_a_recovery_that_nobody_confirms_ends_after_three_days(station: Station) -> None:
    station.phone_of(station.town.wang)
    recovery = report(station)
    station.clock.forward(hours=73)
    assert confirm(station, recovery, station.town.street_officer) == 404
    assert report(station) != recovery


def test_a_second_recovery_waits_for_the_first(station: Station) -> None:
    station.phone_of(station.town.wang)
    report(station)
    assert station.client.post(f"/staff/{station.town.wang}/recoveries").status_code == 409


def test_the_database_refuses_one_person_in_two_parts(station: Station) -> None:
    town = station.town
    for opener, confirmer in (
        (town.wang, town.head),
        (town.head, town.head),
        (town.head, town.wang),
    ):
        row = Recovery(
            id=uuid7(), person_id=town.wang, opened_by=opener, confirmed_by=confirmer,
            opened_at=station.clock(), expires_at=station.clock.now,
        )  # fmt: skip
        with station.db.session(writes=True) as session, pytest.raises(IntegrityError):
            session.add(row)
            session.flush()
