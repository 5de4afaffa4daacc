"""Both machines, walked by anybody in any order: what must never be reached is not (R75, R76)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.matters.rules import steps as a
from app.matters.rules.stages import ENDED, Flow, Stage
from app.matters.rules.state import state_of
from app.matters.rules.steps import Step
from app.matters.rules.written import NAMES, read, said
from tests.matters.roads import SAID, TIME, walk

# Which stage may follow which; every step that leads to another one is none of these.
SERVICE = {
    Stage.ACCEPTED: {Stage.CLASSIFIED, Stage.CANCELLED, Stage.WITHDRAWN, Stage.NOT_OURS},
    Stage.CLASSIFIED: {Stage.HANDLING, Stage.CANCELLED, Stage.WITHDRAWN, Stage.NOT_OURS},
    Stage.HANDLING: {Stage.TRACKED, Stage.CANCELLED, Stage.WITHDRAWN},
    Stage.TRACKED: {Stage.FEEDBACK, Stage.HANDLING, Stage.WITHDRAWN},
    Stage.FEEDBACK: {Stage.RATING, Stage.WITHDRAWN},
    Stage.RATING: {Stage.ARCHIVED, Stage.WITHDRAWN},
}
DISPUTE = {
    **SERVICE,
    Stage.ACCEPTED: {Stage.HANDLING, Stage.CANCELLED, Stage.WITHDRAWN, Stage.NOT_OURS},
}
FOLLOWS = {Flow.SERVICE: SERVICE, Flow.DISPUTE: DISPUTE}
SEEDS = st.integers(0, 10**9)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_no_order_of_requests_reaches_an_illegal_stage(seed: int) -> None:
    """R75: whoever asks for whatever in whatever order, a matter goes its road, or ends beside
    it; R76: a dispute is never sorted."""
    before, due = Stage.ACCEPTED, None
    for road in walk(seed):
        state = road.state
        assert state.stage in {*FOLLOWS[road.facts.flow].get(before, ()), before}
        assert before not in ENDED
        assert state.owners[0] == state.handling_owner
        assert state.owner in state.owners
        # R82: no clock runs backwards.
        assert due is None or state.due_at is None or state.due_at >= due
        before, due = state.stage, state.due_at or due


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_nothing_is_archived_without_feedback_and_a_rating_request(seed: int) -> None:
    """R79, R89, R90: what is archived was fed back, its resident asked, and heard; nothing was
    left open, no order unanswered."""
    for road in walk(seed):
        if road.state.stage is Stage.ARCHIVED:
            kinds = [type(one) for one in road.steps]
            told, asked, end = map(kinds.index, (a.Feedback, a.RatingRequest, a.Archive))
            assert max(told, asked) < end
            assert kinds.count(a.TaskOpened) == kinds.count(a.TaskDone)
            low = any(isinstance(one, a.Rating) and one.score <= 2 for one in road.steps)
            assert not (low or a.CallBackDrawn in kinds) or a.FollowUp in kinds


def test_walks_get_to_the_end_of_the_road_and_to_each_end_beside_it() -> None:
    """R75: what the walks show is not shown of short ones alone."""
    reached = {one.state.stage for seed in range(80) for one in walk(seed)}
    assert reached == set(Stage)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_nothing_follows_an_end(seed: int) -> None:
    """R90: what has ended is read-only."""
    ended = [len(one.steps) for one in walk(seed) if one.state.stage in ENDED]
    assert len(ended) <= 1


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_steps_are_read_again_as_they_were_written(seed: int) -> None:
    """R75: what is stored of a step gives the step again, and the same steps the same matter."""
    last = list(walk(seed))[-1:]
    for road in last:
        again = tuple(
            read(NAMES[type(one)], {"at": one.at, "by": one.by, "role": one.role.value}, said(one))
            for one in road.steps
        )
        assert again == road.steps
        assert state_of(road.facts, again, TIME) == road.state


def test_every_kind_of_step_is_walked() -> None:
    assert set(SAID) == {one for one in vars(a).values() if _is_step(one)}


def _is_step(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, Step) and one is not Step
