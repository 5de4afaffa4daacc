"""Which push services are spoken to, and at which hours (pure).

A reminder has no content: whoever carries it learns neither who nor what
(docs/day.md; RFC 8030, 8292).
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

MOST_ENDPOINT = 1000
NIGHT_ENDS, NIGHT_BEGINS = time(7), time(21)
LASTS = timedelta(hours=4)
LOOPBACK = ("127.0.0.1", "localhost")


def service_of(endpoint: str, services: Collection[str]) -> str | None:
    """The origin of the push service that gave out `endpoint`; None unless it is one of `services`
    (hosts; `*.host` means those below it) over https, or over http on this machine itself."""
    if len(endpoint) > MOST_ENDPOINT or not endpoint.isascii() or not endpoint.isprintable():
        return None
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not host or parts.username is not None or parts.fragment or "\\" in endpoint:
        return None
    named = host if port is None else f"{host}:{port}"
    if not any(_is(named, one) for one in services):
        return None
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        return None
    return f"{parts.scheme}://{named}"


def _is(named: str, service: str) -> bool:
    if service.startswith("*."):
        return named.endswith(service[1:])
    return named == service


def may_disturb(local: datetime) -> bool:
    """Whether a reminder may reach a phone now; what comes at night is told in the morning."""
    return NIGHT_ENDS <= local.time() < NIGHT_BEGINS


def lasts(local: datetime) -> timedelta:
    """How long a reminder sent now may wait for a phone without signal: not into the night."""
    night = local.replace(
        hour=NIGHT_BEGINS.hour, minute=NIGHT_BEGINS.minute, second=0, microsecond=0
    )
    return max(timedelta(0), min(LASTS, night - local))
