"""Behind a proxy nobody talks to the program past it: there, headers could be forged, and what
people send would go unencrypted."""

from collections.abc import Sequence

from litestar import MediaType, Request, Response
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

MISDIRECTED = 421
HEALTH = "/healthz"


def proxies_middleware(app: ASGIApp, proxies: Sequence[str]) -> ASGIApp:
    """Refuse whoever is none of `proxies`, when there are any; /healthz answers everybody."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if proxies and scope["type"] == ScopeType.HTTP and scope["path"] != HEALTH:
            client = scope["client"]
            if client is None or client[0] not in proxies:
                refusal: Response[str] = Response(
                    "", status_code=MISDIRECTED, media_type=MediaType.TEXT
                )
                await refusal.to_asgi_response(None, Request(scope))(scope, receive, send)
                return
        await app(scope, receive, send)

    return wrapped
