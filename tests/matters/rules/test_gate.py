"""The gate, rule by rule: what may be done next, by whom, and why not (rows R75-R90, R99)."""

from datetime import date

import pytest

from app.catalogue.rules.items import Limit
from app.matters.rules import steps as a
from app.matters.rules.stages import Answer, Flow, Handling, How, Stage, Way
from app.matters.rules.why import WORDS, Why
from tests.matters.roads import CHEN, LI, START, WANG, ZHANG, ZHAO, Road

TOLD = {"whom": "赵大爷", "how": How.PHONE, "words": "办好了"}


def test_every_refusal_has_words() -> None:
    """R75: nobody is refused without a reason in words."""
    assert set(WORDS) == set(Why)


def test_feedback_and_a_rating_request_cannot_be_skipped() -> None:
    """R75, R79: from the result there is one way on."""
    road = Road().done()
    for kind, said in (
        (a.Archive, {"keep_until": date(2030, 1, 1)}),
        (a.RatingRequest, {"how": How.PHONE}),
        (a.Rating, {"score": 5}),
    ):
        assert road.why(kind, **said) is Why.NOT_ITS_TURN


KINDS = [
    # kind, level, and the ways that it decides for
    (Handling.ON_THE_SPOT, 1, {Way.DIRECT}),
    (Handling.BRING_BACK, 2, {Way.DIRECT, Way.AGENCY, Way.REFERRAL}),
    (Handling.AT_ONCE, 4, {Way.DIRECT, Way.REFERRAL}),
    (Handling.APPROVAL, 3, {Way.AGENCY, Way.REFERRAL}),
]


@pytest.mark.parametrize(("kind", "level", "ways"), KINDS)
def test_the_kind_of_work_decides_the_route(kind: Handling, level: int, ways: set[Way]) -> None:
    """R77: on the spot; bring back; at once upward; approval tracked to the end."""
    road = Road().go(a.Classification, handling=kind, level=level)
    for way in Way:
        department = "城管" if way is Way.REFERRAL else ""
        why = road.why(a.Route, way=way, department=department)
        assert why is (None if way in ways else Why.WAY_OF_KIND), way


@pytest.mark.parametrize(
    ("kind", "level"),
    [(Handling.ON_THE_SPOT, 2), (Handling.AT_ONCE, 3), (Handling.APPROVAL, 4)],
)
def test_a_level_has_to_fit_the_kind(kind: Handling, level: int) -> None:
    """R78: what is sudden is level 4 and reported at once; on the spot is level 1."""
    assert Road().why(a.Classification, handling=kind, level=level) is Why.LEVEL_OF_KIND


OWNERS = [
    # level, who may tell the resident
    (1, {ZHAO, ZHANG, CHEN}),
    (2, {ZHAO, CHEN}),
    (3, {ZHAO, CHEN}),
    (4, {CHEN}),
]


@pytest.mark.parametrize(("level", "tellers"), OWNERS)
def test_who_gives_the_feedback_is_fixed_for_each_level(level: int, tellers: set[str]) -> None:
    """R78, R79: the grid lead or the handler; the community; the head."""
    kind = Handling.AT_ONCE if level == 4 else Handling.BRING_BACK
    road = Road().handling(kind, level).go(a.Result, words="办好了")
    for who in (ZHAO, ZHANG, CHEN, WANG, LI):
        why = road.why(a.Feedback, who, **TOLD, told_at=road.now)
        assert (why is None) is (who in tellers), who


def test_a_grid_worker_who_handled_it_tells_only_of_what_is_general() -> None:
    """R78: a level 3 result is fed back by the community, whoever did the work."""
    for level, why in ((1, None), (3, Why.NOT_FEEDBACK_OWNER)):
        road = Road(owner=WANG).go(
            a.Classification, WANG, handling=Handling.BRING_BACK, level=level
        )
        road.go(a.Route, WANG, way=Way.DIRECT).go(a.Result, WANG, words="好了")
        assert road.why(a.Feedback, WANG, **TOLD, told_at=road.now) is why


def test_feedback_says_when_and_not_before_there_was_a_result() -> None:
    """R79: who told whom, when and how."""
    road = Road().forward(hours=2).done().forward(hours=1)
    assert road.why(a.Feedback, **TOLD, told_at=START) is Why.TOLD_BEFORE
    assert road.why(a.Feedback, **(TOLD | {"whom": " "}), told_at=road.now) is Why.EMPTY
    assert road.why(a.Feedback, **TOLD, told_at=road.now) is None


def test_a_dispute_has_six_stages_and_no_classification() -> None:
    """R76: consent before mediation, an agreement record at the end."""
    road = Road(Flow.DISPUTE)
    sorting = {"handling": Handling.BRING_BACK, "level": 1}
    assert road.why(a.Classification, **sorting) is Why.ONLY_SERVICE
    assert road.why(a.Route, way=Way.DIRECT) is Why.NO_CONSENT
    assert road.why(a.Consent, parties=("赵",), how=How.IN_PERSON) is Why.NO_PARTIES
    road.go(a.Consent, parties=("赵", "钱"), how=How.IN_PERSON)
    road.go(a.Route, way=Way.DIRECT, level=2, limit=Limit(10))
    assert (road.state.stage, road.state.level) == (Stage.HANDLING, 2)
    assert road.state.due_at is not None
    assert road.why(a.Result, words="谈妥了") is Why.NO_AGREEMENT
    road.go(a.Result, words="谈妥了", agreement="钱家修好水管，赵家不再追究")
    assert road.state.stage is Stage.TRACKED


def test_a_dispute_that_goes_to_a_department_needs_no_consent() -> None:
    """R76: 直接办理或转交职能部门."""
    road = Road(Flow.DISPUTE)
    assert road.why(a.Route, way=Way.REFERRAL, department="派出所") is None
    assert Road().why(a.Consent, parties=("赵", "钱"), how=How.PHONE) is Why.ONLY_DISPUTE


def test_the_first_owner_stays_whoever_has_it_later() -> None:
    """R83: a hand-over adds an owner; the first is not erased, and may still act."""
    road = Road(owner=WANG).go(a.HandOver, WANG, to=LI, reason="熟悉")
    road.go(a.HandOver, LI, to=ZHAO, reason="要盖章")
    state = road.state
    assert (state.handling_owner, state.owner) == (WANG, ZHAO)
    assert state.owners == (WANG, LI, ZHAO)
    assert road.why(a.Progress, WANG, words="问过了") is None
    assert road.why(a.HandOver, ZHAO, to=ZHAO, reason="x") is Why.SAME_OWNER
    assert road.why(a.HandOver, ZHAO, to=WANG, reason=" ") is Why.EMPTY


def test_whoever_wrote_it_down_sorts_it_and_passes_it_on() -> None:
    """R98: first contact listens, records, answers or passes on, though somebody else has it."""
    road = Road(owner=WANG)
    assert road.why(a.Classification, handling=Handling.BRING_BACK, level=1) is None
    assert road.why(a.HandOver, to=LI, reason="更近") is None
    assert road.why(a.Classification, LI, handling=Handling.BRING_BACK, level=1) is Why.NOT_YOURS


def test_tasks_run_side_by_side_and_hold_the_result() -> None:
    """R67: several under one number; the result waits for all of them."""
    road = Road(owner=WANG).handling()
    road.go(a.TaskOpened, WANG, task="t1", text="买灯", owner=LI)
    road.go(a.TaskOpened, WANG, task="t2", text="上门", department="物业")
    assert road.why(a.Result, WANG, words="好了") is Why.TASKS_OPEN
    assert road.why(a.TaskDone, "department", task="t2", result="修了") is Why.WRONG_ROLE
    road.go(a.TaskDone, LI, task="t1", result="买了")
    assert road.why(a.TaskDone, LI, task="t2", result="修了") is Why.NOT_YOURS
    road.go(a.TaskDone, WANG, task="t2", result="修了")
    assert road.why(a.Result, WANG, words="好了") is None


def test_only_waiting_for_the_resident_stops_the_clock() -> None:
    """R82: and what waits has no result."""
    road = Road(limit=Limit(1)).handling().go(a.Waiting, for_what="户口本")
    assert road.why(a.Waiting, for_what="户口本") is Why.WAITS
    assert road.why(a.Result, words="好了") is Why.WAITS
    before = road.state.due_at
    road.forward(days=3).go(a.Resumed, a.RESIDENT)
    assert before is not None
    assert (road.state.due_at or before) > before
    assert road.why(a.Resumed) is Why.WAITS_NOT


def test_the_notice_is_given_once_and_what_comes_later_is_a_breach() -> None:
    """R101: a further material is recorded as a breach and counted."""
    notice = {"materials": ("户口本",), "steps": ("填表",), "limit": "3天", "hours": "8:30"}
    road = Road()
    assert road.why(a.FurtherMaterial, name="照片", reason="忘了") is Why.NOT_NOTICED
    road.go(a.OneTimeNotice, **notice)
    assert road.why(a.OneTimeNotice, **notice) is Why.NOTICED
    road.go(a.FurtherMaterial, name="照片", reason="忘了")
    assert road.state.breaches == 1


def test_a_department_returns_with_a_reason_or_takes_it_and_closes_it() -> None:
    """R94: what was returned goes another way; what was taken holds the result."""
    road = Road().go(a.Classification, handling=Handling.APPROVAL, level=2)
    road.go(a.Route, way=Way.REFERRAL, department="民政")
    assert road.why(a.Result, words="好了") is Why.REFERRED
    returned = {"answer": Answer.RETURNED, "reason": ""}
    assert road.why(a.ReferralAnswer, "department", **returned) is Why.NO_REASON
    road.go(a.ReferralAnswer, "department", answer=Answer.RETURNED, reason="不归本街道")
    assert road.why(a.Result, words="好了") is None
    road.go(a.Route, way=Way.REFERRAL, department="另一街道")
    road.go(a.ReferralAnswer, "department", answer=Answer.ACCEPTED)
    assert road.why(a.Result, words="好了") is Why.REFERRED
    road.go(a.ReferralClosed, "department", words="发了证")
    assert road.why(a.Result, words="好了") is None


def test_what_takes_long_names_the_next_day_and_the_resident_hears() -> None:
    """R84: a reason and a date; each feedback moves the date, or ends it."""
    road = Road().handling()
    past, ahead, later = date(2026, 11, 23), date(2026, 12, 1), date(2026, 12, 8)
    assert road.why(a.LongTerm, reason="缺件", next_on=past) is Why.DATE_PAST
    assert road.why(a.InterimFeedback, **TOLD) is Why.NOT_LONG_TERM
    road.go(a.LongTerm, reason="缺件", next_on=ahead)
    road.go(a.InterimFeedback, **TOLD, next_on=later)
    assert road.state.long_term_on == later
    road.go(a.InterimFeedback, **TOLD)
    assert road.state.long_term_on is None


def test_an_order_wants_an_answer() -> None:
    """R88: by the head at any time, by the clock when it is late; levels 1 and 2."""
    road = Road(limit=Limit(1)).handling()
    assert road.why(a.Supervision, ZHANG, level=1) is Why.WRONG_ROLE
    assert road.why(a.Supervision, a.SYSTEM, level=1) is Why.TOO_EARLY
    assert road.why(a.Supervision, CHEN, level=3) is Why.BAD_LEVEL
    road.go(a.Supervision, CHEN, level=1, words="抓紧")
    assert road.why(a.Result, words="好了") is Why.SUPERVISED
    road.go(a.SupervisionAnswer, words="明天办好")
    assert road.why(a.SupervisionAnswer, words="x") is Why.NOT_SUPERVISED
    assert road.forward(days=2).why(a.Supervision, a.SYSTEM, level=1) is None


def test_a_low_rating_is_asked_about_by_somebody_who_never_handled_it() -> None:
    """R89: not who had it, did a task of it, or wrote it down."""
    road = Road(owner=WANG)
    road.go(a.Classification, handling=Handling.BRING_BACK, level=1)
    road.go(a.Route, WANG, way=Way.DIRECT)
    road.go(a.TaskOpened, WANG, task="t1", text="买灯", owner=LI)
    road.go(a.TaskDone, LI, task="t1", result="买了").go(a.Result, WANG, words="好了")
    road.go(a.Feedback, WANG, **TOLD, told_at=road.now).go(a.RatingRequest, WANG, how=How.PHONE)
    assert road.why(a.FollowUp, ZHANG, words="问过") is Why.NO_FOLLOW_UP
    road.go(a.Rating, a.RESIDENT, score=2)
    assert road.why(a.Archive, keep_until=date(2030, 1, 1)) is Why.FOLLOW_UP_OPEN
    for who in (ZHAO, WANG, LI):
        assert road.why(a.FollowUp, who, words="问过") is Why.HANDLED_IT, who
    road.go(a.FollowUp, ZHANG, words="问过")
    assert road.why(a.Archive, keep_until=date(2030, 1, 1)) is None


def test_the_head_asks_after_a_dispute_that_never_was_theirs_though_they_told_the_parties() -> None:
    """R89: nobody else may read it, so that nobody else could ever ask; of what was theirs, not."""
    road = Road(Flow.DISPUTE, owner=WANG)
    road.go(a.Consent, WANG, parties="楼上、楼下", how=How.IN_PERSON)
    road.go(a.Route, WANG, way=Way.DIRECT, level=4)
    road.go(a.Result, WANG, words="谈好了", agreement="晚上十点以后不装修")
    road.go(a.Feedback, CHEN, **TOLD, told_at=road.now).go(a.RatingRequest, WANG, how=How.PHONE)
    road.go(a.Rating, a.RESIDENT, score=1)
    assert road.why(a.FollowUp, WANG, words="问过") is Why.HANDLED_IT
    had = Road(Flow.DISPUTE, owner=CHEN)
    had.steps = (had.steps[0], *road.steps[1:])
    assert had.why(a.FollowUp, CHEN, words="问过") is Why.HANDLED_IT
    road.go(a.FollowUp, CHEN, words="问过")
    assert road.why(a.Archive, WANG, keep_until=date(2030, 1, 1)) is None


def test_a_follow_up_that_finds_it_not_in_order_opens_it_again() -> None:
    """R89: by who asks the resident and never handled it, with a reason; owner and clock stay, and
    it is told, rated and asked about once more."""
    road = Road(owner=WANG, limit=Limit(3)).handling().go(a.Result, WANG, words="好了")
    road.go(a.Feedback, WANG, **TOLD, told_at=road.now).go(a.RatingRequest, WANG, how=How.PHONE)
    assert road.why(a.SentBack, ZHANG, reason="灯还不亮") is Why.NO_FOLLOW_UP
    road.go(a.Rating, a.RESIDENT, score=1)
    before = road.state
    for who in (ZHAO, WANG):
        assert road.why(a.SentBack, who, reason="灯还不亮") is Why.HANDLED_IT, who
    assert road.why(a.SentBack, ZHANG, reason=" ") is Why.EMPTY
    road.go(a.SentBack, ZHANG, reason="灯还不亮")
    after = road.state
    assert (after.stage, after.score, after.follow_up) == (Stage.HANDLING, None, False)
    assert (after.owner, after.due_at) == (before.owner, before.due_at)
    road.go(a.Result, WANG, words="换了线").go(a.Feedback, WANG, **TOLD, told_at=road.now)
    road.go(a.RatingRequest, WANG, how=How.PHONE).go(a.Rating, a.RESIDENT, score=2)
    assert road.why(a.Archive, keep_until=date(2030, 1, 1)) is Why.FOLLOW_UP_OPEN
    # Who sent it back did not handle it, and may ask again.
    road.go(a.FollowUp, ZHANG, words="现在亮了")
    assert road.why(a.Archive, keep_until=date(2030, 1, 1)) is None


def test_who_made_the_follow_up_may_still_open_it_and_nobody_else() -> None:
    """R89: what was found sinks in later; a passer-by sends nothing back."""
    road = Road().asked().go(a.Rating, score=2).go(a.FollowUp, ZHANG, words="灯还不亮")
    assert road.why(a.SentBack, LI, reason="灯还不亮") is Why.NO_FOLLOW_UP
    assert road.why(a.SentBack, ZHANG, reason="灯还不亮") is None
    road.go(a.SentBack, ZHANG, reason="灯还不亮").go(a.Result, words="好了")
    road.go(a.Feedback, **TOLD, told_at=road.now).go(a.RatingRequest, how=How.PHONE)
    assert road.why(a.SentBack, ZHANG, reason="再看看") is Why.NO_FOLLOW_UP


def test_the_lot_asks_for_a_call_back_once() -> None:
    """R89: a drawn call-back opens a follow-up by someone else, also of a good rating."""
    road = Road().asked().go(a.CallBackDrawn, a.SYSTEM).go(a.Rating, score=5)
    assert road.why(a.Archive, keep_until=date(2030, 1, 1)) is Why.FOLLOW_UP_OPEN
    road.go(a.FollowUp, CHEN, words="很好")
    assert road.why(a.CallBackDrawn, a.SYSTEM) is Why.NOT_ITS_TURN


def test_who_says_nothing_has_five_working_days() -> None:
    """R90: archived unrated only after that."""
    road = Road().asked()
    end = {"keep_until": date(2030, 1, 1)}
    assert road.forward(days=7).why(a.Archive, a.SYSTEM, **end) is Why.RATING_TIME_RUNS
    assert road.forward(hours=12).why(a.Archive, a.SYSTEM, **end) is None
    assert road.why(a.Archive, keep_until=date(2026, 11, 1)) is Why.KEPT_TOO_SHORT


def test_not_ours_says_why_and_where_to_go() -> None:
    """R99: both are mandatory, and only while nobody works on it."""
    road = Road()
    assert road.why(a.NotOurs, explanation="不归这里", where_to_go=" ") is Why.EMPTY
    assert road.why(a.NotOurs, explanation="", where_to_go="民政局") is Why.EMPTY
    assert road.why(a.NotOurs, explanation="不归这里", where_to_go="民政局") is None
    handled = Road().handling()
    assert handled.why(a.NotOurs, explanation="x", where_to_go="y") is Why.NOT_ITS_TURN


def test_a_mistake_is_cancelled_with_a_reason_and_a_resident_may_withdraw() -> None:
    """R75: both are ends; before the result the one, before the archive the other."""
    road = Road().handling()
    assert road.why(a.Cancellation, reason=" ") is Why.EMPTY
    assert road.why(a.Cancellation, reason="重复受理") is None
    done = Road().done()
    assert done.why(a.Cancellation, reason="重复受理") is Why.NOT_ITS_TURN
    done.go(a.Withdrawal, a.RESIDENT, words="不用了")
    assert done.why(a.Feedback, **TOLD, told_at=done.now) is Why.ENDED


def test_what_was_not_done_after_all_is_opened_again() -> None:
    """R75: before the resident was told; the clock goes on as if there had been no result."""
    road = Road(limit=Limit(3)).done()
    due = road.state.due_at
    road.forward(hours=1).go(a.Reopened, reason="又坏了")
    assert (road.state.stage, road.state.due_at) == (Stage.HANDLING, due)
    told = Road().told()
    assert told.why(a.Reopened, reason="又坏了") is Why.NOT_ITS_TURN


def test_no_step_is_dated_back_or_ahead() -> None:
    """R75: the server's time, and never before the step that came last."""
    road = Road().forward(hours=5).handling()
    road.now = START
    assert road.why(a.Progress, words="x") is Why.BACKWARDS


def test_anybody_at_a_window_serves_any_matter() -> None:
    """R52: the resident goes to any window: papers, rating and withdrawal are taken there."""
    road = Road(owner=WANG)
    road.facts = type(road.facts)(Flow.SERVICE, START, "Asia/Shanghai", WANG)
    assert road.why(a.Waiting, ZHAO, for_what="户口本") is None
    assert road.why(a.Withdrawal, ZHAO, words="不用了") is None
    assert road.why(a.HandOver, ZHAO, to=LI, reason="x") is Why.NOT_YOURS
    assert road.why(a.Progress, LI, words="x") is Why.NOT_YOURS
