"""Servers that need not read the whole program again: stories start hundreds of them.

`python -m e2e.preloaded` imports the program once and waits. For each line of JSON on its standard
input it forks, and the copy becomes `qiaomen serve` (or the server with a clock of its own), in
an environment, a session and a log of its own; its process id is answered. What a story meets is
the same code from its first line on. The command itself is run by tests/, benches and whatever
story puts another version in its place.
"""

import atexit
import contextlib
import gc
import json
import multiprocessing
import os
import select
import signal
import subprocess
import sys
import traceback
from functools import cache
from importlib import import_module
from pathlib import Path

# What a server reads before it answers its first request.
LOADED = ("alembic.command", "granian.server", "uvicorn", "app.cli", "app.main", "e2e.clocked")


class Forked:
    """A running copy: as much of `subprocess.Popen` as is needed to end it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._fd = -1
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            self._fd = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """None while it runs; then 0, because nobody asks how it ended."""
        return 0 if self._ended(0) else None

    def wait(self, timeout: float) -> int:
        """Until it has ended. Raises subprocess.TimeoutExpired."""
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return 0

    def _ended(self, seconds: float) -> bool:
        if self._fd >= 0 and select.select([self._fd], [], [], seconds)[0]:
            os.close(self._fd)
            self._fd = -1
        return self._fd < 0


def fork(module: str, environment: dict[str, str], log: Path) -> Forked:
    """A copy that becomes the server of `module` (`app`, `e2e.clocked`)."""
    mother = _mother()
    assert mother.stdin and mother.stdout
    said = {"module": module, "environment": environment, "log": str(log)}
    mother.stdin.write(json.dumps(said) + "\n")
    mother.stdin.flush()
    return Forked(int(mother.stdout.readline()))


@cache
def _mother() -> "subprocess.Popen[str]":
    mother = subprocess.Popen(
        [sys.executable, "-m", "e2e.preloaded"],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(mother.kill)
    return mother


def _become(module: str, environment: dict[str, str], log: str) -> None:
    """In the copy: what a new process would have been given, then the server itself."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    silence = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, silence), (1, said), (2, said)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(environment)
    # The worker is a copy, too; no thread has been started in here whose locks it could inherit.
    multiprocessing.set_start_method("fork", force=True)
    multiprocessing.set_start_method = _as_it_is
    if module == "app":
        import_module("app.cli").main(["serve"])
    else:
        import_module(module).serve()


def _as_it_is(*_: object, **__: object) -> None:
    """Instead of the choice that `qiaomen serve` makes for processes that have threads."""


def _tell(kind: type[BaseException] | None, *_: object) -> None:
    """Into the log that a story shows."""
    if kind is not None:
        traceback.print_exc()
    sys.stdout.flush()


def main() -> None:
    """Fork a server for each line that is read, until there are none."""
    for name in LOADED:
        import_module(name)
    import_module("app.kit.assets").Assets().url("js/app.js")  # compresses all of them, once
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the copies: none is left over
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            with contextlib.ExitStack() as last:
                last.callback(os._exit, 0)  # nobody asks how it ended
                last.push(_tell)
                _become(**json.loads(line))
        print(pid, flush=True)


if __name__ == "__main__":
    main()
