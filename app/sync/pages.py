"""Screens of the shell: the outbox and the page for what is not on the phone."""

from litestar import Response
from litestar.di import NamedDependency

from app.auth.guards import anyone
from app.kit.html import page
from app.kit.web import Work, get


@get("/outbox", guard=anyone)
def outbox(work: NamedDependency[Work]) -> Response[str]:
    """待发: drawn on the phone from what it keeps."""
    return page(work, "outbox/outbox.html")


@get("/offline", guard=anyone)
def offline(work: NamedDependency[Work]) -> Response[str]:
    """What is shown when a page is neither reachable nor kept."""
    return page(work, "offline.html")
