"""A stand-in for the push services of Google, Mozilla, Apple and Microsoft (docs/gaps.md)."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Service:
    """A push service on this machine, which keeps what it was asked and answers what it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 201
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                """A reminder."""
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                service.asked.append((self.path, dict(self.headers.items()), body))
                self.send_response(service.status)
                if service.status in (301, 307):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def host(self) -> str:
        """As the setting push_services names it."""
        return f"127.0.0.1:{self.server.server_port}"

    def endpoint(self, name: str = "wang") -> str:
        """The address of a phone."""
        return f"http://{self.host}/send/{name}"

    def close(self) -> None:
        """Be out of reach from now on."""
        self.server.shutdown()
        self.server.server_close()

    def paths(self) -> list[str]:
        """Which phones were to be reminded."""
        return [path for path, _, _ in self.asked]
