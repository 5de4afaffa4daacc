"""Where a case stands, from its steps and the moment alone (R111).

Nothing is stored of it, so that no page and no job can put a case where its steps do not. Whole
days run in the community's time zone, and a clock's last day counts to its end. Clocks that no
rule names were chosen as a fair labour lawyer would:

- whatever is not done in time lapses in the worker's favour, never against them;
- a measure is taken within 5 working days of the finding, a recommendation signed within 30 days;
- a whole day of leave is no day to reply, also where the leave is granted afterwards; half a day
  stops nothing, unless the other half is leave as well. What is granted once the worker has
  replied, the first vote was cast or the case has ended moves nothing any more;
- a case that stands still for more than 92 days of leave lapses: nobody stays accused for ever;
- the terms of reminder and warning run from the day of the measure, so that an appeal, which
  delays the effect, never lengthens it.

Anchors: 个人信息保护法 24 (no decision by software alone); 事业单位工作人员处分规定 (appeal, never
heavier, by analogy); 劳动合同法 4, 39 and 43 stay with the employer. An appeal delays the effect
here, which those provisions do not ask for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from app.attendance.rules.parts import Part
from app.cases.rules.evidence import Fact
from app.cases.rules.measures import (
    LADDER,
    Earlier,
    Finding,
    Measure,
    months_after,
)
from app.cases.rules.steps import (
    Appeal,
    AppealDecision,
    Export,
    Extension,
    Facts,
    Grant,
    MeasureTaken,
    Notice,
    Pause,
    Reply,
    Resume,
    Step,
    TechnicalCheck,
    Vote,
    WorkingDays,
)

# Working days.
NOTICE, REPLY, EXTENDED, FINDING, MEASURE = 3, 5, 5, 10, 5
LONGEST_PAUSE = timedelta(days=92)
APPEAL = DECISION = SIGNING = timedelta(days=30)
DAY = timedelta(days=1)


class Stage(StrEnum):
    """What a case waits for, and how it ended; in the order of the road."""

    OPEN = "open"  # the technical check
    CHECKED = "checked"  # the notice
    REPLYING = "replying"
    PAUSED = "paused"  # the worker is away, and the time to reply stands still
    DECIDING = "deciding"
    FOUND = "found"  # the measure
    MEASURED = "measured"  # an appeal is possible, nothing has effect yet
    APPEALED = "appealed"
    FINAL = "final"
    TECHNICAL = "technical"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"
    FALLEN = "fallen"  # an appeal that nobody decided in time
    OVERTURNED = "overturned"
    EXPORTED = "exported"
    SPENT = "spent"  # its effect has run out


ENDED = frozenset(
    {
        Stage.TECHNICAL,
        Stage.DISMISSED,
        Stage.LAPSED,
        Stage.FALLEN,
        Stage.OVERTURNED,
        Stage.EXPORTED,
        Stage.SPENT,
    }
)


@dataclass(frozen=True, slots=True)
class State:
    """A case at a moment.

    `until`: the last day of the clock that runs, if one does. `ran_out`: what a lapsed case was
    waiting for. `level`: the measure as it stands; it has effect at FINAL, `since` its first day.
    """

    stage: Stage
    until: date | None = None
    ran_out: Stage | None = None
    level: Measure | None = None
    since: date | None = None


S = TypeVar("S", bound=Step)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it is seen on one day."""

    facts: Facts
    steps: tuple[Step, ...]
    today: date
    calendar: WorkingDays

    def every(self, kind: type[S]) -> list[S]:
        """Its steps of one kind."""
        return [one for one in self.steps if isinstance(one, kind)]

    def first(self, kind: type[S]) -> S | None:
        """Its first step of one kind."""
        return next((one for one in self.steps if isinstance(one, kind)), None)

    def day(self, step: Step) -> date:
        """The local day of a step."""
        return self.facts.day(step.at)

    def waiting(self, stage: Stage, until: date, level: Measure | None = None) -> State:
        """The stage until its last day is over; from then on it has lapsed."""
        if self.today <= until:
            return State(stage, until, level=level)
        return State(Stage.LAPSED, ran_out=stage)


def state_of(facts: Facts, steps: Sequence[Step], now: datetime, calendar: WorkingDays) -> State:
    """Where the case stands at `now`; later steps are not looked at."""
    known = tuple(one for one in steps if one.at <= now)
    case = Case(facts, known, facts.day(now), calendar)
    for phase in (_opening, _replying, _deciding, _measuring, _appealing):
        found = phase(case)
        if found is not None:
            return found
    return _after(case)


def earlier_of(
    facts: Facts, steps: Sequence[Step], now: datetime, calendar: WorkingDays
) -> Earlier | None:
    """What this case means for the worker's next one: nothing, unless its measure is final."""
    state = state_of(facts, steps, now, calendar)
    if state.stage is not Stage.FINAL or state.level is None or state.since is None:
        return None
    if state.level is Measure.RECOMMENDATION:
        return None
    taken = next(one for one in steps if isinstance(one, MeasureTaken))
    return Earlier(state.level, facts.day(taken.at), state.since)


def away_of(
    facts: Facts, steps: Sequence[Step], grants: Iterable[Grant], calendar: WorkingDays
) -> frozenset[date]:
    """The whole days for which the worker has leave, of what was granted while it could count."""
    halves: set[tuple[date, Part]] = set()
    known = replace(facts, away=frozenset())
    for grant in sorted(grants, key=lambda one: one.at):
        if not _settled(known, steps, grant.at, calendar):
            halves |= grant.halves
            whole = frozenset(on for on, _ in halves if all((on, part) in halves for part in Part))
            known = replace(known, away=whole)
    return known.away


def _settled(facts: Facts, steps: Sequence[Step], at: datetime, calendar: WorkingDays) -> bool:
    """Whether nothing that is granted from now on moves a clock of the case."""
    heard = any(isinstance(one, Reply | Vote) and one.at <= at for one in steps)
    return heard or state_of(facts, steps, at, calendar).stage in ENDED


def agreed(case: Case) -> tuple[Vote, Vote] | None:
    """The two votes that agree whether it is confirmed, once there are two."""
    votes = case.every(Vote)
    for sided in (
        [one for one in votes if one.upto is not None],
        [one for one in votes if one.upto is None],
    ):
        if len(sided) > 1:
            return sided[0], sided[1]
    return None


def finding_of(case: Case) -> Finding:
    """What both votes rest on: only facts that each of them names. Needs a notice and two votes."""
    pair, notice = agreed(case), case.first(Notice)
    if pair is None or notice is None:
        raise ValueError("steps: no finding yet")
    one, other = pair
    both = _named(one) & _named(other)
    facts: tuple[Fact, ...] = tuple(fact for fact in notice.facts if fact.record in both)
    rate = notice.rate if notice.rate and notice.rate.record in both else None
    return Finding(case.facts.day(case.facts.happened_at), facts, rate, case.today)


def reply_until(case: Case, notice: Notice) -> date | None:
    """The last day of the time to reply; None while it stands still."""
    pauses = _pauses(case)
    if pauses and pauses[-1][1] is None:
        return None
    left = REPLY + (EXTENDED if case.first(Extension) else 0)
    on = case.day(notice)
    while left:
        on = case.calendar.after(on, 1)
        left -= not _stands_still(case, pauses, on)
    return on


def _opening(case: Case) -> State | None:
    check, notice = case.first(TechnicalCheck), case.first(Notice)
    if check is None:
        return case.waiting(Stage.OPEN, case.facts.day(case.facts.opened_at))
    if check.found:
        return State(Stage.TECHNICAL)
    if notice is None:
        known = case.facts.day(case.facts.known_at)
        return case.waiting(Stage.CHECKED, case.calendar.after(known, NOTICE))
    return None


def _replying(case: Case) -> State | None:
    notice = case.first(Notice)
    if notice is None or case.first(Reply) is not None or case.first(Vote) is not None:
        return None
    until = reply_until(case, notice)
    if _away(case, notice, until) > LONGEST_PAUSE:
        return State(Stage.LAPSED, ran_out=Stage.PAUSED)
    if until is None:
        return State(Stage.PAUSED)
    return State(Stage.REPLYING, until) if case.today <= until else None


def _deciding(case: Case) -> State | None:
    pair = agreed(case)
    if pair is None:
        return case.waiting(Stage.DECIDING, case.calendar.after(_heard(case), FINDING))
    return State(Stage.DISMISSED) if pair[0].upto is None else None


def _measuring(case: Case) -> State | None:
    if case.first(MeasureTaken) is not None:
        return None
    found = max(case.day(one) for one in agreed(case) or ())
    return case.waiting(Stage.FOUND, case.calendar.after(found, MEASURE))


def _appealing(case: Case) -> State | None:
    taken, appeal = case.every(MeasureTaken)[0], case.first(Appeal)
    decision = case.first(AppealDecision)
    if appeal is None:
        until = case.day(taken) + APPEAL
        open_ = case.today <= until
        return State(Stage.MEASURED, until, level=taken.level) if open_ else None
    if decision is None:
        found = case.waiting(Stage.APPEALED, case.day(appeal) + DECISION, taken.level)
        return State(Stage.FALLEN) if found.stage is Stage.LAPSED else found
    return State(Stage.OVERTURNED) if decision.level is None else None


def _after(case: Case) -> State:
    taken, decision = case.every(MeasureTaken)[0], case.first(AppealDecision)
    on = case.day(taken)
    since = case.day(decision) if decision else on + APPEAL + DAY
    level = decision.level if decision and decision.level is not None else taken.level
    lasts = LADDER[level].lasts
    if lasts is not None:
        until = months_after(on, lasts)
        over = case.today > until
        return State(Stage.SPENT if over else Stage.FINAL, until, None, level, since)
    if case.first(Export) is not None:
        return State(Stage.EXPORTED, level=level, since=since)
    if case.today > since + SIGNING:
        return State(Stage.LAPSED, ran_out=Stage.FINAL)
    return State(Stage.FINAL, since + SIGNING, None, level, since)


def _named(vote: Vote) -> set[str]:
    return {record for reason in vote.reasons for record in reason.records}


def _heard(case: Case) -> date:
    """From when the panel's time runs: the worker has replied, or the time to do so is over; it
    has begun with the first vote at the latest."""
    over, heard = reply_until(case, case.every(Notice)[0]), case.first(Reply) or case.first(Vote)
    days = [one for one in (over, case.day(heard) if heard else None) if one is not None]
    return min(days)


def _pauses(case: Case) -> list[tuple[date, date | None]]:
    """From which day to which the worker was away; the last may still be."""
    back = [case.day(one) for one in case.every(Resume)]
    since = [one.since for one in case.every(Pause)]
    return list(zip(since, [*back, None], strict=False))


def _stands_still(case: Case, pauses: list[tuple[date, date | None]], on: date) -> bool:
    """Whether a day is none to reply: the worker has leave, or the clock was stopped."""
    paused = any(since <= on and (back is None or on < back) for since, back in pauses)
    return paused or on in case.facts.away


def _away(case: Case, notice: Notice, until: date | None) -> timedelta:
    """For how many days the time to reply, which ends with `until`, has stood still so far."""
    begins, pauses = case.day(notice), _pauses(case)
    over = case.today if until is None else min(case.today, until + DAY)
    days = (begins + n * DAY for n in range((over - begins).days))
    return sum((DAY for one in days if _stands_still(case, pauses, one)), timedelta())
