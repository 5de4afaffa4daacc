"""Row R111: what may carry a notice, and what of it counts in the end."""

from dataclasses import replace

import pytest

from app.attendance.rules.verdict import Grade
from app.cases.rules.evidence import Fact, Kind
from app.cases.rules.measures import Measure
from app.cases.rules.steps import (
    Reason,
    Role,
    Step,
)
from app.cases.rules.why import Why
from tests.cases.world import (
    CAMERA,
    CHECKED,
    CHEN,
    FALSE,
    MONDAY,
    NOTICE,
    PANEL,
    PARTLY,
    RATE,
    REPLY,
    SEEN,
    TAKEN,
    THROUGH_REPLY,
    VOTES,
    Road,
    late,
)

UNPROVED = tuple(late(-day, Grade.OFFLINE) for day in range(3))
SEEN_ELSEWHERE = tuple(
    replace(CAMERA, record=f"camera-{n}", on=one.on) for n, one in enumerate(UNPROVED)
)


def _facts(*facts: Fact) -> Step:
    return replace(NOTICE, facts=facts)


@pytest.mark.parametrize(
    "facts",
    [
        (FALSE,),
        (PARTLY,),
        tuple(late(-day, Grade.STATION_CODE) for day in (0, 9, 19)),
        (*UNPROVED, *SEEN_ELSEWHERE),
    ],
    ids=["false", "partly", "late and proved", "unproved but seen by somebody else"],
)
def test_a_mismatch_or_proved_lateness_carries_a_notice(facts: tuple[Fact, ...]) -> None:
    assert Road(CHECKED).why(_facts(*facts)) is None


@pytest.mark.parametrize(
    "second",
    [
        tuple(replace(one, on=MONDAY) for one in SEEN_ELSEWHERE),
        tuple(replace(one, kind=Kind.SIGNAL) for one in SEEN_ELSEWHERE),
        tuple(replace(one, kind=Kind.COMPLAINT) for one in SEEN_ELSEWHERE),
        tuple(replace(one, source="phone") for one in SEEN_ELSEWHERE),
        SEEN_ELSEWHERE[:2],
    ],
    ids=["another day", "a signal", "a complaint", "the same phone", "two of three days"],
)
def test_a_time_that_nobody_can_prove_stays_unproved(second: tuple[Fact, ...]) -> None:
    assert Road(CHECKED).why(_facts(*UNPROVED, *second)) is Why.UNPROVED_TIME


def test_lateness_needs_no_draw() -> None:
    facts = tuple(late(-day, Grade.ONLINE) for day in range(3))
    assert Road(CHECKED).why(replace(NOTICE, facts=facts, draw=None)) is None


def test_a_head_who_wrote_the_notice_cannot_sign_and_the_panel_stays_below_a_warning() -> None:
    by_head = replace(NOTICE, by=CHEN, role=Role.STATION_HEAD)
    road = Road(CHECKED, by_head, REPLY, *VOTES)
    assert road.why(TAKEN) is Why.WROTE_NOTICE
    lighter = replace(TAKEN, by=PANEL[0], role=Role.PANEL_MEMBER, level=Measure.COACHING)
    assert road.why(lighter) is None


def test_a_fact_that_only_one_of_the_two_names_does_not_count() -> None:
    one_sided = (VOTES[0], replace(VOTES[1], reasons=(SEEN,)))
    road = Road(CHECKED, NOTICE, REPLY, *one_sided)
    assert road.why(TAKEN) is Why.TOO_HEAVY


def test_a_rate_counts_only_when_the_worker_could_answer_it() -> None:
    both = tuple(
        replace(one, reasons=(Reason("季度抽查", ("visit-1", "rate-q4")),)) for one in VOTES
    )
    named = replace(NOTICE, facts=(FALSE,), rate=RATE)
    assert Road(CHECKED, named, REPLY, *both).why(TAKEN) is None
    unnamed = Road(CHECKED, replace(named, rate=None), REPLY)
    assert unnamed.why(both[0]) is Why.UNLINKED_REASON
    silent = Road(CHECKED, named, REPLY, *(replace(one, reasons=(SEEN,)) for one in VOTES))
    assert silent.why(TAKEN) is Why.TOO_HEAVY


def test_the_workers_photos_are_records_of_the_case() -> None:
    shown = replace(VOTES[0], upto=None, reasons=(Reason("照片是真的", ("photo-1",)),))
    assert Road(*THROUGH_REPLY).why(shown) is None
