"""What every answer carries, and which requests may change something."""

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.html import CSP

HEADERS = {
    "content-security-policy": CSP,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": (
        "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), "
        "publickey-credentials-get=(self), publickey-credentials-create=(self)"
    ),
}
# Scripts and styles are no documents: the other headers would say nothing there, thirty times over
# on a first load by a weak signal.
PART_HEADERS = {
    name: HEADERS[name] for name in ("cross-origin-resource-policy", "x-content-type-options")
}
PARTS = (".js", ".css")
HSTS = "max-age=63072000"


def headers_middleware(app: ASGIApp, https: bool) -> ASGIApp:
    """Add the security headers to every answer; pages that say nothing are not stored."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return

        path = scope["path"]
        part = path.startswith("/static/") and path.endswith(PARTS)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in (PART_HEADERS if part else HEADERS).items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
                if https:
                    headers.setdefault("strict-transport-security", HSTS)
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped


def crosses_origin(method: str, headers: dict[str, str], origin: str) -> bool:
    """Whether a request that changes something comes from another site.

    Browsers say so by Fetch-Metadata or Origin; a client that sends neither is no browser and
    carries no one's cookie by accident.
    """
    if method in ("GET", "HEAD", "OPTIONS"):
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        # Its word alone: under `Referrer-Policy: no-referrer` our own forms send `Origin: null`.
        return site not in ("same-origin", "none")
    given = headers.get("origin")
    return given is not None and given != origin.rstrip("/")
