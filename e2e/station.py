"""A station as it is in use: no demo mode, behind HTTPS, with what an operator types."""

import os
import re
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from e2e.server import ROOT, Server, qiaomen
from e2e.tls import HOST, ORIGIN, PROXY_ADDRESS, Certificate, Nginx

COMMAND_SECONDS = 120


class Station:
    """An installation in `data`, and the two programs that run it."""

    def __init__(self, data: Path, certificate: Certificate) -> None:
        self.data, self.certificate = data, certificate
        self.backups = data.parent / "backups"
        self.settings = {
            "demo": "0",
            "trusted_proxies": PROXY_ADDRESS,
            "backups": str(self.backups),
        }
        self.server = Server(data, ORIGIN, **self.settings)
        self.nginx = Nginx(data.parent / "nginx", certificate, self.server.port)

    def start(self) -> "Station":
        """Start both."""
        self.server.start()
        self.nginx.start()
        return self

    def stop(self) -> None:
        """Stop both."""
        self.nginx.stop()
        self.server.stop()

    def type(self, *words: str, status: int = 0) -> str:
        """Run `qiaomen` with these words; what it printed. Fails when it ends otherwise."""
        unwanted = ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
        env = {name: value for name, value in os.environ.items() if name not in unwanted}
        named = {"data": str(self.data), "origin": ORIGIN, **self.settings}
        env |= {f"QIAOMEN_{name.upper()}": value for name, value in named.items()}
        env["SSL_CERT_FILE"] = str(self.certificate.authority)
        done = subprocess.run(
            [qiaomen(), *words],
            cwd=ROOT,
            env=env,
            capture_output=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        said = (done.stdout + done.stderr).decode()
        assert done.returncode == status, said
        return said

    def invite(self, area: str, name: str, *words: str) -> str:
        """`qiaomen invite`; the link it prints."""
        found = re.search(rf"{ORIGIN}/invitations/\S+", self.type("invite", area, name, *words))
        assert found
        return found[0]

    def ask(self, path: str, *words: str) -> str:
        """Ask the site by curl, through HTTPS; head and body of the answer."""
        certificate = ["--cacert", str(self.certificate.authority)]
        place = ["--connect-to", f"{HOST}:443:{self.nginx.connect}"]
        done = subprocess.run(
            ["curl", "-sSi", *certificate, *place, *words, ORIGIN + path],
            capture_output=True,
            timeout=30,
            check=True,
        )
        return done.stdout.decode()


def past_the_proxy(station: Station, path: str, **headers: str) -> int:
    """Ask the server itself, with these headers; the status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{station.server.port}{path}", headers=named)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
