"""Telling open boards that something changed: server-sent events, one look for all listeners.

A stream holds neither a request thread nor a database connection; every other second one look a
community is taken in a thread and shared. Streams end after some minutes and browsers come back.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable

from litestar.concurrency import sync_to_thread

from app.attendance.queries.board import version_of
from app.kit.web import House

LOOK_EVERY_S = 2.0
LASTS_S = 300.0
ASK_EVERY_S = 10.0
MOST_STREAMS = 200
MOST_OF_ONE = 3


class Full(Exception):
    """So many boards are open that this one must ask by itself."""


class Live:
    """The open boards of this process."""

    def __init__(
        self, house: House, every_s: float = LOOK_EVERY_S, ask_every_s: float = ASK_EVERY_S
    ) -> None:
        self.house, self.every_s, self.ask_every_s = house, every_s, ask_every_s
        self.streams: Counter[str] = Counter()
        self.closing = False
        self._known: dict[str, tuple[float, str]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def stop(self) -> None:
        """Let every stream end at its next look."""
        self.closing = True

    def enter(self, person_id: str) -> None:
        """Raises Full over the limits of the process and of one person."""
        if self.streams.total() >= MOST_STREAMS or self.streams[person_id] >= MOST_OF_ONE:
            raise Full

    async def changes(
        self, person_id: str, community_id: str, may_look: Callable[[], bool]
    ) -> AsyncIterator[dict[str, str]]:
        """An event for each change, from now on; `enter` came before. Counted here, where it is
        sure to be counted out again. It ends when `may_look` says no: asked before each change is
        told, and every few seconds without any."""
        self.streams[person_id] += 1
        try:
            seen = await self._version(community_id)
            yield {"event": "here", "data": "1"}
            asked = time.monotonic()
            ends = asked + LASTS_S
            while time.monotonic() < ends and not self.closing:
                await asyncio.sleep(self.every_s)
                version = await self._version(community_id)
                if version != seen or time.monotonic() - asked >= self.ask_every_s:
                    if not await sync_to_thread(may_look):
                        return
                    asked = time.monotonic()
                # Said also when nothing changed, so that a dead line is noticed.
                yield {"event": "same" if version == seen else "changed", "data": "1"}
                seen = version
        finally:
            self.streams[person_id] -= 1
            if not self.streams[person_id]:
                del self.streams[person_id]

    async def _version(self, community_id: str) -> str:
        async with self._locks.setdefault(community_id, asyncio.Lock()):
            at, version = self._known.get(community_id, (0.0, ""))
            if time.monotonic() - at >= self.every_s / 2:
                version = await sync_to_thread(self._look, community_id)
                self._known[community_id] = (time.monotonic(), version)
            return version

    def _look(self, community_id: str) -> str:
        with self.house.db.session() as session:
            return version_of(session, community_id, self.house.clock())
