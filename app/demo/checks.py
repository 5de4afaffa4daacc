"""The draws and checks of the demo, by the same commands as in life, hour by hour."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select, update

from app.attendance.models import Told
from app.attendance.queries.terms import calendar_of
from app.attendance.rules.calendar import Calendar
from app.demo import words
from app.demo.bulk import Bulk
from app.demo.calls import ZONE
from app.demo.cases import Court
from app.demo.chance import chance
from app.demo.matters import Desk
from app.demo.rosters import Station
from app.org.models import Community, Post
from app.spotchecks.commands import checks, draws, readings
from app.spotchecks.commands.dice import Keyed, key_in
from app.spotchecks.forms.checks import Answers, Verdict
from app.spotchecks.models import (
    CheckOutcome,
    CheckRules,
    Draw,
    Heard,
    Reached,
    SecondReading,
    SpotCheck,
    Way,
)
from app.spotchecks.queries.checks import open_of
from app.spotchecks.queries.due import waiting_for_dice
from app.spotchecks.queries.lists import Window, listed
from app.spotchecks.queries.readings import unread_of
from app.spotchecks.queries.terms import holders, terms_on
from app.spotchecks.rules.terms import ASK_AGAIN_DAYS, CUT_OFF, DICE_UNTIL, moment
from app.visits.models import Purpose, Visit

# A month of the cast's community; of the others only what a list needs not to be empty.
DAYS_HOME, DAYS_ELSEWHERE = 30, 2
HERE = "Asia/Shanghai"
CAPACITY = 12
LEFT = 5
BEGINS, DICE_AT, PHONING = time(6), time(8, 40), time(14)
# Of a hundred households, how many cannot be asked, and how many remember it otherwise.
UNREACHED, DECLINED, PARTLY = 12, 4, 5
# Of a hundred checks that are compared twice, how many the second reader sees otherwise.
OTHERWISE = 8


def tell(bulk: Bulk, station: Station, now: datetime, home: bool) -> None:
    """The last days of one station. What is due this morning is left for whoever looks."""
    with Session(bulk.connection) as session:
        calendar = calendar_of(session, station.community_id)
        court = Court(session, station, calendar, now) if home else None
        desk = Desk(session, station, calendar) if home else None
        story = _Story(session, station, now, calendar, court, desk)
        story.rules()
        today = now.astimezone(ZONE).date()
        for back in range(DAYS_HOME if home else DAYS_ELSEWHERE, -1, -1):
            story.day(today - timedelta(days=back))
        story.read_what_is_old()
        session.commit()  # of the session only: the transaction is the caller's


@dataclass(slots=True)
class _Story:
    session: Session
    station: Station
    now: datetime
    calendar: Calendar
    court: Court | None
    desk: Desk | None

    def rules(self) -> None:
        """The checkers said that they can do a little more than what is drawn by itself."""
        able = {one: CAPACITY for one in (self.station.head, self.station.lead)}
        since = self.now.astimezone(ZONE).date() - timedelta(days=DAYS_HOME + 2)
        self.session.add(
            CheckRules(
                community_id=self.station.community_id, version=1, since=since, per_worker=2,
                anomaly=2, ask_again_days=ASK_AGAIN_DAYS, cut_off=f"{CUT_OFF:%H:%M}",
                dice_until=f"{DICE_UNTIL:%H:%M}", capacities=able, conflicts=[],
                reason=words.RULES_REASON, made_by=self.station.head,
                made_at=moment(since - timedelta(days=1), PHONING, HERE),
            )
        )  # fmt: skip
        self.session.flush()

    def day(self, on: date) -> None:
        """One day from morning till evening, as far as it has come."""
        community_id = self.station.community_id
        if self._is_past(on, BEGINS):
            draws.promise(self.session, community_id, on, self._at(on, BEGINS))
        if self.calendar.day(on).works and self._is_past(on, DICE_AT):
            self._throw(on)
            if self.court is not None:
                self.court.day(self._at(on, DICE_AT))
            if self.desk is not None:
                self.desk.day(on, self.now)
            self._ask(on)
        if self._is_past(on, CUT_OFF):
            self._cut_off(on)
            self._publish(on)

    def _at(self, on: date, hour: time) -> datetime:
        return moment(on, hour, HERE)

    def _is_past(self, on: date, hour: time) -> bool:
        return self._at(on, hour) <= self.now

    def _throw(self, on: date) -> None:
        at, community_id = self._at(on, DICE_AT), self.station.community_id
        rng = chance("dice", community_id, on)
        digits = "".join(str(rng.randint(1, 6)) for _ in range(10))
        (thrower,) = holders(self.session, community_id, [Post.WORKERS_REPRESENTATIVE], at)
        if not self._waits(on):
            return
        for person, throws in ((thrower, True), (self.station.lead, False)):
            key_in(self.session, community_id, on, Keyed(person, throws, digits), at)

    def _waits(self, on: date) -> bool:
        return bool(waiting_for_dice(self.session, self.station.community_id, on))

    def _ask(self, on: date) -> None:
        """The afternoon's calls; this afternoon's are still to be made."""
        if not self._is_past(on, PHONING) or on == self.now.astimezone(ZONE).date():
            return
        at, left = self._at(on, PHONING), self._left(on)
        asked = open_of(self.session, self.station.community_id)[left:]
        differs = self.court.shown_by(asked, at) if self.court else None
        for one in asked:
            at += timedelta(minutes=4)
            _call(self.session, one, at, differs=one is differs)
        for check in [] if left else unread_of(self.session, self.station.community_id):
            _compare_again(self.session, check, at + timedelta(minutes=30))

    def _left(self, on: date) -> int:
        """How many of yesterday's are not asked yet, so that there is something to do."""
        return LEFT if self.calendar.after(on, 1) >= self.now.astimezone(ZONE).date() else 0

    def _cut_off(self, on: date) -> None:
        at, community_id = self._at(on, CUT_OFF), self.station.community_id
        community = self.session.get_one(Community, community_id)
        terms = terms_on(self.session, community_id, on)
        row = self.session.get_one(Draw, (community_id, on))
        window = Window(community_id, on, community.zone, terms.cut_off, 0, 0)
        visits = self._visits(on)
        since = at - timedelta(days=terms.ask_again_days)
        taken = listed(self.session, window, visits, since)
        draws.freeze_list(self.session, community, row, terms, taken, at)

    def _visits(self, on: date) -> Sequence[Visit]:
        return self.session.exec(
            select(Visit)
            .where(
                Visit.community_id == self.station.community_id,
                Visit.day == on,
                Visit.set_aside == "",
                col(Visit.received_at) <= self._at(on, CUT_OFF),
            )
            .order_by(col(Visit.id))
        ).all()

    def _publish(self, on: date) -> None:
        rows = self.session.exec(
            select(Draw).where(
                Draw.community_id == self.station.community_id,
                col(Draw.drawn_at).is_not(None),
                col(Draw.published_at).is_(None),
            )
        ).all()
        for row in rows:
            draws.publish(self.session, row.community_id, row.day, self._at(on, CUT_OFF))

    def read_what_is_old(self) -> None:
        """Only the newest day's news is still new."""
        self.session.execute(
            update(Told)
            .where(
                col(Told.community_id) == self.station.community_id,
                col(Told.kind).in_(("checks_drawn", "check_shown", "case", "matter")),
                col(Told.at) < self.now - timedelta(hours=20),
            )
            .values(seen_at=self.now - timedelta(hours=12))
        )


def _call(session: Session, check: SpotCheck, at: datetime, differs: bool = False) -> None:
    """A household is rung up, and the record compared; of one that `differs`, for certain."""
    rng, by = chance("check", check.visit_id), check.checker_id or ""
    if not by:
        return
    said = _heard(rng) if differs else _said(rng)
    checks.answer(session, at, check, by, said)
    if said.reached != Reached.ANSWERED:
        return
    partly = rng.randrange(100) < PARTLY or differs
    verdict = (
        Verdict(CheckOutcome.PARTLY, rng.choice(words.DIFFERS))
        if partly
        else Verdict(CheckOutcome.TRUE, "")
    )
    checks.judge(session, at + timedelta(minutes=2), check, by, verdict)


def _compare_again(session: Session, check: SpotCheck, at: datetime) -> None:
    """Now and then the second reader sees it otherwise."""
    reading = session.get_one(SecondReading, check.id)
    rng = chance("again", check.visit_id)
    differs = rng.randrange(100) < OTHERWISE
    verdict = (
        Verdict(CheckOutcome.PARTLY, rng.choice(words.DIFFERS))
        if differs
        else Verdict(CheckOutcome(check.outcome), check.reason)
    )
    readings.read_again(session, at, check, reading.reader_id, verdict)


def _said(rng: random.Random) -> Answers:
    percent, way = rng.randrange(100), Way.PHONE if rng.randrange(4) else Way.DOOR
    if percent < UNREACHED:
        return Answers(way, Reached.NOT_REACHED, None, "", "", (), "")
    if percent < UNREACHED + DECLINED:
        return Answers(way, Reached.DECLINED, None, "", "", (), "")
    return _heard(rng, way)


def _heard(rng: random.Random, way: Way = Way.PHONE) -> Answers:
    about = (rng.choice(list(Purpose)),)
    when = rng.choice(words.CAME_WHEN)
    return Answers(way, Reached.ANSWERED, Heard.YES, words.CAME_WHO, when, about, "")
