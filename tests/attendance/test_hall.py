"""The code on the hall's screen: new each minute, one's own community's, and only if wanted."""

import re
from datetime import date

import pytest

from app.attendance.models import Terms
from app.attendance.rules.challenges import hall_secret
from app.attendance.rules.evidence import station_code
from app.kit.db import Database
from app.kit.secrets import load_secret
from tests.people import Town
from tests.station.conftest import Desk


@pytest.fixture
def wanted(db: Database, town: Town) -> None:
    """Both communities show a code."""
    with db.session(writes=True) as session:
        for one in (town.community, town.other_community):
            session.add(Terms(community_id=one, since=date(2026, 1, 1), hall_code=True))
        session.commit()


def code_on(page: str) -> str:
    """The six digits that stand there."""
    return "".join(re.findall(r"<span>(\d{3})</span>", page))


@pytest.mark.usefixtures("wanted")
def test_r112_the_hall_shows_the_code_that_proves_its_minute(desk: Desk, town: Town) -> None:
    """R112: the hall's own screen proves who signs in there."""
    shown = code_on(desk.as_(town.clerk).get("/hall-screen"))
    day_secret = load_secret(desk.client.app.state.house.settings.data, "day.key")
    assert shown == station_code(hall_secret(day_secret, town.community), desk.clock())
    desk.clock.forward(seconds=60)
    assert code_on(desk.get("/hall-screen")) not in ("", shown)


@pytest.mark.usefixtures("wanted")
def test_another_hall_has_another_code(desk: Desk, town: Town) -> None:
    here = code_on(desk.as_(town.lead).get("/hall-screen"))
    there = code_on(desk.as_(town.other_lead, town.other_community).get("/hall-screen"))
    assert here != there


@pytest.mark.usefixtures("wanted")
def test_the_screen_asks_for_the_code_alone(desk: Desk, town: Town) -> None:
    desk.as_(town.head)
    reply = desk.client.get("/hall-screen", headers={"hx-request": "true"})
    assert code_on(reply.text) and "<html" not in reply.text


def test_a_hall_without_a_code_says_where_to_turn_it_on(desk: Desk, town: Town) -> None:
    assert 'href="/roster/terms"' in desk.as_(town.head).get("/hall-screen")
    desk.get("/roster/terms")
    for other in (town.lead, town.clerk):  # the terms are the head's
        page = desk.as_(other).get("/hall-screen")
        assert "没有打开" in page and code_on(page) == "" and "/roster/terms" not in page
        assert "请站长在“排班”的“工作要求”里打开" in page


@pytest.mark.usefixtures("wanted")
def test_who_signs_in_cannot_read_the_code_from_afar(desk: Desk, town: Town) -> None:
    desk.as_(town.wang).get("/hall-screen", status=403)
