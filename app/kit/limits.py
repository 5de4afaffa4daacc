"""How often an address may try: token buckets in memory, by a trusted address."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from litestar import Request

from app.kit.problems import TooMany

MOST_KEYS = 50_000


def trusted_address(request: Request[Any, Any, Any], proxies: Sequence[str]) -> str:
    """The client's address. X-Forwarded-For is read from the right, past trusted proxies only."""
    address = request.client.host if request.client else "unknown"
    if address not in proxies:
        return address
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
    for hop in reversed(hops):
        if hop not in proxies:
            return hop or address
    return address


def network(address: str) -> str:
    """The key to count by: the address itself, or the /64 of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address


class Limit:
    """At most `count` tries in a row, refilled evenly over `per_s` seconds."""

    def __init__(
        self, count: int, per_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.count, self.per_s, self.clock = count, per_s, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> None:
        """Spend one try of `key`. Raises TooMany when none is left."""
        now = self.clock()
        with self._lock:
            left, seen = self._left.pop(key, (float(self.count), now))
            left = min(float(self.count), left + (now - seen) * self.count / self.per_s)
            spent = left >= 1
            self._left[key] = (left - 1 if spent else left, now)
            while len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
        if not spent:
            raise TooMany(int((1 - left) * self.per_s / self.count) + 1)
