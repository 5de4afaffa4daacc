"""Ports for servers that are killed and started again."""

import contextlib
import os
import random
import socket

# Below those the system gives to outgoing connections (Linux from 32768, others from 49152): one
# of them would take the port while a server that was killed has yet to start again.
FIRST, LAST = 20_000, 32_000
_chance = random.SystemRandom()  # runs of two people on one machine must not draw the same
_given: set[int] = set()  # several are drawn before the first of them is used


def free_port() -> int:
    """A loopback port that nobody uses now, and that no other process of this run will draw while
    the server that is to have it is down."""
    part = (LAST - FIRST) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    first = FIRST + part * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        port = _chance.randrange(first, first + part)
        if port in _given:
            continue
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            _given.add(port)
            return port
