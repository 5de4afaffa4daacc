"""The server with a clock of its own, so that a week passes in a story.

It serves as `qiaomen serve` does. How many seconds its clock is off stands in
the file that E2E_CLOCK names, and may change while it runs.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn
from litestar import Litestar

from app.kit import ticking
from app.kit.clock import utc_now
from app.main import create_app
from app.settings import Settings
from e2e.server import OFFSET


def app() -> Litestar:
    """The application, whose clock is off by what the file says."""
    path = Path(os.environ[OFFSET])
    # A story that moves the clock does not wait for the next look at it.
    ticking.LOOK_EVERY_S = 0.5

    def clock() -> datetime:
        return utc_now() + timedelta(seconds=float(path.read_text()))

    return create_app(Settings.from_env(os.environ), clock)


def serve() -> None:
    """Serve until told to stop."""
    settings = Settings.from_env(os.environ)
    where = {"host": settings.host, "port": settings.port}
    uvicorn.run(app, factory=True, log_level="warning", lifespan="on", **where)
