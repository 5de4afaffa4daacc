"""Visits from paper: entered by a lead, judged like any other, and the worker has the last word."""

import json

import pytest
from sqlmodel import col, select, update

from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.org.models import Holding
from app.sync.verify import Sound, verify
from app.visits.models import Concern, PaperVisit, Visit
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.visits.conftest import Station

PAPER = {
    "visited_at": "2026-11-20T10:30",
    "outcome": "met",
    "met_role": "family",
    "findings": "写在纸上的",
    "requests": "修灯",
}


def entered(station: Station, town: Town, db: Database, **fields: str) -> str:
    """A paper visit at Wang Min's first door; its id."""
    reply = station.as_(town.lead).post(
        "/paper-visits", **{"household": town.doors3[0], "worker": town.wang, **PAPER, **fields}
    )
    assert reply.status_code == 303, reply.text
    with db.session() as session:
        return session.exec(select(PaperVisit.visit_id)).one()


def test_a_lead_enters_it_in_the_workers_name_and_it_is_marked_wherever_it_is_shown(
    station: Station, town: Town, db: Database
) -> None:
    one = entered(station, town, db)
    with db.session() as session:
        visit = session.get(Visit, one)
        assert visit is not None
        assert (visit.author_id, visit.day.isoformat()) == (town.wang, "2026-11-20")
        assert (visit.grid_id, visit.set_aside, visit.device_id) == (town.grid3, "", None)
        assert session.exec(select(Concern.text)).one() == "修灯"
        kinds = session.exec(select(AuditEvent.kind)).all()
        assert "visit.paper" in kinds
        assert all(isinstance(found, Sound) for found in verify(session))
    for path in ("/visits", f"/visits/{one}", f"/households/{town.doors3[0]}", "/paper-visits"):
        assert "代录" in station.get(path).text, path
    station.as_(town.wang)
    assert "代录" in station.get(f"/households/{town.doors3[0]}").text
    reply = station.client.post("/round", json={"have": {}})
    pages = {x["url"]: x["html"] for x in map(json.loads, reply.text.splitlines()) if "html" in x}
    assert f"/paper-visits/{one}" in pages["/today"]
    assert "代录" in pages[f"/households/{town.doors3[0]}"]


def test_the_worker_confirms_it_once(station: Station, town: Town, db: Database) -> None:
    one = entered(station, town, db)
    station.as_(town.wang)
    assert "写在纸上的" in station.get(f"/paper-visits/{one}").text
    assert station.post(f"/paper-visits/{one}/answer", answer="confirmed").status_code == 303
    assert station.post(f"/paper-visits/{one}/answer", answer="otherwise").status_code == 409
    assert f"/paper-visits/{one}" not in station.get("/today").text
    assert "网格员已确认" in station.as_(town.lead).get(f"/visits/{one}").text


def test_the_worker_says_that_it_was_otherwise_and_the_lead_reads_how(
    station: Station, town: Town, db: Database
) -> None:
    one = entered(station, town, db)
    station.as_(town.wang)
    assert station.post(f"/paper-visits/{one}/answer", answer="otherwise").status_code == 422
    station.post(f"/paper-visits/{one}/answer", answer="otherwise", reply="那天没人在家")
    station.as_(town.lead)
    for path in ("/paper-visits", f"/visits/{one}"):
        assert "那天没人在家" in station.get(path).text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_the_worker_in_whose_name_it_stands_answers(
    station: Station, town: Town, db: Database
) -> None:
    one = entered(station, town, db)
    station.as_(town.li)
    assert station.get(f"/paper-visits/{one}").status_code == 404
    assert station.post(f"/paper-visits/{one}/answer", answer="confirmed").status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"visited_at": ""}, "visited_at"),
        ({"visited_at": "2026-11-24T10:00"}, "visited_at"),
        ({"visited_at": "2026-09-01T10:00"}, "visited_at"),
        ({"outcome": ""}, "outcome"),
        ({"worker": ""}, "worker"),
    ],
)
def test_what_is_wrong_on_it_is_refused_by_field(
    station: Station, town: Town, wrong: dict[str, str], field: str
) -> None:
    reply = station.as_(town.lead).post(
        "/paper-visits",
        **{"household": town.doors3[0], "worker": town.wang, **PAPER, **wrong},
    )
    assert reply.status_code == 422 and f'href="#{field}"' in reply.text
    assert "写在纸上的" in reply.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_is_judged_for_the_workers_grid_at_that_time(
    station: Station, town: Town, db: Database
) -> None:
    with db.session(writes=True) as session:
        session.execute(
            update(Holding).where(col(Holding.person_id) == town.li).values(since=MONDAY_NINE)
        )
        session.commit()
    station.as_(town.lead)
    for door in (town.doors3[0], town.doors4[0]):
        reply = station.post("/paper-visits", **{"household": door, "worker": town.li, **PAPER})
        assert reply.status_code == 422 and "不由他负责" in reply.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_communitys_door_is_not_there(station: Station, town: Town) -> None:
    station.as_(town.other_lead, town.other_community)
    reply = station.post("/paper-visits", household=town.doors3[0], worker=town.wang, **PAPER)
    assert reply.status_code == 404
    assert station.get(f"/paper-visits?household={town.doors3[0]}").status_code == 404
