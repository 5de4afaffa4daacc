"""What stories stand on: a real server, a bad network before it, and phones.

def test_story(proxy, server, phone):
    wang = phone()               # a phone of its own profile; phone(desk=True) for a computer
    proxy.mode = "drop_response"
    server.kill9(); server.restart()
    wang.kill(); wang.reopen("/outbox")
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Playwright, expect, sync_playwright

from app.kit.clock import local_day, utc_now
from app.kit.html import ZONE
from e2e.phone import Phone
from e2e.proxy import Proxy
from e2e.server import ROOT, PreloadedServer, Server, build_demo
from e2e.together import begin, end, made_once, on_stage
from tests.machine import find_chromium

# What is awaited comes in a blink, and on a busy machine later: that is no defect of the product.
expect.set_options(timeout=20_000)

ARTIFACTS = ROOT / "artifacts" / "e2e"
OpenPhone = Callable[..., Phone]


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """A folder for this run, and the mark of stories that measure."""
    config.addinivalue_line(
        "markers", "alone: holds a time against a bound, so that no other story may run beside it"
    )
    if not _is_worker(config):
        begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whatever the stories shared is gone with the run."""
    if not _is_worker(config):
        end()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A story with all that it stands on, beside those of other processes or alone."""
    with on_stage(alone=item.get_closest_marker("alone") is not None):
        return (yield)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser. Without one the stories fail; they are never skipped."""
    found = find_chromium()
    assert found, "no Chromium on this machine: `make machine` installs one, or set CHROMIUM"
    return found


@pytest.fixture(scope="session")
def playwright(chromium: str) -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as started:
        yield started


@pytest.fixture
def demo() -> Path:
    """The demo community's data folder, built once a day: to a run over midnight, what was done
    today would be of yesterday. Copy it, never write into it."""
    return made_once(f"demo-{local_day(utc_now(), ZONE.key)}", build_demo)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """The network. Its origin is the site's; it leads to `server`."""
    proxy = Proxy()
    yield proxy
    proxy.close()


@pytest.fixture
def server(demo: Path, proxy: Proxy, tmp_path: Path) -> Iterator[Server]:
    """A running server with the demo community in a data folder of this test's own."""
    data = tmp_path / "data"
    shutil.copytree(demo, data)
    server = PreloadedServer(data, origin=proxy.origin)
    proxy.server_port = server.port
    server.start()
    yield server
    server.kill9()  # how it ends in good order is told by stories that start it again


@pytest.fixture
def phone(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    chromium: str,
    proxy: Proxy,
    server: Server,
    tmp_path: Path,
) -> Iterator[OpenPhone]:
    """Makes phones. At the end no script may have failed and no policy been violated on any.

    A test that provokes errors empties `phone.errors` and says why.
    """
    phones: list[Phone] = []

    def make(desk: bool = False, **options: Any) -> Phone:
        folder = tmp_path / f"phone-{len(phones) + 1}"
        phones.append(Phone(playwright, chromium, proxy.origin, folder, desk, **options))
        return phones[-1]

    yield make
    failed = getattr(request.node, "failed", False)
    for number, one in enumerate(phones, 1):
        if failed:
            _keep_evidence(request.node.nodeid, number, one, server)
        one.close()
    if not failed:
        assert [error for one in phones for error in one.errors] == []


def _keep_evidence(test: str, number: int, phone: Phone, server: Server) -> None:
    """A picture, the console and the server's log, under artifacts/e2e."""
    name = re.sub(r"[^\w.-]+", "-", test.removeprefix("e2e/"))
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    (ARTIFACTS / f"{name}-server.log").write_text(server.log_text())
    said = [*phone.errors, "", *phone.console]
    (ARTIFACTS / f"{name}-{number}.txt").write_text("\n".join(said))
    try:
        phone.page.screenshot(path=ARTIFACTS / f"{name}-{number}.png")
    except Error as problem:  # a dead browser has no picture; the test's own failure counts
        print(f"no picture: {problem}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let fixtures know whether their test failed."""
    report: Any = yield
    if report.when in ("setup", "call") and report.failed:
        item.failed = True  # type: ignore[attr-defined]
    return report
