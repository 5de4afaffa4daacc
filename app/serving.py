"""The server process: granian with one worker, which reads its settings from the environment."""

import gc
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import TYPE_CHECKING

from app.kit.db import is_sqlite
from app.settings import Settings

if TYPE_CHECKING:
    from litestar import Litestar

STOP_WITHIN_S = 10
THREADS = 6


def app() -> "Litestar":
    """The application, made once in the worker."""
    from litestar.concurrency import set_asyncio_executor

    from app.main import create_app

    settings = Settings.from_env(os.environ)
    set_asyncio_executor(
        ThreadPoolExecutor(request_threads(settings), thread_name_prefix="request")
    )
    made = create_app(settings)
    _rest_the_collector()
    return made


def request_threads(settings: Settings) -> int:
    """As many as connections: a thread more would only wait for one. On PostgreSQL, where a request
    hardly waits, they would only take Python's one lock from each other; measured on accepting,
    six do a fifth more than twenty. On SQLite they wait for its one writer."""
    return settings.pool_size if is_sqlite(settings.url) else min(settings.pool_size, THREADS)


def _rest_the_collector() -> None:
    """What lives as long as the process need not be searched for garbage at every batch of
    records; measured on the intake, that was a fifth of its processor time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def environment(settings: Settings) -> dict[str, str]:
    """`settings` as `Settings.from_env` reads them."""
    return {
        f"QIAOMEN_{one.name.upper()}": _text(getattr(settings, one.name))
        for one in fields(settings)
    }


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def serve(settings: Settings, on_start: Callable[[], None] | None = None) -> None:
    """Serve until told to stop. `on_start` is called when the port is open.

    Raises SystemExit(1) when the worker ends by itself.
    """
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ.update(environment(settings))
    # A fresh process: a forked one would inherit our threads' locks as they happen to be.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        "app.serving:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=STOP_WITHIN_S,
    )
    if on_start is not None:
        server.on_startup(on_start)
    server.serve()
