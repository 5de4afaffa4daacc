"""Hand-overs of grids: what was open when a worker left, and who takes it on (row R20)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from app.households.queries import Door, doors_of
from app.kit.registry import Registry
from app.org.models import Grid, HandOver, Holding, Post
from app.org.scope import Reach, Scope, running

LISTS = "hand_over.lists"


class OpenWork(NamedTuple):
    """Something that is open at a door: a concern, an agreed contact, help that is due."""

    kind: str
    id: str
    household_id: str
    text: str
    due_on: date | None


class Waiting(NamedTuple):
    """A hand-over that waits for its new worker, or for who stands in."""

    id: str
    grid: str
    at: datetime
    stands_in: bool = False


def doors_of_grid(session: Session, scope: Scope, grid_id: str, day: date) -> list[Door]:
    """The doors of one grid of a lead's own community, or of a worker's own grid."""
    if not scope.leads and grid_id not in scope.grid_ids:
        return []
    return doors_of(session, replace(scope, reach=Reach.GRID, grid_ids=frozenset([grid_id])), day)


def open_work(
    registry: Registry, session: Session, doors: Sequence[Door], day: date
) -> list[OpenWork]:
    """What is open at `doors` in every slice that knows of something, the soonest due first."""
    found: list[OpenWork] = []
    for fill in registry.at(LISTS).values():
        found.extend(fill(session, doors, day))
    return sorted(found, key=lambda one: (one.due_on or date.max, one.kind, one.id))


def hand_over_of(session: Session, scope: Scope, hand_over_id: str) -> HandOver | None:
    """A hand-over that this person may read: a lead's community, or a worker's own."""
    found = session.get(HandOver, hand_over_id)
    if found is None or found.community_id != scope.community_id:
        return None
    mine = found.to_person in (None, scope.person_id) and found.grid_id in scope.grid_ids
    return found if scope.leads or mine else None


def hand_overs_of(session: Session, scope: Scope, grid_id: str) -> list[HandOver]:
    """The hand-overs of a grid in a lead's community, the newest first."""
    if not scope.leads:
        return []
    return list(
        session.exec(
            select(HandOver)
            .where(HandOver.grid_id == grid_id, HandOver.community_id == scope.community_id)
            .order_by(col(HandOver.at).desc(), HandOver.id)
        )
    )


def waiting_for(session: Session, scope: Scope) -> list[Waiting]:
    """Hand-overs that this worker has still to take on: named for them, in a grid that they look
    after or where they stand in; or of a grid of their own that was vacant until they came."""
    if not scope.grid_ids:
        return []
    own = set(
        session.exec(
            select(Holding.grid_id).where(
                Holding.person_id == scope.person_id,
                Holding.post == Post.GRID_WORKER,
                col(Holding.backup).is_(False),
                running(Holding, scope.now),
            )
        )
    )
    rows = session.exec(
        select(HandOver.id, Grid.name, HandOver.at, HandOver.grid_id)
        .join(Grid, col(Grid.id) == HandOver.grid_id)
        .where(
            or_(
                col(HandOver.to_person) == scope.person_id,
                and_(col(HandOver.to_person).is_(None), col(HandOver.grid_id).in_(own)),
            ),
            col(HandOver.taken_at).is_(None),
            HandOver.at <= scope.now,
            col(HandOver.grid_id).in_(scope.grid_ids),
        )
        .order_by(col(HandOver.at), HandOver.id)
    )
    return [Waiting(one, name, at, grid not in own) for one, name, at, grid in rows]


def unclaimed(session: Session, grid_id: str) -> HandOver | None:
    """The newest hand-over of a grid that still has nobody to take it on."""
    return session.exec(
        select(HandOver)
        .where(
            HandOver.grid_id == grid_id,
            col(HandOver.to_person).is_(None),
            col(HandOver.taken_at).is_(None),
        )
        .order_by(col(HandOver.at).desc())
    ).first()


def kept(work: Collection[OpenWork]) -> dict[str, list[dict[str, str]]]:
    """What a hand-over keeps of it: ids and days, no words, so that erasure finds nothing here."""
    return {
        "items": [
            {
                "kind": one.kind,
                "id": one.id,
                "household": one.household_id,
                "due_on": one.due_on.isoformat() if one.due_on else "",
            }
            for one in work
        ]
    }


def items_by_now(row: HandOver, work: Collection[OpenWork]) -> list[dict[str, str]]:
    """The lines of a hand-over. Until it is taken, what has come up in the grid since it was
    written (a leave is granted days ahead) stands on it too; what is closed since stays."""
    items: list[dict[str, str]] = row.open_work.get("items", [])
    if row.taken_at is not None:
        return items
    lines = {(one["kind"], one["id"]): one for one in [*items, *kept(work)["items"]]}
    return list(lines.values())
