"""一户一档: what it shows to whom, how it is put right, and who decides (rows R47, R127, R137)."""

from datetime import date

import pytest
from sqlmodel import col, select

from app.households.models import (
    Consent,
    Correction,
    CorrectionState,
    Household,
    HouseholdChange,
)
from app.kit.audit import AuditEvent, AuditPayload
from app.kit.db import Database
from app.org.models import AccessLog
from tests.people import Town
from tests.visits.conftest import Station

CONTACT = {
    "people": "3",
    "contact_by": "phone",
    "contact_name": "王女士",
    "contact_phone": "15400000001",
    "reason": "上门时住户说的",
    "giver": "householder",
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine for pages: the commands that move rows are tested on both."""
    return sqlite_url


def fields_of(db: Database, household: str) -> Household:
    with db.session() as session:
        return session.exec(select(Household).where(Household.id == household)).one()


def test_r127_the_file_says_why_and_how_long_each_field_is_kept(
    station: Station, town: Town
) -> None:
    """R127: a file's page says purpose, ground and retention."""
    text = station.as_(town.wang).get(f"/households/{town.doors3[0]}/file").text
    assert "用途" in text and "个人信息保护法" in text and "迁出后 180 天删除" in text
    assert "还没有核对过" in text


def test_r127_opening_a_file_is_logged(station: Station, town: Town, db: Database) -> None:
    station.as_(town.lead).get(f"/households/{town.doors3[0]}/file")
    with db.session() as session:
        row = session.exec(select(AccessLog)).one()
        assert (row.what, row.person_id, row.households) == ("file", town.lead, [town.doors3[0]])


@pytest.mark.parametrize("who", ["li", "other_lead", "steward"])
def test_a_file_is_not_there_for_others(station: Station, town: Town, who: str) -> None:
    away = town.other_community if who == "other_lead" else None
    station.as_(getattr(town, who), away)
    assert station.get(f"/households/{town.doors3[0]}/file").status_code == 404


def test_r127_a_lead_changes_a_file_with_a_reason_and_the_old_values_stay(
    station: Station, town: Town, db: Database
) -> None:
    door = town.doors3[0]
    reply = station.as_(town.lead).post(f"/households/{door}/fields", **{**CONTACT, "people": "5"})
    assert reply.status_code == 303, reply.text
    found = fields_of(db, door)
    assert (found.people, found.contact_name, found.contact_by) == (5, "王女士", "phone")
    assert found.verified_on == date(2026, 11, 23)
    with db.session() as session:
        changes = session.exec(select(HouseholdChange)).all()
        assert {(one.field, one.old, one.new) for one in changes} == {
            ("people", "3", "5"),
            ("contact_by", "door", "phone"),
            ("contact_name", "", "王女士"),
            ("contact_phone", "", "15400000001"),
        }
        consent = session.exec(select(Consent)).one()
        assert (consent.purpose, consent.giver, consent.taken_by) == (
            "contact", "householder", town.lead,
        )  # fmt: skip
    text = station.get(f"/households/{door}/file").text
    assert "15400000001" in text and "上门时住户说的" in text and "今天已核对" in text


def test_what_a_file_says_stands_in_no_audit_payload(
    station: Station, town: Town, db: Database
) -> None:
    station.as_(town.lead).post(f"/households/{town.doors3[0]}/fields", **CONTACT)
    with db.session() as session:
        said = " ".join(session.exec(select(AuditPayload.payload)).all())
        kinds = session.exec(select(AuditEvent.kind)).all()
    assert "household.changed" in kinds and "consent.given" in kinds
    assert "王女士" not in said and "15400000001" not in said


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"giver": ""}, "giver"),
        ({"contact_phone": "问邻居"}, "contact_phone"),
        ({"people": "99"}, "people"),
        ({"contact_by": "pigeon"}, "contact_by"),
        ({"people": "3", "contact_by": "door", "contact_name": "", "contact_phone": ""}, "people"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    station: Station, town: Town, wrong: dict[str, str], field: str
) -> None:
    reply = station.as_(town.lead).post(
        f"/households/{town.doors3[0]}/fields", **{**CONTACT, **wrong}
    )
    assert reply.status_code == 422 and f'href="#{field}"' in reply.text
    assert wrong.get("contact_name", "王女士") in reply.text


def test_r137_one_tap_says_that_a_file_was_verified_today(
    station: Station, town: Town, db: Database
) -> None:
    """R137: last verified, and stale after 90 days."""
    door = town.doors3[0]
    assert station.as_(town.wang).post(f"/households/{door}/verification").status_code == 303
    station.post(f"/households/{door}/verification")
    assert fields_of(db, door).verified_on == date(2026, 11, 23)
    with db.session() as session:
        assert len(session.exec(select(HouseholdChange)).all()) == 1, "the second tap says nothing"
    station.clock.forward(days=91)
    station.as_(town.wang)  # that session has ended by then
    assert "很久没核对" in station.get(f"/households/{door}/file").text


def test_r47_a_workers_change_waits_for_the_steward(
    station: Station, town: Town, db: Database
) -> None:
    """R47: a change from a worker waits in the steward's queue, with its age."""
    door = town.doors3[0]
    assert station.as_(town.wang).post(f"/households/{door}/fields", **CONTACT).status_code == 403
    assert station.post(f"/households/{door}/corrections", **CONTACT).status_code == 303
    assert fields_of(db, door).contact_name == ""
    assert "更正等核对" in station.get(f"/households/{door}").text
    station.clock.forward(days=4)
    text = station.as_(town.steward).get("/corrections").text
    assert "王女士" in text and "等了 4 天" in text and "12号楼 1-101" in text


def asked(station: Station, town: Town, db: Database, **fields: str) -> str:
    """A correction by Wang Min; its id."""
    station.as_(town.wang).post(f"/households/{town.doors3[0]}/corrections", **CONTACT | fields)
    with db.session() as session:
        return session.exec(select(Correction.id).order_by(col(Correction.id).desc())).first() or ""


def test_r47_the_steward_accepts_and_the_file_follows(
    station: Station, town: Town, db: Database
) -> None:
    """R47: accepted, it stands in the file."""
    one = asked(station, town, db)
    station.as_(town.steward)
    assert station.post(f"/corrections/{one}/decision", decision="accept").status_code == 303
    assert station.post(f"/corrections/{one}/decision", decision="accept").status_code == 409
    found = fields_of(db, town.doors3[0])
    assert (found.contact_name, found.contact_phone) == ("王女士", "15400000001")
    station.as_(town.wang)
    assert "更正已采纳" in station.get(f"/households/{town.doors3[0]}").text
    assert "更正的答复" in station.get("/today").text
    station.clock.forward(days=8)
    assert "更正的答复" not in station.get("/today").text


def test_r47_the_steward_returns_with_an_answer_that_the_worker_reads(
    station: Station, town: Town, db: Database
) -> None:
    """R47: or returned with an answer."""
    one = asked(station, town, db)
    station.as_(town.steward)
    assert station.post(f"/corrections/{one}/decision", decision="return").status_code == 422
    assert station.post(f"/corrections/{one}/decision").status_code == 422
    reply = station.post(f"/corrections/{one}/decision", decision="return", answer="请再问一次")
    assert reply.status_code == 303
    assert fields_of(db, town.doors3[0]).contact_name == ""
    station.as_(town.wang)
    for path in ("/today", f"/households/{town.doors3[0]}", f"/households/{town.doors3[0]}/file"):
        assert "请再问一次" in station.get(path).text, path


def test_r47_the_steward_sees_what_is_in_question_and_no_more(
    station: Station, town: Town, db: Database
) -> None:
    asked(station, town, db, contact_name="", contact_phone="", people="4", contact_by="door")
    with db.session(writes=True) as session:
        household = session.get(Household, town.doors3[0])
        assert household is not None
        household.contact_name, household.contact_phone = "不该看到", "15400009999"
        session.add(household)
        session.commit()
    station.as_(town.steward)
    reply = station.get(f"/households/{town.doors3[0]}/file")
    assert (reply.status_code, reply.headers.get("location")) == (303, "/corrections")
    text = station.get("/corrections").text
    assert "人数" in text and "不该看到" not in text and "15400009999" not in text
    for path in (
        f"/households/{town.doors3[0]}",
        f"/households/{town.doors3[0]}/fields",
        "/households",
    ):
        assert station.get(path).status_code == 403, path


def test_r47_another_communitys_corrections_are_not_there(
    station: Station, town: Town, db: Database
) -> None:
    one = asked(station, town, db)
    station.as_(town.other_lead, town.other_community)
    assert "王女士" not in station.get("/corrections").text
    assert station.post(f"/corrections/{one}/decision", decision="accept").status_code == 404


def test_a_correction_keeps_its_state_in_the_database(
    station: Station, town: Town, db: Database
) -> None:
    one = asked(station, town, db)
    with db.session() as session:
        assert session.get(Correction, one).state == CorrectionState.OPEN  # type: ignore[union-attr]
