"""Questions to the site over the network, each on a connection of its own."""

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

TIMEOUT_S = 10
MOST_ANSWER_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `local` is the address from which we asked."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    local: str

    def header(self, name: str) -> str:
        """The first header of that name, or ""."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def count(self, name: str) -> int:
        """How often the header comes."""
        return sum(key.lower() == name for key, _ in self.headers)


class Site:
    """A site to be asked. `connect`: the `host:port` to ask instead of its own."""

    def __init__(self, url: str, connect: str = "") -> None:
        parts = urlsplit(url)
        self.scheme = parts.scheme
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if self.scheme == "https" else 80)
        self.netloc = parts.netloc
        host, _, port = connect.rpartition(":")
        self.place = (host.strip("[]"), int(port)) if connect else (self.host, self.port)

    def open(self, *protocols: str) -> socket.socket:
        """A connection, under TLS when the site is. Raises OSError (SSLError among them)."""
        plain = socket.create_connection(self.place, timeout=TIMEOUT_S)
        if self.scheme != "https":
            return plain
        context = ssl.create_default_context()
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context.wrap_socket(plain, server_hostname=self.host)

    def ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """One answer; redirects are not followed. Raises OSError and HTTPException."""
        connection = HTTPConnection(self.host, self.port, timeout=TIMEOUT_S)
        connection.sock = self.open()
        try:
            local = connection.sock.getsockname()[0]
            named = {"Host": self.netloc, "Connection": "close", **(headers or {})}
            connection.request(method, path, body, named)
            got = connection.getresponse()
            return Answer(got.status, tuple(got.getheaders()), got.read(MOST_ANSWER_BYTES), local)
        finally:
            connection.close()


def certificate_days(site: Site) -> int:
    """How many days the certificate is good for."""
    with site.open() as opened:
        assert isinstance(opened, ssl.SSLSocket)
        ends = ssl.cert_time_to_seconds(str((opened.getpeercert() or {})["notAfter"]))
    return (datetime.fromtimestamp(ends, UTC) - datetime.now(UTC)).days


def protocol(site: Site) -> str:
    """What the site agrees to speak: `h2` or `http/1.1`."""
    with site.open("h2", "http/1.1") as opened:
        assert isinstance(opened, ssl.SSLSocket)
        return opened.selected_alpn_protocol() or ""


def redirect_of(site: Site) -> str:
    """Where plain http of the same host leads, or ""."""
    try:
        answer = Site(f"http://{site.host}").ask("GET", "/")
    except (OSError, HTTPException):
        return ""
    return answer.header("location") if answer.status in (301, 302, 307, 308) else ""
