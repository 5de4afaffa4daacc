"""What was told to a station beside its matters: calls, opinions, tickets (R93, R133, R150)."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.catalogue.rules import DutyLine
from app.demo.bulk import Row
from app.demo.chance import pick, stable_id
from app.hotline.models import Entry, Opinion
from app.matters.models import Matter
from app.org.models import Post
from bench._pattern import Place

DAY, MONTH = timedelta(days=1), 30
# Calls that were answered at once, and opinions, a month and community.
ANSWERED, OPINIONS, STANDING = 90, 15, 0.3


@dataclass(slots=True)
class Rows:
    """What a copy consists of, by table."""

    of: dict[type, list[Row]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class Desk:
    """Where a community is told things, for `days` until `now`."""

    place: Place
    rows: Rows
    rng: random.Random
    codes: Iterator[int]
    now: datetime
    days: int

    def all(self) -> None:
        """Everything that no matter came of, and opinions; the matters are there already."""
        self._calls()
        self._opinions()

    def ticket(self, here: Row, new: Row) -> Row:
        """The ticket that a matter came as."""
        clerk = self.place.posts[Post.CLERK]
        return {
            **here, "id": self._id(new["opened_at"]), "number": f"GD{next(self.codes):012d}",
            "sent_at": new["opened_at"] - timedelta(hours=1), "imported_by": clerk,
            "due_at": new["opened_at"] + 5 * DAY, "imported_at": new["opened_at"],
            "answered_by": clerk if new["closed_at"] else None, "answered_at": new["closed_at"],
        }  # fmt: skip

    def entry(self, at: datetime, matter: Row | None) -> Row:
        """A call or letter, answered at once or with its matter."""
        rng = self.rng
        door, _, grid = pick(rng, self.place.doors)
        return {
            "id": self._id(at), "community_id": self.place.id, "at": at, "written_at": at,
            "channel": matter["channel"] if matter else pick(rng, ("phone",) * 8 + ("portal",)),
            "kind": ("dispute" if matter["flow"] == "dispute" else "problem") if matter
            else pick(rng, ("question",) * 6 + ("service", "lost")),
            "grid_id": matter["grid_id"] if matter else grid,
            "household_id": matter["household_id"] if matter
            else door if rng.random() < 0.4 else None,
            "taken_by": self.place.posts[Post.CLERK] if rng.random() < 0.6
            else pick(rng, list(self.place.workers.values())),
            "words": matter["words"] if matter else "想问一下几点上班，要带什么材料",
            "answered": matter is None, "guided": True, "recorded": True,
            "answer": "" if matter else "已告知时间和材料。",
        }  # fmt: skip

    def _calls(self) -> None:
        for _ in range(ANSWERED * self.days // MONTH):
            ago = timedelta(minutes=self.rng.randrange(self.days * 1440))
            self.rows.of[Entry].append(self.entry(self.now - ago, None))

    def _opinions(self) -> None:
        done = [one for one in self.rows.of[Matter] if one["done_at"]]
        for _ in range(OPINIONS * self.days // MONTH):
            rng = self.rng
            struck = pick(rng, done) if rng.random() > STANDING and done else None
            at = self.now - timedelta(minutes=rng.randrange(self.days * 1440))
            if struck:
                at = struck["opened_at"]
            self.rows.of[Opinion].append({
                "id": self._id(at), "community_id": self.place.id, "at": at,
                "grid_id": pick(rng, self.place.doors)[2], "line": pick(rng, list(DutyLine)),
                "words": "希望小区多放几把长椅", "by": self.place.posts[Post.GRID_LEAD],
                "matter_id": struck["id"] if struck else None,
                "struck_by": self.place.posts[Post.GRID_LEAD] if struck else None,
                "struck_at": struck["done_at"] if struck else None,
                "result": "加了两把长椅" if struck else "",
            })  # fmt: skip

    def _id(self, at: datetime) -> str:
        return stable_id(self.rng, int(at.timestamp() * 1000))
