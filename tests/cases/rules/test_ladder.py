"""Row R111: the usual road of a case, and every clock."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.attendance.rules.parts import Part
from app.attendance.rules.verdict import Grade
from app.cases.rules.measures import Earlier, Measure
from app.cases.rules.state import Stage, away_of, earlier_of
from app.cases.rules.steps import (
    Cause,
    Facts,
    Grant,
    MeasureTaken,
    Role,
    Step,
    Vote,
)
from app.cases.rules.why import Why
from tests.cases.world import (
    APPEAL,
    ASKED,
    AWAY,
    BACK,
    CALENDAR,
    CAMERA,
    CHECKED,
    CLOSING,
    DECISION,
    EXPORT,
    FACTS,
    FALSE,
    GRAVE,
    HARSH,
    LI,
    NOTICE,
    PANEL,
    REPLY,
    SEEN,
    TAKEN,
    THROUGH_FINDING,
    THROUGH_REPLY,
    VOTES,
    WANG,
    Road,
    at,
)

UNCONFIRMED = Vote(at(7, 12), PANEL[2], Role.PANEL_MEMBER, None, (SEEN,))
THIRD = replace(VOTES[0], at=at(7, 13), by=PANEL[2])


# ---- the usual road ----


def test_the_usual_road_ends_in_a_warning_that_runs_for_a_year() -> None:
    road = Road()
    assert road.stage(at(1, 10)) is Stage.OPEN
    assert road.go(CHECKED).stage(at(1, 12)) is Stage.CHECKED
    assert road.go(NOTICE).stage(at(2)) is Stage.REPLYING
    assert road.go(REPLY).stage(at(4)) is Stage.DECIDING
    assert road.go(VOTES[0]).stage(at(7, 10)) is Stage.DECIDING
    assert road.go(VOTES[1]).stage(at(7, 11)) is Stage.FOUND
    assert road.go(TAKEN).stage(at(8)) is Stage.MEASURED
    final = road.state(at(39, 0))
    assert (final.stage, final.level, final.since) == (Stage.FINAL, Measure.WARNING, at(39).date())
    assert road.stage(TAKEN.at.replace(year=2027)) is Stage.FINAL
    assert road.stage(TAKEN.at.replace(year=2027) + timedelta(days=1)) is Stage.SPENT
    assert Road(CHECKED, NOTICE, REPLY, *VOTES, TAKEN, CLOSING).steps[-1] == CLOSING


def test_a_technical_cause_ends_the_case_and_says_which_it_was() -> None:
    road = Road(replace(CHECKED, found=frozenset({Cause.CLOCK})))
    assert road.stage(at(1, 11)) is Stage.TECHNICAL
    assert road.why(NOTICE) is Why.ENDED


def test_a_measure_has_no_effect_before_the_time_to_appeal_is_over() -> None:
    road = Road(CHECKED, NOTICE, REPLY, *VOTES, TAKEN)
    for day in range(8, 39):
        assert road.state(at(day, 23)).since is None
        assert earlier_of(FACTS, road.steps, at(day, 23), CALENDAR) is None
    found = earlier_of(FACTS, road.steps, at(39, 0), CALENDAR)
    assert found is not None
    assert (found.level, found.on, found.since) == (Measure.WARNING, at(8).date(), at(39).date())


def test_a_lighter_measure_on_appeal_holds_from_the_decision_and_no_longer_than_before() -> None:
    final = Road(CHECKED, NOTICE, REPLY, *VOTES, TAKEN, APPEAL, DECISION).state(at(30))
    assert (final.level, final.since) == (Measure.REMINDER, at(30).date())
    assert final.until == TAKEN.at.date().replace(year=2027, month=6)


def test_an_overturned_measure_has_no_effect_and_leaves_its_trace() -> None:
    gone = replace(DECISION, level=None)
    road = Road(CHECKED, NOTICE, REPLY, *VOTES, TAKEN, APPEAL, gone)
    assert road.stage(at(30)) is Stage.OVERTURNED
    assert earlier_of(FACTS, road.steps, at(60), CALENDAR) is None
    assert TAKEN in road.steps


def test_a_recommendation_leaves_as_a_signed_file_and_counts_for_nothing_here() -> None:
    road = Road(CHECKED, NOTICE, REPLY, *VOTES, GRAVE, facts=HARSH)
    assert earlier_of(HARSH, road.steps, at(39), CALENDAR) is None
    assert road.go(EXPORT).stage(at(39)) is Stage.EXPORTED


def test_two_of_three_decide_when_the_first_two_differ() -> None:
    split = Road(CHECKED, NOTICE, REPLY, VOTES[0], replace(VOTES[1], upto=None))
    assert split.stage(at(7, 12)) is Stage.DECIDING
    assert Road(*split.steps, THIRD).stage(at(7, 13)) is Stage.FOUND
    assert Road(*split.steps, UNCONFIRMED).stage(at(7, 12)) is Stage.DISMISSED


def test_silence_is_no_admission_but_the_time_has_to_be_over() -> None:
    road = Road(CHECKED, NOTICE)
    assert road.why(VOTES[0]) is Why.REPLY_TIME_RUNS
    assert road.why(replace(VOTES[0], at=at(9, 23))) is Why.REPLY_TIME_RUNS
    assert road.why(replace(VOTES[0], at=at(10, 0))) is None
    dismissed = [replace(one, at=at(10), upto=None) for one in VOTES]
    assert road.go(*dismissed).stage(at(10)) is Stage.DISMISSED


def test_a_late_reply_is_heard_as_long_as_nobody_has_decided() -> None:
    road = Road(CHECKED, NOTICE, replace(REPLY, at=at(12)))
    assert road.state(at(12)).until == Road(CHECKED, NOTICE).state(at(12)).until


def test_who_is_away_keeps_the_days_to_reply() -> None:
    road = Road(CHECKED, NOTICE, AWAY)
    assert road.stage(at(13)) is Stage.PAUSED
    assert road.why(replace(VOTES[0], at=at(13))) is Why.REPLY_TIME_RUNS
    # Nothing but Thursday, 26 November, and the day of the notice itself had gone by.
    assert road.go(BACK).state(at(14)).until == at(18).date()
    assert Road(CHECKED, NOTICE, AWAY, REPLY).stage(at(4)) is Stage.DECIDING


def test_the_day_somebody_comes_back_counts_again() -> None:
    same_day = Road(CHECKED, NOTICE, AWAY, replace(BACK, at=at(3, 18)))
    assert same_day.state(at(4)).until == Road(CHECKED, NOTICE).state(at(4)).until


def _leave(granted: datetime, *days: int, parts: tuple[Part, ...] = tuple(Part)) -> Grant:
    """Leave for so many days after the Monday."""
    return Grant(granted, frozenset((at(day).date(), part) for day in days for part in parts))


def _with(road: Road, *grants: Grant) -> Road:
    """The same road, with leave as it is known now."""
    away = away_of(road.facts, road.steps, grants, CALENDAR)
    return Road(*road.steps, facts=replace(road.facts, away=away))


def test_r111_leave_granted_afterwards_gives_the_days_to_reply_back() -> None:
    road = Road(CHECKED, NOTICE)
    assert road.state(at(7)).until == at(9).date()
    ill = _leave(at(7), 3, 4)
    assert _with(road, ill).state(at(7)).until == at(11).date()
    assert _with(road, ill).why(replace(VOTES[0], at=at(10))) is Why.REPLY_TIME_RUNS
    after_all = _leave(at(10), 3, 4)
    assert _with(road, after_all).stage(at(10)) is Stage.REPLYING, "nobody had decided anything"


def test_r111_a_day_of_leave_counts_once_however_it_is_known() -> None:
    days = range(3, 14)
    both = _with(Road(CHECKED, NOTICE, AWAY, BACK), _leave(at(2, 9), *days))
    assert both.state(at(14)).until == Road(CHECKED, NOTICE, AWAY, BACK).state(at(14)).until
    weekend = _with(Road(CHECKED, NOTICE), _leave(at(2, 9), 5, 6))
    assert weekend.state(at(3)).until == at(9).date(), "no days to reply anyway"


def test_r111_half_a_day_of_leave_stops_nothing_but_two_halves_do() -> None:
    road, morning, afternoon = Road(CHECKED, NOTICE), (Part.MORNING,), (Part.AFTERNOON,)
    half = _leave(at(4), 3, parts=morning)
    assert _with(road, half).state(at(4)).until == at(9).date()
    assert _with(road, half, _leave(at(4), 4, parts=afternoon)).state(at(4)).until == at(9).date()
    assert _with(road, half, _leave(at(4), 3, parts=afternoon)).state(at(4)).until == at(10).date()


@pytest.mark.parametrize(
    "steps",
    [
        (CHECKED, NOTICE, replace(REPLY, at=at(12))),
        (CHECKED, NOTICE, replace(VOTES[0], at=at(10))),
        THROUGH_FINDING,
    ],
    ids=["a late reply", "a first vote", "a finding"],
)
def test_r111_leave_granted_once_somebody_was_heard_or_voted_moves_nothing(
    steps: tuple[Step, ...],
) -> None:
    road, late = Road(*steps), _leave(at(12, 11), 3, 4, 8, 9)
    for day in (12, 13, 20, 24, 30):
        assert _with(road, late).state(at(day)) == road.state(at(day))


def test_r111_leave_granted_after_a_case_has_lapsed_does_not_bring_it_back() -> None:
    road = Road(CHECKED, NOTICE)
    assert road.stage(at(24)) is Stage.LAPSED
    assert _with(road, _leave(at(24), *range(3, 24))).stage(at(24)) is Stage.LAPSED


def test_r111_a_vote_that_was_let_in_is_not_undone_by_leave_that_crossed_it() -> None:
    voted = Road(CHECKED, NOTICE, replace(VOTES[0], at=at(10)))
    voted.facts = replace(FACTS, away=frozenset({at(3).date(), at(4).date()}))
    assert voted.stage(at(10, 11)) is Stage.DECIDING


def test_r111_leave_for_longer_than_a_quarter_lets_the_case_lapse_without_a_pause_step() -> None:
    road = _with(Road(CHECKED, NOTICE), _leave(at(2, 9), *range(3, 200)))
    assert road.stage(at(95)) is Stage.REPLYING
    assert road.state(at(96)).ran_out is Stage.PAUSED


def test_a_second_notice_or_a_second_appeal_has_no_turn() -> None:
    assert Road(CHECKED, NOTICE).why(replace(NOTICE, at=at(3))) is Why.NOT_ITS_TURN
    road = Road(CHECKED, NOTICE, REPLY, *VOTES, TAKEN, APPEAL)
    assert road.why(replace(APPEAL, at=at(21))) is Why.NOT_ITS_TURN


def test_weekends_and_days_off_are_no_days_to_reply() -> None:
    assert Road(CHECKED, NOTICE).state(at(2)).until == at(9).date()
    assert Road(CHECKED, NOTICE, ASKED).state(at(3)).until == at(16).date()


def _again(days: int, earlier: tuple[Earlier, ...], level: Measure) -> tuple[Road, MeasureTaken]:
    """The same road so many days later, up to its measure."""
    later = timedelta(days=days)
    moments = {one: getattr(FACTS, one) + later for one in ("happened_at", "known_at", "opened_at")}
    road = Road(facts=replace(FACTS, earlier=earlier, **moments))
    road.go(*(replace(one, at=one.at + later) for one in THROUGH_FINDING))
    return road, replace(TAKEN, at=TAKEN.at + later, level=level)


def test_the_second_of_two_votes_is_the_finding() -> None:
    road = Road(*THROUGH_REPLY, VOTES[0], replace(VOTES[1], at=at(9)))
    assert road.state(at(9)).until == at(16).date()


def test_a_measure_that_is_spent_counts_for_nothing() -> None:
    road = Road(*THROUGH_FINDING, TAKEN)
    assert earlier_of(FACTS, road.steps, at(373), CALENDAR) is not None
    assert earlier_of(FACTS, road.steps, at(374), CALENDAR) is None


def test_a_case_can_be_seen_as_it_stood_on_an_earlier_day() -> None:
    road = Road(*THROUGH_FINDING, TAKEN)
    assert road.stage(at(2)) is Stage.REPLYING
    assert road.stage(at(7, 10)) is Stage.DECIDING


def test_three_cases_climb_one_rung_each_and_no_faster() -> None:
    earlier: tuple[Earlier, ...] = ()
    for days, level in ((0, Measure.WARNING), (42, Measure.SERIOUS_WARNING)):
        road, taken = _again(days, earlier, level)
        assert road.why(replace(taken, level=Measure(level + 1))) is Why.TOO_HEAVY
        road.go(taken)
        final = earlier_of(road.facts, road.steps, at(days + 39), CALENDAR)
        assert final is not None
        earlier = (*earlier, final)
    road, taken = _again(84, earlier, Measure.RECOMMENDATION)
    assert road.why(taken) is None


def test_a_second_case_of_the_same_month_is_no_second_warning() -> None:
    """Nothing was final when it happened, although it is when the measure is taken."""
    first, taken = _again(0, (), Measure.WARNING)
    first.go(taken)
    known = earlier_of(first.facts, first.steps, at(40), CALENDAR)
    assert known is not None
    second, heavier = _again(35, (known,), Measure.SERIOUS_WARNING)
    assert second.why(heavier) is Why.TOO_HEAVY
    assert second.why(replace(heavier, level=Measure.WARNING)) is None


# ---- the clocks ----

CLOCKS = {
    # how far it came, its last day, and what it is afterwards
    Stage.OPEN: ((), 1, Stage.LAPSED),
    Stage.CHECKED: ((CHECKED,), 4, Stage.LAPSED),
    Stage.REPLYING: ((CHECKED, NOTICE), 9, Stage.DECIDING),
    Stage.PAUSED: ((CHECKED, NOTICE, AWAY), 3 + 92, Stage.LAPSED),
    Stage.DECIDING: (THROUGH_REPLY, 18, Stage.LAPSED),
    Stage.FOUND: (THROUGH_FINDING, 14, Stage.LAPSED),
    Stage.MEASURED: ((*THROUGH_FINDING, TAKEN), 38, Stage.FINAL),
    Stage.APPEALED: ((*THROUGH_FINDING, TAKEN, APPEAL), 50, Stage.FALLEN),
    Stage.FINAL: ((*THROUGH_FINDING, TAKEN), 373, Stage.SPENT),
}


@pytest.mark.parametrize("stage", CLOCKS)
def test_every_clock_ends_with_the_end_of_its_last_day(stage: Stage) -> None:
    steps, last, then = CLOCKS[stage]
    road = Road(*steps)
    assert road.stage(at(last, 23)) is stage
    assert road.stage(at(last + 1, 0)) is then
    if then is Stage.LAPSED:
        assert road.state(at(last + 1, 0)).ran_out is stage


def test_a_panel_that_stays_divided_lets_the_case_lapse() -> None:
    road = Road(*THROUGH_REPLY, VOTES[0], replace(VOTES[1], upto=None))
    assert road.stage(at(19, 0)) is Stage.LAPSED


def test_a_recommendation_that_nobody_signs_lapses() -> None:
    road = Road(*THROUGH_FINDING, GRAVE, facts=HARSH)
    assert road.stage(at(69, 23)) is Stage.FINAL
    assert road.stage(at(70, 0)) is Stage.LAPSED


def test_without_a_reply_the_panel_has_ten_days_from_the_end_of_the_time_to_reply() -> None:
    road = Road(CHECKED, NOTICE)
    assert road.stage(at(23, 23)) is Stage.DECIDING
    assert road.stage(at(24, 0)) is Stage.LAPSED


def test_the_days_are_those_of_the_community() -> None:
    """17:00 in UTC is the next day in Shanghai."""
    elsewhere = replace(FACTS, zone="UTC")
    assert Road(CHECKED).stage(at(5, 1)) is Stage.LAPSED
    assert Road(CHECKED, facts=elsewhere).stage(at(5, 1)) is Stage.CHECKED


# ---- what cannot be written down at all ----


def test_moments_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="at"):
        replace(CHECKED, at=at(1).replace(tzinfo=None))


def test_a_case_does_not_open_before_it_is_known() -> None:
    with pytest.raises(ValueError, match="opened_at"):
        Facts(WANG, frozenset({LI}), at(0), at(2), at(1), "Asia/Shanghai")


def test_only_a_check_has_an_outcome_and_only_lateness_a_grade() -> None:
    with pytest.raises(ValueError, match="outcome"):
        replace(FALSE, outcome=None)
    with pytest.raises(ValueError, match="grade"):
        replace(CAMERA, grade=Grade.ONLINE)
