"""Whether matters are still what the chain says of them; and that erasing leaves no words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select, update

from app.catalogue.rules.items import Limit
from app.households.models import ErasedFor, Household
from app.kit.audit import AuditPayload
from app.kit.sql import table
from app.matters.erasing import erase_matters
from app.matters.held import matter_rows
from app.matters.models import Matter, MatterPaper, MatterStep, MatterTask
from app.matters.queries.whole import held_matter, steps_of
from app.matters.rules import steps as a
from app.matters.rules.stages import Handling, Way
from app.matters.rules.state import state_of
from app.org.models import Community
from app.rights.commands.erase import Cause, erase_household
from app.rights.queries.held import held_of
from app.rights.queries.retention import Rule, run_out
from tests.matters.town import Station

SECRET = "不能外传的话"


def faults(station: Station) -> list[str]:
    """What the verifier says."""
    with station.db.session() as session:
        return [one.why for one in matter_rows(session, station.town.community)]


def busy(station: Station) -> str:
    """A matter with a bit of everything in it."""
    matter = station.open(
        "clerk", household_id=station.town.doors3[0], words=SECRET, applicant=SECRET,
        phone="13800000000",
    )  # fmt: skip
    station.do(matter, "clerk", a.Classification, Handling.BRING_BACK, 1, Limit(3))
    station.do(matter, "clerk", a.Route, Way.DIRECT, station.town.wang)
    station.do(matter, "wang", a.TaskOpened, "t" * 36, SECRET, station.town.li)
    station.do(matter, "wang", a.Progress, SECRET)
    station.do(matter, "li", a.TaskDone, "t" * 36, SECRET)
    return matter


def test_matters_as_they_were_written_hold(station: Station) -> None:
    """R90: nothing to say about an honest archive."""
    busy(station)
    assert faults(station) == []


TAMPERINGS = [
    ("matter", {"due_at": datetime(2030, 1, 1, tzinfo=UTC)}, "was changed"),
    ("matter", {"owner_id": None}, "was changed"),
    ("matter", {"score": 5}, "was changed"),
    ("matter", {"words": "别的话"}, "was changed"),
    ("matter", {"first_contact_owner_id": "li"}, "was changed"),
    ("matter", {"erased_at": datetime(2026, 1, 1, tzinfo=UTC)}, "was not erased then"),
    ("step", {"by": "somebody"}, "a step of matter"),
    ("step", {"said": {"words": "别的话"}}, "a step of matter"),
]


@pytest.mark.parametrize(("of", "values", "why"), TAMPERINGS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_changes_a_matter_in_the_database_unseen(
    station: Station, of: str, values: dict[str, object], why: str
) -> None:
    """R75, R98: who was first, when it is due, what was said: each stands in the chain."""
    matter = busy(station)
    if values.get("first_contact_owner_id"):
        values = {"first_contact_owner_id": station.town.li}
    with station.db.session(writes=True) as session:
        rows = table(Matter if of == "matter" else MatterStep)
        which = rows.c.id == matter if of == "matter" else rows.c.kind == "progress"
        session.connection().execute(update(rows).where(which).values(values))
        session.commit()
    assert any(why in one for one in faults(station))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_takes_a_step_out_or_puts_a_paper_in_unseen(station: Station) -> None:
    """R90: the bundle is whole, and nothing was added to it."""
    matter = busy(station)
    with station.db.session(writes=True) as session:
        row = session.exec(select(MatterStep).where(MatterStep.kind == "progress")).one()
        session.delete(row)
        session.add(
            MatterPaper(
                id="p" * 36, community_id=station.town.community, matter_id=matter, kind="slip",
                words="假的", by=station.town.wang, at=station.clock(),
            )
        )  # fmt: skip
        session.commit()
    said = " ".join(faults(station))
    assert "a step of matter" in said
    assert "holds what nobody handed in" in said


def leftovers(session: Session) -> str:
    """Everything that the tables of matters and the chain's payloads still say."""
    found: list[object] = []
    for model in (Matter, MatterStep, MatterTask, MatterPaper, AuditPayload):
        found += [one.model_dump() for one in session.exec(select(model)).all()]
    return str(found)


def test_a_household_is_erased_with_what_was_said_in_its_matters(station: Station) -> None:
    """R90: no words, names or numbers stay; that there was a matter does, and the chain holds."""
    busy(station)
    cause = Cause(station.town.head, ErasedFor.REQUEST, station.clock(), date(2026, 11, 23))
    with station.db.session(writes=True) as session:
        household = session.get_one(Household, station.town.doors3[0])
        erase_household(session, household, cause)
        session.commit()
    with station.db.session() as session:
        left = leftovers(session)
        assert SECRET not in left
        assert "13800000000" not in left
        assert session.exec(select(Matter)).one().stage == "withdrawn"
    assert faults(station) == []


def test_what_was_kept_for_its_time_loses_its_words(station: Station) -> None:
    """R90: after the retention date; the steps can still be read."""
    matter = busy(station)
    with station.db.session(writes=True) as session:
        erase_matters(session, station.town.community, [matter], station.clock())
        session.commit()
    with station.db.session() as session:
        assert SECRET not in leftovers(session)
        steps = steps_of(session, [matter])[matter]
        assert len(steps) == 6
    assert faults(station) == []


def test_a_households_copy_holds_its_matters(station: Station) -> None:
    """R90: what is held about a household is in its copy, with every step."""
    busy(station)
    with station.db.session() as session:
        household = session.get_one(Household, station.town.doors3[0])
        community = session.get_one(Community, station.town.community)
        held = {one.name: one.rows for one in held_of(session, household, community).sections}
    assert [one["words"] for one in held["matters"]] == [SECRET]
    assert len(held["matter_steps"]) == 6


def test_columns_are_what_the_steps_say(station: Station) -> None:
    """R75: what boards read is what the steps say, column by column."""
    matter = busy(station)
    with station.db.session(writes=True) as session:
        whole = held_matter(session, matter, station.clock())
        assert whole is not None
        row, state = whole.matter, state_of(whole.facts, whole.steps, whole.time)
        assert (row.stage, row.level, row.due_at) == (state.stage, state.level, state.due_at)
        assert (row.owner_id, row.handling_owner_id) == (state.owner, state.handling_owner)
        assert (row.steps, row.limit_amount, row.supervised) == (state.steps, 3, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_matter_is_kept_until_the_day_that_its_archive_names(station: Station) -> None:
    """R90: the retention date, to the day; what is open has none."""
    matter = station.open("clerk")
    station.open("clerk")
    station.do(matter, "clerk", a.Cancellation, "重复受理")
    until = station.matter(matter).keep_until
    assert until is not None
    with station.db.session() as session:
        community = session.get_one(Community, station.town.community)
        for days, gone in ((0, []), (1, [matter])):
            asked = run_out(Rule.MATTERS, community, until + timedelta(days=days))
            assert [one for (one,) in session.execute(asked)] == gone
