"""What was passed on to departments, for those who answer for them, and for nobody else (row R94).

A department reads what the referral says, and nothing of the household behind it: its door, its
people and the other matters are not looked up here at all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.matters.models import Matter, MatterStep
from app.matters.rules.stages import Stage, Way
from app.matters.rules.steps import Step
from app.matters.rules.written import read
from app.org.models import Building, Community
from app.referrals.models import Department, Passed
from app.referrals.rules.sendings import Sending, running, sendings
from app.station.queries.areas import tree_of

KINDS = ("route", "referral_answer", "referral_closed")
MOST_ENDED = 50
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing that was passed on: all that its department sees of it in a list."""

    matter_id: str
    number: str
    title: str
    place: str
    due_at: datetime | None
    paused: bool
    community: str
    department: Department
    sending: Sending

    def late(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.due_at is not None and not self.paused and now > self.due_at


def slips(session: Session, departments: Sequence[Department]) -> list[Slip]:
    """What these departments have to do with now, the most pressing first."""
    at = below(session, departments)
    rows = session.execute(
        columns(
            col(Matter.id), col(Matter.number), col(Matter.title), col(Matter.place),
            col(Matter.due_at), col(Matter.paused_since), col(Matter.community_id),
            col(Community.name), 
            col(Building.estate), col(Building.number).label("building"),
        )
        .join(Community, col(Community.id) == col(Matter.community_id))
        .outerjoin(Building, col(Building.id) == col(Matter.building_id))
        .where(
            col(Matter.community_id).in_(list(at)),
            col(Matter.closed_at).is_(None),
            col(Matter.way) == Way.REFERRAL,
            col(Matter.stage) == Stage.HANDLING,
        )
    ).all()  # fmt: skip
    steps, found = _steps(session, [row.id for row in rows]), list[Slip]()
    for row in rows:
        sending = running(steps[row.id])
        department = at[row.community_id].get(sending.department) if sending else None
        if sending is not None and department is not None:
            found.append(
                Slip(
                    row.id, row.number, row.title, _at(row), row.due_at,
                    row.paused_since is not None, row.name, department, sending,
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.due_at or FAR, one.number))


def _at(row: Row[Any]) -> str:
    return _place(row.place, row.estate or "", row.building or "")


def _place(said: str, estate: str, building: str) -> str:
    """Where it is: as it was said, else the building. Never the door."""
    return said or f"{estate}{building}"


def below(session: Session, departments: Iterable[Department]) -> dict[str, dict[str, Department]]:
    """The communities below each department's area, with the departments by their names."""
    tree = tree_of(session)
    found: dict[str, dict[str, Department]] = defaultdict(dict)
    for one in departments:
        for area in tree.below(one.area_id):
            found[area][one.name] = one
    return found


def _steps(session: Session, matters: Collection[str]) -> dict[str, list[tuple[int, Step]]]:
    """The steps of matters that have to do with departments, by their numbers. Read as columns: a
    department has hundreds, and as objects they take ten times as long."""
    rows = session.execute(
        columns(
            col(MatterStep.matter_id), col(MatterStep.number), col(MatterStep.kind),
            col(MatterStep.at), col(MatterStep.by), col(MatterStep.role), col(MatterStep.said),
        )
        .where(col(MatterStep.matter_id).in_(list(matters)), col(MatterStep.kind).in_(KINDS))
        .order_by(col(MatterStep.matter_id), col(MatterStep.number))
    )  # fmt: skip
    found: dict[str, list[tuple[int, Step]]] = defaultdict(list)
    for matter_id, number, kind, at, by, role, said in rows:
        head = {"at": at, "by": by, "role": role}
        found[matter_id].append((number, read(kind, head, said)))
    return found


@dataclass(frozen=True, slots=True)
class Ended:
    """What a department is through with: no word of it but its number and its title."""

    number: str
    title: str
    community: str
    department: str
    answer: str
    ended_at: datetime


def ended(session: Session, departments: Sequence[Department]) -> list[Ended]:
    """What these departments returned or closed last, the newest first."""
    names = {one.id: one.name for one in departments}
    rows = session.execute(
        columns(
            col(Matter.number), col(Matter.title), col(Community.name), col(Passed.department_id),
            col(Passed.answer), col(Passed.ended_at),
        )
        .join(Matter, col(Matter.id) == col(Passed.matter_id))
        .join(Community, col(Community.id) == col(Passed.community_id))
        .where(col(Passed.department_id).in_(list(names)), col(Passed.ended_at).is_not(None))
        .order_by(col(Passed.ended_at).desc())
        .limit(MOST_ENDED)
    )  # fmt: skip
    return [
        Ended(number, title, community, names[department], answer, at)
        for number, title, community, department, answer, at in rows
    ]


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing that was passed on, as its department reads it."""

    slip: Slip
    matter: Matter
    passed: Passed | None
    sendings: Sequence[Sending]

    @property
    def contact(self) -> bool:
        """Whether the referral says that the resident's name and telephone are needed."""
        return self.passed is not None and self.passed.contact


def sent_to(session: Session, departments: Sequence[Department], matter_id: str) -> Sent | None:
    """One matter that one of these departments has to do with now; None for any other."""
    matter = session.get(Matter, matter_id)
    if matter is None or matter.closed_at is not None:
        return None
    here = below(session, departments).get(matter.community_id, {})
    steps = _steps(session, [matter_id])[matter_id]
    sending = running(steps)
    department = here.get(sending.department) if sending else None
    if sending is None or department is None:
        return None
    community = session.get_one(Community, matter.community_id)
    building = session.get(Building, matter.building_id) if matter.building_id else None
    at = (building.estate, building.number) if building else ("", "")
    slip = Slip(
        matter.id, matter.number, matter.title, _place(matter.place, *at), matter.due_at,
        matter.paused_since is not None, community.name, department, sending,
    )  # fmt: skip
    mine = [one for one in sendings(steps) if one.department == department.name]
    return Sent(slip, matter, session.get(Passed, (matter_id, sending.number)), mine)
