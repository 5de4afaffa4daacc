"""The matters of the demo: a month of what residents asked for, by the same commands as in life."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from app.attendance.rules.calendar import Calendar
from app.catalogue.rules.items import Limit
from app.demo.chance import chance, stable_id
from app.demo.matter_words import (
    ASKED,
    PROGRESS,
    RATED,
    RESULTS,
    TOLD,
    Asked,
)
from app.demo.rosters import Station
from app.households.models import Household
from app.matters.commands.opening import Opening, opened
from app.matters.commands.taking import take
from app.matters.queries.people import contact_of, grid_of
from app.matters.queries.whole import Whole, held_matter
from app.matters.rules import steps as a
from app.matters.rules.gate import role_for
from app.matters.rules.stages import Answer, Channel, How, Way
from app.matters.rules.steps import RESIDENT, Role, Step
from app.spotchecks.rules.terms import moment

HERE = "Asia/Shanghai"
# Matters a working day, and when the day's work on them begins.
A_DAY = 3
MORNING = time(9, 30)
EACH = timedelta(minutes=2)


@dataclass(slots=True)
class Running:
    """A matter on its road: what was asked, and what is still to be done on which day."""

    asked: Asked
    begun: date
    left: list[tuple[date, str]]


@dataclass(slots=True)
class Desk:
    """The matters of one station, day by day."""

    session: Session
    station: Station
    calendar: Calendar
    count: int = 0
    running: dict[str, Running] = field(default_factory=dict)
    doors: list[tuple[str, str]] = field(default_factory=list)

    def day(self, on: date, now: datetime) -> None:
        """A working day: what is due is done, then what is new is accepted; not past `now`."""
        at = moment(on, MORNING, HERE)
        for matter_id in list(self.running):
            at = self._go_on(matter_id, on, at, now)
        for _ in range(A_DAY):
            if at <= now:
                at = self._open(on, at, now)

    def _open(self, on: date, at: datetime, now: datetime) -> datetime:
        asked = ASKED[self.count % len(ASKED)]
        rng = chance("matter", self.station.community_id, self.count)
        self.count += 1
        household, building = rng.choice(self._doors())
        by, role = self._first(asked, building, at)
        opening = Opening(
            id=stable_id(rng), community_id=self.station.community_id, by=by,
            channel=asked.channel, title=asked.title, words=asked.words, flow=asked.flow,
            opened_at=at - EACH, received_at=at, household_id=household, problem=asked.problem,
            urgent=asked.urgent, major=asked.urgent,
        )  # fmt: skip
        whole = opened(self.session, opening, role)
        left = [(self._after(on, days), act) for days, act in asked.road]
        self.running[whole.matter.id] = Running(asked, on, left)
        return self._go_on(whole.matter.id, on, at + EACH, now)

    def _doors(self) -> list[tuple[str, str]]:
        """Some households with their buildings, the same ones every time."""
        if not self.doors:
            here = col(Household.community_id) == self.station.community_id
            asked = select(Household.id, Household.building_id).where(
                here, col(Household.moved_out_on).is_(None)
            )
            self.doors = [(one, at) for one, at in self.session.exec(asked.order_by("id"))][::7]
        return self.doors

    def _first(self, asked: Asked, building: str, at: datetime) -> tuple[str, Role]:
        """Who writes it down: the clerk at the window, the door's worker anywhere else."""
        grid = grid_of(self.session, building, at)
        worker = contact_of(self.session, grid, at) if grid else None
        if asked.channel is Channel.WINDOW or worker is None:
            return self.station.clerk, Role.CLERK
        return worker, Role.GRID_WORKER

    def _after(self, on: date, days: int) -> date:
        return self.calendar.after(on, days) if days else on

    def _go_on(self, matter_id: str, on: date, at: datetime, now: datetime) -> datetime:
        """What this matter's road says for the day, in its order."""
        running = self.running[matter_id]
        while running.left and running.left[0][0] <= on and at <= now:
            _, act = running.left.pop(0)
            whole = held_matter(self.session, matter_id, at)
            if whole is not None:
                self._take(whole, running.asked, act)
            at += EACH
        if not running.left:
            del self.running[matter_id]
        return at

    def _take(self, whole: Whole, asked: Asked, act: str) -> None:
        step = ACTS[act](self, whole, asked)
        take(self.session, whole, step, lot=lambda: False)

    def step(self, whole: Whole, kind: Callable[..., Step], **said: object) -> Step:
        """A step by whoever may take it: who has the matter, else a lead, else the window."""
        kind_of = kind if isinstance(kind, type) else Step
        people = (whole.state.owner, self.station.head, self.station.lead, self.station.clerk)
        for by in people:
            role = role_for(kind_of, by, self._roles(by), whole.case)
            if role is not None:
                return kind(whole.now, by, role, **said)
        raise LookupError(f"{kind_of.__name__}: nobody of the demo may do this")

    def _roles(self, person: str) -> frozenset[Role]:
        known = {
            self.station.head: Role.STATION_HEAD,
            self.station.lead: Role.GRID_LEAD,
            self.station.clerk: Role.CLERK,
        }
        return frozenset({known.get(person, Role.GRID_WORKER)})

    def rng(self, whole: Whole) -> random.Random:
        """Chance for the words of a matter's next step."""
        return chance("matter words", whole.matter.number, whole.state.steps)


def _classify(desk: Desk, whole: Whole, asked: Asked) -> Step:
    return desk.step(
        whole, a.Classification, handling=asked.handling, level=asked.level,
        limit=Limit(asked.limit), problem=asked.problem,
    )  # fmt: skip


def _route(way: Way) -> Callable[[Desk, Whole, Asked], Step]:
    def act(desk: Desk, whole: Whole, asked: Asked) -> Step:
        department = asked.department if way is Way.REFERRAL else ""
        return desk.step(whole, a.Route, way=way, department=department)

    return act


def _mediate(desk: Desk, whole: Whole, asked: Asked) -> Step:
    return desk.step(whole, a.Route, way=Way.DIRECT, level=2, limit=Limit(asked.limit))


def _chosen(
    kind: Callable[..., Step], name: str, words: tuple[str, ...], **more: object
) -> Callable[[Desk, Whole, Asked], Step]:
    def act(desk: Desk, whole: Whole, _: Asked) -> Step:
        return desk.step(whole, kind, **{name: desk.rng(whole).choice(words)}, **more)

    return act


def _notice(desk: Desk, whole: Whole, _: Asked) -> Step:
    return desk.step(
        whole, a.OneTimeNotice, materials=("居民身份证", "租房合同或者房产证明"),
        steps=("交材料", "街道审核", "来窗口取"), limit="5 个工作日", hours="08:30–19:00",
    )  # fmt: skip


def _material(desk: Desk, whole: Whole, _: Asked) -> Step:
    return desk.step(whole, a.FurtherMaterial, name="收入情况说明", reason="告知时漏了这一样")


def _feedback(desk: Desk, whole: Whole, _: Asked) -> Step:
    words = desk.rng(whole).choice(TOLD)
    return desk.step(
        whole, a.Feedback, whom="本人", how=How.PHONE, words=words, told_at=whole.now
    )  # fmt: skip


def _rate(desk: Desk, whole: Whole, _: Asked) -> Step:
    score, words = desk.rng(whole).choice(RATED)
    return a.Rating(whole.now, RESIDENT, Role.RESIDENT, score, words)


def _rate_low(_: Desk, whole: Whole, __: Asked) -> Step:
    return a.Rating(whole.now, RESIDENT, Role.RESIDENT, 2, "材料跑了两趟。")


def _archive(desk: Desk, whole: Whole, _: Asked) -> Step:
    keep = whole.facts.day(whole.now) + timedelta(days=1095)
    return desk.step(whole, a.Archive, keep_until=keep)


def _later(desk: Desk, whole: Whole, days: int) -> date:
    return desk.calendar.after(whole.facts.day(whole.now), days)


def _long_term(desk: Desk, whole: Whole, _: Asked) -> Step:
    return desk.step(
        whole, a.LongTerm, reason="要先开居民会议商量", next_on=_later(desk, whole, 5)
    )  # fmt: skip


def _interim(desk: Desk, whole: Whole, _: Asked) -> Step:
    return desk.step(
        whole, a.InterimFeedback, whom="本人", how=How.PHONE, words="会议定在下周，到时候请您来。",
        next_on=_later(desk, whole, 10),
    )  # fmt: skip


def _order(desk: Desk, whole: Whole, _: Asked) -> Step:
    return a.Supervision(
        whole.now, desk.station.head, Role.STATION_HEAD, 1, "已经超期，请说明卡在哪里。"
    )  # fmt: skip


def _consent(desk: Desk, whole: Whole, _: Asked) -> Step:
    return desk.step(whole, a.Consent, parties=("楼上住户", "楼下住户"), how=How.IN_PERSON)


def _agree(desk: Desk, whole: Whole, _: Asked) -> Step:
    said = "中午和晚上八点后不施工，月底前完工。"
    return desk.step(whole, a.Result, words="双方谈妥。", agreement=said)


def _referral(answer: Answer, reason: str) -> Callable[[Desk, Whole, Asked], Step]:
    def act(desk: Desk, whole: Whole, _: Asked) -> Step:
        return desk.step(whole, a.ReferralAnswer, answer=answer, reason=reason)

    return act


def _not_ours(desk: Desk, whole: Whole, _: Asked) -> Step:
    return desk.step(
        whole, a.NotOurs, explanation="护照由公安出入境管理机构办理，社区不受理。",
        where_to_go="区公安分局出入境接待大厅，带身份证。",
    )  # fmt: skip


def _ask(desk: Desk, whole: Whole, _: Asked) -> Step:
    return desk.step(whole, a.RatingRequest, how=How.PHONE)


ACTS: dict[str, Callable[[Desk, Whole, Asked], Step]] = {
    "classify": _classify,
    "direct": _route(Way.DIRECT),
    "agency": _route(Way.AGENCY),
    "referral": _route(Way.REFERRAL),
    "mediate": _mediate,
    "consent": _consent,
    "agree": _agree,
    "notice": _notice,
    "material": _material,
    "wait": _chosen(a.Waiting, "for_what", ("等本人补交材料",)),
    "resume": _chosen(a.Resumed, "words", ("材料已收齐",)),
    "progress": _chosen(a.Progress, "words", PROGRESS),
    "result": _chosen(a.Result, "words", RESULTS),
    "feedback": _feedback,
    "ask": _ask,
    "rate": _rate,
    "rate_low": _rate_low,
    "archive": _archive,
    "long_term": _long_term,
    "interim": _interim,
    "order": _order,
    "answer": _chosen(a.SupervisionAnswer, "words", ("物业人手不够，已约周五来修。",)),
    "returned": _referral(Answer.RETURNED, "不归我们管，请转街道。"),
    "taken": _referral(Answer.ACCEPTED, ""),
    "closed": _chosen(a.ReferralClosed, "words", ("已处理，现场照片附后。",)),
    "not_ours": _not_ours,
    "cancel": _chosen(a.Cancellation, "reason", ("和另一件是同一件事",)),
    "withdraw": _chosen(a.Withdrawal, "words", ("居民说已经自己解决了",)),
}
