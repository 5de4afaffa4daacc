"""What the station's pages share: who may look, who may change, and how forms are read."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from app.auth.guards import posts, who
from app.kit.clock import local_day
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.registry import Registry
from app.kit.web import Work
from app.org.models import Post
from app.org.queries import community_of
from app.org.scope import Scope, scope_of
from app.station.queries.hand_overs import OpenWork, doors_of_grid, open_work
from app.station.queries.overview import settings_of

LEADS = posts(Post.GRID_LEAD, Post.STATION_HEAD)
HEAD = posts(Post.STATION_HEAD)


def scope_here(work: Work) -> Scope:
    """The scope of the person at this page."""
    return scope_of(who(work), work.now)


def is_head(work: Work) -> bool:
    """Whether this person may change the set-up."""
    return Post.STATION_HEAD in who(work).posts


def known_id(given: str) -> str:
    """An id out of an address, which may be anything. Raises NotFound when it is no id."""
    if not is_uuid(given):
        raise NotFound
    return given


def registry_of(work: Work) -> Registry:
    """The places that higher slices fill."""
    found: Registry = work.house.parts["registry"]
    return found


AWAY = "station.away"
"""A place: `(session, community_id, at) -> set[str]`, the people who are on leave at a moment."""


def away_now(work: Work) -> set[str]:
    """Who of the reader's community is away now: whoever stands in for them is rung instead."""
    community_id = scope_here(work).community_id or ""
    fillers = registry_of(work).at(AWAY).values()
    return {one for filler in fillers for one in filler(work.session, community_id, work.now)}


LEAVING = "station.leaving"
"""A place: `(session, community_id, zone, now) -> context manager`, around the ending of a post."""


@contextmanager
def while_leaving(work: Work) -> Iterator[None]:
    """Around the ending of a post, for those who have to hear what it changes."""
    community = settings_of(work.session, scope_here(work))
    with ExitStack() as around:
        for filler in registry_of(work).at(LEAVING).values():
            around.enter_context(filler(work.session, community.id, community.zone, work.now))
        yield


def gathering(work: Work) -> Callable[[str], list[OpenWork]]:
    """What is open now in a grid that the reader may see; nothing in any other."""
    scope = scope_here(work)
    community = community_of(work.session, scope)
    if community is None:
        raise NotFound
    day = local_day(work.now, community.zone)

    def gather(grid_id: str) -> list[OpenWork]:
        doors = doors_of_grid(work.session, scope, grid_id, day)
        return open_work(registry_of(work), work.session, doors, day)

    return gather
