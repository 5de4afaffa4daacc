"""The doctor asks the site as a phone would, and names what a proxy spoils.

The real thing, HTTPS and nginx, is in e2e/test_tls.py; here each fault is made by hand.
"""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.cli import main
from app.doctor import Finding, Verdict, site
from app.kit.assets import Assets
from app.settings import Settings

SOUND_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Content-Encoding": "br",
}


class Proxy(BaseHTTPRequestHandler):
    """Answers as a sound proxy in front of Qiaomen does, but for what a test spoils."""

    status = 200
    build = ""
    address = "198.51.100.4"
    believes = False
    most_body = 10_000_000
    headers_sent = SOUND_HEADERS
    repeated = 1

    def do_GET(self) -> None:
        seen = self.headers.get("X-Forwarded-For", "") if self.believes else ""
        self._send(self.status, {"ok": True, "build": self.build, "address": seen or self.address})

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        self.rfile.read(size)
        self._send(413 if size > self.most_body else 401, {})

    do_PUT = do_POST

    def _send(self, status: int, said: object) -> None:
        body = json.dumps(said, separators=(",", ":")).encode()
        self.send_response(status)
        for name, value in self.headers_sent.items():
            for _ in range(self.repeated):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def ask() -> Iterator[Callable[..., list[Finding]]]:
    """Puts a site up, spoilt by the keywords given, and asks the doctor about it."""
    servers = []

    def examine(**spoilt: object) -> list[Finding]:
        handler = type("Spoilt", (Proxy,), {"build": Assets().build, **spoilt})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        url = f"http://localhost:{server.server_port}"
        return list(site.examine(Settings(origin=url, trusted_proxies=("198.51.100.1",)), url))

    yield examine
    for server in servers:
        server.shutdown()
        server.server_close()


def _not_good(found: list[Finding]) -> list[tuple[Verdict, str]]:
    return [(one.verdict, one.en) for one in found if one.verdict is not Verdict.GOOD]


def test_a_sound_site_is_found_sound(ask: Callable[..., list[Finding]]) -> None:
    assert _not_good(ask()) == []


@pytest.mark.parametrize(
    ("spoilt", "verdict", "said"),
    [
        ({"status": 502}, Verdict.BAD, "systemctl status qiaomen"),
        ({"status": 421}, Verdict.BAD, "QIAOMEN_TRUSTED_PROXIES"),
        ({"status": 404}, Verdict.BAD, "Something else answers"),
        ({"build": "000000000000"}, Verdict.LOOK, "restart the service"),
        ({"headers_sent": {}}, Verdict.BAD, "comes 0 times"),
        ({"repeated": 2}, Verdict.BAD, "comes 2 times"),
        (
            {"headers_sent": {**SOUND_HEADERS, "Content-Encoding": "gzip"}},
            Verdict.LOOK,
            "Accept-Encoding",
        ),
        ({"address": "198.51.100.1"}, Verdict.BAD, "sees everybody as 198.51.100.1"),
        ({"believes": True}, Verdict.LOOK, "from another one"),
        ({"most_body": 600_000}, Verdict.BAD, "1000 kB"),
        ({"most_body": 100_000}, Verdict.BAD, "524 kB"),
    ],
)
def test_each_fault_of_a_proxy_is_named(
    ask: Callable[..., list[Finding]], spoilt: dict[str, object], verdict: Verdict, said: str
) -> None:
    found = _not_good(ask(**spoilt))
    assert any(one is verdict and said in en for one, en in found), found


def test_a_site_under_another_name_is_told() -> None:
    found = next(iter(site.examine(Settings(), "http://localhost:1")))
    assert found.verdict is Verdict.BAD and "http://localhost:8000" in found.en


def test_nobody_there_is_told_and_ends_the_questions() -> None:
    found = list(site.examine(Settings(origin="http://localhost:1"), "http://localhost:1"))
    assert [one.verdict for one in found] == [Verdict.GOOD, Verdict.BAD]


@pytest.mark.parametrize(
    "words", [["--url", "localhost"], ["--url", "https://a.example", "--connect", "nowhere"]]
)
def test_an_address_that_is_none_is_a_mistake_of_the_command(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", *words]) == 2
    assert words[-2] in capsys.readouterr().err
