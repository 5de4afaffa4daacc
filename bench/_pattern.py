"""What a district is filled from: the demo's matters as patterns, and the places they go to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlmodel import Session, col, select

from app.demo.bulk import Row
from app.kit.clock import utc_now
from app.kit.db import Database
from app.matters.jobs import look
from app.matters.models import Matter, MatterCount, MatterStep
from app.org.models import Holding
from app.referrals.models import Passed
from app.visits.models import Concern

ITEMS = (
    "SELECT u.community_id, v.item_id, v.id FROM item_use u JOIN item_version v"
    " ON v.item_id = u.item_id WHERE v.state = 'published' AND u.until IS NULL"
)
DOORS = (
    "SELECT g.community_id, h.id, h.building_id, g.grid_id FROM household h JOIN grid_building g"
    " ON g.building_id = h.building_id WHERE g.until IS NULL AND h.moved_out_on IS NULL"
    " AND h.merged_into IS NULL ORDER BY h.id"
)


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


def settle(db: Database) -> None:
    """Let the clock do what is due, so that the pattern is as a running station leaves it."""
    while look(db, utc_now):
        pass


def patterns_of(session: Session) -> list[Pattern]:
    """Every matter that there is, with its steps."""
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


def places_of(session: Session) -> list[Place]:
    """The communities that have doors, with who works there now."""
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
