"""Reports from doors and patrols, as phones send them: each becomes one matter (R75, R86, R182)."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, col, select

from app.attendance.models import Told
from app.kit.db import Database
from app.kit.ids import uuid7
from app.matters.models import Matter, MatterPhoto
from app.matters.queries.whole import held_matter
from app.matters.rules.stages import Handling
from app.matters.rules.steps import Classification
from app.org.models import GridBuilding
from app.settings import Settings
from app.sync.models import Received
from app.visits.intake import concern_id
from app.visits.models import Concern, Visit
from tests.clock import HeldClock
from tests.people import Town
from tests.sync.conftest import Line
from tests.sync.holding import assert_sound
from tests.sync.phone import Phone, visit_body
from tests.sync.test_photos import jpeg, sha

GAS = "三楼闻到很重的煤气味，敲门没人应"


@pytest.fixture
def line(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Line]:
    """Wang Min, signed in."""
    with TestClient(app, base_url="https://localhost") as client:
        line = Line(client, db, clock)
        line.sign_in(town.wang, town.community)
        yield line


@pytest.fixture
def wang(town: Town) -> Phone:
    """Wang Min's phone."""
    return Phone(town.wang, town.community)


def report(phone: Phone, clock: HeldClock, files: Any = (), **body: str) -> str:
    """The text of a report's envelope."""
    said = {"household": "", "place": "", "problem": "", "urgent": "", "words": GAS, **body}
    return phone.visit("", clock(), kind="matter", body=said, files=list(files))


def id_of(text: str) -> str:
    found: str = json.loads(text)["id"]
    return found


def matters(session: Session) -> list[Matter]:
    return list(session.exec(select(Matter).order_by(col(Matter.number))))


def told_to(session: Session, person: str) -> list[str]:
    """The states of the news about matters that somebody got."""
    rows = session.exec(select(Told).where(Told.person_id == person, Told.kind == "matter"))
    return [one.values["state"] for one in rows]


def test_r182_a_patrol_report_becomes_a_matter_with_a_number(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    """R182: place, class, urgency and words; the typed place finds its building and grid."""
    text = report(wang, clock, place="12号楼2单元门口", problem="fire-exit", persuaded="refused")
    assert [one["outcome"] for one in line.send(wang, text)] == ["accepted"]
    with db.session() as session:
        (found,) = matters(session)
    assert (found.id, found.channel, found.problem) == (id_of(text), "patrol", "fire-exit")
    assert (found.building_id, found.grid_id) == (town.building12, town.grid3)
    assert found.title == GAS and "当场劝过，对方没有答应" in found.words
    assert (found.first_contact_owner_id, found.owner_id) == (town.wang, town.wang)
    assert_sound(db)


def test_a_report_that_comes_ten_times_is_one_matter_with_one_receipt(
    line: Line, wang: Phone, db: Database, clock: HeldClock
) -> None:
    text = report(wang, clock, place="东门")
    receipts = {line.send(wang, text)[0]["text"] for _ in range(10)}
    with db.session() as session:
        assert len(matters(session)) == 1 and len(receipts) == 1
        assert session.exec(select(Received.kind)).all() == ["matter"]


def test_r86_what_a_lead_hears_at_a_door_goes_to_its_contact_worker(
    line: Line, town: Town, db: Database, clock: HeldClock
) -> None:
    """R86: a household's matter is its contact worker's, whoever of the station wrote it down."""
    line.sign_in(town.lead, town.community)
    phone = Phone(town.lead, town.community)
    (result,) = line.send(phone, report(phone, clock, household=town.doors4[0], words="要换灯泡"))
    assert result["outcome"] == "accepted"
    with db.session() as session:
        (found,) = matters(session)
        assert (found.owner_id, found.first_contact_owner_id) == (town.li, town.lead)
        assert (found.channel, found.grid_id) == ("visit", town.grid4)
        assert told_to(session, town.li) == ["assigned"]


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"place": "东门", "words": ""}, "bad_field", "words"),
        ({}, "bad_field", "place"),
        ({"place": "东门", "problem": "petition"}, "bad_field", "problem"),
        ({"household": "x"}, "bad_field", "household"),
        ({"household": uuid7()}, "unknown_household", "household"),
        ({"place": "长" * 121}, "bad_field", "place"),
        ({"place": "东门", "persuaded": "fined"}, "bad_field", "persuaded"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_wrong_is_refused_by_its_field(
    line: Line, wang: Phone, db: Database, clock: HeldClock, said: Any, code: str, field: str
) -> None:
    (result,) = line.send(wang, report(wang, clock, **said))
    assert (result["outcome"], result["code"], result["field"]) == ("refused", code, field)
    with db.session() as session:
        assert matters(session) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_door_of_somebody_else_is_refused_and_a_street_is_everybodys(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    theirs, street = line.send(
        wang,
        report(wang, clock, household=town.doors4[0]),
        report(wang, clock, place="20号楼门口"),
    )
    assert (theirs["code"], street["outcome"]) == ("not_own", "accepted")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_does_not_go_from_door_to_door_sends_no_report(
    line: Line, town: Town, clock: HeldClock
) -> None:
    line.sign_in(town.steward, town.community)
    phone = Phone(town.steward, town.community)
    (result,) = line.send(phone, report(phone, clock, place="东门"))
    assert result["code"] == "not_own"


def test_what_counts_is_who_had_the_door_when_it_was_written(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    text = report(wang, clock, household=town.doors3[0])
    clock.forward(hours=3)
    with db.session(writes=True) as session:
        row = session.exec(select(GridBuilding).where(GridBuilding.grid_id == town.grid3)).one()
        row.until = clock()
        session.add(row)
        session.commit()
    clock.forward(hours=1)
    assert line.send(wang, text)[0]["outcome"] == "accepted"
    assert line.send(wang, report(wang, clock, household=town.doors3[0]))[0]["code"] == "not_own"


def test_r77_a_sudden_danger_is_told_to_head_and_leads_when_it_arrives(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    """R77: 突发性工作立即上报: sorted as at once, level 4, and who leads is told once."""
    text = report(wang, clock, household=town.doors3[0], problem="danger", urgent="1")
    assert line.send(wang, text)[0]["outcome"] == "accepted"
    with db.session() as session:
        found = held_matter(session, id_of(text), clock())
        assert found is not None and found.matter.urgent
        assert found.state.handling is Handling.AT_ONCE and found.state.level == 4
        assert [type(one) for one in found.steps][1:] == [Classification]
        assert found.matter.due_at is not None and found.matter.limit_unit == "working_hours"
        assert told_to(session, town.head) == told_to(session, town.lead) == ["urgent"]


def test_a_quarrel_is_not_sorted_even_when_it_is_urgent(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    text = report(wang, clock, place="东门", problem="dispute", urgent="1", words="两户吵起来了")
    assert line.send(wang, text)[0]["outcome"] == "accepted"
    with db.session() as session:
        (found,) = matters(session)
        assert (found.flow, found.restricted, found.steps) == ("dispute", True, 1)
        # What is restricted only the head learns of.
        assert (told_to(session, town.head), told_to(session, town.lead)) == (["urgent"], [])


def visit_and_matter(phone: Phone, town: Town, clock: HeldClock, urgent: str = "") -> list[str]:
    """A visit with a request, and the matter that it was turned into."""
    door, asked = town.doors3[0], "楼道灯坏了，请人来修"
    visit = phone.visit(door, clock(), body=visit_body(door, requests=[asked]))
    said = {"household": door, "visit": id_of(visit), "request": asked, "words": asked}
    return [visit, report(phone, clock, urgent=urgent, problem="street-light", **said)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_concern_and_its_matter_find_each_other_whichever_comes_first(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock,
    order: tuple[int, int], at_once: bool,
) -> None:  # fmt: skip
    texts = visit_and_matter(wang, town, clock, urgent="1")
    sent = [texts[one] for one in order]
    results = line.send(wang, *sent) if at_once else [line.send(wang, one)[0] for one in sent]
    assert [one["outcome"] for one in results] == ["accepted", "accepted"]
    with db.session() as session:
        (concern,) = session.exec(select(Concern)).all()
        (found,) = matters(session)
        (visit,) = session.exec(select(Visit)).all()
    assert found.concern_id == concern.id and concern.visit_id == visit.id
    assert concern.due_on is not None and concern.text == "楼道灯坏了，请人来修"
    assert_sound(db)


def test_one_concern_never_becomes_two_matters(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    visit, first = visit_and_matter(wang, town, clock)
    again = {**json.loads(first), "id": uuid7()}
    line.send(wang, visit, first)
    (result,) = line.send(wang, json.dumps(again, ensure_ascii=False))
    assert (result["outcome"], result["code"]) == ("refused", "matter_already")
    with db.session() as session:
        (found,) = matters(session)
    assert found.number in result["message"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_report_cannot_stand_on_somebody_elses_visit(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    visit, _ = visit_and_matter(wang, town, clock)
    line.send(wang, visit)
    line.sign_in(town.lead, town.community)
    lead = Phone(town.lead, town.community)
    said = {"household": town.doors3[0], "visit": id_of(visit), "request": "x"}
    assert line.send(lead, report(lead, clock, **said))[0]["code"] == "unknown_visit"


def test_two_requests_in_the_same_words_are_one_concern(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    door = town.doors3[0]
    body = visit_body(door, requests=["修灯", "修灯", "送餐"])
    text = wang.visit(door, clock(), body=body)
    assert line.send(wang, text)[0]["outcome"] == "accepted"
    with db.session() as session:
        ids = {one.id for one in session.exec(select(Concern))}
    assert ids == {concern_id(id_of(text), one) for one in ("修灯", "送餐")}


def test_photos_of_a_report_come_the_way_of_a_visits_photos_and_tell_no_place(
    line: Line, wang: Phone, db: Database, clock: HeldClock, settings: Settings
) -> None:
    """R182: a patrol's photo is written anew, so nothing of the camera's is kept."""
    photo = jpeg(exif=True)
    named = {"sha256": hashlib.sha256(photo).hexdigest(), "size": len(photo), "type": "image/jpeg"}
    text = report(wang, clock, place="东门", files=[named])
    line.send(wang, text)
    told = line.send_photo(id_of(text), sha(photo), photo)
    assert (told["outcome"], told["received"], told["of"]) == ("accepted", 1, 1)
    assert line.send_photo(id_of(text), sha(photo), photo)["outcome"] == "accepted"
    with db.session() as session:
        (row,) = session.exec(select(MatterPhoto)).all()
    assert b"SECRET-CAMERA" not in (settings.files / row.stored).read_bytes()
    path = f"/matters/{id_of(text)}/photos/{sha(photo)}"
    shown = line.client.get(path)
    assert shown.status_code == 200 and shown.headers["content-type"] == "image/webp"
