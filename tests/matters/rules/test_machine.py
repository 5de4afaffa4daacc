"""Both machines, walked by anybody in any order: what must never be reached is not (R75, R76)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.matters.rules import steps as a
from app.matters.rules.case import Case
from app.matters.rules.gate import may
from app.matters.rules.stages import ENDED, Flow, Stage
from app.matters.rules.state import state_of
from app.matters.rules.steps import Role, Step
from app.matters.rules.written import NAMES, read, said
from tests.matters.roads import SAID, TIME, Road, walk, walk_from_a_low_rating

# Which stage may follow which; every step that leads to another one is none of these.
SERVICE = {
    Stage.ACCEPTED: {Stage.CLASSIFIED, Stage.CANCELLED, Stage.WITHDRAWN, Stage.NOT_OURS},
    Stage.CLASSIFIED: {Stage.HANDLING, Stage.CANCELLED, Stage.WITHDRAWN, Stage.NOT_OURS},
    Stage.HANDLING: {Stage.TRACKED, Stage.CANCELLED, Stage.WITHDRAWN},
    Stage.TRACKED: {Stage.FEEDBACK, Stage.HANDLING, Stage.WITHDRAWN},
    Stage.FEEDBACK: {Stage.RATING, Stage.WITHDRAWN},
    Stage.RATING: {Stage.ARCHIVED, Stage.WITHDRAWN, Stage.HANDLING},
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
        if before is Stage.RATING and state.stage is Stage.HANDLING:
            assert_sent_back(road)
        # R82: no clock runs backwards.
        assert due is None or state.due_at is None or state.due_at >= due
        before, due = state.stage, state.due_at or due


def assert_sent_back(road: Road) -> None:
    """Only whoever asked the resident, or is to, and never had a part in it, opens it again; then
    nobody has told, asked or heard the resident yet."""
    *before, last = road.steps
    assert isinstance(last, a.SentBack)
    case = Case(road.facts, tuple(before), state_of(road.facts, before, TIME), road.now, TIME)
    alone = road.facts.flow is Flow.DISPUTE and last.role is Role.STATION_HEAD
    assert last.by not in (case.had_by if alone else case.handled_by)
    asked = [one for one in before if isinstance(one, a.FollowUp)]
    assert case.state.follow_up or asked[-1].by == last.by
    state = road.state
    assert not state.follow_up and not state.followed_up and state.score is None
    assert state.done_at is state.fed_back_at is state.asked_at is None


@settings(max_examples=50, deadline=None)
@given(SEEDS)
def test_whoever_acts_for_the_head_can_always_ask_after_a_low_rating(seed: int) -> None:
    """R89: no matter, and no dispute, waits for a follow-up that nobody may make."""
    for road in walk_from_a_low_rating(seed):
        if road.state.follow_up:
            asked = a.FollowUp(road.now, "deputy", Role.STATION_HEAD, "问过")
            assert may(asked, road.facts, road.steps, road.now, TIME) is None


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_nothing_is_archived_without_feedback_and_a_rating_request(seed: int) -> None:
    """R79, R89, R90: what is archived was fed back, its resident asked, and heard; nothing was
    left open, no order unanswered."""
    for road in walk(seed):
        if road.state.stage is Stage.ARCHIVED:
            assert_heard(road)


def assert_heard(road: Road) -> None:
    """Told, asked and heard after the last result: what came before it was opened again."""
    done = max(n for n, one in enumerate(road.steps) if isinstance(one, a.Result))
    kinds = [type(one) for one in road.steps[done:]]
    told, asked, end = map(kinds.index, (a.Feedback, a.RatingRequest, a.Archive))
    assert max(told, asked) < end
    every = [type(one) for one in road.steps]
    assert every.count(a.TaskOpened) == every.count(a.TaskDone)
    low = any(isinstance(one, a.Rating) and one.score <= 2 for one in road.steps[done:])
    assert not (low or a.CallBackDrawn in kinds) or a.FollowUp in kinds


def test_walks_get_to_the_end_of_the_road_and_to_each_end_beside_it() -> None:
    """R75: what the walks show is not shown of short ones alone."""
    reached = {one.state.stage for seed in range(80) for one in walk(seed)}
    assert reached == set(Stage)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_what_a_follow_up_found_wrong_goes_the_normal_way_again(seed: int) -> None:
    """R89: from a low rating on, whatever anybody asks: only a follow-up opens it again, and
    nothing is archived that was not done, told and asked about anew."""
    before, due = Stage.RATING, None
    for road in walk_from_a_low_rating(seed):
        state = road.state
        assert state.stage in {*SERVICE.get(before, ()), before}
        if before is Stage.RATING and state.stage is Stage.HANDLING:
            assert_sent_back(road)
        if state.stage is Stage.ARCHIVED:
            assert_heard(road)
        assert due is None or state.due_at is None or state.due_at >= due
        before, due = state.stage, state.due_at or due


def test_walks_open_again_what_was_rated_low() -> None:
    """R89: and some of them go on to the archive from there."""
    ends = [list(walk_from_a_low_rating(seed))[-1] for seed in range(120)]
    again = [one for one in ends if any(isinstance(step, a.SentBack) for step in one.steps)]
    assert {one.state.stage for one in again} >= {Stage.ARCHIVED, Stage.HANDLING}


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
