"""What departments are asked to do together with others: a request, and nothing more (row R95).

Each department that is named reads the request, the number and the place; of what is restricted
nothing but what the request itself says, and of none the household.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.matters.models import Matter, MatterStep
from app.matters.rules.steps import JointAction
from app.matters.rules.written import read
from app.org.models import Community, Person
from app.referrals.models import Department
from app.referrals.queries.inbox import below


@dataclass(frozen=True, slots=True)
class Joint:
    """One request to one department, while there is no result yet."""

    matter_id: str
    number: str
    title: str
    place: str
    community: str
    department: Department
    others: tuple[str, ...]
    request: str
    by: str
    at: datetime


def joint_requests(
    session: Session, departments: Sequence[Department], since: datetime | None = None
) -> list[Joint]:
    """The requests that name one of these departments, the newest first."""
    here = below(session, departments)
    asked = (
        columns(
            col(MatterStep.at), col(MatterStep.by), col(MatterStep.role), col(MatterStep.said),
            col(Matter.id), col(Matter.number), col(Matter.title), col(Matter.place),
            col(Matter.restricted), col(Matter.community_id), col(Community.name),
            col(Person.name).label("asker"),
        )
        .join(Matter, col(Matter.id) == col(MatterStep.matter_id))
        .join(Community, col(Community.id) == col(Matter.community_id))
        .outerjoin(Person, col(Person.id) == col(MatterStep.by))
        .where(
            col(MatterStep.kind) == "joint_action",
            col(MatterStep.community_id).in_(list(here)),
            col(Matter.closed_at).is_(None),
            col(Matter.done_at).is_(None),
        )
        .order_by(col(MatterStep.at).desc())
    )  # fmt: skip
    if since is not None:
        asked = asked.where(col(MatterStep.at) > since)
    found: list[Joint] = []
    for row in session.execute(asked):
        step = read("joint_action", {"at": row.at, "by": row.by, "role": row.role}, row.said)
        assert isinstance(step, JointAction)
        named = {one.strip() for one in step.departments}
        for name in sorted(named & set(here[row.community_id])):
            others = tuple(sorted(named - {name, ""}))
            found.append(
                Joint(
                    row.id, row.number, "" if row.restricted else row.title,
                    "" if row.restricted else row.place, row.name, here[row.community_id][name],
                    others, step.request, row.asker or "", row.at,
                )
            )  # fmt: skip
    return found
