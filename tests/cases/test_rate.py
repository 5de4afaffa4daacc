"""Row R111: what is no evenly drawn check, or was taken back, makes nobody's rate worse."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from app.cases.models import CaseFile, CaseStep
from app.cases.queries.rate import rate_of
from app.cases.queries.whole import case_of
from app.cases.rules.evidence import Rate
from app.cases.rules.state import Stage
from app.cases.rules.steps import Cause
from app.cases.rules.written import NAMES, said
from app.kit.ids import uuid7
from app.org.scope import Reach, Scope
from app.spotchecks.models import Draw, SpotCheck
from app.visits.models import Visit
from tests.cases import world
from tests.cases.conftest import MONDAY, Court
from tests.people import Town

OPENED = world.CHECKED
DISMISSED = tuple(replace(one, upto=None) for one in world.VOTES)
MEASURED = (*world.THROUGH_FINDING, world.TAKEN)
APPEALED = (*MEASURED, world.APPEAL)
# On the 60th day each of these steps has come to the stage.
ROADS: dict[Stage, tuple[Any, ...]] = {
    Stage.LAPSED: (OPENED,),
    Stage.TECHNICAL: (replace(OPENED, found=frozenset({Cause.CLOCK})),),
    Stage.DISMISSED: (*world.THROUGH_REPLY, *DISMISSED),
    Stage.MEASURED: (*world.THROUGH_FINDING, replace(world.TAKEN, at=world.at(50))),
    Stage.FALLEN: APPEALED,
    Stage.OVERTURNED: (*APPEALED, replace(world.DECISION, level=None)),
    Stage.FINAL: MEASURED,
}
DOORS = 8


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many checks are enough."""
    monkeypatch.setattr("app.cases.queries.rate.RATE_CHECKS", DOORS)


def checked(court: Court, town: Town) -> list[str]:
    """Every record of a day was drawn evenly, asked about, and found false; the checks."""
    court.whole_day(MONDAY, DOORS)
    with court.db.session(writes=True) as session:
        for one in session.exec(select(SpotCheck)):
            session.delete(one)
        session.get_one(Draw, (town.community, MONDAY)).published_at = world.at(1, 20)
        session.flush()
        made = [
            SpotCheck(
                id=uuid7(), community_id=town.community, visit_id=visit.id, day=MONDAY,
                household_id=visit.household_id or "", stratum="base", worker_id=town.wang,
                checker_id=town.lead, opened_at=world.at(1), due_on=MONDAY, outcome="false",
                closed_at=world.at(1), closed_by=town.lead,
            )
            for visit in session.exec(select(Visit).order_by(Visit.id))
        ]  # fmt: skip
        session.add_all(made)
        session.commit()
        return [one.id for one in made]


def case_at(court: Court, town: Town, check: str, stage: Stage) -> None:
    """A case of that check has come to a stage."""
    facts = world.FACTS
    file = CaseFile(
        id=uuid7(), community_id=town.community, worker_id=town.wang, check_id=check, subject=[],
        barred=[], checkers=[town.lead], happened_at=facts.happened_at, known_at=facts.known_at,
        opened_at=facts.opened_at,
    )  # fmt: skip
    with court.db.session(writes=True) as session:
        session.add(file)
        session.flush()
        session.add_all(
            CaseStep(
                case_id=file.id, number=number, community_id=town.community,
                kind=NAMES[type(one)], at=one.at, by=one.by, role=one.role.value, said=said(one),
            )
            for number, one in enumerate(ROADS[stage], 1)
        )  # fmt: skip
        session.commit()
        now = case_of(session, file.id, world.at(60))
        assert now is not None
        assert now.state.stage is stage


def rate(court: Court, town: Town, check: str) -> Rate:
    """What a notice about that check would say on the 60th day."""
    case_at(court, town, check, Stage.LAPSED)
    now = world.at(60)
    scope = Scope(court.deputy, town.community, Reach.COMMUNITY, frozenset(), now)
    with court.db.session() as session:
        files = session.exec(select(CaseFile.id).where(CaseFile.check_id == check)).one()
        whole = case_of(session, files, now)
        assert whole is not None
        found = rate_of(session, whole, scope)
    assert found is not None
    return found


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("stage", "differing", "confirmed"),
    [
        (Stage.FINAL, 8, 1),
        (Stage.MEASURED, 8, 0),
        (Stage.LAPSED, 8, 0),
        (Stage.TECHNICAL, 7, 0),
        (Stage.DISMISSED, 7, 0),
        (Stage.OVERTURNED, 7, 0),
        (Stage.FALLEN, 7, 0),
    ],
)
def test_r111_only_what_stands_is_confirmed_and_what_was_cleared_differs_no_more(
    court: Court, town: Town, stage: Stage, differing: int, confirmed: int
) -> None:
    mine, other, *_ = checked(court, town)
    case_at(court, town, other, stage)
    found = rate(court, town, mine)
    assert (found.mismatches, found.n, found.confirmed) == (differing, 8, confirmed)


@pytest.mark.parametrize("stratum", ["anomaly", "late"])
@pytest.mark.parametrize("stage", [Stage.FINAL, Stage.DISMISSED])
def test_r111_a_case_of_a_check_that_was_not_drawn_evenly_is_in_no_rate(
    court: Court, town: Town, monkeypatch: pytest.MonkeyPatch, stratum: str, stage: Stage
) -> None:
    monkeypatch.setattr("app.cases.queries.rate.RATE_CHECKS", DOORS - 1)
    mine, other, *_ = checked(court, town)
    with court.db.session(writes=True) as session:
        session.get_one(SpotCheck, other).stratum = stratum
        session.commit()
    case_at(court, town, other, stage)
    found = rate(court, town, mine)
    assert (found.mismatches, found.n, found.confirmed) == (7, 7, 0)
