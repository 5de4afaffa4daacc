"""Consent and what rests on it; help that is agreed, reviewed and ended (R119, R127, R142)."""

import html
import json
import re
from typing import Any

import pytest
from sqlmodel import select

from app.households.models import Consent, Correction, Household, HouseholdChange, Need
from app.kit.db import Database
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
MEALS = {
    "asked_for": "送午餐",
    "service": "食堂送到门口",
    "giver": "family",
    "channel": "door",
    "starts_on": "2026-11-23",
    "review_on": "2026-11-27",
    "ends_on": "2027-02-28",
    "every_days": "2",
}


def kept(station: Station, have: dict[str, str] | None = None) -> dict[str, Any]:
    """The pages that the phone is sent, by address."""
    reply = station.client.post("/round", json={"have": have or {}})
    lines = [json.loads(line) for line in reply.text.splitlines()]
    return {one["url"]: one for one in lines if one["type"] in ("page", "gone")}


def consent_of(db: Database, purpose: str) -> Consent:
    with db.session() as session:
        return session.exec(select(Consent).where(Consent.purpose == purpose)).one()


def need_of(db: Database) -> Need:
    with db.session() as session:
        return session.exec(select(Need)).one()


def test_r127_consent_is_a_record_with_the_words_that_were_read_out(
    station: Station, town: Town, db: Database
) -> None:
    door = town.doors3[0]
    station.as_(town.wang)
    assert "请念给住户听" in station.get(f"/households/{door}/consents").text
    assert station.post(f"/households/{door}/consents", giver="family").status_code == 422
    station.post(f"/households/{door}/consents", giver="family", channel="door")
    given = consent_of(db, "contact")
    assert (given.text_version, given.giver, given.channel, given.taken_by) == (
        "2026-11", "family", "door", town.wang,
    )  # fmt: skip
    text = station.get(f"/consents/{given.id}").text
    assert "不给别的单位" in text and "家人" in text and "2026-11" in text


def test_r127_withdrawal_takes_name_and_phone_away_with_one_request(
    station: Station, town: Town, db: Database
) -> None:
    door = town.doors3[0]
    station.as_(town.lead).post(f"/households/{door}/fields", **CONTACT)
    station.as_(town.wang)
    asked = {**CONTACT, "contact_phone": "15400000002"}
    station.post(f"/households/{door}/corrections", **asked)
    before = kept(station)
    have = {url: one["hash"] for url, one in before.items()}
    assert "15400000001" in before[f"/households/{door}"]["html"]
    given = consent_of(db, "contact")
    reply = station.post(f"/consents/{given.id}/withdrawal", channel="door")
    assert reply.status_code == 303
    for path in (f"/households/{door}/file", f"/households/{door}", "/households", "/today"):
        text = station.get(path).text
        assert "王女士" not in text and "1540000000" not in text, path
    after = kept(station, have)
    assert "1540000000" not in after[f"/households/{door}"]["html"], "the kept page changes too"
    for person in (town.lead, town.steward):
        text = station.as_(person).get("/corrections").text
        assert "15400000002" not in text
    with db.session() as session:
        rows = [*session.exec(select(Household)), *session.exec(select(HouseholdChange)),
                *session.exec(select(Correction))]  # fmt: skip
        assert not any("1540000000" in str(one.model_dump()) for one in rows)
    assert station.as_(town.wang).post(
        f"/consents/{given.id}/withdrawal", channel="door"
    ).status_code == 409  # fmt: skip


def test_r119_a_need_is_agreed_and_makes_tasks_on_its_days(
    station: Station, town: Town, db: Database
) -> None:
    """R115, R119: help that was agreed to, with consent, makes the tasks of its days on 今天."""
    door = town.doors3[0]
    station.as_(town.wang)
    assert station.post(f"/households/{door}/needs", **MEALS).status_code == 303
    need, given = need_of(db), consent_of(db, "need")
    assert need.consent_id == given.id and given.giver == "family"
    assert "送午餐" in station.get(f"/households/{door}/file").text
    text = station.get("/today").text
    assert need.code and need.code in text and "定期帮助" in text and "需求回头看" in text
    assert need.code in kept(station)["/today"]["html"]
    station.write(door)
    text = station.get("/today").text
    assert "2026-11-25" in text, "somebody was met: the next day is due"


def test_r142_the_code_is_opaque_and_seen_only_by_those_who_look_after_the_household(
    station: Station, town: Town, db: Database
) -> None:
    """R142: the code of agreed help is seen by nobody else, on no list."""
    station.as_(town.wang).post(f"/households/{town.doors3[0]}/needs", **MEALS)
    code = need_of(db).code or ""
    assert len(code) == 6 and not set(code) & set("AEIOUY")
    for person in (town.wang, town.lead, town.head):
        station.as_(person)
        assert code in station.get(f"/households/{town.doors3[0]}/file").text
    for person, away in (
        (town.li, None), (town.steward, None), (town.clerk, None),
        (town.street_officer, town.other_community), (town.other_lead, town.other_community),
    ):  # fmt: skip
        station.as_(person, away)
        for path in (
            "/today", "/households", f"/households/{town.doors3[0]}/file", "/corrections",
            "/duplicates", "/visits", f"/needs/{need_of(db).id}",
        ):  # fmt: skip
            reply = station.get(path)
            assert code not in reply.text and "送午餐" not in reply.text, path


def test_r119_a_need_is_reviewed_and_ended_with_a_reason(
    station: Station, town: Town, db: Database
) -> None:
    door = town.doors3[0]
    station.as_(town.wang).post(f"/households/{door}/needs", **MEALS)
    one = need_of(db).id
    reply = station.post(
        f"/needs/{one}/review",
        service="改为晚餐",
        ends_on="2027-03-31",
        review_on="",
        every_days="",
    )
    assert reply.status_code == 303
    found = need_of(db)
    assert (found.service, found.every_days, found.review_on) == ("改为晚餐", None, None)
    assert "需求回头看" not in station.get("/today").text
    assert station.post(f"/needs/{one}/ending", reason="").status_code == 422
    assert station.post(f"/needs/{one}/ending", reason="已经不需要了").status_code == 303
    assert need_of(db).code is None
    assert "送午餐" not in station.get(f"/households/{door}").text
    text = station.get(f"/households/{door}/file").text
    assert "已结束的需求" in text and "已经不需要了" in text
    assert station.post(f"/needs/{one}/ending", reason="再来").status_code == 409


def test_r127_a_withdrawn_need_is_gone_from_every_page_and_row(
    station: Station, town: Town, db: Database
) -> None:
    door = town.doors3[0]
    station.as_(town.wang).post(f"/households/{door}/needs", **MEALS)
    have = {url: one["hash"] for url, one in kept(station).items()}
    one = need_of(db)
    station.post(f"/consents/{consent_of(db, 'need').id}/withdrawal", channel="phone")
    for path in (f"/households/{door}", f"/households/{door}/file", "/today"):
        assert "送午餐" not in station.get(path).text
        assert str(one.code) not in station.get(path).text
    assert station.get(f"/needs/{one.id}").status_code == 404
    after = kept(station, have)
    assert {"/today", f"/households/{door}"} <= after.keys()
    assert need_of(db).asked_for == ""


def test_r127_withdrawal_tells_every_phone_to_renew_what_it_keeps(
    station: Station, town: Town, db: Database
) -> None:
    """However new its round is: by each page, each proved answer and the round itself."""

    def marks() -> set[str]:
        station.as_(town.wang)
        said = station.get("/today").text
        head = re.search(r'<meta name="qm-user" content="([^"]*)"', said)
        assert head is not None
        nonce = "0" * 32
        answer = station.client.post("/sync", json={"nonce": nonce, "envelopes": []}).json()
        start = station.client.post("/round", json={"have": {}}).text.splitlines()[0]
        return {
            json.loads(html.unescape(head[1]))["recalled"],
            json.loads(answer["answer"])["recalled"],
            json.loads(start)["recalled"],
        }

    assert marks() == {""}
    station.as_(town.wang).post(f"/households/{town.doors3[0]}/needs", **MEALS)
    assert marks() == {""}, "nothing that phones keep must go"
    given = consent_of(db, "need")
    station.as_(town.lead).post(f"/consents/{given.id}/withdrawal", channel="phone")
    (mark,) = marks()
    assert mark
    station.as_(town.lead).post(
        f"/households/{town.doors3[1]}/move-out", on="2026-11-23", reason="搬走了"
    )
    assert marks() != {mark}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"asked_for": ""}, "asked_for"),
        ({"giver": ""}, "giver"),
        ({"ends_on": ""}, "ends_on"),
        ({"ends_on": "2028-01-01"}, "ends_on"),
        ({"ends_on": "2026-11-23"}, "ends_on"),
        ({"review_on": "2027-03-01"}, "review_on"),
        ({"every_days": "0"}, "every_days"),
    ],
)
def test_a_need_always_has_consent_and_an_end(
    station: Station, town: Town, wrong: dict[str, str], field: str
) -> None:
    reply = station.as_(town.wang).post(f"/households/{town.doors3[0]}/needs", **{**MEALS, **wrong})
    assert reply.status_code == 422 and f'href="#{field}"' in reply.text
