"""Households move in, within and out, and two files become one (rows R47, R137)."""

import re
from datetime import date, timedelta

from sqlmodel import select

from app.households.models import Consent, Correction, Household, HouseholdChange, Need
from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.intake import Accept, Refuse
from app.visits.intake import VisitKind
from tests.households.test_consents_and_needs import MEALS, kept
from tests.people import Town
from tests.visits.conftest import Station, sent


def test_r137_moving_out_closes_the_file_and_ends_its_needs(
    station: Station, town: Town, db: Database
) -> None:
    """R137: moving out closes the file and starts the time until it is erased."""
    door = town.doors3[0]
    station.as_(town.wang).post(f"/households/{door}/needs", **MEALS)
    have = {url: one["hash"] for url, one in kept(station).items()}
    late = station.post(f"/households/{door}/move-out", on="2026-11-24", reason="屋里已空")
    assert late.status_code == 422
    reply = station.post(f"/households/{door}/move-out", on="2026-11-20", reason="屋里已空")
    assert reply.status_code == 303
    with db.session() as session:
        need = session.exec(select(Need)).one()
        assert (need.ended_on, need.code) == (date(2026, 11, 20), None)
    assert station.get(f"/households/{door}").status_code == 404
    assert station.get(f"/households/{door}/file").status_code == 404
    assert kept(station, have)[f"/households/{door}"]["type"] == "gone"
    text = station.as_(town.lead).get(f"/households/{door}/file").text
    assert "档案已关闭" in text and "180 天" in text and "屋里已空" in text
    assert station.post(f"/households/{door}/verification").status_code == 404


def test_r137_a_new_household_gets_a_file_of_its_own_at_the_free_door(
    station: Station, town: Town, db: Database
) -> None:
    door = {"building": town.building12, "entrance": "１", "room": "101", "people": "2"}
    station.as_(town.wang)
    assert "这扇门已有住户" in station.post("/households", **door).text
    station.post(f"/households/{town.doors3[0]}/move-out", reason="搬走了")
    reply = station.post("/households", **door, moved_in_on="2026-11-22")
    assert reply.status_code == 303
    text = station.get(reply.headers["location"]).text
    assert "12号楼 1-101" in text and "搬走了" not in text
    with db.session() as session:
        found = session.exec(
            select(Household).where(
                Household.building_id == town.building12, Household.room == "101"
            )
        ).all()
        assert len(found) == 2 and {one.entrance for one in found} == {"1"}
    foreign = station.post("/households", **{**door, "building": town.building20})
    assert foreign.status_code == 422, "not a building of hers"


def test_r139_a_household_is_its_door_and_may_say_how_many_live_there(
    station: Station, town: Town
) -> None:
    """R139: the form for a new household asks for no name, no ID number, and nothing else."""
    form = station.as_(town.wang).get("/households/new").text.split('action="/households"')[1]
    asked = set(re.findall(r'<(?:input|select|textarea)[^>]*? name="(\w+)"', form))
    assert asked == {"building", "entrance", "room", "people", "moved_in_on"}
    door = {"building": town.building12, "entrance": "9", "room": "901"}
    opened = station.post("/households", **door)
    assert opened.status_code == 303
    assert "12号楼 9-901" in station.get(opened.headers["location"]).text


def test_r137_a_move_within_goes_to_the_other_grid_with_its_history(
    station: Station, town: Town, db: Database
) -> None:
    door = town.doors3[0]
    station.as_(town.wang).write(door, findings="搬家以前说的")
    to = {"building": town.building20, "entrance": "9", "room": "909", "reason": "来大厅说的"}
    assert station.as_(town.wang).post(f"/households/{door}/move", **to).status_code == 422
    taken = station.as_(town.lead).post(
        f"/households/{door}/move", **{**to, "entrance": "1", "room": "101"}
    )
    assert "这扇门已有住户" in taken.text
    assert station.post(f"/households/{door}/move", **to).status_code == 303
    assert station.as_(town.wang).get(f"/households/{door}").status_code == 404
    text = station.as_(town.li).get(f"/households/{door}").text
    assert "20号楼 9-909" in text and "搬家以前说的" in text
    history = station.get(f"/households/{door}/file").text
    assert "12号楼 1-101" in history and "来大厅说的" in history and town.building12 not in history


def test_never_25_a_visit_written_before_the_household_moved_is_its_authors_own(
    station: Station, town: Town, db: Database
) -> None:
    door, before = town.doors3[0], station.clock() - timedelta(hours=1)
    to = {"building": town.building20, "entrance": "9", "room": "909", "reason": "来大厅说的"}
    station.as_(town.lead).post(f"/households/{door}/move", **to)
    after = station.clock.forward(hours=1)
    with db.session(writes=True) as session:
        verdicts = VisitKind().judge(
            session,
            [
                sent(town, town.wang, before, received=after, household=door),
                sent(town, town.wang, after, household=door),
                sent(town, town.li, after, household=door),
            ],
        )
    assert [type(one) for one in verdicts] == [Accept, Refuse, Accept]
    assert isinstance(verdicts[0], Accept) and verdicts[0].value["grid_id"] == town.grid3


def twins(station: Station, town: Town, db: Database) -> tuple[str, str]:
    """A door that stands twice in the books, both with visits and a need on the second."""
    one, other = town.doors3[0], uuid7()
    with db.session(writes=True) as session:
        session.add(
            Household(
                id=other, community_id=town.community, building_id=town.building12,
                entrance="", room="1-101", people=2, verified_on=date(2026, 11, 1),
            )
        )  # fmt: skip
        session.commit()
    station.as_(town.wang).write(one, findings="写在第一份上", next_on="2026-11-30")
    station.write(other, findings="写在第二份上", requests="修灯")
    station.post(f"/households/{other}/needs", **MEALS)
    station.post(
        f"/households/{other}/corrections", people="4", contact_by="door", reason="住户说的"
    )
    return one, other


def test_r47_two_files_become_one_and_nothing_is_lost(
    station: Station, town: Town, db: Database
) -> None:
    """R47: duplicates become one file."""
    one, other = twins(station, town, db)
    station.as_(town.steward)
    text = station.get("/duplicates").text
    assert "门牌写法不同" in text and "12号楼 1-101" in text
    assert "送午餐" not in text
    assert station.post(f"/households/{one}/merger", other=other).status_code == 303
    assert one not in station.get("/duplicates").text
    station.as_(town.wang)
    text = station.get(f"/households/{one}").text
    assert "写在第一份上" in text and "写在第二份上" in text and "修灯" in text and "送午餐" in text
    assert "2 口人" in text, "the file that was verified last is believed"
    assert station.get(f"/households/{other}").headers["location"] == f"/households/{one}"
    assert other not in station.get("/households").text
    assert f"/households/{other}" not in kept(station)
    with db.session() as session:
        for model in (Need, Consent, Correction, HouseholdChange):
            assert {row.household_id for row in session.exec(select(model))} == {one}, model
        merged = session.get(Household, other)
        assert merged is not None and merged.merged_into == one


def test_r47_what_a_phone_still_writes_about_a_merged_file_reaches_the_one_that_goes_on(
    station: Station, town: Town, db: Database
) -> None:
    one, other = twins(station, town, db)
    station.as_(town.steward).post(f"/households/{one}/merger", other=other)
    station.as_(town.wang)
    with db.session(writes=True) as session:
        arrived = sent(town, town.wang, station.clock(), household=other, requests=["换锁"])
        (verdict,) = VisitKind().judge(session, [arrived])
        assert isinstance(verdict, Accept)
        VisitKind().write(session, [(arrived, verdict)])
        session.commit()
    assert "换锁" in station.get(f"/households/{one}").text


def test_r47_only_likely_duplicates_can_be_merged(station: Station, town: Town) -> None:
    station.as_(town.steward)
    path = f"/households/{town.doors3[0]}/merger"
    assert station.post(path, other=town.doors3[1]).status_code == 404
    assert station.post(path, other=town.doors3[0]).status_code == 404
    assert station.post(path, other="x").status_code == 404
