"""A server at which it is the morning that a story's module names (`NOW`), and people at work."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from e2e.proxy import Proxy
from e2e.server import TimedServer, build_demo
from e2e.together import made_once


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest) -> Path:
    """The demo as of the night before: nobody has signed in yet."""
    night = request.module.NOW - timedelta(hours=5)
    return made_once(f"demo-{night:%Y%m%d-%H%M}", lambda folder: build_demo(folder, night))


@pytest.fixture
def server(
    request: pytest.FixtureRequest, demo: Path, proxy: Proxy, tmp_path: Path
) -> Iterator[TimedServer]:
    """A server at which it is that morning; what the phones' clocks say is another matter."""
    data = tmp_path / "data"
    shutil.copytree(demo, data)
    server = TimedServer(data, proxy.origin, request.module.NOW)
    proxy.server_port = server.port
    server.start()
    yield server
    server.kill9()
