"""What this slice puts into the places that lower slices leave open."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.households.queries import Door
from app.kit.clock import local_day
from app.kit.registry import Registry
from app.kit.sql import table
from app.matters.models import Matter
from app.matters.queries.veiled import from_visits, requests_of
from app.org.queries import zones_of
from app.station.queries.hand_overs import LISTS, OpenWork


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main)."""
    registry.fill("household.panels", "matters", household_panels)
    registry.fill("household.mergers", "matters", follow_merger)
    registry.fill(LISTS, "matters", work_to_hand_over)


def household_panels(
    session: Session, doors: Sequence[Door], day: date, hidden: Collection[str]
) -> dict[str, dict[str, Any]]:
    """The open matters of `doors`, for their pages, each with the request that it came from: but
    what is restricted, and what stems from the records in `hidden`, of which the reader is not to
    know yet. `turned`: the requests that need not be shown beside them."""
    found: dict[str, list[dict[str, Any]]] = {}
    zones = zones_of(session, {one.community_id for one in doors})
    skipped, every = from_visits(session, hidden), _open(session, [door.id for door in doors])
    requests = requests_of(session, {one.concern_id for one in every if one.concern_id})
    for one in every:
        if one.id not in skipped and not one.restricted and one.household_id:
            zone = zones[one.community_id]
            due = local_day(one.due_at, zone) if one.due_at else None
            asked = requests.get(one.concern_id or "", "")
            row = {
                "id": one.id, "title": one.title, "due": due, "done": one.done_at is not None,
                "concern": one.concern_id, "asked": "" if asked == one.title else asked,
            }  # fmt: skip
            found.setdefault(one.household_id, []).append(row)
    return {door.id: _panel(found.get(door.id, [])) for door in doors}


def _panel(matters: list[dict[str, Any]]) -> dict[str, Any]:
    turned = {one["concern"] for one in matters if one["concern"]}
    return {"matters": matters, "turned": turned}


def work_to_hand_over(session: Session, doors: Sequence[Door], day: date) -> list[OpenWork]:
    """Open matters at `doors`, for whoever looks after them next (row R20)."""
    zones = zones_of(session, {one.community_id for one in doors})
    return [
        OpenWork(
            "matter", one.id, one.household_id or "", f"{one.number} {one.title}",
            local_day(one.due_at, zones[one.community_id]) if one.due_at else None,
        )
        for one in _open(session, [door.id for door in doors])
        if not one.restricted
    ]  # fmt: skip


def follow_merger(session: Session, merged: str, kept: str) -> None:
    """The matters of a file go on with the one into which it was merged."""
    rows = table(Matter)
    session.connection().execute(
        update(rows).where(rows.c.household_id == merged).values(household_id=kept)
    )


def _open(session: Session, households: Sequence[str]) -> Sequence[Matter]:
    return session.exec(
        select(Matter)
        .where(col(Matter.household_id).in_(list(households)), col(Matter.closed_at).is_(None))
        .order_by(col(Matter.opened_at), col(Matter.id))
    ).all()
