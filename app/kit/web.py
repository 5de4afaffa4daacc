"""Routes and the unit of work: one session and one commit for each request.

A handler is a plain function that takes `work`, runs in a thread after the whole body has been
read, and returns a finished response. An answer below 400 commits before its first byte leaves;
anything else rolls back. So an upload that never ends holds a socket, but no connection.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from litestar import Request, Response
from litestar.concurrency import sync_to_thread
from litestar.handlers import HTTPRouteHandler
from sqlmodel import Session

from app.kit.clock import Clock
from app.kit.db import Database
from app.kit.i18n import best_lang, translate
from app.kit.limits import trusted_address

if TYPE_CHECKING:
    from app.settings import Settings

Guard = Callable[["Work"], None]
READS = ("GET", "HEAD")


@dataclass(slots=True)
class House:
    """What one running installation has: made in main, the same for every request."""

    settings: Any
    db: Database
    clock: Clock
    parts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Work:
    """One request's session (`writes`: one that may write), time, reader and house."""

    house: House
    request: Request[Any, Any, Any]
    session: Session
    now: datetime
    lang: str
    writes: bool = True
    principal: Any = None
    new_cookies: list[Any] = field(default_factory=list)

    @property
    def settings(self) -> "Settings":
        """The installation's settings."""
        found: Settings = self.house.settings
        return found

    @property
    def address(self) -> str:
        """The client's address, seen through trusted proxies only."""
        return trusted_address(self.request, self.house.settings.trusted_proxies)

    def say(self, msgid: str, **values: Any) -> str:
        """`msgid` in the reader's language."""
        return translate(self.lang, msgid, **values)


def provide_work(request: Request[Any, Any, Any]) -> Work:
    """The request's work. Opens no connection: the session does so at its first statement."""
    house: House = request.app.state.house
    handler_opt = request.route_handler.opt
    asked = handler_opt.get("writes")
    writes = request.method not in READS if asked is None else bool(asked)
    return Work(
        house=house,
        request=request,
        session=house.db.session(writes=writes),
        now=house.clock(),
        lang=best_lang(request.cookies.get("lang"), request.headers.get("accept-language", "")),
        writes=writes,
    )


def _unit(handler: Callable[..., Response[Any]], guard: Guard) -> Callable[..., Response[Any]]:
    @functools.wraps(handler)
    def run(*args: Any, **kwargs: Any) -> Response[Any]:
        work: Work = kwargs["work"]
        with work.session as session:
            guard(work)
            answer = handler(*args, **kwargs)
            if (answer.status_code or 200) < 400:
                session.commit()
            else:
                session.rollback()
        answer.cookies.extend(work.new_cookies)
        return answer

    return run


def route(
    method: Literal["GET", "POST", "PUT", "DELETE"],
    path: str,
    *,
    guard: Guard,
    writes: bool | None = None,
    **opt: Any,
) -> Callable[[Callable[..., Response[Any]]], HTTPRouteHandler]:
    """A route whose handler runs in a thread inside one unit of work.

    `guard` says who may come in; `writes` says whether its session writes: None, the method
    decides; False for a POST that only asks, so that nobody waits for SQLite's one writer.
    """

    def make(handler: Callable[..., Response[Any]]) -> HTTPRouteHandler:
        kept = {"guard": guard, "writes": writes, **opt}
        unit = _unit(handler, guard)

        # Not Litestar's sync_to_thread=True: that wraps the handler a second time when its path
        # has another method too, and then nobody awaits the answer.
        @functools.wraps(handler)
        async def run(*args: Any, **kwargs: Any) -> Response[Any]:
            return await sync_to_thread(unit, *args, **kwargs)

        return HTTPRouteHandler(path, http_method=method, status_code=200, opt=kept)(run)

    return make


get = functools.partial(route, "GET")
post = functools.partial(route, "POST")
put = functools.partial(route, "PUT")
delete = functools.partial(route, "DELETE")
