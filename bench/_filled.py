"""A district full of matters: what the demo's one community had in weeks, in all forty for years.

The matters that the demo made by the same commands as in life are the pattern, after the clock has
done with them what was due. Each copy keeps the pattern's stages, steps and words, and has its own
day, door, people and way of coming. No copy has events in the audit chain: no list reads them.
"""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import Session, col, select

from app.catalogue.rules import DutyLine
from app.demo.bulk import Bulk, Row
from app.demo.chance import chance, person_name, phone, pick, stable_id
from app.hotline.models import Entry, EntryRequest, Opinion, Ticket
from app.kit.clock import utc_now
from app.kit.db import Database
from app.matters.jobs import look
from app.matters.models import Matter, MatterCount, MatterPaper, MatterStep, MatterTask
from app.org.models import Holding, Post
from app.referrals.models import Department, Passed
from app.team.models import TeamTask
from app.visits.models import Concern

WEEKS = 104
OPEN_SHARE = 0.025
# How copies came; a dispute stays a dispute.
CHANNELS = ("window",) * 40 + ("visit",) * 30 + ("phone",) * 15 + ("patrol",) * 5 + (
    "12345",) * 5 + ("portal",) * 3 + ("letter_box",) * 2  # fmt: skip
TOLD = {"phone", "portal", "letter_box"}
# Of those that ended: asked for one more material after the notice; ordered by the clock.
BREACHED, ORDERED, WITH_TASK, WITH_PAPER = 0.02, 0.04, 0.06, 0.15
# Calls that were answered at once, and opinions, a month and community (rows R93, R133).
ANSWERED, OPINIONS, STANDING = 90, 15, 0.3
MOMENTS = ("due_at", "done_at", "closed_at", "paused_since", "received_at")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A matter of the demo as plain values, with its steps and what was passed on of it."""

    matter: Row
    steps: Sequence[Row]
    passed: Sequence[Row]

    @property
    def ended(self) -> bool:
        """Whether it was closed."""
        return self.matter["closed_at"] is not None


@dataclass(slots=True)
class Place:
    """A community: who works there, its doors, and what was heard at them."""

    id: str
    posts: dict[str, str] = field(default_factory=dict)
    workers: dict[str, str] = field(default_factory=dict)
    doors: list[tuple[str, str, str]] = field(default_factory=list)
    concerns: list[Concern] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Rows:
    """What a copy consists of, by table."""

    of: dict[type, list[Row]] = field(default_factory=lambda: defaultdict(list))


def settle(db: Database) -> None:
    """Let the clock do what is due, so that the pattern is as a running station leaves it."""
    while look(db, utc_now):
        pass


def fill(url: str, count: int) -> dict[str, int]:
    """Fill a district's demo up to `count` matters; how many rows of each kind there are then."""
    db = Database(url)
    settle(db)
    with db.session() as session:
        patterns, places = _patterns(session), _places(session)
        items = [tuple(row) for row in session.execute(text(ITEMS))]
        departments = session.exec(select(Department.id).order_by(Department.name)).all()
    with db.engine.connect() as connection:
        bulk = Bulk(connection)
        have = connection.execute(text("SELECT count(*) FROM matter")).scalar_one()
        Filling(bulk, patterns, items, departments, utc_now()).all(places, count - have)
        _analyse(connection)
        connection.commit()
        found = {
            name: int(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())
            for name in ("matter", "matter_step", "register_entry", "concern", "opinion",
                         "outside_ticket", "matter_passed")
        }  # fmt: skip
        connection.rollback()
    db.close()
    return found


ITEMS = (
    "SELECT u.community_id, v.item_id, v.id FROM item_use u JOIN item_version v"
    " ON v.item_id = u.item_id WHERE v.state = 'published' AND u.until IS NULL"
)
DOORS = (
    "SELECT g.community_id, h.id, h.building_id, g.grid_id FROM household h JOIN grid_building g"
    " ON g.building_id = h.building_id WHERE g.until IS NULL AND h.moved_out_on IS NULL"
    " AND h.merged_into IS NULL ORDER BY h.id"
)


def _analyse(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA analysis_limit=1000"))
    connection.execute(text("ANALYZE"))


def _patterns(session: Session) -> list[Pattern]:
    steps, passed = defaultdict(list), defaultdict(list)
    ordered = select(MatterStep).order_by(col(MatterStep.matter_id), col(MatterStep.number))
    for one in session.exec(ordered):
        steps[one.matter_id].append(one.model_dump())
    for sent in session.exec(select(Passed)):
        passed[sent.matter_id].append(sent.model_dump())
    return [
        Pattern(one.model_dump(), steps[one.id], passed[one.id])
        for one in session.exec(select(Matter).order_by(col(Matter.id)))
    ]


def _places(session: Session) -> list[Place]:
    places: dict[str, Place] = {}
    for held in session.exec(select(Holding).where(col(Holding.until).is_(None))):
        if held.community_id and not held.backup:
            place = places.setdefault(held.community_id, Place(held.community_id))
            place.posts.setdefault(held.post, held.person_id)
            if held.grid_id:
                place.workers[held.grid_id] = held.person_id
    for community, *door in session.execute(text(DOORS)):
        places[community].doors.append(tuple(door))
    for one in session.exec(select(Concern).order_by(col(Concern.opened_at).desc())):
        places[one.community_id].concerns.append(one)
    for count in session.exec(select(MatterCount)):
        places[count.community_id].numbers[count.year] = count.last
    # Some work in a community that has no doors here: they only sit on a panel.
    return sorted((one for one in places.values() if one.doors), key=lambda one: one.id)


class Filling:
    """Writes copies, community by community."""

    def __init__(
        self,
        bulk: Bulk,
        patterns: Sequence[Pattern],
        items: Sequence[Sequence[str]],
        departments: Sequence[str],
        now: datetime,
    ) -> None:
        self.bulk, self.departments, self.now = bulk, departments, now
        self.ended = [one for one in patterns if one.ended]
        self.open = [one for one in patterns if not one.ended]
        self.items: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for community, item, version in items:
            self.items[community].append((item, version))
        self.codes = itertools.count(1)
        self.posts: dict[str, str] = {}
        self.rng = random.Random()

    def all(self, places: Sequence[Place], count: int) -> None:
        """As many matters in every place; its own number counts on."""
        home = next(one for one in places if one.id == self.ended[0].matter["community_id"])
        self.posts = {person: post for post, person in home.posts.items()}
        with self.bulk.without_indexes(MatterStep), self.bulk.without_indexes(Matter):
            for number, place in enumerate(places):
                share = count // len(places) + (number < count % len(places))
                self._place(place, share)
        members = [tuple(row) for row in self.bulk.connection.execute(
            text("SELECT id, community_id FROM team_member"))]  # fmt: skip
        self._team(members)

    def _place(self, place: Place, count: int) -> None:
        rng = self.rng = chance("full of matters", place.id)
        known = dict(place.numbers)
        days = sorted((self._day(rng) for _ in range(count)), key=lambda one: one[1])
        rows = Rows()
        for pattern, by in days:
            self._copy(rows, place, pattern, by)
        self._calls(rows, place)
        self._opinions(rows, place)
        for kind in (Matter, MatterStep, MatterTask, MatterPaper, Passed, Entry, EntryRequest,
                     Ticket, Opinion):  # fmt: skip
            self.bulk.rows(kind, rows.of[kind])
        self._count(place, known)

    def _day(self, rng: random.Random) -> tuple[Pattern, timedelta]:
        """A pattern and how far from its own days: whole weeks, so that a Sunday stays one."""
        if rng.random() < OPEN_SHARE:
            return pick(rng, self.open), -timedelta(minutes=rng.randrange(600))
        weeks = timedelta(weeks=rng.randrange(WEEKS))
        return pick(rng, self.ended), -weeks - timedelta(minutes=rng.randrange(240))

    def _copy(self, rows: Rows, place: Place, pattern: Pattern, by: timedelta) -> None:
        rng, old = self.rng, pattern.matter
        opened = old["opened_at"] + by
        door, building, grid = pick(rng, place.doors)
        channel = old["channel"] if old["flow"] == "dispute" else pick(rng, CHANNELS)
        new = {
            **old, "id": self._id(opened), "community_id": place.id, "opened_at": opened,
            "number": self._number(place, opened), "follow_code": f"B{next(self.codes):025d}",
            "channel": channel, "grid_id": grid, "household_id": door, "building_id": building,
            "applicant": person_name(rng), "phone": phone(rng), "concern_id": None,
            "item_id": None, "version_id": None,
        }  # fmt: skip
        for name in MOMENTS:
            new[name] = old[name] + by if old[name] else None
        for name in ("owner_id", "handling_owner_id", "first_contact_owner_id"):
            new[name] = self._person(place, grid, old[name])
        if channel == "window" and rng.random() < 0.7 and self.items[place.id]:
            new["item_id"], new["version_id"] = pick(rng, self.items[place.id])
        self._asked_at_a_door(place, new)
        steps = [self._step(place, new, one, by) for one in pattern.steps]
        if pattern.ended:
            steps = self._late(new, steps)
        new["steps"] = len(steps)
        rows.of[Matter].append(new)
        rows.of[MatterStep] += steps
        self._beside(rows, place, new, pattern, by)

    def _asked_at_a_door(self, place: Place, new: dict[str, Any]) -> None:
        """What was asked for at doors is some matters' reason."""
        heard = new["channel"] == "visit" and new["closed_at"] is not None and place.concerns
        if heard and self.rng.random() < 0.3:
            new["concern_id"] = place.concerns.pop().id

    def _step(self, place: Place, new: Row, old: Row, by: timedelta) -> dict[str, Any]:
        said = old["said"]
        if old["kind"] in ("acceptance", "hand_over", "route"):
            people = {
                name: self._person(place, new["grid_id"], said[name]) or ""
                for name in ("owner", "to")
                if said.get(name)
            }
            said = {**said, **people, **({"channel": new["channel"]} if "channel" in said else {})}
        return {
            **old, "matter_id": new["id"], "community_id": place.id, "at": old["at"] + by,
            "by": self._person(place, new["grid_id"], old["by"]), "said": said,
        }  # fmt: skip

    def _late(self, new: dict[str, Any], steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Some were asked for one more paper, some were late and ordered by the clock."""
        chosen, at = self.rng.random(), next(
            (n for n, one in enumerate(steps) if one["kind"] == "result"), 0
        )  # fmt: skip
        if not at or chosen > BREACHED + ORDERED:
            return steps
        before = steps[at - 1]
        if chosen < BREACHED:
            more = [("further_material", before["by"], before["role"],
                     {"name": "收入情况说明", "reason": "告知时漏了这一样"})]  # fmt: skip
        else:
            more = [("supervision", "system", "system", {"level": 1, "words": ""}),
                    ("supervision_answer", before["by"], before["role"],
                     {"words": "已约好周五上门。"})]  # fmt: skip
            new["due_at"] = before["at"] + timedelta(minutes=1)
        made = [
            {**before, "kind": kind, "by": by, "role": role, "said": said,
             "at": before["at"] + timedelta(minutes=1)}
            for kind, by, role, said in more
        ]  # fmt: skip
        whole = [*steps[:at], *made, *steps[at:]]
        return [{**one, "number": number} for number, one in enumerate(whole, 1)]

    def _beside(
        self, rows: Rows, place: Place, new: Row, pattern: Pattern, by: timedelta
    ) -> None:  # fmt: skip
        rng, here = self.rng, {"community_id": place.id, "matter_id": new["id"]}
        if new["way"] == "referral" and pattern.ended:
            number = next(one["number"] for one in pattern.steps if one["kind"] == "route")
            rows.of[Passed].append(
                {**here, "number": number, "department_id": pick(rng, self.departments),
                 "words": new["words"], "by": place.posts[Post.STATION_HEAD],
                 "at": new["opened_at"], "answer": "closed", "ended_at": new["done_at"]}
            )  # fmt: skip
        rows.of[Passed] += [
            {**one, **here, "at": one["at"] + by, "by": place.posts[Post.STATION_HEAD],
             "ended_at": one["ended_at"] + by if one["ended_at"] else None}
            for one in pattern.passed
        ]  # fmt: skip
        if rng.random() < WITH_PAPER:
            rows.of[MatterPaper].append(
                {**here, "id": self._id(new["opened_at"]), "kind": "authorisation",
                 "words": "委托书", "by": new["first_contact_owner_id"], "at": new["opened_at"]}
            )  # fmt: skip
        if rng.random() < WITH_TASK:
            rows.of[MatterTask].append(
                {**here, "id": self._id(new["opened_at"]), "text": "去现场看一看",
                 "owner_id": pick(rng, list(place.workers.values())),
                 "opened_at": new["opened_at"], "done_at": new["closed_at"]}
            )  # fmt: skip
        if new["channel"] == "12345":
            rows.of[Ticket].append(self._ticket(here, place, new))
        if new["channel"] in TOLD:
            entry = self._entry(place, new["opened_at"], new)
            rows.of[Entry].append(entry)
            rows.of[EntryRequest].append(
                {**here, "entry_id": entry["id"], "number": 1, "words": new["words"]}
            )

    def _ticket(self, here: Row, place: Place, new: Row) -> Row:
        clerk = place.posts[Post.CLERK]
        return {
            **here, "id": self._id(new["opened_at"]), "number": f"GD{next(self.codes):012d}",
            "sent_at": new["opened_at"] - timedelta(hours=1), "imported_by": clerk,
            "due_at": new["opened_at"] + 5 * DAY, "imported_at": new["opened_at"],
            "answered_by": clerk if new["closed_at"] else None, "answered_at": new["closed_at"],
        }  # fmt: skip

    def _entry(self, place: Place, at: datetime, matter: Row | None) -> Row:
        rng = self.rng
        door, _, grid = pick(rng, place.doors)
        return {
            "id": self._id(at), "community_id": place.id, "at": at, "written_at": at,
            "channel": matter["channel"] if matter else pick(rng, ("phone",) * 8 + ("portal",)),
            "kind": ("dispute" if matter["flow"] == "dispute" else "problem") if matter
            else pick(rng, ("question",) * 6 + ("service", "lost")),
            "grid_id": matter["grid_id"] if matter else grid,
            "household_id": matter["household_id"] if matter
            else door if rng.random() < 0.4 else None,
            "taken_by": place.posts[Post.CLERK] if rng.random() < 0.6
            else pick(rng, list(place.workers.values())),
            "words": matter["words"] if matter else "想问一下几点上班，要带什么材料",
            "answered": matter is None, "guided": True, "recorded": True,
            "answer": "" if matter else "已告知时间和材料。",
        }  # fmt: skip

    def _calls(self, rows: Rows, place: Place) -> None:
        days = WEEKS * 7
        for _ in range(ANSWERED * days // 30):
            ago = timedelta(minutes=self.rng.randrange(days * 1440))
            rows.of[Entry].append(self._entry(place, self.now - ago, None))

    def _opinions(self, rows: Rows, place: Place) -> None:
        done = [one for one in rows.of[Matter] if one["done_at"]]
        for _ in range(OPINIONS * WEEKS * 7 // 30):
            rng = self.rng
            struck = pick(rng, done) if rng.random() > STANDING and done else None
            at = self.now - timedelta(minutes=rng.randrange(WEEKS * 7 * 1440))
            if struck:
                at = struck["opened_at"]
            rows.of[Opinion].append({
                "id": self._id(at), "community_id": place.id, "at": at,
                "grid_id": pick(rng, place.doors)[2], "line": pick(rng, list(DutyLine)),
                "words": "希望小区多放几把长椅", "by": place.posts[Post.GRID_LEAD],
                "matter_id": struck["id"] if struck else None,
                "struck_by": place.posts[Post.GRID_LEAD] if struck else None,
                "struck_at": struck["done_at"] if struck else None,
                "result": "加了两把长椅" if struck else "",
            })  # fmt: skip

    def _team(self, members: Iterable[Sequence[str]]) -> None:
        """The members of the teams have tasks."""
        by_place: dict[str, list[str]] = defaultdict(list)
        for member, community in members:
            by_place[community].append(member)
        tasks = self.bulk.connection.execute(
            text("SELECT id, community_id, matter_id FROM matter_task")
        )
        rng = chance("tasks of teams")
        rows = [
            {"task_id": task, "community_id": community, "matter_id": matter,
             "member_id": pick(rng, by_place[community])}
            for task, community, matter in tasks
            if by_place[community]
        ]  # fmt: skip
        self.bulk.rows(TeamTask, rows)

    def _count(self, place: Place, known: dict[int, int]) -> None:
        for year, last in place.numbers.items():
            said = {"place": place.id, "year": year, "last": last}
            change = "UPDATE matter_count SET last = :last WHERE community_id = :place"
            if year in known:
                self.bulk.connection.execute(text(f"{change} AND year = :year"), said)
            else:
                self.bulk.rows(
                    MatterCount, [{"community_id": place.id, "year": year, "last": last}]
                )

    def _number(self, place: Place, opened: datetime) -> str:
        place.numbers[opened.year] = place.numbers.get(opened.year, 0) + 1
        return f"{opened.year}-{place.numbers[opened.year]:06d}"

    def _person(self, place: Place, grid: str, old: str | None) -> str | None:
        """Whoever holds the same post there; whoever was somebody of a grid is this grid's."""
        if old is None or old in ("system", "resident"):
            return old
        post = self.posts.get(old, Post.GRID_WORKER)
        if post == Post.GRID_WORKER or post not in place.posts:
            return place.workers.get(grid) or place.posts[Post.GRID_LEAD]
        return place.posts[post]

    def _id(self, at: datetime) -> str:
        return stable_id(self.rng, int(at.timestamp() * 1000))
