"""A district full of matters: what the demo's one community had in weeks, in all forty for years.

The matters that the demo made by the same commands as in life are the pattern, after the clock has
done with them what was due. Each copy keeps the pattern's stages, steps and words, and has its own
day, door, people and way of coming. No copy has events in the audit chain: no list reads them.
"""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import select

from app.demo.bulk import Bulk, Row
from app.demo.chance import chance, person_name, phone, pick, stable_id
from app.hotline.models import Entry, EntryRequest, Opinion, Ticket
from app.kit.clock import utc_now
from app.kit.db import Database, analyse
from app.matters.models import Matter, MatterCount, MatterPaper, MatterStep, MatterTask
from app.org.models import Post
from app.referrals.models import Department, Passed
from app.team.models import TeamTask
from bench._pattern import ITEMS, Pattern, Place, patterns_of, places_of, settle
from bench._told import Desk, Rows

WEEKS = 104
OPEN_SHARE = 0.025
# How copies came; a dispute stays a dispute.
CHANNELS = ("window",) * 40 + ("visit",) * 30 + ("phone",) * 15 + ("patrol",) * 5 + (
    "12345",) * 5 + ("portal",) * 3 + ("letter_box",) * 2  # fmt: skip
TOLD = {"phone", "portal", "letter_box"}
# Of those that ended: asked for one more material after the notice; ordered by the clock.
BREACHED, ORDERED, WITH_TASK, WITH_PAPER = 0.02, 0.04, 0.06, 0.15
MOMENTS = ("due_at", "done_at", "closed_at", "paused_since", "received_at")


def fill(url: str, count: int) -> dict[str, int]:
    """Fill a district's demo up to `count` matters; how many rows of each kind there are then."""
    db = Database(url)
    settle(db)
    with db.session() as session:
        patterns, places = patterns_of(session), places_of(session)
        items = [tuple(row) for row in session.execute(text(ITEMS))]
        departments = session.exec(select(Department.id).order_by(Department.name)).all()
    with db.engine.connect() as connection:
        bulk = Bulk(connection)
        have = connection.execute(text("SELECT count(*) FROM matter")).scalar_one()
        Filling(bulk, patterns, items, departments, utc_now()).all(places, count - have)
        analyse(connection)
        connection.commit()
        found = {
            name: int(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())
            for name in ("matter", "matter_step", "register_entry", "concern", "opinion",
                         "outside_ticket", "matter_passed")
        }  # fmt: skip
        connection.rollback()
    db.close()
    return found


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
        self.desk = Desk(place, rows, rng, self.codes, self.now, WEEKS * 7)
        for pattern, by in days:
            self._copy(rows, place, pattern, by)
        self.desk.all()
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
            rows.of[Ticket].append(self.desk.ticket(here, new))
        if new["channel"] in TOLD:
            entry = self.desk.entry(new["opened_at"], new)
            rows.of[Entry].append(entry)
            rows.of[EntryRequest].append(
                {**here, "entry_id": entry["id"], "number": 1, "words": new["words"]}
            )

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
