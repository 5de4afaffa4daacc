"""Who may see a matter, and as what they act in it (rows R52, R76)."""

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import col

from app.auth.principal import Principal
from app.matters.models import Matter, MatterTask
from app.matters.rules.case import Case
from app.matters.rules.steps import Role
from app.org.models import Post
from app.org.scope import matters_clause, sees_matter

ROLES = {
    Post.GRID_WORKER: Role.GRID_WORKER,
    Post.GRID_LEAD: Role.GRID_LEAD,
    Post.STATION_HEAD: Role.STATION_HEAD,
    Post.DATA_STEWARD: Role.DATA_STEWARD,
    Post.CLERK: Role.CLERK,
    Post.WORKERS_REPRESENTATIVE: Role.WORKERS_REPRESENTATIVE,
}


def roles_of(person: Principal, community_id: str) -> frozenset[Role]:
    """As what somebody may act in matters of a community: by the posts they hold there now."""
    if person.community_id != community_id:
        return frozenset()
    return frozenset(ROLES[one] for one in person.posts if one in ROLES)


def sees(person: Principal, matter: Matter, case: Case) -> bool:
    """Whether a matter is for this person's eyes now."""
    mine = person.id in case.handled_by
    return sees_matter(person, matter.community_id, matter.grid_id, matter.restricted, mine)


def mine_clause(person_id: str) -> ColumnElement[bool]:
    """Matters that somebody has, was the first to have, wrote down, or has a task of."""
    tasks = select(col(MatterTask.matter_id)).where(col(MatterTask.owner_id) == person_id)
    return or_(
        col(Matter.owner_id) == person_id,
        col(Matter.handling_owner_id) == person_id,
        col(Matter.first_contact_owner_id) == person_id,
        col(Matter.id).in_(tasks),
    )


def seen_clause(person: Principal) -> ColumnElement[bool]:
    """The matters that somebody may see."""
    return matters_clause(
        person,
        col(Matter.community_id),
        col(Matter.grid_id),
        col(Matter.restricted),
        mine_clause(person.id),
    )
