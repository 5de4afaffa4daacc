"""A case for the tests of the ladder: its people, its days, and the steps they take."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.attendance.rules.calendar import Calendar
from app.attendance.rules.verdict import Grade
from app.cases.rules.evidence import Fact, Kind, Outcome, Rate
from app.cases.rules.gate import may
from app.cases.rules.measures import Earlier, Measure
from app.cases.rules.state import Stage, State, state_of
from app.cases.rules.steps import (
    Appeal,
    AppealDecision,
    Cause,
    Closing,
    Draw,
    Export,
    Extension,
    Facts,
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
from app.cases.rules.why import Why

ZONE = "Asia/Shanghai"
CALENDAR = Calendar({}, frozenset(range(2020, 2040)))
WANG, LI, ZHAO, CHEN = "wang", "li", "zhao", "chen"  # worker, checker, author, head
PANEL = ("pan", "qian", "ren")
GUO, SUN = "guo", "sun"  # appeal officer, street officer
MONDAY = date(2026, 11, 23)


def at(days: int, hour: int = 10) -> datetime:
    """So many days after Monday, 23 November 2026, at an hour of Shanghai."""
    return datetime.combine(MONDAY + timedelta(days=days), time(hour), ZoneInfo(ZONE))


FALSE = Fact("visit-1", Kind.CHECK, LI, MONDAY, outcome=Outcome.FALSE)
PARTLY = Fact("visit-1", Kind.CHECK, LI, MONDAY, outcome=Outcome.PARTLY)
CAMERA = Fact("hall-7", Kind.DOCUMENT, "hall", MONDAY)
RATE = Rate("rate-q4", 15, 60, 2)
SEEN = Reason("户主说那天没有人来", ("visit-1",))
TWICE = Reason("户主和大厅的记录都这样说", ("visit-1", "hall-7"))
FACTS = Facts(WANG, frozenset({LI}), at(0), at(1, 9), at(1, 10), ZONE)
# What was already in force when it happened, for the rungs above.
WARNED = Earlier(Measure.WARNING, MONDAY - timedelta(days=100), MONDAY - timedelta(days=69))
SERIOUSLY = replace(WARNED, level=Measure.SERIOUS_WARNING)

CHECKED = TechnicalCheck(at(1, 11), "system", Role.SYSTEM, frozenset(Cause))
NOTICE = Notice(
    at(2), ZHAO, Role.GRID_LEAD, (FALSE, CAMERA), ("receipt-1",), Draw("2026-11-23", advisory=False)
)
REPLY = Reply(at(4), WANG, Role.WORKER, "我去过，敲了门", ("photo-1",))
VOTES = tuple(
    Vote(at(7, 10 + n), PANEL[n], Role.PANEL_MEMBER, Measure.RECOMMENDATION, (TWICE,))
    for n in range(2)
)
TAKEN = MeasureTaken(at(8), CHEN, Role.STATION_HEAD, Measure.WARNING)
APPEAL = Appeal(at(20), WANG, Role.WORKER)
DECISION = AppealDecision(at(30), GUO, Role.APPEAL_OFFICER, Measure.REMINDER, (SEEN,))
# The appeal window of TAKEN ends with day 38.
EXPORT = Export(at(39), SUN, Role.STREET_OFFICER, "ab" * 32, "signature")

CLOSING = Closing(at(400), "system", Role.SYSTEM)
ASKED = Extension(at(3), WANG, Role.WORKER)
AWAY = Pause(at(3), "system", Role.SYSTEM, since=at(3).date())
BACK = Resume(at(14), "system", Role.SYSTEM)
# A third warning's road.
GRAVE = replace(TAKEN, level=Measure.RECOMMENDATION)
HARSH = replace(FACTS, earlier=(SERIOUSLY,))
# How far a case has come.
THROUGH_REPLY = (CHECKED, NOTICE, REPLY)
THROUGH_FINDING = (*THROUGH_REPLY, *VOTES)


class Road:
    """A case that is walked step by step."""

    def __init__(self, *steps: Step, facts: Facts = FACTS) -> None:
        self.facts = facts
        self.steps: tuple[Step, ...] = ()
        self.go(*steps)

    def go(self, *steps: Step) -> "Road":
        """Takes steps, each of which must be permitted."""
        for step in steps:
            assert self.why(step) is None, step
            self.steps += (step,)
        return self

    def why(self, step: Step) -> Why | None:
        """Why a step may not be taken at its own moment."""
        return may(step, self.facts, self.steps, step.at, CALENDAR)

    def state(self, now: datetime) -> State:
        """Where the case stands at a moment."""
        return state_of(self.facts, self.steps, now, CALENDAR)

    def stage(self, now: datetime) -> Stage:
        """What it waits for, or how it ended."""
        return self.state(now).stage


def late(day: int, grade: Grade, source: str = "phone") -> Fact:
    """A half-day decided late, so many days after the Monday."""
    on = MONDAY + timedelta(days=day)
    return Fact(f"late-{day}", Kind.LATE, source, on, grade=grade)
