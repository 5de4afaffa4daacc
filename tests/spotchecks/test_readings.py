"""R110: one check in twenty is compared twice, and the two do not know of each other's outcome."""

import hmac
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlmodel import select

from app.attendance.models import Told
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.i18n import Message
from app.spotchecks.commands.readings import read_again
from app.spotchecks.commands.telling import Done
from app.spotchecks.erasing import erase_checks
from app.spotchecks.forms.checks import Verdict
from app.spotchecks.models import CheckOutcome, SecondReading, SpotCheck
from app.spotchecks.queries.figures import FIGURES, Figure
from app.spotchecks.rules.rows import Row
from app.spotchecks.rules.second import is_read_again, second_reader
from tests.people import Town
from tests.spotchecks.conftest import WEDNESDAY, Checks
from tests.spotchecks.days import rules
from tests.spotchecks.sent import other_of
from tests.spotchecks.test_checks import drawn

SEED = "5e" * 32
EVERY = "ffffffff"


def test_r110_one_in_twenty_is_chosen_by_the_seed_alone() -> None:
    chosen = [f"visit-{n}" for n in range(20_000) if is_read_again(SEED, f"visit-{n}")]
    assert 900 < len(chosen) < 1100
    again = hmac.new(bytes.fromhex(SEED), f"a|{chosen[0]}".encode(), "sha256").hexdigest()
    assert again[:8] <= "0ccccccc"


def test_r110_the_second_reader_is_drawn_among_those_who_may_and_were_not_first() -> None:
    terms = rules({"zhang": 1, "chen": 1, "li": 1, "sun": 1}, conflicts=[("sun", "wang")])
    row = Row("visit-1", "wang", barred=("li",))
    both = {second_reader(SEED, replace(row, visit=f"v-{n}"), terms, ()) for n in range(40)}
    assert both == {"zhang", "chen"}
    assert second_reader(SEED, row, terms, ("zhang",)) == "chen"
    assert second_reader(SEED, row, terms, ("zhang", "chen")) == ""


@pytest.fixture
def every(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town in which the seed has chosen every check."""
    monkeypatch.setattr("app.spotchecks.rules.second.LAST", EVERY)


def compared(station: Checks, town: Town) -> SpotCheck:
    """A check that its checker found partly true."""
    check = drawn(station, town)
    station.as_(check.checker_id or "")
    station.post(f"/checks/{check.id}/answers", **station.answers(check))
    done = station.post(f"/checks/{check.id}/outcome", outcome="partly", reason="时间对不上")
    assert done.status_code == 303
    return check


@pytest.mark.usefixtures("every")
def test_r110_the_second_reader_sees_answers_and_record_but_not_the_first_outcome(
    station: Checks, town: Town, db: Database
) -> None:
    check = compared(station, town)
    station.as_(other_of(station, check))
    assert "再比一次" in station.get("/checks").text
    with db.session() as session:
        kinds = session.exec(select(Told.kind).where(Told.link == f"/checks/{check.id}")).all()
    assert kinds == ["checks_again"]
    for published in (False, True):
        if published:
            station.at(WEDNESDAY, 20)
            station.as_(other_of(station, check))
        page = station.get(f"/checks/{check.id}").text
        assert "楼道灯坏了三天" in page, "the record"
        assert "时间对不上" not in page and "state-soon" not in page
        person = f"/checks/people/{check.worker_id}"
        for path in ("/checks", "/draws/2026-11-24", person, "/checks/people", "/news"):
            text = station.get(path).text
            assert "部分属实" not in text and "时间对不上" not in text, path
            assert "1 条里有 0 条不一致" not in text, path
    assert "等您再比一次" in station.get("/draws/2026-11-24").text


@pytest.mark.usefixtures("every")
def test_r110_the_second_outcome_changes_nothing_but_how_often_two_agree(
    station: Checks, town: Town, db: Database
) -> None:
    check = compared(station, town)
    second = other_of(station, check)
    station.as_(second)
    path = f"/checks/{check.id}/second-reading"
    assert station.post(path).status_code == 422
    missing = station.post(path, outcome="false")
    assert missing.status_code == 422 and "请写明哪里不一致" in missing.text
    assert "时间对不上" not in missing.text
    assert station.post(path, outcome="true").status_code == 303
    assert station.post(path, outcome="partly", reason="x").status_code == 409
    with db.session() as session:
        kept = session.get_one(SpotCheck, check.id)
        assert (kept.outcome, kept.reason) == ("partly", "时间对不上")
        events = session.exec(select(AuditEvent.actor).where(AuditEvent.kind == "check.read_again"))
        assert events.all() == [second]
    assert "再比一次" not in station.get("/checks").text
    figures = station.get("/checks/people").text
    assert "1 次里有 0 次；长期看在 0% 到" in figures
    station.at(WEDNESDAY, 20)
    page = station.as_(town.wang).get(f"/checks/{check.id}").text
    assert "另外比过一次：属实" in page and "时间对不上" in page


@pytest.mark.usefixtures("every")
def test_r110_nobody_else_compares_it_and_an_unknown_one_is_not_found(
    station: Checks, town: Town
) -> None:
    check = compared(station, town)
    path = f"/checks/{check.id}/second-reading"
    assert station.post(path, outcome="true").status_code == 404, "its first checker"
    assert station.as_(town.wang).post(path, outcome="true").status_code == 403
    station.as_(town.other_lead, town.other_community)
    assert station.post(path, outcome="true").status_code == 404
    station.as_(other_of(station, check))
    for unknown in ("0190a000-0000-7000-8000-000000000001", "x", "../x"):
        reply = station.post(f"/checks/{unknown}/second-reading", outcome="true")
        assert reply.status_code in (404, 405)
    assert station.post(path, outcome=["true", "nonsense"]).status_code == 422


@pytest.mark.usefixtures("every")
def test_r110_twenty_at_once_read_it_once(station: Checks, town: Town, db: Database) -> None:
    check = compared(station, town)
    second = other_of(station, check)

    def read(number: int) -> bool:
        with db.session(writes=True) as session:
            row = session.get_one(SpotCheck, check.id)
            try:
                said = Verdict(CheckOutcome.FALSE, str(number))
                read_again(session, station.clock.now, row, second, said)
            except Done:
                session.rollback()
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert sum(pool.map(read, range(20))) == 1


@pytest.mark.usefixtures("every")
def test_r110_what_is_erased_is_not_compared_any_more(
    station: Checks, town: Town, db: Database
) -> None:
    check = compared(station, town)
    with db.session(writes=True) as session:
        erase_checks(session, [check.visit_id])
        session.commit()
    with db.session() as session:
        assert session.get(SecondReading, check.id) is None
    station.as_(other_of(station, check))
    assert station.get("/checks").status_code == 200
    reply = station.post(f"/checks/{check.id}/second-reading", outcome="true")
    assert reply.status_code == 404


def test_r110_a_check_that_the_seed_did_not_choose_is_read_once(
    station: Checks, town: Town, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.spotchecks.rules.second.LAST", "00000000")
    compared(station, town)
    with db.session() as session:
        assert session.exec(select(SecondReading)).all() == []


def test_r110_the_figures_say_of_how_many_and_leave_room_for_those_of_higher_slices(
    station: Checks, town: Town
) -> None:
    check = drawn(station, town)
    station.as_(other_of(station, check))
    station.post(f"/checks/{check.id}/taking-over", taken_over_why="生病")
    registry = station.client.app.state.house.parts["registry"]
    registry.fill(FIGURES, "test", lambda *_: [Figure(Message("今天"), 3, 12)])
    page = station.get("/checks/people").text
    assert "12 次里有 3 次；长期看在 9% 到 53% 之间（95% 把握）" in page
    assert "两个人比同一条，结果一样" in page
    assert "还没有，什么也说明不了" in page
    assert 'data-label="换人的比例">长期看' in page
