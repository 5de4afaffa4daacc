"""The team of the grids that somebody may see, and which building has no agent (R40, R41)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.auth.principal import Principal
from app.matters.models import Matter, MatterTask
from app.matters.queries.sight import seen_clause
from app.org.models import Building, Grid, GridBuilding
from app.org.scope import running, team_clause
from app.team.models import AgentBuilding, TeamMember, TeamTask, TeamTerms
from app.team.rules.coverage import Coverage, Terms, coverage


class House(NamedTuple):
    """A building of a grid."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class GridTeam:
    """A grid with its buildings, its team, and how they are shared out."""

    id: str
    name: str
    houses: Sequence[House]
    members: Sequence[TeamMember]
    of: dict[str, frozenset[str]]
    """The buildings of each agent."""
    stands: Coverage

    def labels(self, member: TeamMember) -> list[str]:
        """The buildings for which a member answers."""
        mine = self.of.get(member.id, frozenset())
        return [one.label for one in self.houses if one.id in mine]

    @property
    def uncovered(self) -> list[str]:
        """The buildings without an agent."""
        return [one.label for one in self.houses if one.id in self.stands.uncovered]


def terms_of(session: Session, community_id: str) -> Terms:
    """What a community asks of its grids."""
    row = session.get(TeamTerms, community_id)
    return Terms(row.agents, row.buildings_least, row.buildings_most) if row else Terms()


def grids_seen(session: Session, person: Principal) -> list[Grid]:
    """The grids whose team somebody may see, by number."""
    return list(
        session.exec(
            select(Grid)
            .where(team_clause(person, col(Grid.community_id), col(Grid.id)))
            .where(col(Grid.closed_at).is_(None))
            .order_by(col(Grid.number))
        )
    )


def teams(session: Session, person: Principal, now: datetime, day: date) -> list[GridTeam]:
    """The teams of the grids that somebody may see."""
    if person.community_id is None:
        return []
    grids, terms = grids_seen(session, person), terms_of(session, person.community_id)
    ids = [one.id for one in grids]
    houses, members = houses_of(session, ids, now), _members(session, ids, day)
    of = _buildings(session, [one.id for rows in members.values() for one in rows], day)
    return [
        GridTeam(
            one.id,
            one.name,
            houses[one.id],
            members[one.id],
            of,
            coverage(
                [house.id for house in houses[one.id]],
                {agent.id: of[agent.id] for agent in members[one.id] if agent.agent},
                terms,
            ),
        )
        for one in grids
    ]


def houses_of(session: Session, grids: Collection[str], now: datetime) -> dict[str, list[House]]:
    """The buildings of each grid now."""
    rows = session.execute(
        columns(
            col(GridBuilding.grid_id), col(Building.id), col(Building.estate), col(Building.number)
        )
        .join(Building, col(Building.id) == col(GridBuilding.building_id))
        .where(col(GridBuilding.grid_id).in_(list(grids)), running(GridBuilding, now))
        .order_by(col(Building.place), col(Building.number))
    )
    found: dict[str, list[House]] = defaultdict(list)
    for grid, building, estate, number in rows:
        found[grid].append(House(building, f"{estate}{number}"))
    return found


def _members(
    session: Session, grids: Collection[str], day: date
) -> dict[str, list[TeamMember]]:  # fmt: skip
    until = col(TeamMember.until)
    rows = session.exec(
        select(TeamMember)
        .where(col(TeamMember.grid_id).in_(list(grids)), or_(until.is_(None), until > day))
        .order_by(col(TeamMember.agent).desc(), col(TeamMember.organisation), col(TeamMember.name))
    )
    found: dict[str, list[TeamMember]] = defaultdict(list)
    for one in rows:
        found[one.grid_id].append(one)
    return found


def _buildings(
    session: Session, members: Collection[str], day: date
) -> dict[str, frozenset[str]]:  # fmt: skip
    until = col(AgentBuilding.until)
    rows = session.exec(
        select(AgentBuilding).where(
            col(AgentBuilding.member_id).in_(list(members)), or_(until.is_(None), until > day)
        )
    )
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for one in rows:
        found[one.member_id] |= {one.building_id}
    return found


def member_seen(session: Session, person: Principal, member_id: str) -> TeamMember | None:
    """One member of a team that somebody may see, also one who has left."""
    return session.exec(
        select(TeamMember).where(
            TeamMember.id == member_id,
            team_clause(person, col(TeamMember.community_id), col(TeamMember.grid_id)),
        )
    ).first()


def buildings_of(session: Session, member_id: str, day: date) -> frozenset[str]:
    """For which buildings a member answers."""
    return _buildings(session, [member_id], day)[member_id]


class Given(NamedTuple):
    """Something that a member was given to do, in a matter that the reader may see."""

    matter_id: str
    number: str
    text: str
    due_at: datetime | None
    opened_at: datetime
    done_at: datetime | None
    result: str


def tasks_of(session: Session, person: Principal, member_id: str) -> list[Given]:
    """What a member was given to do, what is open first (row R40)."""
    rows = session.execute(
        columns(
            col(Matter.id), col(Matter.number), col(MatterTask.text), col(MatterTask.due_at),
            col(MatterTask.opened_at), col(MatterTask.done_at), col(MatterTask.result),
        )
        .join(TeamTask, col(TeamTask.task_id) == col(MatterTask.id))
        .join(Matter, col(Matter.id) == col(MatterTask.matter_id))
        .where(col(TeamTask.member_id) == member_id, seen_clause(person))
        .order_by(col(MatterTask.done_at).is_not(None), col(MatterTask.opened_at).desc())
        .limit(50)
    )  # fmt: skip
    return [Given(*row) for row in rows]


def names_of_tasks(session: Session, matter_id: str) -> dict[str, str]:
    """Who of a team has which task of a matter, which the reader may see: the name by the task."""
    rows = session.execute(
        columns(col(TeamTask.task_id), col(TeamMember.name))
        .join(TeamMember, col(TeamMember.id) == col(TeamTask.member_id))
        .where(col(TeamTask.matter_id) == matter_id)
    )
    return {task: name for task, name in rows if name}
