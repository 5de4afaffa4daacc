"""The bad network is itself trustworthy: each mode does what it says."""

import http.client
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from e2e.proxy import Mode, Proxy

ANSWER = json.dumps({"text": "敲门" * 200}).encode()


class Counter(BaseHTTPRequestHandler):
    """Counts the whole bodies that reach the server."""

    protocol_version = "HTTP/1.1"
    bodies: list[bytes]

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        if len(body) == length:
            self.bodies.append(body)
        self.send_response(200)
        self.send_header("content-length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def bodies() -> list[bytes]:
    return []


@pytest.fixture
def proxy(bodies: list[bytes]) -> Iterator[Proxy]:
    handler = type("OfThisTest", (Counter,), {"bodies": bodies})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    proxy = Proxy(server.server_port)
    yield proxy
    proxy.close()
    server.shutdown()
    server.server_close()


def post(proxy: Proxy, path: str = "/sync", timeout: float = 5) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=timeout)
    try:
        connection.request("POST", path, b"x" * 1000)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_what_passes_arrives_unchanged_and_is_counted(proxy: Proxy, bodies: list[bytes]) -> None:
    assert post(proxy) == (200, ANSWER)
    assert bodies == [b"x" * 1000]
    assert proxy.count("/sync", "POST") == 1
    assert proxy.bytes_down("/sync") > len(ANSWER)


@pytest.mark.parametrize(
    ("mode", "arrived"), [("cut", 1), ("drop_response", 1), ("cut_request", 0), ("refuse", 0)]
)
def test_a_broken_connection_is_an_error_for_the_phone(
    proxy: Proxy, bodies: list[bytes], mode: Mode, arrived: int
) -> None:
    proxy.mode = mode
    with pytest.raises((OSError, http.client.HTTPException)):
        post(proxy)
    assert len(bodies) == arrived


def test_after_a_refusal_the_same_address_answers_again(proxy: Proxy) -> None:
    proxy.mode = "refuse"
    proxy.mode = "pass"
    assert post(proxy)[0] == 200


def test_a_doubled_request_arrives_twice_and_is_answered_once(
    proxy: Proxy, bodies: list[bytes]
) -> None:
    proxy.mode = "double"
    assert post(proxy) == (200, ANSWER)
    assert len(bodies) == 2


@pytest.mark.parametrize(
    ("mode", "status"), [("bad_gateway", 502), ("captive", 200), ("captive_redirect", 302)]
)
def test_someone_else_answers(proxy: Proxy, bodies: list[bytes], mode: Mode, status: int) -> None:
    proxy.mode = mode
    found, text = post(proxy)
    assert found == status
    assert b"WiFi" in text
    assert bodies == []


def test_silence_lasts_until_the_phone_gives_up(proxy: Proxy) -> None:
    proxy.mode = "hang"
    with pytest.raises(TimeoutError):
        post(proxy, timeout=0.3)


def test_a_slow_line_is_slow(proxy: Proxy) -> None:
    proxy.mode, proxy.kbit_s, proxy.latency_ms = "slow", 80, 100
    assert post(proxy) == (200, ANSWER)
    assert proxy.seen[0].status == 200


def test_one_request_can_be_treated_on_its_own(proxy: Proxy) -> None:
    proxy.next("bad_gateway", "/sync")
    assert post(proxy, "/today")[0] == 200
    assert post(proxy)[0] == 502
    assert post(proxy)[0] == 200
