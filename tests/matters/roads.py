"""A matter for the tests of its rules: its people, its days, and steps that somebody may try."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.catalogue.rules.items import Limit, Unit
from app.matters.rules import steps as a
from app.matters.rules.clock import Time
from app.matters.rules.gate import RULES, may
from app.matters.rules.stages import Answer, Channel, Flow, Handling, How, Way
from app.matters.rules.standing import State
from app.matters.rules.state import state_of
from app.matters.rules.steps import Facts, Role, Step
from app.matters.rules.why import Why

ZONE = "Asia/Shanghai"
# Monday, 23 November 2026, 10:00 in Shanghai.
START = datetime(2026, 11, 23, 2, tzinfo=UTC)
WANG, LI, ZHANG, CHEN, ZHAO = "wang", "li", "zhang", "chen", "zhao"
STAFF = {
    WANG: Role.GRID_WORKER,
    LI: Role.GRID_WORKER,
    ZHANG: Role.GRID_LEAD,
    CHEN: Role.STATION_HEAD,
    ZHAO: Role.CLERK,
    a.SYSTEM: Role.SYSTEM,
    a.RESIDENT: Role.RESIDENT,
    "department": Role.DEPARTMENT,
}


class Weekdays:
    """Monday to Friday, half past eight to seven."""

    def works(self, on: date) -> bool:
        """Whether a day is worked."""
        return on.weekday() < 5

    def hours(self, on: date) -> tuple[time, time]:
        """When the doors open and close."""
        return time(8, 30), time(19)


TIME = Time(Weekdays(), ZONE)


def facts(flow: Flow = Flow.SERVICE) -> Facts:
    """A matter that 赵倩 wrote down at the window."""
    return Facts(flow, START, ZONE, ZHAO)


def accepted(limit: Limit | None = None, owner: str = ZHAO) -> a.Acceptance:
    """Its first step."""
    return a.Acceptance(START, ZHAO, Role.CLERK, Channel.WINDOW, "", owner, limit)


class Road:
    """A matter that is walked step by step; what may not be is not."""

    def __init__(
        self, flow: Flow = Flow.SERVICE, limit: Limit | None = None, owner: str = ZHAO
    ) -> None:
        self.facts = facts(flow)
        self.steps: tuple[Step, ...] = (accepted(limit, owner),)
        self.now = START

    def forward(self, **by: float) -> "Road":
        """Time goes on."""
        self.now += timedelta(**by)
        return self

    def why(self, kind: type[Step], by: str = ZHAO, **said: Any) -> Why | None:
        """Why somebody may not take a step now."""
        return may(self._step(kind, by, said), self.facts, self.steps, self.now, TIME)

    def go(self, kind: type[Step], by: str = ZHAO, **said: Any) -> "Road":
        """Somebody takes a step, which must be permitted."""
        step = self._step(kind, by, said)
        assert may(step, self.facts, self.steps, self.now, TIME) is None, step
        self.steps += (step,)
        return self

    def attempt(self, step: Step) -> bool:
        """Take a step if the gate lets it in; whether it did."""
        step = replace(step, at=self.now)
        if may(step, self.facts, self.steps, self.now, TIME) is not None:
            return False
        self.steps += (step,)
        return True

    def _step(self, kind: type[Step], by: str, said: dict[str, Any]) -> Step:
        return kind(self.now, by, STAFF[by], **said)

    @property
    def state(self) -> State:
        """Where it stands."""
        return state_of(self.facts, self.steps, TIME)

    # Shortcuts through the usual road.

    def handling(self, handling: Handling = Handling.BRING_BACK, level: int = 1) -> "Road":
        """Sorted, and being done by who accepted it."""
        self.go(a.Classification, handling=handling, level=level)
        return self.go(a.Route, way=Way.DIRECT)

    def done(self) -> "Road":
        """There is a result."""
        return self.handling().go(a.Result, words="办好了")

    def told(self) -> "Road":
        """And the resident knows."""
        return self.done().go(
            a.Feedback, whom="赵大爷", how=How.PHONE, words="办好了", told_at=self.now
        )

    def asked(self) -> "Road":
        """And was asked what they think."""
        return self.told().go(a.RatingRequest, how=How.PHONE)


WORDS = ("", " ", "有话", "有话", "有话")
LIMITS = (None, Limit(1), Limit(5), Limit(4, Unit.WORKING_HOURS))
PERSON, DAYS = ("", WANG, LI, ZHAO), (date(2020, 1, 1), date(2035, 1, 1), date(2035, 1, 1))
HOW, ANY = tuple(How), tuple
SAID: dict[type[Step], dict[str, tuple[Any, ...]]] = {
    a.Acceptance: {"channel": ANY(Channel), "owner": PERSON},
    a.Classification: {"handling": ANY(Handling), "level": (0, 1, 2, 3, 4, 5), "limit": LIMITS},
    a.Route: {
        "way": ANY(Way), "to": PERSON, "department": ("", "城管执法"),
        "level": (None, None, 1, 4, 9), "limit": LIMITS,
    },
    a.Consent: {"parties": ((), ("赵",), ("赵", "钱")), "how": HOW},
    a.Progress: {"words": WORDS},
    a.TaskOpened: {"task": ("", "t1", "t2"), "text": WORDS, "owner": PERSON},
    a.TaskDone: {"task": ("t1", "t2"), "result": WORDS},
    a.OneTimeNotice: {
        "materials": (("户口本",), ()), "steps": (("填表",), ()), "limit": WORDS, "hours": WORDS,
    },
    a.FurtherMaterial: {"name": WORDS, "reason": WORDS},
    a.Waiting: {"for_what": WORDS},
    a.Resumed: {"words": WORDS},
    a.Taking: {},
    a.NotTaken: {},
    a.HandOver: {"to": PERSON, "reason": WORDS, "take_until": (START + timedelta(minutes=90),)},
    a.ReferralAnswer: {"answer": ANY(Answer), "reason": WORDS},
    a.ReferralClosed: {"words": WORDS},
    a.LongTerm: {"reason": WORDS, "next_on": DAYS},
    a.InterimFeedback: {"whom": WORDS, "how": HOW, "words": WORDS, "next_on": (None, *DAYS)},
    a.Supervision: {"level": (0, 1, 2, 3), "words": WORDS},
    a.SupervisionAnswer: {"words": WORDS},
    a.JointAction: {"request": WORDS, "departments": ((), ("供电公司",))},
    a.Result: {"words": WORDS, "agreement": WORDS},
    a.Reopened: {"reason": WORDS},
    a.Feedback: {
        "whom": WORDS, "how": HOW, "words": WORDS,
        "told_at": (START, START + timedelta(days=900), "now", "now"),
    },
    a.RatingRequest: {"how": HOW},
    a.Rating: {"score": (0, 1, 2, 3, 5, 6)},
    a.CallBackDrawn: {},
    a.FollowUp: {"words": WORDS},
    a.SentBack: {"reason": WORDS},
    a.Archive: {"keep_until": DAYS},
    a.Cancellation: {"reason": WORDS},
    a.Withdrawal: {"words": WORDS},
    a.NotOurs: {"explanation": WORDS, "where_to_go": WORDS},
}  # fmt: skip
KINDS = tuple(SAID)
ENDINGS = (a.Cancellation, a.Withdrawal, a.NotOurs)
# The road itself, and what stands in its way, is tried more often, so that walks get far.
ONWARD = (
    a.Classification, a.Consent, a.Route, a.Result, a.Feedback, a.RatingRequest, a.Rating,
    a.Archive, a.Resumed, a.SupervisionAnswer, a.TaskDone, a.ReferralAnswer, a.ReferralClosed,
    a.FollowUp, a.SentBack,
)  # fmt: skip


def walk(seed: int, length: int = 90, online: bool = False) -> Iterator[Road]:
    """A matter that anybody asks anything of, in any order, after each step that was let in;
    `online`: one that 王敏 is to take within half an hour."""
    chance = random.Random(seed)
    flow, limit = chance.choice(tuple(Flow)), chance.choice(LIMITS)
    road = Road(flow, limit)
    if online:
        until = START + timedelta(minutes=30)
        road.steps = (replace(accepted(limit, WANG), channel=Channel.PORTAL, take_until=until),)
    yield from _onward(chance, road, length)


def walk_from_a_low_rating(seed: int, length: int = 60) -> Iterator[Road]:
    """The same, of a matter that its resident rated low just now: few walks come so far."""
    chance = random.Random(seed)
    road = Road(limit=chance.choice(LIMITS)).asked().go(a.Rating, a.RESIDENT, score=1)
    yield road
    yield from _onward(chance, road, length)


def _onward(chance: random.Random, road: Road, length: int) -> Iterator[Road]:
    for _ in range(length):
        road.forward(minutes=chance.choice((0, 0, 1, 30, 60, 600, 1440, 12_000)))
        if road.attempt(_any_step(chance, road)):
            yield road


def _any_step(chance: random.Random, road: Road) -> Step:
    """Mostly what moves a matter on where it stands; else anything."""
    kind, stage = chance.choice(KINDS), road.state.stage
    if chance.random() < 0.7:
        kind = chance.choice([one for one in ONWARD if stage in RULES[one].stages] or KINDS)
    if kind in ENDINGS and chance.random() < 0.8:
        kind = a.Progress
    by = chance.choice((ZHAO, CHEN, *STAFF))
    said = {name: chance.choice(values) for name, values in SAID[kind].items()}
    said = {name: road.now if value == "now" else value for name, value in said.items()}
    return kind(road.now, by, STAFF[by], **said)
