"""A real `qiaomen serve` on a port and a data folder of its own, to be killed and started again."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime
from io import StringIO
from pathlib import Path

from app.demo.prepare import prepare
from app.demo.progress import Progress
from app.demo.scale import Scale
from app.demo.start import build
from app.kit.clock import utc_now
from app.settings import Settings
from e2e.ports import free_port
from e2e.preloaded import Forked, fork

ROOT = Path(__file__).parents[1]
OFFSET = "E2E_CLOCK"
START_SECONDS = 90  # five seconds on an idle machine; but never a matter of luck


def qiaomen() -> str:
    """The command, beside the Python that runs the tests."""
    return str(Path(sys.executable).parent / "qiaomen")


USUAL = [qiaomen(), "serve"], os.environ.get("PYTHONPATH")
"""The command and where its program is found, unless a story says otherwise."""


class Server:
    """The program as it runs in a station: its own processes, ended only by signals."""

    def __init__(self, data: Path, origin: str = "", **settings: str) -> None:
        self.data = data
        self.port = free_port()
        self.origin = origin or f"http://localhost:{self.port}"
        self.settings = {"demo": "1", **settings}
        self.log = data.parent / f"{data.name}-server.log"
        self.process: subprocess.Popen[bytes] | Forked | None = None
        self.environment: dict[str, str] = {}

    @property
    def url(self) -> str:
        """The server itself, past any proxy."""
        return f"http://localhost:{self.port}"

    def command(self) -> list[str]:
        """What is run at each start: a story may put another version in its place meanwhile."""
        return [qiaomen(), "serve"]

    def start(self) -> "Server":
        """Start, and wait until it answers. Raises RuntimeError with its log when it does not."""
        named = {
            "data": str(self.data),
            "port": str(self.port),
            "origin": self.origin,
            **self.settings,
        }
        # Nothing of the caller's own database; and compiled files, or each start reads all sources.
        unwanted = ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
        env = {name: value for name, value in os.environ.items() if name not in unwanted}
        env |= self.environment
        env |= {f"QIAOMEN_{name.upper()}": value for name, value in named.items()}
        self.process = self._launch(env)
        self._wait_until_healthy()
        return self

    def _launch(self, env: dict[str, str]) -> "subprocess.Popen[bytes] | Forked":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command(),
                cwd=ROOT,
                env=env,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A group of its own, so that its workers can be ended with it.
                start_new_session=True,
            )

    def kill9(self) -> None:
        """As if the power went: nothing is closed, flushed or finished."""
        self._signal(signal.SIGKILL)

    def restart(self) -> None:
        """Start again on the same port and data, after `kill9` or `stop`."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """End in good order; by force when that takes more than ten seconds."""
        try:
            self._signal(signal.SIGTERM)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)

    def log_text(self) -> str:
        """What the server said so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _signal(self, which: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, which)
        self.process.wait(10)
        self.process = None
        self._wait_until_gone()

    def _wait_until_gone(self) -> None:
        """Its children end by themselves, on a loaded machine a little later."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as one, contextlib.suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                one.bind(("127.0.0.1", self.port))
                return
            time.sleep(0.05)

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        self.kill9()
        raise RuntimeError(f"the server did not start:\n{self.log_text()[-4000:]}")


class PreloadedServer(Server):
    """A server that has been read already, unless a story has put another version in its place."""

    module = "app"

    def _launch(self, env: dict[str, str]) -> "subprocess.Popen[bytes] | Forked":
        if (self.command(), os.environ.get("PYTHONPATH")) != USUAL:
            return super()._launch(env)
        return fork(self.module, env, self.log)


class TimedServer(PreloadedServer):
    """A server that believes it is another day, which a story sets."""

    module = "e2e.clocked"

    def __init__(self, data: Path, origin: str, now: datetime) -> None:
        self.clock = data.parent / f"{data.name}-clock"
        super().__init__(data, origin)
        self.environment = {OFFSET: str(self.clock)}
        self.set(now)

    def set(self, now: datetime) -> None:
        """From this moment on it is `now` there, and time goes on."""
        self.clock.write_text(str((now - utc_now()).total_seconds()))


def build_demo(data: Path, now: datetime | None = None) -> None:
    """Make the demo community in `data`, as of `now` where it is given."""
    data.mkdir(mode=0o700, parents=True)
    settings = Settings(data=str(data), demo=True)
    if now is None:
        build(settings, Scale.COMMUNITY)
    else:
        prepare(settings.url, Scale.COMMUNITY, now, Progress(StringIO()), lambda: None)
