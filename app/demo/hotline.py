"""A month of calls in the cast's community, with the totals of row R93; opinions, a meeting,
tickets and the note of a day. All by the same commands as in life."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from app.attendance.rules.calendar import Calendar
from app.auth.principal import Principal
from app.catalogue.rules import DutyLine
from app.demo import hotline_words as words
from app.demo.bulk import Bulk
from app.demo.calls import ZONE
from app.demo.chance import chance, person_name, phone
from app.demo.rosters import Station
from app.hotline.commands.entries import Where, take_down
from app.hotline.commands.opinions import note_day, strike, write_opinion
from app.hotline.commands.tickets import mark_answered, try_file, write_file
from app.hotline.forms.entries import EntryForm
from app.hotline.forms.opinions import OpinionForm
from app.hotline.forms.tickets import Read
from app.hotline.models import EntryRequest, Opinion, Ticket
from app.hotline.rules.kinds import Duty, Help, Kind, Source
from app.hotline.rules.months import before, first_day, month_of
from app.matters.commands.taking import take
from app.matters.models import Matter
from app.matters.queries.whole import held_matter
from app.matters.rules import steps as a
from app.matters.rules.stages import Handling, How, Stage, Way
from app.matters.rules.steps import Role
from app.org.models import Community, Grid, Holding, Post

# Questions, requests, problems, quarrels at home, a lost purse (row R93).
TOTALS = {
    Kind.QUESTION: 70, Kind.SERVICE: 30, Kind.PROBLEM: 20, Kind.DISPUTE: 4, Kind.LOST: 1,
}  # fmt: skip
# Of ten entries, how they came; of those that ask for something, every how many is a matter.
SOURCES = (
    *[Source.PHONE] * 7, Source.LETTER_BOX, Source.PORTAL, Source.WINDOW,
)  # fmt: skip
A_MATTER, TODAY_CALLS, TAKES = 4, 3, timedelta(minutes=5)
ROLES = {
    Post.GRID_WORKER: Role.GRID_WORKER, Post.CLERK: Role.CLERK,
    Post.GRID_LEAD: Role.GRID_LEAD, Post.STATION_HEAD: Role.STATION_HEAD,
}  # fmt: skip


@dataclass(slots=True)
class Desk:
    """The telephone of one station, and who may sit at it."""

    session: Session
    station: Station
    community: Community
    grids: list[Grid]
    people: dict[str, Principal]
    rng: random.Random
    now: datetime

    def call(self, kind: Kind, at: datetime, number: int) -> None:
        """Somebody tells the station something; it is answered, or a matter that is done later."""
        rng, source = self.rng, self.rng.choice(SOURCES)
        matter = kind is Kind.DISPUTE or (
            kind in (Kind.SERVICE, Kind.PROBLEM) and number % A_MATTER == 0
        )
        said = rng.choice(words.SAID[kind])
        by = self.people[rng.choice([self.station.clerk, *self.station.workers[:6]])]
        form = EntryForm(
            channel=source, kind=kind, at=at, grid_id=rng.choice(self.grids).id,
            caller=person_name(rng) if rng.random() < 0.4 else "",
            phone=phone(rng) if matter else "", place="", basics=rng.choice(words.BASICS),
            words=said, problem="",
            duties=frozenset({Duty.RECORDED, Duty.GUIDED if matter else Duty.ANSWERED}),
            answer="" if matter else rng.choice(words.ANSWERS[kind]),
            requests=(said,) if matter else (), opinion="", line=DutyLine.GENERAL,
            help=None, slot=None, urgent=False,
        )  # fmt: skip
        entry = take_down(self.session, self.community, by, form, Where(), at)
        ids = select(EntryRequest.matter_id).where(EntryRequest.entry_id == entry.id)
        for one in self.session.exec(ids).all():
            self.have(one, at + TAKES)
            if at < self.now - timedelta(days=4):
                self.finish(one, at + timedelta(days=1), kind is Kind.DISPUTE)

    def have(self, matter_id: str, at: datetime) -> None:
        """Whoever was given it says so, where they are asked (row R87)."""
        whole = held_matter(self.session, matter_id, at)
        if whole is not None and whole.state.untaken:
            owner = self.people[whole.state.owner]
            role = ROLES[owner.post or Post.GRID_WORKER]
            take(self.session, whole, a.Taking(whole.now, owner.id, role))

    def finish(self, matter_id: str, at: datetime, dispute: bool = False, last: int = 9) -> None:
        """A matter goes its road, a step every few minutes; `last`: how many of them."""
        for step in range(last):
            whole = held_matter(self.session, matter_id, at)
            assert whole is not None
            todo = self._road(whole.matter, whole.now, whole.state.stage, dispute)
            if todo is None:
                return
            take(self.session, whole, todo, lot=lambda: False)
            at = whole.now + TAKES * (step + 1)

    def _road(self, matter: Matter, at: datetime, stage: Stage, dispute: bool) -> a.Step | None:
        owner = self.people[matter.owner_id or self.station.head]
        head = (at, self.station.head, Role.STATION_HEAD)
        mine = (at, owner.id, ROLES[owner.post or Post.GRID_WORKER])
        match stage:
            case Stage.ACCEPTED if dispute and not self._agreed(matter.id):
                return a.Consent(*mine, parties=("甲方", "乙方"), how=How.IN_PERSON)
            case Stage.ACCEPTED if not dispute:
                return a.Classification(*mine, handling=Handling.BRING_BACK, level=1)
            case Stage.ACCEPTED | Stage.CLASSIFIED:
                return a.Route(*mine, way=Way.DIRECT)
            case Stage.HANDLING:
                agreed = "双方说好了，各让一步。" if dispute else ""
                return a.Result(*mine, words=self.rng.choice(words.DONE), agreement=agreed)
            case Stage.TRACKED:
                told = self.rng.choice(words.DONE)
                return a.Feedback(*head, whom="本人", how=How.PHONE, words=told, told_at=at)
            case Stage.FEEDBACK:
                return a.RatingRequest(*mine, how=How.PHONE)
            case Stage.RATING if matter.score is None:
                return a.Rating(at, a.RESIDENT, Role.RESIDENT, score=self.rng.choice((4, 5, 5)))
            case _:
                return None

    def _agreed(self, matter_id: str) -> bool:
        whole = held_matter(self.session, matter_id, self.now)
        return whole is not None and whole.state.consents > 0


def tell(bulk: Bulk, station: Station, now: datetime) -> None:
    """Last month whole, this month until today, and what was agreed for tomorrow."""
    with Session(bulk.connection) as session:
        desk = _desk(session, station, now)
        today = now.astimezone(ZONE).date()
        last = before(month_of(today))
        _month(desk, _working(first_day(last), first_day(month_of(today))))
        _days_of_this_month(desk, _working(first_day(month_of(today)), today))
        _help(desk, today)
        _meeting(desk)
        _opinions(desk)
        _tickets(desk)
        _note(desk, today)
        _online(desk)
        session.commit()  # of the session only: the transaction is the caller's


def _desk(session: Session, station: Station, now: datetime) -> Desk:
    community = session.get_one(Community, station.community_id)
    here = Grid.community_id == station.community_id
    grids = list(session.exec(select(Grid).where(here).order_by(col(Grid.number))))
    held = session.exec(
        select(Holding).where(
            Holding.community_id == station.community_id, col(Holding.backup).is_(False)
        )
    )
    people: dict[str, Principal] = {}
    for one in held:
        grid = frozenset({one.grid_id} if one.grid_id else ())
        post = Post(one.post)
        if post in ROLES:
            people[one.person_id] = Principal(
                one.person_id, "", one.community_id, one.area_id, post, frozenset({post}), grid, ""
            )
    rng = chance("hotline", station.community_id)
    return Desk(session, station, community, grids, people, rng, now)


def _working(first: date, end: date) -> list[date]:
    calendar = Calendar({}, frozenset())
    days = (first + timedelta(days=n) for n in range((end - first).days))
    return [one for one in days if calendar.day(one).works]


def _month(desk: Desk, days: list[date]) -> None:
    kinds = [kind for kind, count in TOTALS.items() for _ in range(count)]
    desk.rng.shuffle(kinds)
    for number, kind in enumerate(kinds):
        on = days[number * len(days) // len(kinds)]
        desk.call(kind, _at(on, 9 * 60 + number * 37 % 480), number)


def _days_of_this_month(desk: Desk, days: list[date]) -> None:
    kinds = [kind for kind, count in TOTALS.items() for _ in range(max(1, count // 10))]
    for place, on in enumerate(days):
        for one in range(TODAY_CALLS):
            number = place * TODAY_CALLS + one
            kind = kinds[number % len(kinds)]
            desk.call(kind, _at(on, 9 * 60 + number * 53 % 480), number)


def _at(on: date, minute: int) -> datetime:
    moment = datetime.combine(on, time(minute // 60, minute % 60), tzinfo=ZONE)
    return moment.astimezone(UTC)


def _form(desk: Desk, **said: object) -> EntryForm:
    given: dict[str, object] = {
        "channel": Source.PHONE, "kind": Kind.SERVICE, "at": desk.now,
        "grid_id": desk.grids[2 % len(desk.grids)].id,
        "caller": "", "phone": "", "place": "", "basics": "", "words": "", "problem": "",
        "duties": frozenset({Duty.RECORDED, Duty.GUIDED}), "answer": "", "requests": (),
        "opinion": "", "line": DutyLine.GENERAL, "help": None, "slot": None, "urgent": False,
    }  # fmt: skip
    return EntryForm(**{**given, **said})  # type: ignore[arg-type]


def _help(desk: Desk, today: date) -> None:
    """Somebody is visited, somebody comes by appointment, and somebody calls for help."""
    by = desk.people[desk.station.clerk]
    for number, kind in enumerate(Help):
        begins = _at(today + timedelta(days=1 + number), 9 * 60 + 30 * number)
        said = words.SAID[Kind.SERVICE][number]
        form = _form(
            desk, words=said, requests=(said,), help=kind, phone=phone(desk.rng),
            caller=person_name(desk.rng), slot=(begins, begins + timedelta(hours=1)),
            at=desk.now - timedelta(hours=2 - number / 2),
        )  # fmt: skip
        take_down(desk.session, desk.community, by, form, Where(), form.at)


def _meeting(desk: Desk) -> None:
    at = desk.now - timedelta(days=2)
    form = _form(
        desk, channel=Source.MEETING, kind=Kind.PROBLEM, words=words.MEETING,
        requests=words.ASKED, at=at, duties=frozenset(),
    )  # fmt: skip
    lead = desk.people[desk.station.lead]
    entry = take_down(desk.session, desk.community, lead, form, Where(), at)
    ids = select(EntryRequest.matter_id).where(EntryRequest.entry_id == entry.id)
    first = desk.session.exec(ids.order_by(col(EntryRequest.number))).first()
    desk.finish(first or "", at + TAKES, last=4)


def _opinions(desk: Desk) -> None:
    """Five opinions; the first of them is solved, and struck off with its result."""
    by = desk.station.lead
    for number, (line, said) in enumerate(words.OPINIONS):
        at = desk.now - timedelta(days=9 - number)
        form = OpinionForm(
            DutyLine(line), said, desk.grids[number % len(desk.grids)].id, None, None
        )
        write_opinion(desk.session, desk.community.id, by, form, None, at)
    done = desk.session.exec(
        select(Matter).where(
            Matter.community_id == desk.community.id, col(Matter.done_at).is_not(None)
        )
    ).first()
    first = desk.session.exec(select(Opinion).order_by(col(Opinion.at))).first()
    if done and first:
        at = desk.now - timedelta(days=1)
        strike(desk.session, first, done, "加了两把长椅", by, at)


def _tickets(desk: Desk) -> None:
    """Tickets of these days: one is answered, one is late, the others run."""
    clerk = desk.people[desk.station.clerk]
    for number, (title, said, ago, within) in enumerate(words.TICKETS):
        at = desk.now - timedelta(days=ago)
        row = {
            "number": f"GD{at:%Y%m%d}{101 + number}", "title": title, "words": said,
            "sent_at": _text(at - timedelta(hours=1)), "due_at": _text(at + timedelta(days=within)),
            "caller": person_name(desk.rng), "phone": phone(desk.rng),
        }  # fmt: skip
        read = Read([row], [])
        name = f"12345-{at:%m%d}.csv"
        file = try_file(desk.session, desk.community.id, clerk.id, name, title.encode(), read, at)
        write_file(desk.session, desk.community, file, clerk, at)
        ticket = desk.session.exec(select(Ticket).where(Ticket.number == row["number"])).one()
        if number < 2:
            desk.finish(ticket.matter_id, at + timedelta(hours=20), last=3)
        if number == 0:
            mark_answered(desk.session, ticket, clerk.id, at + timedelta(hours=26))


def _text(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _note(desk: Desk, today: date) -> None:
    on = today - timedelta(days=1)
    grid = desk.grids[2 % len(desk.grids)]
    by = next(one for one in desk.people.values() if grid.id in one.grid_ids)
    at = desk.now - timedelta(hours=20)
    note_day(desk.session, desk.community, grid, on, words.NOTE, by.id, at)


def _online(desk: Desk) -> None:
    """One came online a few minutes ago, and its grid's worker is still to take it (row R87)."""
    at = desk.now - TAKES
    form = _form(
        desk, channel=Source.PORTAL, kind=Kind.PROBLEM, words=words.ONLINE,
        requests=(words.ONLINE,), at=at, duties=frozenset({Duty.RECORDED}),
    )  # fmt: skip
    take_down(desk.session, desk.community, desk.people[desk.station.clerk], form, Where(), at)
