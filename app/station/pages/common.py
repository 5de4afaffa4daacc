"""What the station's pages share: who may look, who may change, and how forms are read."""

from app.auth.guards import posts, who
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.registry import Registry
from app.kit.web import Work
from app.org.models import Post
from app.org.scope import Scope, scope_of

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
