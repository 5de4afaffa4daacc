"""Ports for servers that are killed and started again."""

import contextlib
import random
import socket

_chance = random.SystemRandom()  # tests that run side by side must not draw the same


def free_port() -> int:
    """A loopback port that nobody uses now.

    Below those the system gives to outgoing connections (Linux from 32768, others from 49152):
    one of them would take the port while a server that was killed has yet to start again.
    """
    while True:
        port = _chance.randint(20_000, 32_000)
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
