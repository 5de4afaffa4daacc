"""Screens of the slice: the outbox, what is not on the phone, and the phones of a community."""

from litestar import Response
from litestar.di import NamedDependency

from app.auth.guards import anyone, posts, who
from app.kit.html import page
from app.kit.web import Work, get
from app.org.models import Post
from app.sync.queries import devices_of


@get("/outbox", guard=anyone)
def outbox(work: NamedDependency[Work]) -> Response[str]:
    """待发: drawn on the phone from what it keeps."""
    return page(work, "outbox/outbox.html")


@get("/offline", guard=anyone)
def offline(work: NamedDependency[Work]) -> Response[str]:
    """What is shown when a page is neither reachable nor kept."""
    return page(work, "offline.html")


@get("/devices", guard=posts(Post.GRID_LEAD, Post.STATION_HEAD))
def devices(work: NamedDependency[Work]) -> Response[str]:
    """设备: when each phone was last heard of, and how much waits on it."""
    community = who(work).community_id
    found = devices_of(work.session, community, work.now) if community else []
    return page(
        work, "sync/devices.html", devices=found, build=work.house.parts["pages"].assets.build
    )
