"""Everything that today's round shows of a worker's grids, in a fixed number of queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.attendance.queries.own import Card, card_of
from app.attendance.queries.today import MyDay, my_day
from app.households.pages import ANSWERS_STAY
from app.households.queries import AskedFor, Door, doors_of, labels_of, needs_of
from app.households.queries.corrections import Said, answers_to, said_of
from app.households.rules import DoorState
from app.households.rules.needs import Agreed, tasks
from app.kit.clock import local_day
from app.org.queries import GridName, community_of, grid_name, names_of, start_of
from app.org.scope import Scope
from app.station.queries.hand_overs import Waiting, waiting_for
from app.visits.models import Concern, Visit
from app.visits.queries.doors import (
    Contact,
    Line,
    OpenConcern,
    contacts_to_keep,
    counted,
    door_of_visit,
    histories,
    last_days,
    last_reached,
    open_concerns,
    visited_on,
)
from app.visits.queries.paper import Paper, papers_to_confirm
from app.visits.rules import Due, Standing, due_soon

TARGET = 20


@dataclass(frozen=True, slots=True)
class Month:
    """What a worker did since the first of the month (row R120)."""

    households: int
    concerns_solved: int
    concerns_open: int


@dataclass(frozen=True, slots=True)
class Round:
    """The doors of a worker's grids with all that their pages show."""

    day: date
    zone: str
    target: int
    done: int
    grid: GridName
    slogan: str
    hand_overs: list[Waiting]
    month: Month
    doors: list[Door]
    needs: dict[str, list[AskedFor]]
    lines: dict[str, list[Line]]
    names: dict[str, str]
    concerns: dict[str, list[OpenConcern]]
    contacts: list[Contact]
    last_before: dict[str, date]
    reached: dict[str, date]
    said: dict[str, Said]
    answers: list[Said]
    papers: list[Paper]
    labels: dict[str, str]
    visited: set[str]
    card: Card
    mine: MyDay

    @property
    def standings(self) -> list[Standing]:
        """How every door stands today, in the order of the buildings."""
        return [
            Standing(door.id, self.last_before.get(door.id), door.id in self.visited)
            for door in self.doors
        ]

    @property
    def due(self) -> list[Due]:
        """What wants a visit soon; the text of an agreed contact is for the page to say."""
        items = [Due(one.household_id, "contact", "", one.due_on) for one in self.contacts]
        for concerns in self.concerns.values():
            items += [
                Due(one.household_id, "concern", one.text, one.due_on)
                for one in concerns
                if one.due_on
            ]
        for needs in self.needs.values():
            items += [due for one in needs for due in self._tasks(one)]
        return due_soon(items, self.day)

    def _tasks(self, need: AskedFor) -> list[Due]:
        """What a need asks of the worker: regular help by its code, a review, its end (R119)."""
        agreed = Agreed(need.starts_on, need.until, need.review_on, need.every_days)
        last = self.reached.get(need.household_id)
        return [
            Due(
                need.household_id,
                one.kind,
                need.code or need.text if one.kind == "help" else need.text,
                one.due_on,
            )
            for one in tasks(agreed, last, self.day)
        ]

    @property
    def states(self) -> dict[str, DoorState]:
        """What lists say of every door."""
        wanting = {one.household_id for one in self.contacts if one.due_on <= self.day}
        wanting |= self.concerns.keys()
        return {
            one.household_id: DoorState(
                self.day if one.visited else one.last_before,
                one.visited,
                one.household_id in wanting,
            )
            for one in self.standings
        }


def load_round(session: Session, scope: Scope, history: int, hidden: Collection[str] = ()) -> Round:
    """The round of the grids in `scope`, with the newest `history` visits of each door; as if there
    were none of the records in `hidden`, which the reader may not look at yet."""
    community = community_of(session, scope)
    zone = community.zone if community else "Asia/Shanghai"
    day = local_day(scope.now, zone)
    doors = doors_of(session, scope, day)
    ids = [door.id for door in doors]
    needs = needs_of(session, doors, day)
    regular = [one for one, some in needs.items() if any(need.every_days for need in some)]
    lines = _lines(session, ids, history, hidden) if history else {}
    concerns: dict[str, list[OpenConcern]] = {}
    for one in open_concerns(session, ids, hidden):
        concerns.setdefault(one.household_id, []).append(one)
    papers = papers_to_confirm(session, scope.person_id)
    mine = my_day(session, scope, day)
    return Round(
        day=day,
        zone=zone,
        target=mine.target(community.visits_per_day if community else TARGET),
        done=len(reached(session, scope.person_id, day, day)),
        grid=grid_name(session, scope),
        slogan=community.slogan if community else "",
        hand_overs=waiting_for(session, scope),
        month=month_of(session, scope, day, zone),
        doors=doors,
        needs=needs,
        lines=lines,
        names=names_of(session, {line.author_id for some in lines.values() for line in some}),
        concerns=concerns,
        contacts=contacts_to_keep(session, ids, hidden),
        last_before=last_days(session, ids, day, hidden),
        reached=last_reached(session, regular, hidden),
        said=said_of(session, ids, scope.now - ANSWERS_STAY),
        papers=papers,
        labels=labels_of(session, {one.household_id for one in papers if one.household_id}),
        answers=answers_to(session, scope.person_id, scope.now - ANSWERS_STAY),
        visited=visited_on(session, ids, day, hidden),
        card=card_of(session, scope, day),
        mine=mine,
    )


def _lines(
    session: Session, ids: Collection[str], each: int, hidden: Collection[str]
) -> dict[str, list[Line]]:
    found = histories(session, ids, each)
    return {door: [one for one in some if one.id not in hidden] for door, some in found.items()}


def reached(session: Session, person_id: str, first: date, last: date) -> set[str]:
    """The distinct doors that a worker visited from `first` to `last`, both included."""
    rows = session.execute(
        columns(door_of_visit())
        .where(
            col(Visit.author_id) == person_id,
            col(Visit.day) >= first,
            col(Visit.day) <= last,
            counted(),
        )
        .distinct()
    )
    return {door for (door,) in rows}


def month_of(session: Session, scope: Scope, day: date, zone: str) -> Month:
    """A worker's own month so far."""
    first = day.replace(day=1)
    begun = start_of(first, zone)
    closed = col(Concern.closed_at)
    solved, still_open = session.execute(
        columns(
            func.count(closed).filter(closed >= begun),
            func.count().filter(closed.is_(None)),
        ).where(col(Concern.author_id) == scope.person_id)
    ).one()
    return Month(len(reached(session, scope.person_id, first, day)), solved, still_open)
