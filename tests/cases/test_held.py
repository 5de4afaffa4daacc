"""Bar row B22, for cases: whatever is changed in one past every event is found, and named."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import select

from app.cases.held import case_rows
from app.cases.models import CaseFile, CaseRecord, CaseStep
from app.held import row_verifiers
from app.kit.audit import AuditEvent
from app.kit.held import Fault
from app.kit.sql import table
from app.settings import Settings
from tests.cases.conftest import DAY, SECOND, WEDNESDAY, Court
from tests.people import Town

FILES, STEPS, RECORDS = table(CaseFile), table(CaseStep), table(CaseRecord)
Change = Callable[[], Any]
CHANGES: dict[str, tuple[Change, str]] = {
    "another finding": (
        lambda: update(STEPS).where(STEPS.c.number == 4).values(said={"upto": 4, "reasons": []}),
        "case.vote",
    ),
    "another voter": (
        lambda: update(STEPS).where(STEPS.c.number == 4).values(by="somebody"),
        "case.vote",
    ),
    "an earlier notice": (
        lambda: update(STEPS).where(STEPS.c.number == 2).values(role="station_head"),
        "case.notice",
    ),
    "no reply": (lambda: delete(STEPS).where(STEPS.c.number == 3), "case.reply"),
    "another checker": (lambda: update(FILES).values(checkers=["somebody"]), "case.opened"),
    "closed while it runs": (
        lambda: update(FILES).values(closed_at=datetime(2026, 11, 25, 4, tzinfo=UTC)),
        "case.opened",
    ),
    "said to be erased": (
        lambda: update(FILES).values(erased_at=datetime(2026, 11, 25, 4, tzinfo=UTC)),
        "case.opened",
    ),
    "other words handed in": (lambda: update(RECORDS).values(words="另一句"), "case.notice"),
    "what was handed in gone": (lambda: delete(RECORDS), "case.notice"),
}


def decided(court: Court, town: Town) -> None:
    """A case with a notice and what was handed in, a reply, and two votes."""
    court.noticed(**SECOND)
    court.do(town.wang, "replies", words="我去过")
    court.found("coaching")


def test_b22_a_case_as_it_was_done_holds(court: Court, town: Town, settings: Settings) -> None:
    decided(court, town)
    with court.db.session() as session:
        assert list(case_rows(session, town.community)) == []
    assert row_verifiers(settings)["cases"] is case_rows


@pytest.mark.parametrize("what", CHANGES)
def test_b22_whatever_is_changed_in_a_case_is_found_and_named(
    court: Court, town: Town, what: str
) -> None:
    decided(court, town)
    change, kind = CHANGES[what]
    with court.db.session(writes=True) as session:
        session.connection().execute(change())
        session.commit()
    with court.db.session() as session:
        first = min(case_rows(session, town.community), key=lambda one: one.seq)
        assert isinstance(first, Fault)
        event = session.exec(
            select(AuditEvent).where(
                AuditEvent.community_id == town.community, AuditEvent.seq == first.seq
            )
        ).one()
    assert (event.kind, event.object) == (kind, court.case().id)


def test_b22_a_case_that_nobody_opened_is_found(court: Court, town: Town) -> None:
    decided(court, town)
    with court.db.session(writes=True) as session:
        row = session.exec(select(CaseFile)).one().model_dump() | {
            "id": "made-up",
            "check_id": None,
        }
        session.connection().execute(FILES.insert().values(row))
        session.commit()
    with court.db.session() as session:
        assert any("made-up" in one.why for one in case_rows(session, town.community))


def test_b22_a_closed_case_that_runs_again_or_was_closed_at_another_time_is_found(
    court: Court, town: Town
) -> None:
    court.opened()
    court.at(WEDNESDAY + 10 * DAY, 9)
    closed = court.case().closed_at
    assert closed is not None
    for at in (closed, None, closed + timedelta(seconds=1)):
        with court.db.session(writes=True) as session:
            session.connection().execute(update(FILES).values(closed_at=at))
            session.commit()
        with court.db.session() as session:
            found = [one.why for one in case_rows(session, town.community)]
        assert found == ([] if at == closed else [f"case {court.case().id} was not closed then"])


def test_b22_a_case_said_to_be_erased_hides_no_record_that_nobody_handed_in(
    court: Court, town: Town
) -> None:
    decided(court, town)
    with court.db.session(writes=True) as session:
        record = session.exec(select(CaseRecord)).first()
        assert record is not None
        made_up = RECORDS.insert().values(record.model_dump() | {"id": "made-up"})
        session.connection().execute(made_up)
        session.connection().execute(update(FILES).values(erased_at=court.clock()))
        session.commit()
    with court.db.session() as session:
        found = [one.why for one in case_rows(session, town.community)]
    assert any("holds what nobody handed in" in one for one in found)
