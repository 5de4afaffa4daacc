"""What was kept for its time goes at night, never earlier, and once (rows R137, R123, R244)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from sqlmodel import Session, select

from app.accuracy.models import AccuracyRecord, Campaign
from app.cli import main
from app.households.models import Consent, Household, Need
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.commands import note_access
from app.org.models import AccessLog
from app.rights.commands.raw import list_of, noted
from app.rights.commands.retention import run
from app.rights.queries.retention import Rule
from app.rights.rules.due import due_on, has_run_out, last_run_out
from app.rights.rules.words import STRUCK, names_in, struck
from app.settings import Settings
from app.sync.verify import Sound, verify
from app.visits.models import Visit
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.visits.conftest import Station

TODAY = MONDAY_NINE.date()
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
periods = st.integers(1, 4000)
# A busy machine is no defect of the rules.
patient = tried(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(days, periods, st.integers(-400, 4400))
def test_nothing_runs_out_before_its_days_are_over_and_everything_does_after(
    began: date, kept: int, later: int
) -> None:
    day = began + timedelta(days=later)
    assert has_run_out(began, kept, day) == (later > kept)
    assert (began <= last_run_out(day, kept)) == (later > kept)


@patient
@given(days, periods, periods)
def test_what_has_run_out_stays_run_out_and_a_longer_time_keeps_longer(
    began: date, kept: int, more: int
) -> None:
    day = began + timedelta(days=kept + 1)
    assert has_run_out(began, kept, day + timedelta(days=more))
    assert not has_run_out(began, kept + more, day)
    assert due_on(began, kept) == day - timedelta(days=1)


@patient
@given(st.lists(st.text("甲乙丙丁", max_size=5)), st.text("甲乙丙丁戊", max_size=30))
def test_names_are_struck_out_of_text_and_text_never_grows(names: list[str], text: str) -> None:
    known = names_in(names)
    left = struck(text, known)
    assert not any(name in left for name in known)
    assert len(left) <= len(text) and STRUCK not in text


def _old_books(station: Station, db: Database, town: Town) -> None:
    """One of each kind whose time ended yesterday, and one that has a day left."""
    station.as_(town.wang)
    for door in town.doors3[:3]:
        station.write(door, findings="说了什么", requests="要什么")
    visits = [1096, 1095, 0]
    with db.session(writes=True) as session:
        for place, ago in ((0, 181), (1, 180)):
            door = session.get_one(Household, town.doors4[place])
            door.moved_out_on = TODAY - timedelta(days=ago)
            session.add(door)
        for visit, ago in zip(
            session.exec(select(Visit).order_by(Visit.id)).all(), visits, strict=True
        ):
            visit.day -= timedelta(days=ago)
            visit.received_at -= timedelta(days=ago)
            session.add(visit)
        for ago in (366, 365):
            session.add(_need(town, TODAY - timedelta(days=ago)))
        for kind, ago in (("units", 1096), ("households", 1095)):
            _compared(session, town, kind, TODAY - timedelta(days=ago))
        for ago in (1096, 1094):
            at = MONDAY_NINE - timedelta(days=ago)
            session.add(_withdrawn(town, at))
            note_access(session, town.community, town.head, at, "file", [town.doors3[0]], "查")
        session.commit()


def _compared(session: Session, town: Town, kind: str, until: date) -> None:
    """A door that was held against its place until a day."""
    campaign = Campaign(id=uuid7(), community_id=town.community, title="核对", kind=kind, grids=[],
                        population=b"", population_digest="1" * 64, records=1, size=1,
                        seed="2" * 64, seed_digest="3" * 64, until=until, opened_by=town.head,
                        opened_at=MONDAY_NINE)  # fmt: skip
    session.add(campaign)
    session.flush()
    session.add(AccuracyRecord(id=uuid7(), community_id=town.community, campaign_id=campaign.id,
                               household_id=town.doors3[4], file={"address": "12号楼"},
                               outcome="compared", ticks={"address": "differs"},
                               found={"address": "住的是别家"}, compared_at=MONDAY_NINE,
                               compared_by=town.li))  # fmt: skip


def _need(town: Town, ended: date) -> Need:
    return Need(id=uuid7(), community_id=town.community, household_id=town.doors3[4],
                asked_for="送餐", consent_at=MONDAY_NINE, starts_on=ended,
                ends_on=ended)  # fmt: skip


def _withdrawn(town: Town, at: object) -> Consent:
    return Consent(id=uuid7(), community_id=town.community, household_id=town.doors3[4],
                   purpose="contact", text_version="2026-11", giver="family", channel="door",
                   at=at, taken_by=town.wang, withdrawn_at=at)  # fmt: skip


def test_r137_each_kind_goes_a_day_after_its_time_and_a_second_run_finds_nothing(
    station: Station, db: Database, settings: Settings, town: Town
) -> None:
    """R137: what has run out is erased."""
    _old_books(station, db, town)
    once = {Rule.MOVED_OUT: 1, Rule.VISITS: 1, Rule.PHOTOS: 0, Rule.REPORT_PHOTOS: 0,
            Rule.MATTERS: 0, Rule.CASES: 0, Rule.TEAM: 0, Rule.TOLD: 0, Rule.COMPARISONS: 1,
            Rule.NEEDS: 1, Rule.CONSENTS: 1, Rule.ACCESS: 1, Rule.EXPORTS: 0}  # fmt: skip
    dry = next(one for one in run(settings, db, MONDAY_NINE, dry=True) if one.total)
    assert dry.counts == once
    done = next(one for one in run(settings, db, MONDAY_NINE) if one.total)
    assert done == dry
    assert all(not one.total for one in run(settings, db, MONDAY_NINE))
    with db.session() as session:
        assert session.get_one(Household, town.doors4[0]).erased_at
        assert not session.get_one(Household, town.doors4[1]).erased_at
        said = [one.findings for one in session.exec(select(Visit).order_by(Visit.id))]
        assert said == ["", "说了什么", "说了什么"]
        assert len(session.exec(select(Need)).all()) == 1
        compared = session.exec(select(AccuracyRecord)).all()
        assert sorted(bool(one.found) for one in compared) == [False, True]
        assert [one.ticks for one in compared] == [{"address": "differs"}] * 2, "they still count"
        assert len(session.exec(select(Consent)).all()) == 1
        assert len(session.exec(select(AccessLog).where(AccessLog.what == "file")).all()) == 1
        assert all(isinstance(one, Sound) for one in verify(session))
    assert [one.household for one in noted(list_of(settings))] == [town.doors4[0]]
    text = station.as_(town.head).get("/rights").text
    assert "迁出住户的档案" in text and "还没有运行过" not in text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_counts_without_names_and_refuses_a_day_that_is_none(
    station: Station, db: Database, settings: Settings, town: Town,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    _old_books(station, db, town)
    monkeypatch.delenv("QIAOMEN_DATABASE_URL", raising=False)
    data = str(Path(settings.data))
    assert main(["retention", "--data", data, "--dry-run", "--as-of", "2026-11-23"]) == 0
    told = capsys.readouterr().out
    assert "会删除 6 项" in told and "说了什么" not in told and "1-101" not in told
    assert main(["retention", "--data", data, "--as-of", "tomorrow"]) == 2
    assert "--as-of" in capsys.readouterr().err
    assert main(["retention", "--data", data, "--as-of", "2999-01-01"]) == 2
    assert "--as-of" in capsys.readouterr().err
    with db.session() as session:
        assert not any(one.erased_at for one in session.exec(select(Household)))
