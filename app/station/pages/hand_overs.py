"""One hand-over: the sheet to print, and its taking on."""

from datetime import date
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.auth.guards import posts, who
from app.households.queries import labels_of
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.models import Grid, HandOver, Post
from app.org.queries import names_of
from app.station.commands.hand_overs import take
from app.station.pages.common import gathering, known_id, scope_here
from app.station.queries.hand_overs import hand_over_of, items_by_now, waiting_for

READERS = posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD)


@get("/station/hand-overs/{hand_over_id:str}", guard=READERS)
def hand_over(work: NamedDependency[Work], hand_over_id: FromPath[str]) -> Response[str]:
    """What was open when a grid changed hands, and what of it still is; until somebody takes it
    on, also what has come up since."""
    row = a_hand_over(work, hand_over_id)
    items = _items(work, row)
    names = names_of(work.session, {one for one in (row.from_person, row.to_person) if one})
    grid = work.session.get(Grid, row.grid_id)
    waiting = _waiting(work)
    values: dict[str, Any] = {
        "row": row,
        "grid": grid.name if grid else "",
        "items": items,
        "left": names.get(row.from_person or "", ""),
        "comes": names.get(row.to_person or "", ""),
        "mine": row.id in waiting,
        "stands_in": waiting.get(row.id, False),
    }
    if items:
        log_view(work, row.community_id, "hand_over", {one["household_id"] for one in items})
    return page(work, "station/hand_over.html", **values)


@post("/station/hand-overs/{hand_over_id:str}/taking", guard=READERS)
def take_on(work: NamedDependency[Work], hand_over_id: FromPath[str]) -> Response[str]:
    """The new worker has read it and takes it on."""
    row = a_hand_over(work, hand_over_id)
    done = row.taken_at is not None and row.to_person == who(work).id
    if not done and row.id not in _waiting(work):
        raise NotFound
    take(work.session, work.now, row, who(work).id, gathering(work)(row.grid_id))
    return redirect(f"/station/hand-overs/{row.id}")


def _waiting(work: Work) -> dict[str, bool]:
    """What this person has still to take on, and whether only as a stand-in."""
    return {one.id: one.stands_in for one in waiting_for(work.session, scope_here(work))}


def a_hand_over(work: Work, hand_over_id: str) -> HandOver:
    """The hand-over of an address. Raises NotFound when it is not for this person."""
    found = hand_over_of(work.session, scope_here(work), known_id(hand_over_id))
    if found is None:
        raise NotFound
    return found


def _items(work: Work, row: HandOver) -> list[dict[str, Any]]:
    """The sheet's lines with the words of now; what is closed since has none any more."""
    found = gathering(work)(row.grid_id)
    now = {(one.kind, one.id): one for one in found}
    items = items_by_now(row, found)
    labels = labels_of(work.session, {one["household"] for one in items})
    return [
        {
            "kind": one["kind"],
            "household_id": one["household"],
            "label": labels.get(one["household"], ""),
            "due_on": date.fromisoformat(one["due_on"]) if one["due_on"] else None,
            "text": now[(one["kind"], one["id"])].text if (one["kind"], one["id"]) in now else "",
            "open": (one["kind"], one["id"]) in now,
        }
        for one in items
    ]
