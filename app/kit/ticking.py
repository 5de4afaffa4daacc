"""Looking again and again, for as long as the server runs, at what the clock asks for."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import structlog
from litestar.concurrency import sync_to_thread

from app.kit.clock import Clock
from app.kit.db import Database
from app.kit.web import House

LOOK_EVERY_S = 20.0
log = structlog.get_logger()
Look = Callable[[Database, Clock], int]


class Ticking:
    """Looks one after the other, a pause between two rounds. Two processes do nothing twice: each
    look asks first."""

    def __init__(self, house: House, *looks: Look) -> None:
        self.house, self.looks, self.every_s = house, looks, LOOK_EVERY_S

    @contextlib.asynccontextmanager
    async def running(self, _: object = None) -> AsyncIterator[None]:
        """Look for as long as the server runs."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self.every_s)
            for look in self.looks:
                try:
                    await sync_to_thread(look, self.house.db, self.house.clock)
                except Exception:
                    log.exception("no look this time", look=look.__module__)
