"""Row R111: every refusal of the ladder's gate by its name."""

from dataclasses import replace

import pytest

from app.attendance.rules.verdict import Grade
from app.cases.rules.evidence import Fact, Kind, Outcome
from app.cases.rules.gate import may
from app.cases.rules.measures import Measure
from app.cases.rules.steps import (
    Cause,
    Draw,
    Reason,
    Role,
    Step,
)
from app.cases.rules.why import WORDS, Why, say
from tests.cases.world import (
    APPEAL,
    ASKED,
    AWAY,
    BACK,
    CALENDAR,
    CAMERA,
    CHECKED,
    CHEN,
    CLOSING,
    DECISION,
    EXPORT,
    FACTS,
    FALSE,
    GRAVE,
    GUO,
    HARSH,
    LI,
    MONDAY,
    NOTICE,
    PANEL,
    REPLY,
    TAKEN,
    THROUGH_FINDING,
    THROUGH_REPLY,
    VOTES,
    WANG,
    ZHAO,
    Road,
    at,
    late,
)

NOTHING_SEEN = Fact("visit-1", Kind.CHECK, LI, MONDAY, outcome=Outcome.NOT_REACHED)
DECLINED = replace(NOTHING_SEEN, outcome=Outcome.DECLINED)
MOVED = replace(NOTHING_SEEN, outcome=Outcome.MOVED)
MATCH = replace(NOTHING_SEEN, outcome=Outcome.TRUE)
SIGNAL = Fact("signal-1", Kind.SIGNAL, "rules", MONDAY)
COMPLAINT = Fact("letter-1", Kind.COMPLAINT, "resident", MONDAY)
HEARSAY = Fact("word-1", Kind.WITNESS, "colleague", MONDAY)
UNPROVED = tuple(late(-day, Grade.OFFLINE) for day in range(3))
BY_LEAD = tuple(late(-day, Grade.WITNESSED) for day in range(3))
TWO_LATE = tuple(late(-day, Grade.ONLINE) for day in range(2))
SPREAD = tuple(late(-day, Grade.ONLINE) for day in (0, 9, 20))
SEEN_ELSEWHERE = tuple(
    replace(CAMERA, record=f"camera-{n}", on=one.on) for n, one in enumerate(UNPROVED)
)
SEEN_ELSEWHERE = tuple(
    replace(CAMERA, record=f"camera-{n}", on=one.on) for n, one in enumerate(UNPROVED)
)
SAME_SOURCE = (*UNPROVED, *(replace(one, source="phone") for one in SEEN_ELSEWHERE))
LAST = (*THROUGH_FINDING, TAKEN)
APPEALED = (*LAST, APPEAL)
RECOMMENDED = (*THROUGH_FINDING, GRAVE)


def _facts(*facts: Fact) -> Step:
    return replace(NOTICE, facts=facts)


REFUSED: list[tuple[Why, tuple[Step, ...], Step]] = [
    (Why.BACKWARDS, (), replace(CHECKED, at=at(1, 9))),
    (Why.BACKWARDS, (CHECKED,), replace(NOTICE, at=at(1, 10))),
    (Why.LAPSED, (CHECKED,), replace(NOTICE, at=at(7))),
    (Why.LAPSED, (), replace(CHECKED, at=at(2))),
    (Why.ENDED, (replace(CHECKED, found=frozenset({Cause.OUTAGE})),), NOTICE),
    (Why.CLOSED_ALREADY, (*LAST, CLOSING), replace(CLOSING, at=at(401))),
    (Why.NOT_ITS_TURN, (), replace(NOTICE, at=at(1, 12))),
    (Why.NOT_ITS_TURN, (CHECKED,), replace(VOTES[0], at=at(2))),
    (Why.NOT_ITS_TURN, (CHECKED,), replace(REPLY, at=at(2))),
    (Why.NOT_ITS_TURN, THROUGH_REPLY, TAKEN),
    (Why.NOT_ITS_TURN, THROUGH_FINDING, replace(APPEAL, at=at(8))),
    (Why.NOT_ITS_TURN, LAST, DECISION),
    (Why.NOT_ITS_TURN, LAST, replace(CLOSING, at=at(39))),
    (Why.NOT_ITS_TURN, (CHECKED, NOTICE), BACK),
    (Why.NOT_ITS_TURN, THROUGH_REPLY, replace(ASKED, at=at(5))),
    (Why.NOT_ITS_TURN, THROUGH_REPLY, replace(AWAY, at=at(5))),
    (Why.WRONG_ROLE, (), replace(CHECKED, role=Role.GRID_LEAD)),
    (Why.WRONG_ROLE, (CHECKED,), replace(NOTICE, role=Role.SYSTEM)),
    (Why.WRONG_ROLE, (CHECKED, NOTICE), replace(AWAY, role=Role.GRID_LEAD)),
    (Why.WRONG_ROLE, (CHECKED, NOTICE, AWAY), replace(BACK, role=Role.GRID_LEAD)),
    (Why.WRONG_ROLE, (CHECKED, NOTICE), replace(ASKED, role=Role.GRID_LEAD)),
    (Why.WRONG_ROLE, (CHECKED, NOTICE), replace(REPLY, role=Role.GRID_LEAD)),
    (Why.WRONG_ROLE, THROUGH_REPLY, replace(VOTES[0], role=Role.SYSTEM)),
    (Why.WRONG_ROLE, THROUGH_FINDING, replace(TAKEN, role=Role.SYSTEM)),
    (Why.WRONG_ROLE, LAST, replace(APPEAL, role=Role.STATION_HEAD)),
    (Why.WRONG_ROLE, APPEALED, replace(DECISION, role=Role.STATION_HEAD)),
    (Why.WRONG_ROLE, LAST, replace(EXPORT, role=Role.SYSTEM)),
    (Why.WRONG_ROLE, LAST, replace(CLOSING, role=Role.STATION_HEAD)),
    (Why.OWN_CASE, (), replace(CHECKED, by=WANG, role=Role.DATA_STEWARD)),
    (Why.OWN_CASE, (CHECKED,), replace(NOTICE, by=WANG)),
    (Why.OWN_CASE, THROUGH_REPLY, replace(VOTES[0], by=WANG)),
    (Why.OWN_CASE, THROUGH_FINDING, replace(TAKEN, by=WANG)),
    (Why.OWN_CASE, APPEALED, replace(DECISION, by=WANG)),
    (Why.OWN_CASE, LAST, replace(EXPORT, by=WANG)),
    (Why.ONLY_THE_WORKER, (CHECKED, NOTICE), replace(ASKED, by="somebody")),
    (Why.ONLY_THE_WORKER, (CHECKED, NOTICE), replace(REPLY, by="somebody")),
    (Why.ONLY_THE_WORKER, LAST, replace(APPEAL, by="somebody")),
    (Why.CHECKED_IT, (CHECKED,), replace(NOTICE, by=LI)),
    (Why.CHECKED_IT, THROUGH_REPLY, replace(VOTES[0], by=LI)),
    (Why.CHECKED_IT, THROUGH_FINDING, replace(TAKEN, by=LI)),
    (Why.CHECKED_IT, APPEALED, replace(DECISION, by=LI)),
    (Why.WROTE_NOTICE, THROUGH_REPLY, replace(VOTES[0], by=ZHAO)),
    (Why.WROTE_NOTICE, THROUGH_FINDING, replace(TAKEN, by=ZHAO)),
    (Why.WROTE_NOTICE, APPEALED, replace(DECISION, by=ZHAO)),
    (Why.IS_WITNESS, (CHECKED,), _facts(FALSE, replace(HEARSAY, source=ZHAO))),
    (Why.IS_WITNESS, (CHECKED, NOTICE, replace(REPLY, witness=PANEL[0])), VOTES[0]),
    (Why.IS_WITNESS, (CHECKED, _facts(FALSE, replace(HEARSAY, source=PANEL[0])), REPLY), VOTES[0]),
    (Why.VOTED_ALREADY, (*THROUGH_REPLY, VOTES[0]), replace(VOTES[1], by=PANEL[0])),
    (Why.VOTED_ALREADY, THROUGH_FINDING, replace(TAKEN, by=PANEL[0])),
    (Why.INVOLVED, APPEALED, replace(DECISION, by=PANEL[0])),
    (Why.INVOLVED, APPEALED, replace(DECISION, by=CHEN)),
    (Why.CAUSES_UNCHECKED, (), replace(CHECKED, looked_at=frozenset(Cause) - {Cause.REPAIR})),
    (Why.NO_RECORDS, (CHECKED,), _facts()),
    (Why.NO_RECEIPTS, (CHECKED,), replace(NOTICE, receipts=())),
    (Why.NO_DRAW_PROOF, (CHECKED,), replace(NOTICE, draw=None)),
    (Why.NO_DRAW_PROOF, (CHECKED,), replace(NOTICE, draw=Draw("", advisory=False))),
    (Why.ADVISORY_DRAW, (CHECKED,), replace(NOTICE, draw=Draw("2026-11-23", advisory=True))),
    (Why.ONLY_SIGNALS, (CHECKED,), _facts(SIGNAL)),
    (Why.ONLY_SIGNALS, (CHECKED,), _facts(SIGNAL, COMPLAINT)),
    (Why.ONLY_UNREACHED, (CHECKED,), _facts(NOTHING_SEEN)),
    (Why.ONLY_UNREACHED, (CHECKED,), _facts(DECLINED, SIGNAL)),
    (Why.ONLY_UNREACHED, (CHECKED,), _facts(MOVED, COMPLAINT)),
    (Why.UNPROVED_TIME, (CHECKED,), _facts(*UNPROVED)),
    (Why.UNPROVED_TIME, (CHECKED,), _facts(*BY_LEAD, SIGNAL)),
    (Why.UNPROVED_TIME, (CHECKED,), _facts(*SAME_SOURCE)),
    (Why.UNPROVED_TIME, (CHECKED,), _facts(*TWO_LATE)),
    (Why.UNPROVED_TIME, (CHECKED,), _facts(*SPREAD)),
    (Why.TOO_THIN, (CHECKED,), _facts(MATCH)),
    (Why.TOO_THIN, (CHECKED,), _facts(HEARSAY, CAMERA)),
    (Why.EXTENDED_ALREADY, (CHECKED, NOTICE, ASKED), replace(ASKED, at=at(3, 12))),
    (Why.FUTURE_LEAVE, (CHECKED, NOTICE), replace(AWAY, since=at(4).date())),
    (Why.EMPTY_REPLY, (CHECKED, NOTICE), replace(REPLY, text=" ", photos=())),
    (Why.PANEL_HAS_BEGUN, (*THROUGH_REPLY, VOTES[0]), replace(REPLY, at=at(7, 11))),
    (Why.REPLY_TIME_RUNS, (CHECKED, NOTICE), replace(VOTES[0], at=at(9, 23))),
    (Why.REPLY_TIME_RUNS, (CHECKED, NOTICE, ASKED), replace(VOTES[0], at=at(10))),
    (Why.REPLY_TIME_RUNS, (CHECKED, NOTICE, AWAY), replace(VOTES[0], at=at(10))),
    (Why.NO_REASONS, THROUGH_REPLY, replace(VOTES[0], reasons=())),
    (Why.NO_REASONS, THROUGH_REPLY, replace(VOTES[0], reasons=(Reason(" ", ("visit-1",)),))),
    (Why.NO_REASONS, APPEALED, replace(DECISION, reasons=())),
    (Why.UNLINKED_REASON, THROUGH_REPLY, replace(VOTES[0], reasons=(Reason("没去", ()),))),
    (Why.UNLINKED_REASON, THROUGH_REPLY, replace(VOTES[0], reasons=(Reason("没去", ("x",)),))),
    (Why.UNLINKED_REASON, APPEALED, replace(DECISION, reasons=(Reason("没去", ("x",)),))),
    (Why.TOO_HEAVY, THROUGH_FINDING, replace(TAKEN, level=Measure.SERIOUS_WARNING)),
    (Why.TOO_HEAVY, THROUGH_FINDING, GRAVE),
    (
        Why.ABOVE_VOTES,
        (*THROUGH_REPLY, VOTES[0], replace(VOTES[1], upto=Measure.REMINDER)),
        TAKEN,
    ),
    (Why.NOT_THE_PANEL, THROUGH_FINDING, replace(TAKEN, by="ren", role=Role.PANEL_MEMBER,
                                                 level=Measure.COACHING)),
    (Why.NEEDS_HEAD, THROUGH_FINDING, replace(TAKEN, by=PANEL[0], role=Role.PANEL_MEMBER)),
    (Why.APPEAL_TIME_RUNS, LAST, replace(EXPORT, at=at(38, 23))),
    (Why.APPEAL_TIME_RUNS, APPEALED, replace(EXPORT, at=at(39))),
    (Why.APPEAL_TIME_OVER, LAST, replace(APPEAL, at=at(39))),
    (Why.HEAVIER_ON_APPEAL, APPEALED, replace(DECISION, level=Measure.SERIOUS_WARNING)),
    (Why.NO_RECOMMENDATION, LAST, EXPORT),
]  # fmt: skip


def _named(one: object) -> str:
    return one.value if isinstance(one, Why) else type(one).__name__


@pytest.mark.parametrize(("why", "steps", "step"), REFUSED, ids=_named)
def test_each_refusal_says_its_reason(why: Why, steps: tuple[Step, ...], step: Step) -> None:
    assert Road(*steps).why(step) is why


@pytest.mark.parametrize(
    ("steps", "step"),
    [
        ((CHECKED,), NOTICE),
        (THROUGH_REPLY, VOTES[0]),
        (THROUGH_FINDING, TAKEN),
        (APPEALED, DECISION),
        (RECOMMENDED, EXPORT),
    ],
    ids=["notice", "vote", "measure", "appeal", "export"],
)
def test_whoever_has_a_conflict_of_interest_stays_out(steps: tuple[Step, ...], step: Step) -> None:
    """The conflict may have come to light later than the steps before."""
    road = Road(*steps, facts=HARSH)
    assert road.why(step) is None
    road.facts = replace(HARSH, barred=frozenset({step.by}))
    assert road.why(step) is Why.CONFLICT


@pytest.mark.parametrize(
    ("step", "after"),
    [(VOTES[0], 3), (TAKEN, 5), (DECISION, 7), (EXPORT, 6)],
    ids=["vote", "measure", "appeal", "export"],
)
def test_whoever_the_worker_names_as_a_witness_decides_nothing(step: Step, after: int) -> None:
    road = (*RECOMMENDED, APPEAL)[:after]
    heard = tuple(replace(one, witness=step.by) if one is REPLY else one for one in road)
    assert Road(*road, facts=HARSH).why(step) is None
    assert Road(*heard, facts=HARSH).why(step) is Why.IS_WITNESS


@pytest.mark.parametrize("role", [Role.STREET_OFFICER, Role.STATION_HEAD])
def test_r111_whoever_voted_does_not_sign_the_recommendation_in_another_role(role: Role) -> None:
    road = Road(*RECOMMENDED, facts=HARSH)
    for member in PANEL[:2]:
        assert road.why(replace(EXPORT, by=member, role=role)) is Why.VOTED_ALREADY
    assert road.why(replace(EXPORT, role=role)) is None


def test_whoever_wrote_the_notice_does_not_sign_the_recommendation() -> None:
    assert Road(*RECOMMENDED, facts=HARSH).why(replace(EXPORT, by=ZHAO)) is Why.WROTE_NOTICE


def test_a_step_has_the_servers_moment() -> None:
    assert may(CHECKED, FACTS, (), at(1, 12), CALENDAR) is Why.NOT_NOW


def test_an_unsigned_recommendation_does_not_leave() -> None:
    road = Road(*THROUGH_FINDING, GRAVE, facts=HARSH)
    assert road.why(replace(EXPORT, signature="")) is Why.NOT_SIGNED
    assert road.why(replace(EXPORT, digest="")) is Why.NOT_SIGNED
    assert road.why(replace(EXPORT, by=LI)) is Why.CHECKED_IT


def test_a_recommendation_made_lighter_on_appeal_does_not_leave() -> None:
    road = Road(*THROUGH_FINDING, GRAVE, APPEAL, DECISION, facts=HARSH)
    assert road.why(EXPORT) is Why.NO_RECOMMENDATION


def test_whoever_decided_the_appeal_does_not_sign_the_recommendation() -> None:
    upheld = replace(DECISION, level=Measure.RECOMMENDATION)
    road = Road(*THROUGH_FINDING, GRAVE, APPEAL, upheld, facts=HARSH)
    assert road.why(replace(EXPORT, by=GUO)) is Why.INVOLVED
    assert road.why(EXPORT) is None


def test_every_refusal_is_tried_and_worded() -> None:
    elsewhere = {Why.NOT_NOW, Why.CONFLICT, Why.NOT_SIGNED, Why.EVIDENCE_GONE}
    assert {why for why, _, _ in REFUSED} | elsewhere == set(Why) == set(WORDS)
    assert all(say(why).text("en") != say(why).text("zh") for why in Why)
