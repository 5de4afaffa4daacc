"""What no history of the ladder may hold, judged from its steps alone.

In its own words and with its own counting of days, so that it shares no mistake with the rules.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from app.cases.rules.evidence import Fact, Kind, Outcome
from app.cases.rules.gate import may
from app.cases.rules.measures import Measure
from app.cases.rules.state import ENDED, Stage, state_of
from app.cases.rules.steps import (
    Appeal,
    AppealDecision,
    Closing,
    Export,
    Extension,
    MeasureTaken,
    Notice,
    Pause,
    Reply,
    Resume,
    Role,
    TechnicalCheck,
    Vote,
)
from tests.cases.history import DAY, Played, absent, cited, confirming, of, on, strangers, workdays
from tests.cases.hostile import DAYS, NOON

AFTER_ALL = timedelta(days=3 * 366)
# The stages in the order of the road; being away is a part of replying.
ORDER = {one: n for n, one in enumerate(Stage)} | {Stage.PAUSED: list(Stage).index(Stage.REPLYING)}


def unfair(played: Played) -> str:
    """What is wrong with a history that the gate let in; empty when nothing is."""
    return next((wrong.__name__.strip("_") for wrong in JUDGES if wrong(played)), "")


def _time_ran_backwards(played: Played) -> bool:
    return any(later.at < step.at for step, later in pairwise(played.steps))


def _a_stage_went_back(played: Played) -> bool:
    return any(ORDER[then] < ORDER[one] for one, then in pairwise(played.stages))


def _something_came_after_the_end(played: Played) -> bool:
    ended = [n for n, one in enumerate(played.stages) if one in ENDED]
    return bool(ended) and any(not isinstance(one, Closing) for one in played.steps[ended[0] + 1 :])


def _done_twice(played: Played) -> bool:
    once = (
        TechnicalCheck,
        Notice,
        Extension,
        MeasureTaken,
        Appeal,
        AppealDecision,
        Export,
        Closing,
    )
    return any(len(of(played, kind)) > 1 for kind in once)


def _noticed_without_a_technical_check(played: Played) -> bool:
    checks = of(played, TechnicalCheck)
    looked = bool(checks) and not checks[0].found and on(checks[0]) == NOON.date()
    return bool(of(played, Notice)) and not looked


def _noticed_too_late(played: Played) -> bool:
    return any(len(workdays(NOON.date(), on(one))) > 3 for one in of(played, Notice))


def _noticed_without_evidence(played: Played) -> bool:
    return not all(map(_enough, of(played, Notice)))


def _enough(notice: Notice) -> bool:
    checks = [one for one in notice.facts if one.kind is Kind.CHECK]
    mismatch = any(one.outcome in (Outcome.FALSE, Outcome.PARTLY) for one in checks)
    proved = len({one.on for one in notice.facts if one.grade in ("A", "B")}) >= 3
    drawn = not checks or (notice.draw is not None and not notice.draw.advisory)
    return (mismatch or proved) and drawn and bool(notice.receipts)


def _noticed_by_the_wrong_one(played: Played) -> bool:
    return any(
        one.by in {"wang", "li"} | played.facts.barred
        or one.role not in (Role.GRID_LEAD, Role.STATION_HEAD)
        for one in of(played, Notice)
    )


def _spoken_for(played: Played) -> bool:
    own = [*of(played, Reply), *of(played, Extension), *of(played, Appeal)]
    return any(one.by != "wang" for one in own)


def _decided_without_hearing(played: Played) -> bool:
    votes, notices = of(played, Vote), of(played, Notice)
    if not votes:
        return False
    if not notices:
        return True
    if any(one.at <= votes[0].at for one in of(played, Reply)):
        return False
    back = [on(one) for one in of(played, Resume)]
    away = [one.since for one in of(played, Pause)]
    if len(back) < len(away):
        return True
    gone = {a + n * DAY for a, b in zip(away, back, strict=True) for n in range((b - a).days)}
    gone |= absent(played, votes[0].at)
    days = workdays(on(notices[0]), on(votes[0]) - DAY) - gone
    return len(days) < (10 if of(played, Extension) else 5)


def _leave_moved_what_was_settled(played: Played) -> bool:
    heard = [one for one in played.steps if isinstance(one, Reply | Vote)]
    return bool(heard) and played.facts.away != absent(played, heard[0].at)


def _decided_too_late(played: Played) -> bool:
    votes, replies = of(played, Vote), of(played, Reply)
    return bool(replies) and any(len(workdays(on(replies[0]), on(one))) > 10 for one in votes)


def _decided_by_the_wrong_ones(played: Played) -> bool:
    votes = of(played, Vote)
    people = {one.by for one in votes}
    alien = people & strangers(played) or any(one.role is not Role.PANEL_MEMBER for one in votes)
    return bool(alien) or len(people) < len(votes)


def _decided_without_reasons(played: Played) -> bool:
    known = {fact.record for one in of(played, Notice) for fact in one.facts} | {"rate-q4"}
    decided = [*of(played, Vote), *of(played, AppealDecision)]
    reasons = [one.reasons for one in decided]
    return any(not given for given in reasons) or any(
        not one.text or not one.records or set(one.records) - known
        for given in reasons
        for one in given
    )


def _measured_without_two(played: Played) -> bool:
    votes = confirming(played)
    return any(
        len(votes) != 2 or any((vote.upto or 0) < one.level for vote in votes)
        for one in of(played, MeasureTaken)
    )


def _measured_by_the_wrong_one(played: Played) -> bool:
    panel, voters = {one.by for one in confirming(played)}, {one.by for one in of(played, Vote)}
    for one in of(played, MeasureTaken):
        head = one.role is Role.STATION_HEAD and one.by not in voters
        below = one.role is Role.PANEL_MEMBER and one.by in panel and one.level < Measure.WARNING
        if one.by in strangers(played) or not (head or below):
            return True
    return False


def _a_step_was_skipped(played: Played) -> bool:
    """A rung above the first without the one below, final before it happened and in force yet."""
    needs = {
        Measure.SERIOUS_WARNING: (Measure.WARNING, 366),
        Measure.RECOMMENDATION: (Measure.SERIOUS_WARNING, 366),
    }
    happened = played.facts.happened_at.date()
    for one in of(played, MeasureTaken):
        below, days = needs.get(one.level, (None, 0))
        if below is not None and not any(
            was.level >= below and was.since < happened and (on(one) - was.on).days <= days
            for was in played.facts.earlier
        ):
            return True
    return False


def _a_sanction_without_ground(played: Played) -> bool:
    return any(
        one.level > Measure.COACHING and not _grave(played) and not _again(played, one)
        for one in of(played, MeasureTaken)
    )


def _grave(played: Played) -> bool:
    """Both name a false record, and something second from somewhere else."""
    found = _found(played)
    false = [fact for fact in found if fact.outcome is Outcome.FALSE]
    second = any(one.source != fact.source for one in false for fact in found)
    rated = "rate-q4" in _both(played) and (bool(false) or _thrice_late(played))
    return (bool(false) and second) or rated


def _again(played: Played, taken: MeasureTaken) -> bool:
    """A reminder for something untrue, half a year at most after an earlier measure."""
    untrue = any(fact.outcome is Outcome.FALSE for fact in _found(played)) or _thrice_late(played)
    happened = played.facts.happened_at.date()
    before = any(
        was.since < happened and (on(taken) - was.on).days <= 184 for was in played.facts.earlier
    )
    return taken.level is Measure.REMINDER and untrue and before


def _both(played: Played) -> set[str]:
    return set.intersection(*map(cited, confirming(played)))


def _found(played: Played) -> list[Fact]:
    return [fact for fact in of(played, Notice)[0].facts if fact.record in _both(played)]


def _thrice_late(played: Played) -> bool:
    return len({fact.on for fact in _found(played) if fact.grade in ("A", "B")}) >= 3


def _no_right_of_appeal(played: Played) -> bool:
    """From the measure on, for thirty days, nothing but the worker's own appeal takes it away."""
    for n, one in enumerate(played.steps):
        if isinstance(one, MeasureTaken):
            appeal = Appeal(one.at + 30 * DAY, "wang", Role.WORKER)
            then = played.steps[: n + 1]
            if may(appeal, played.facts, then, appeal.at, DAYS) is not None:
                return True
            if state_of(played.facts, then, appeal.at, DAYS).since is not None:
                return True
    return False


def _appealed_out_of_time(played: Played) -> bool:
    for one in of(played, AppealDecision):
        (taken,), (appeal,) = of(played, MeasureTaken), of(played, Appeal)
        if on(appeal) - on(taken) > 30 * DAY or on(one) - on(appeal) > 30 * DAY:
            return True
    return False


def _appealed_to_the_wrong_one(played: Played) -> bool:
    return any(
        one.role is not Role.APPEAL_OFFICER
        or one.by in strangers(played) | {step.by for step in played.steps if step is not one}
        for one in of(played, AppealDecision)
    )


def _heavier_on_appeal(played: Played) -> bool:
    taken = of(played, MeasureTaken)
    return any((one.level or 0) > taken[0].level for one in of(played, AppealDecision))


def _left_without_right(played: Played) -> bool:
    for one in of(played, Export):
        (taken,), decided = of(played, MeasureTaken), of(played, AppealDecision)
        level = decided[0].level if decided else taken.level
        waited = bool(decided) or (not of(played, Appeal) and on(one) - on(taken) > 30 * DAY)
        if level is not Measure.RECOMMENDATION or not waited:
            return True
        if one.by in strangers(played) | {vote.by for vote in of(played, Vote)}:
            return True
    return False


def _never_ends(played: Played) -> bool:
    return state_of(played.facts, played.steps, NOON + AFTER_ALL, DAYS).stage not in ENDED


JUDGES: list[Callable[[Played], bool]] = [
    _time_ran_backwards,
    _a_stage_went_back,
    _something_came_after_the_end,
    _done_twice,
    _noticed_without_a_technical_check,
    _noticed_too_late,
    _noticed_without_evidence,
    _noticed_by_the_wrong_one,
    _spoken_for,
    _decided_without_hearing,
    _leave_moved_what_was_settled,
    _decided_too_late,
    _decided_by_the_wrong_ones,
    _decided_without_reasons,
    _measured_without_two,
    _measured_by_the_wrong_one,
    _a_step_was_skipped,
    _a_sanction_without_ground,
    _no_right_of_appeal,
    _appealed_out_of_time,
    _appealed_to_the_wrong_one,
    _heavier_on_appeal,
    _left_without_right,
    _never_ends,
]
