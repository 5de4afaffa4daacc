"""Row R111, under attack: 100,000 histories in which anybody throws anything at the gate.

No sanction without notice, evidence, reply or elapsed time, two distinct eligible deciders, and an
open or used right of appeal; nothing heavier on appeal, no step skipped, no clock backwards; and
every case ends. A failure names its seed: `play(Random(seed))` is that history again.
"""

from collections import Counter
from datetime import timedelta
from random import Random, SystemRandom

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.cases.rules.measures import Measure
from app.cases.rules.state import Stage, state_of
from app.cases.rules.steps import AppealDecision, Export, Facts, MeasureTaken, Role
from tests.cases.history import DAY, Played
from tests.cases.hostile import (
    BEFORE,
    DAYS,
    FAR,
    FAR_FACTS,
    MAKERS,
    NOON,
    PEOPLE,
    ZONE,
    append,
    grant,
    play,
)
from tests.cases.judge import unfair

HISTORIES, PARTS = 100_000, 4


@pytest.mark.parametrize("part", range(PARTS))
def test_r111_no_hostile_history_does_anybody_wrong(part: int) -> None:
    seed, reached = SystemRandom().randrange(2**32), Counter[object]()
    for n in range(HISTORIES // PARTS):
        played = play(Random(f"{seed}:{n}"))
        wrong = unfair(played)
        assert not wrong, f"{wrong}: play(Random('{seed}:{n}'))"
        for step in played.steps:
            reached[step.level if isinstance(step, MeasureTaken) else type(step)] += 1
    # Histories that never get anywhere would prove nothing.
    assert all(reached[one] > 0 for one in Measure), reached
    assert reached[AppealDecision] > 100
    assert reached[Export] > 10


class Ladder(RuleBasedStateMachine):
    """The same attack with hypothesis, which looks for the shortest history that does wrong."""

    @initialize(before=st.sampled_from(BEFORE), barred=st.sets(st.sampled_from(PEOPLE[1:])))
    def opens(self, before: tuple, barred: set[str]) -> None:
        """A case is opened."""
        self.now = NOON
        facts = Facts("wang", frozenset({"li"}), NOON, NOON, NOON, ZONE, frozenset(barred), before)
        self.played = Played(facts, (), [])

    @rule(
        name=st.sampled_from(list(MAKERS)),
        by=st.sampled_from(PEOPLE),
        role=st.sampled_from(list(Role)),
        as_usual=st.booleans(),
        any_=st.randoms(use_true_random=False),
    )
    def throws(self, name: str, by: str, role: Role, as_usual: bool, any_: Random) -> None:
        """Somebody throws a step."""
        make, usual = MAKERS[name]
        if as_usual:
            by = usual[0]
        step = make(any_, self.now, by, role)
        append(self.played, step, self.now)

    @rule(minutes=st.integers(-60, 1440), days=st.sampled_from([0, 0, 1, 3, 8, 31]))
    def passes(self, minutes: int, days: int) -> None:
        """Time goes by, or seems to."""
        self.now += timedelta(minutes=minutes, days=days)

    @rule(any_=st.randoms(use_true_random=False))
    def is_granted_leave(self, any_: Random) -> None:
        """The worker is granted leave, for days gone by or to come."""
        last = self.played.steps[-1].at if self.played.steps else self.now
        self.played.grants += (grant(any_, max(self.now, last)),)

    @invariant()
    def does_nobody_wrong(self) -> None:
        """What the judge says of it."""
        if hasattr(self, "played"):
            assert not unfair(self.played)


TestLadder = Ladder.TestCase
TestLadder.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_the_road_from_which_attacks_begin_is_let_in_itself() -> None:
    played = Played(FAR_FACTS, (), [])
    for step in FAR:
        append(played, step, step.at)
    assert played.steps == FAR


def test_every_stage_can_be_ended_by_time_alone() -> None:
    ended = Counter(
        state_of(played.facts, played.steps, NOON + 1098 * DAY, DAYS).stage
        for played in (play(Random(n)) for n in range(2_000))
    )
    assert set(ended) >= {Stage.TECHNICAL, Stage.LAPSED, Stage.OVERTURNED, Stage.SPENT}
