"""Hostile histories: whoever, as whatever, at any time, throws any step at the ladder's gate."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

from app.attendance.rules.parts import Part
from app.attendance.rules.verdict import Grade
from app.cases.rules.evidence import Fact, Kind, Outcome
from app.cases.rules.gate import may
from app.cases.rules.measures import Earlier, Measure
from app.cases.rules.state import ENDED, Stage, away_of, state_of
from app.cases.rules.steps import (
    Appeal,
    AppealDecision,
    Cause,
    Closing,
    Draw,
    Export,
    Extension,
    Facts,
    Grant,
    MeasureTaken,
    Notice,
    Pause,
    Reason,
    Reply,
    Resume,
    Role,
    Step,
    TechnicalCheck,
    Vote,
)
from tests.cases.history import DAY, Played
from tests.cases.world import (
    CALENDAR,
    CAMERA,
    FALSE,
    MONDAY,
    PARTLY,
    RATE,
    SERIOUSLY,
    late,
)

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
NOON = datetime.fromisoformat("2026-11-23T12:00:00+08:00")
ZONE = "Asia/Shanghai"
# Who everybody is in truth; hostile steps come from any of them, in any role.
POSTS = {
    "wang": Role.WORKER,
    "li": Role.GRID_LEAD,  # checked the record
    "zhao": Role.GRID_LEAD,
    "chen": Role.STATION_HEAD,
    "du": Role.DATA_STEWARD,
    "pan": Role.PANEL_MEMBER,
    "qian": Role.PANEL_MEMBER,
    "ren": Role.PANEL_MEMBER,
    "guo": Role.APPEAL_OFFICER,
    "he": Role.APPEAL_OFFICER,
    "sun": Role.STREET_OFFICER,
    "system": Role.SYSTEM,
}
# Whoever holds a second post acts in both.
SECOND_POST = {("sun", "vote"): Role.PANEL_MEMBER}
PEOPLE, ROLES, MEASURES = list(POSTS), list(Role), list(Measure)
DRAWN = Draw("d", advisory=False)
UPTO = [None, *MEASURES, *MEASURES[3:] * 3]
ALL, NONE = frozenset(Cause), frozenset[Cause]()
BY_WANG = Fact("word", Kind.WITNESS, "wang", MONDAY)
BY_PAN = Fact("word", Kind.WITNESS, "pan", MONDAY)
HINTS = (
    Fact("signal", Kind.SIGNAL, "rules", MONDAY),
    Fact("letter", Kind.COMPLAINT, "resident", MONDAY),
    Fact("visit-1", Kind.CHECK, "li", MONDAY, outcome=Outcome.DECLINED),
    Fact("visit-1", Kind.CHECK, "li", MONDAY, outcome=Outcome.TRUE),
)
PROVED = tuple(late(-day, Grade.ONLINE) for day in range(3))
UNPROVED = tuple(late(-day, Grade.OFFLINE) for day in range(3))
GROUNDS = [(FALSE, CAMERA)] * 12 + [(FALSE,), (PARTLY,), (FALSE, BY_PAN), PROVED, (*PROVED, CAMERA)]
THIN = [(), HINTS[:1], HINTS[1:], HINTS, UNPROVED, (CAMERA, BY_WANG), (*UNPROVED, HINTS[0])]
EVERY_RECORD = ("visit-1", "hall-7")
REASONS = [(Reason("写明", EVERY_RECORD),)] * 20 + [
    (Reason("写明", ("visit-1",)),),
    (Reason("写明", ("visit-1", "rate-q4")),),
    (Reason("写明", ("late-0", "late--1", "late--2")),),
    (),
    (Reason("", EVERY_RECORD),),
    (Reason("写明", ()),),
    (Reason("写明", ("another",)),),
]
PASSES = [HOUR / 60] * 20 + [HOUR] * 10 + [DAY] * 6 + [3 * DAY, 8 * DAY, 31 * DAY, -DAY]
# Each leaves by now the case that was before it.
BEFORE: list[tuple[Earlier, ...]] = [(), ()] + [
    (Earlier(level, MONDAY - days * DAY, MONDAY - since * DAY),)
    for level in (*MEASURES[:4], *MEASURES[2:4])
    for days, since in ((60, 29), (60, 29), (20, 0), (190, 159), (400, 369))
]


class Days:
    """The tests' calendar, that answers the same question once."""

    @staticmethod
    @cache
    def after(on: date, count: int) -> date:
        """The `count`-th working day after `on`."""
        return CALENDAR.after(on, count)


DAYS = Days()
Maker = Callable[[Random, datetime, str, Role], Step]


def _check(any_: Random, at: datetime, by: str, role: Role) -> Step:
    found = frozenset({any_.choice(list(Cause))}) if any_.random() < 0.03 else NONE
    return TechnicalCheck(at, by, role, ALL if any_.random() < 0.9 else NONE, found)


def _notice(any_: Random, at: datetime, by: str, role: Role) -> Step:
    facts = any_.choice(GROUNDS if any_.random() < 0.85 else THIN)
    draw = any_.choice([DRAWN] * 8 + [Draw("d", advisory=True), None])
    receipts = ("receipt",) if any_.random() < 0.9 else ()
    return Notice(at, by, role, facts, receipts, draw, any_.choice([None, RATE]))


def _reply(any_: Random, at: datetime, by: str, role: Role) -> Step:
    return Reply(at, by, role, any_.choice(["我去过", ""]), (), any_.choice(["", "ren", ""]))


def _pause(any_: Random, at: datetime, by: str, role: Role) -> Step:
    return Pause(at, by, role, at.date() + any_.choice([-3, 0, 1]) * DAY)


def _vote(any_: Random, at: datetime, by: str, role: Role) -> Step:
    return Vote(
        at, by, role, any_.choice([None, *MEASURES, *MEASURES[3:] * 3]), any_.choice(REASONS)
    )


def _measure(any_: Random, at: datetime, by: str, role: Role) -> Step:
    return MeasureTaken(at, by, role, any_.choice([*MEASURES, *MEASURES[2:]]))


def _decision(any_: Random, at: datetime, by: str, role: Role) -> Step:
    return AppealDecision(at, by, role, any_.choice([None, *MEASURES]), any_.choice(REASONS))


def _export(any_: Random, at: datetime, by: str, role: Role) -> Step:
    return Export(at, by, role, "digest", any_.choice(["signature", ""]))


# Each step's maker, and who would take it.
MAKERS: dict[str, tuple[Maker, list[str]]] = {
    "check": (_check, ["system", "du"]),
    "notice": (_notice, ["zhao", "zhao", "li", "chen"]),
    "extension": (lambda _, *who: Extension(*who), ["wang"]),
    "pause": (_pause, ["system"]),
    "resume": (lambda _, *who: Resume(*who), ["system"]),
    "reply": (_reply, ["wang"]),
    "vote": (_vote, ["pan", "qian", "ren", "sun"]),
    "measure": (_measure, ["chen", "chen", "chen", "pan", "qian"]),
    "appeal": (lambda _, *who: Appeal(*who), ["wang"]),
    "decision": (_decision, ["guo", "he"]),
    "export": (_export, ["sun", "chen"]),
    "closing": (lambda _, *who: Closing(*who), ["system"]),
}
NAMES = list(MAKERS)
# What would come next; otherwise nearly no history would get beyond its second step.
NEXT = {
    Stage.OPEN: ["check"],
    Stage.CHECKED: ["notice"],
    Stage.REPLYING: ["reply", "reply", "reply", "extension", "pause", "vote"],
    Stage.PAUSED: ["resume", "reply", "vote"],
    Stage.DECIDING: ["vote"],
    Stage.FOUND: ["measure"],
    Stage.MEASURED: ["appeal", "export", "export"],
    Stage.APPEALED: ["decision"],
    Stage.FINAL: ["export", "appeal"],
}


def case(any_: Random) -> Facts:
    """What a case is about: who checked, who is barred, and what was before."""
    happened = NOON - any_.choice([0, 0, 1]) * DAY
    barred = frozenset(any_.sample(PEOPLE[1:], 1)) if any_.random() < 0.2 else frozenset[str]()
    earlier = any_.choice(BEFORE)
    return Facts("wang", frozenset({"li"}), happened, NOON, NOON, ZONE, barred, earlier)


def throw(any_: Random, stage: Stage, now: datetime, boldness: float) -> Step:
    """Any step by anybody, or one that might pass: the bolder, the less often."""
    wild = [any_.random() < boldness for _ in range(3)]
    name = any_.choice(NAMES if wild[0] else NEXT.get(stage, NAMES))
    make, usual = MAKERS[name]
    by = any_.choice(PEOPLE if wild[1] else usual)
    usually = SECOND_POST.get((by, name), POSTS[by])
    return make(any_, now, by, any_.choice(ROLES) if wild[2] else usually)


# A road of honest steps to a recommendation: most attacks from the start do not get that far.
GROUND = REASONS[0]
FAR_FACTS = Facts("wang", frozenset({"li"}), NOON, NOON, NOON, ZONE, earlier=(SERIOUSLY,))
FAR = (
    TechnicalCheck(NOON, "system", Role.SYSTEM, ALL),
    Notice(NOON + HOUR, "zhao", Role.GRID_LEAD, (FALSE, CAMERA), ("receipt",), DRAWN),
    Reply(NOON + 2 * HOUR, "wang", Role.WORKER, "我去过"),
    Vote(NOON + DAY, "pan", Role.PANEL_MEMBER, Measure.RECOMMENDATION, GROUND),
    Vote(NOON + DAY, "qian", Role.PANEL_MEMBER, Measure.RECOMMENDATION, GROUND),
    MeasureTaken(NOON + 2 * DAY, "chen", Role.STATION_HEAD, Measure.RECOMMENDATION),
)


def start(any_: Random) -> Played:
    """Where an attack begins: mostly with nothing, sometimes a good way along the road."""
    if any_.random() < 0.95:
        return Played(case(any_), (), [])
    steps = FAR[: any_.randint(3, len(FAR))]
    whole = range(1, len(steps) + 1)
    stages = [state_of(FAR_FACTS, steps[:n], steps[n - 1].at, DAYS).stage for n in whole]
    return Played(FAR_FACTS, steps, stages)


def play(any_: Random, throws: int = 18) -> Played:
    """One history."""
    played, boldness = start(any_), any_.choice([0.02, 0.05, 0.3])
    now, stage, seen = NOON, Stage.OPEN, 0
    if played.steps:
        now, stage, seen = played.steps[-1].at, played.stages[-1], len(played.stages)
    for _ in range(throws):
        if any_.random() < 0.05:
            played.grants += (grant(any_, max(now, played.steps[-1].at if played.steps else now)),)
        step = throw(any_, stage, now, boldness)
        append(played, step, now)
        waits = stage is Stage.MEASURED and any_.random() < 0.2
        now += 31 * DAY if waits else any_.choice(PASSES)
        # Whoever throws looks up now and then where the case stands.
        if len(played.stages) != seen or any_.random() < 0.3:
            stage = state_of(played.facts, played.steps, now, DAYS).stage
            seen = len(played.stages)
        if stage in ENDED and any_.random() < 0.5:
            break
    return played


def grant(any_: Random, now: datetime) -> Grant:
    """Leave of some days, long gone or yet to come; now and then of half a day each."""
    days = {now.date() + (any_.randint(-12, 4) + n) * DAY for n in range(any_.randint(1, 6))}
    parts = tuple(Part) if any_.random() < 0.8 else (any_.choice(list(Part)),)
    return Grant(now + SECOND, frozenset((day, part) for day in days for part in parts))


def append(played: Played, step: Step, now: datetime) -> None:
    """Asks the gate, and appends what it lets in."""
    if played.grants:
        newest = max([now, *(one.at for one in played.steps[-1:])])
        known = [one for one in played.grants if one.at <= newest]
        away = away_of(played.facts, played.steps, known, DAYS)
        played.facts = replace(played.facts, away=away)
    if may(step, played.facts, played.steps, now, DAYS) is None:
        played.steps += (step,)
        played.stages.append(state_of(played.facts, played.steps, now, DAYS).stage)
