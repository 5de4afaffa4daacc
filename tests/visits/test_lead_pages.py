"""The screens of those who look after the workers: leads, heads, stewards (rows R108, R120)."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.kit.db import Database
from app.org.models import AccessLog
from app.visits.intake import VisitKind
from app.visits.models import Concern, SetAsideDecision
from tests.clock import MONDAY_NINE
from tests.people import Town, sign_in
from tests.visits.conftest import Station, sent, visits_in
from tests.visits.test_intake import hand_over, take

# One engine for pages: the queries below them are tested on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_lead_sees_todays_visits_as_they_arrive(station: Station, town: Town) -> None:
    station.as_(town.wang).write(town.doors3[0], findings="灯坏了")
    lead = station.as_(town.lead)
    whole = lead.get("/visits")
    assert whole.status_code == 200 and "灯坏了" in whole.text and "王敏" in whole.text
    rows = lead.get("/visits", **{"hx-request": "true"})
    assert "灯坏了" in rows.text and "<html" not in rows.text
    assert "灯坏了" not in lead.get("/visits?outcome=declined").text
    assert "灯坏了" not in lead.get(f"/visits?worker={town.li}").text
    station.clock.forward(days=1)
    assert "灯坏了" not in station.as_(town.lead).get("/visits").text


def test_the_log_names_each_household_once_however_often_the_page_asks(
    station: Station, town: Town, db: Database
) -> None:
    station.as_(town.wang).write(town.doors3[0])
    lead = station.as_(town.lead)
    for _ in range(3):
        lead.get("/visits", **{"hx-request": "true"})
    station.as_(town.wang).write(town.doors3[1])
    station.as_(town.lead).get("/visits")
    with db.session() as session:
        rows = session.exec(select(AccessLog).order_by(col(AccessLog.id))).all()
        assert [one.households for one in rows if one.what == "visits"] == [
            [town.doors3[0]], [town.doors3[1]],
        ]  # fmt: skip


def test_a_door_on_no_list_goes_to_the_data_steward(
    station: Station, town: Town, db: Database
) -> None:
    station.as_(town.wang).write("", address="12号楼 地下室 乙")
    shown = station.as_(town.steward).get("/unlisted")
    assert shown.status_code == 200 and "12号楼 地下室 乙" in shown.text
    (visit,) = visits_in(db)
    assert station.get(f"/visits/{visit.id}").status_code == 200
    assert "12号楼 地下室 乙" in station.as_(town.lead).get("/unlisted").text
    assert station.as_(town.li).get("/unlisted").status_code == 403
    assert "地下室" not in station.as_(town.other_lead, town.other_community).get("/unlisted").text


def test_a_record_set_aside_counts_once_a_lead_accepts_it(
    station: Station, town: Town, db: Database
) -> None:
    record = _set_aside(db, town)
    assert "0/20" in station.as_(town.wang).get("/today").text
    assert "修灯" not in station.as_(town.li).get(f"/households/{town.doors3[0]}").text
    lead = station.as_(town.lead)
    assert "手机时钟不准" in lead.get("/set-aside").text
    reply = lead.post(f"/set-aside/{record}/decision", decision="accept")
    assert (reply.status_code, reply.headers["location"]) == (303, "/set-aside")
    with db.session() as session:
        assert session.exec(select(Concern.text)).all() == ["修灯"]
    assert "没有待确认的记录" in lead.get("/set-aside").text
    assert lead.post(f"/set-aside/{record}/decision", decision="accept").status_code == 409


def test_returning_a_record_wants_a_reason_and_its_author_reads_it(
    station: Station, town: Town, db: Database
) -> None:
    record = _set_aside(db, town)
    lead = station.as_(town.lead)
    assert lead.post(f"/set-aside/{record}/decision", decision="return").status_code == 422
    lead.post(f"/set-aside/{record}/decision", decision="return", reason="已移交李强")
    assert "已移交李强" in station.as_(town.wang).get(f"/visits/{record}").text
    with db.session() as session:
        assert session.exec(select(SetAsideDecision.decision)).one() == "return"
        assert not session.exec(select(Concern)).all()


def test_nobody_else_decides_about_what_was_set_aside(
    station: Station, town: Town, db: Database
) -> None:
    record = _set_aside(db, town)
    path = f"/set-aside/{record}/decision"
    for person in (town.wang, town.li, town.steward, town.clerk):
        assert station.as_(person).get("/set-aside").status_code == 403
        assert station.post(path, decision="accept").status_code == 403
    other = station.as_(town.other_lead, town.other_community)
    assert other.post(path, decision="accept").status_code == 404


def _set_aside(db: Database, town: Town) -> str:
    with db.session(writes=True) as session:
        sign_in(session, town.wang, town.community, MONDAY_NINE - timedelta(days=5))
        hand_over(session, town, MONDAY_NINE - timedelta(days=1))
        one = sent(
            town, town.wang, MONDAY_NINE, doubtful=True, household=town.doors3[0],
            requests=["修灯"],
        )  # fmt: skip
        take(session, VisitKind(), one)
        session.commit()
    return one.envelope.id
