"""The steps of restoring 王敏's lost phone, as the officers take them in their browsers."""

import re

from tests.auth.conftest import Station


def report(station: Station) -> str:
    """The head reports that her phone is lost; the recovery's id."""
    station.be(station.town.head)
    assert station.client.post(f"/staff/{station.town.wang}/recoveries").status_code == 303
    page = station.client.get(f"/staff/{station.town.wang}").text
    return re.findall(r"/recoveries/([\w-]{36})/", page)[0]


def confirm(station: Station, recovery: str, officer: str, told: str = "1") -> int:
    """Somebody agrees, having told her; the answer's status."""
    station.be(officer)
    path = f"/recoveries/{recovery}/confirmation"
    return station.client.post(path, data={"told": told} if told else {}).status_code


def link(station: Station, recovery: str) -> str:
    """The token of the invitation, for who is signed in now."""
    page = station.client.post(f"/recoveries/{recovery}/invitation").text
    return re.findall(r"/invitations/([\w-]{43})", page)[0]


def confirmed(station: Station) -> tuple[str, str]:
    """A recovery that both officers agreed to, and the token that the head hands over."""
    recovery = report(station)
    assert confirm(station, recovery, station.town.street_officer) == 303
    station.be(station.town.head)
    return recovery, link(station, recovery)
