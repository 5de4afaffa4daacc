"""The screens of a worker's day: the round, the visit form, the own month (rows R108, R115)."""

import re

import pytest
from sqlmodel import select

from app.households.models import Household
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import AccessLog, Community
from app.visits.models import Concern
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.visits.conftest import Station, visits_in

# One engine for pages: the queries below them are tested on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_today_shows_the_round_and_its_progress(station: Station, town: Town) -> None:
    """R108: the counter of the day, out of twenty."""
    station.as_(town.wang)
    before = station.get("/today")
    assert before.status_code == 200 and "王敏" in before.text and "0/20" in before.text
    station.write(town.doors3[0])
    after = station.get("/today").text
    assert "1/20" in after
    assert len(re.findall(r"is-visited", after)) == 1


def test_two_visits_to_one_door_are_one_household(station: Station, town: Town) -> None:
    """R108: distinct households count."""
    station.as_(town.wang)
    station.write(town.doors3[0])
    station.write(town.doors3[0])
    assert "1/20" in station.get("/today").text


def test_an_open_concern_and_an_agreed_day_are_due(station: Station, town: Town) -> None:
    """R115: what was agreed and what waits for an answer is due on 今天."""
    station.as_(town.wang)
    station.write(town.doors3[0], requests="请修楼道灯", next_on="2026-11-24")
    station.clock.forward(days=9)
    shown = station.get("/today").text
    assert "请修楼道灯" in shown and "约好再来" in shown
    station.write(town.doors3[0], outcome="nobody_home")
    assert "约好再来" in station.get("/today").text
    station.write(town.doors3[0])
    assert "约好再来" not in station.get("/today").text


def test_other_posts_begin_elsewhere(station: Station, town: Town) -> None:
    begin = [(town.lead, "/board"), (town.head, "/board"), (town.steward, "/corrections"),
             (town.clerk, "/window")]  # fmt: skip
    for person, place in begin:
        reply = station.as_(person).get("/today")
        assert (reply.status_code, reply.headers["location"]) == (303, place)


def test_a_plain_visit_works_without_script(station: Station, town: Town, db: Database) -> None:
    station.as_(town.wang)
    reply = station.post(
        "/visits", household=town.doors3[0], outcome="met", requests=["修灯", "通下水"],
        purposes=["help_need", "safety_check"], findings="灯坏了",
    )  # fmt: skip
    assert (reply.status_code, reply.headers["location"]) == (303, "/today")
    (visit,) = visits_in(db)
    assert visit.requests == ["修灯", "通下水"] and visit.purposes == ["safety_check", "help_need"]
    assert visit.author_id == town.wang and visit.made_at == MONDAY_NINE


def test_a_wrong_field_is_named_and_nothing_typed_is_lost(
    station: Station, town: Town, db: Database
) -> None:
    station.as_(town.wang)
    reply = station.post(
        "/visits", household=town.doors3[0], outcome="met", findings="楼道有水",
        next_on="2020-01-01",
    )  # fmt: skip
    assert reply.status_code == 422
    assert "约定的日期不能早于走访当天" in reply.text and "楼道有水" in reply.text
    assert 'data-error-for="next_on"' in reply.text and not visits_in(db)


def test_never_20_double_tap_makes_one_record(station: Station, town: Town, db: Database) -> None:
    station.as_(town.wang)
    record = uuid7()
    for _ in range(2):
        station.write(town.doors3[0], id=record, findings="灯坏了")
        station.clock.forward(seconds=1)
    assert len(visits_in(db)) == 1
    other = station.post(
        "/visits", id=record, household=town.doors3[0], outcome="met", findings="换了"
    )
    assert other.status_code == 422 and "已经保存过" in other.text


def test_a_household_of_another_grid_cannot_be_written(
    station: Station, town: Town, db: Database
) -> None:
    station.as_(town.wang)
    reply = station.post("/visits", household=town.doors4[0], outcome="met")
    assert reply.status_code == 404 and not visits_in(db)


def test_only_grid_workers_write_visits(station: Station, town: Town) -> None:
    for person in (town.lead, town.steward, town.clerk):
        reply = station.as_(person).post("/visits", household=town.doors3[0], outcome="met")
        assert reply.status_code == 403


def test_me_shows_my_month_and_the_slogan(station: Station, town: Town, db: Database) -> None:
    """R120: households reached, needs solved, and a slogan where there is one."""
    with db.session(writes=True) as session:
        community = session.get(Community, town.community)
        assert community is not None
        community.slogan = "进百家门"
        session.commit()
    station.as_(town.wang).write(town.doors3[0], requests="修灯")
    shown = station.get("/me").text
    assert "进百家门" in shown and re.search(r"本月走到\w+</dt><dd>1\b", shown)
    assert "本月办结民情</dt><dd>0" in shown and "未办结民情</dt><dd>1" in shown
    with db.session(writes=True) as session:
        session.exec(select(Concern)).one().closed_at = MONDAY_NINE
        session.commit()
    assert "本月办结民情</dt><dd>1" in station.get("/me").text


def test_a_visit_is_written_with_its_purpose_and_its_six_points(station: Station) -> None:
    """R116, R117: five purposes, six points, and no kind of person to be ticked."""
    form = station.get("/visits/new").text
    purposes = re.findall(r'name="purposes" value="(\w+)"', form)
    assert purposes == [
        "update_data", "safety_check", "help_need", "deliver_result", "policy_talk",
    ]  # fmt: skip
    points = re.findall(r'name="checklist" value="(\w+)"', form)
    assert points == ["family", "needs", "facilities", "hazards", "services", "concerns"]
    assert "本人需求清" in form and "人员类别" not in form


def test_the_empty_form_is_the_same_for_everyone(station: Station, town: Town) -> None:
    stranger = station.get("/visits/new")
    worker = station.as_(town.wang).get("/visits/new")
    assert stranger.status_code == 200 and stranger.text == worker.text
    assert 'name="address"' in stranger.text and "王敏" not in worker.text


def test_today_finds_a_door_by_name_and_logs_it_once_a_day(
    station: Station, town: Town, db: Database
) -> None:
    with db.session(writes=True) as session:
        door = session.get(Household, town.doors3[0])
        assert door is not None
        door.contact_name = "王秀英"
        session.commit()
    station.as_(town.wang)
    for _ in range(3):
        assert "王秀英" in station.get("/today").text
    station.clock.forward(days=1)
    station.as_(town.wang).get("/today")
    with db.session() as session:
        rows = session.exec(select(AccessLog).where(AccessLog.what == "today")).all()
    assert [one.households for one in rows] == [sorted(town.doors3)] * 2
