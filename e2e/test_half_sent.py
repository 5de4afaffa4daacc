"""Phones in lifts: requests that begin and never end must not keep anyone else waiting."""

import contextlib
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from app.settings import Settings
from e2e.server import Server

POOL = Settings().pool_size
SECONDS = 1.0


def _half(server: Server, cookie: str, head: str) -> socket.socket:
    """A request whose head promises more than will ever come."""
    one = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    lines = [
        head,
        f"Host: localhost:{server.port}",
        f"Origin: {server.origin}",
        f"Cookie: {cookie}",
        "Content-Type: application/json",
        "Content-Length: 400000",
        "",
        '{"nonce": "',
    ]
    one.sendall("\r\n".join(lines).encode())
    return one


@pytest.fixture
def cookie(server: Server) -> str:
    """王敏's session."""
    answer = httpx.get(f"{server.url}/demo/grid-worker")
    return answer.headers["set-cookie"].split(";")[0]


@pytest.fixture(
    params=[
        "POST /sync HTTP/1.1",
        "PUT /sync/files/0190a000-0000-7000-8000-000000000001/" + "a" * 64 + " HTTP/1.1",
        "POST /round HTTP/1.1",
        "POST /visits HTTP/1.1",
    ],
    ids=["records", "photo", "round", "form"],
)
def hanging(request: pytest.FixtureRequest, server: Server, cookie: str) -> Iterator[int]:
    """Twice as many half-sent requests as the server has threads and connections."""
    with contextlib.ExitStack() as stack:
        for _ in range(2 * POOL):
            stack.enter_context(contextlib.closing(_half(server, cookie, request.param)))
        time.sleep(0.3)  # nothing tells when the server has begun with every one of them
        yield 2 * POOL


@pytest.mark.alone
def test_half_sent_requests_keep_nobody_waiting(server: Server, cookie: str, hanging: int) -> None:
    with httpx.Client(base_url=server.url, timeout=20, headers={"Cookie": cookie}) as client:
        for path in ("/healthz", "/today", "/outbox"):
            began = time.monotonic()
            answer = client.get(path)
            took = time.monotonic() - began
            assert answer.status_code == 200, path
            assert took < SECONDS, f"{path} took {took:.2f} s behind {hanging} half-sent requests"
