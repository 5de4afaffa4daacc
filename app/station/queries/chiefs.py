"""楼(院)长 of a building, and the tree community → grid → building with its people (row R8)."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.kit.clock import local_day
from app.org.models import BuildingChief, Person, Post
from app.org.scope import Scope
from app.station.queries.overview import Overview
from app.station.queries.posts import holdings_of


class Node(NamedTuple):
    """One node of the tree with its person; no name when nobody is there. `level` 1 to 3."""

    level: int
    path: str
    label: str
    name: str
    phone: str
    since: date | None
    stands_in: bool = False


def chiefs_of(session: Session, scope: Scope, building_id: str = "") -> list[BuildingChief]:
    """The chiefs of a lead's community, or of one building, now and before, the newest first."""
    if not scope.leads:
        return []
    rows = select(BuildingChief).where(BuildingChief.community_id == scope.community_id)
    if building_id:
        rows = rows.where(BuildingChief.building_id == building_id)
    return list(session.exec(rows.order_by(col(BuildingChief.since).desc(), BuildingChief.id)))


def chief_in(session: Session, scope: Scope, chief_id: str) -> BuildingChief | None:
    """A chief of a lead's community, or None."""
    if not scope.leads:
        return None
    return session.exec(
        select(BuildingChief).where(
            BuildingChief.id == chief_id, BuildingChief.community_id == scope.community_id
        )
    ).first()


def running_chiefs(session: Session, scope: Scope, day: date) -> dict[str, BuildingChief]:
    """The chief of each building on `day`."""
    if not scope.leads:
        return {}
    until = col(BuildingChief.until)
    rows = session.exec(
        select(BuildingChief).where(
            BuildingChief.community_id == scope.community_id,
            col(BuildingChief.since) <= day,
            or_(until.is_(None), until > day),
        )
    )
    return {one.building_id: one for one in rows}


def tree_of(
    session: Session, scope: Scope, found: Overview, day: date, away: Collection[str]
) -> list[Node]:
    """The three levels of `found`, each node followed by what is below it. Where the worker of a
    grid is `away`, whoever stands in for them is named (row R23)."""
    chiefs = running_chiefs(session, scope, day)
    nodes = [_community(session, scope, found)]
    for grid in found.running:
        who = grid.reached(away)
        nodes.append(
            Node(
                2,
                f"/station/grids/{grid.id}",
                grid.name,
                who.name if who else "",
                who.phone if who else "",
                local_day(who.since, found.community.zone) if who else None,
                who is not None and who.backup,
            )
        )
        for building in grid.buildings:
            chief = chiefs.get(building.id)
            nodes.append(
                Node(
                    3,
                    f"/station/buildings/{building.id}",
                    building.name,
                    chief.name if chief else "",
                    chief.phone if chief else "",
                    chief.since if chief else None,
                )
            )
    return nodes


def _community(session: Session, scope: Scope, found: Overview) -> Node:
    """The head, or who acts for them."""
    heads = [
        one
        for one in holdings_of(session, scope)
        if one.post == Post.STATION_HEAD and one.since <= scope.now
    ]
    held = next((one for one in heads if one.delegate_of), heads[0] if heads else None)
    head = session.get(Person, held.person_id) if held else None
    return Node(
        1,
        "/station/posts",
        found.community.name,
        head.name if head else "",
        head.phone if head else "",
        local_day(held.since, found.community.zone) if held else None,
    )
