"""An application for each test, whose 300 routes are worked out once a process.

Litestar reads the signature of every handler anew for every application, which took longer than
most tests themselves; templates were compiled anew too. Neither depends on the test: an
application here has its own house, state, middleware and lifespan, and shares the rest.
`create_app` itself, with nothing shared, is called by `tests/test_shell.py` and others.
"""

from copy import copy
from functools import lru_cache
from typing import Any

import pytest
from litestar import Litestar
from litestar.types import ASGIApp, Receive, Scope, Send

from app.kit.assets import Assets
from app.kit.clock import Clock
from app.kit.html import Pages
from app.main import create_app
from app.settings import Settings

# What belongs to one application; all else that it is made with must be what it was before.
OWN = ("state", "middleware", "lifespan", "on_startup", "on_shutdown")
_made: list[tuple[dict[str, Any], Litestar]] = []


def quick_app(settings: Settings, clock: Clock, assets: Assets) -> Litestar:
    """As `create_app`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.main.Litestar", _like_the_first)
        patch.setattr("app.main.Pages", _pages)
        return create_app(settings, clock, assets)


_pages = lru_cache(Pages)


class _OfTheApp:
    """The middleware of this number of whichever application is asked."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, app: ASGIApp) -> ASGIApp:
        async def call(scope: Scope, receive: Receive, send: Send) -> None:
            own = scope["litestar_app"].middleware[self.number]
            await own(app=app)(scope, receive, send)

        return call


def _like_the_first(**given: Any) -> Litestar:
    """An application with the routes of the one that was made before with the same."""
    shared = {name: value for name, value in given.items() if name not in OWN}
    numbers = [_OfTheApp(number) for number in range(len(given["middleware"]))]
    if not _made or _made[0][0] != shared:
        _made[:] = [(shared, Litestar(**shared, middleware=numbers))]
    app = copy(_made[0][1])
    app.state, app.middleware = given["state"], given["middleware"]
    app.on_startup, app.on_shutdown = given["on_startup"], given["on_shutdown"]
    app._lifespan_managers = given["lifespan"]
    app.event_emitter = copy(app.event_emitter)
    app.asgi_router = copy(app.asgi_router)
    app.asgi_router.app = app
    app.asgi_handler = app._create_asgi_handler()
    return app
