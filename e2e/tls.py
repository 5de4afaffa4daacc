"""HTTPS as a station has it: nginx with the very file that docs/install.md tells to copy, and a
certificate of an authority that lives as long as the test."""

import base64
import hashlib
import os
import re
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from e2e.ports import free_port
from e2e.server import ROOT
from tests.machine import need_nginx

HOST = "qiaomen.example.cn"
ORIGIN = f"https://{HOST}"
# The proxy speaks to the server from an address of its own, as it does from a machine of its
# own: so whoever comes from 127.0.0.1 is somebody who goes past it.
PROXY_ADDRESS = "127.0.0.2"
SHIPPED = ROOT / "docs" / "install" / "nginx.conf"
START_SECONDS = 20
FRAME = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_bind {address};
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where the authority, the chain and the key lie; `pin` is how a browser is told to trust it
    (`--ignore-certificate-errors-spki-list`)."""

    authority: Path
    chain: Path
    key: Path
    pin: str


def make_certificate(folder: Path, host: str = HOST, days: int = 90) -> Certificate:
    """An authority, and a certificate for `host` that it signed."""
    folder.mkdir(parents=True)
    above, below = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    name = _name("a throw-away authority")
    authority = (
        _certificate(name, name, above.public_key(), days)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(above, hashes.SHA256())
    )
    leaf = (
        _certificate(_name(host), name, below.public_key(), days)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(above, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    made = Certificate(folder / "ca.pem", folder / "chain.pem", folder / "key.pem", _pin(below))
    made.authority.write_bytes(authority.public_bytes(pem))
    made.chain.write_bytes(leaf.public_bytes(pem) + authority.public_bytes(pem))
    made.key.write_bytes(
        below.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return made


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
    )


def _pin(key: ec.EllipticCurvePrivateKey) -> str:
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(hashlib.sha256(public).digest()).decode()


class Nginx:
    """nginx on ports of loopback, in front of `server_port`."""

    def __init__(self, folder: Path, certificate: Certificate, server_port: int) -> None:
        self.folder = folder
        self.certificate = certificate
        self.port, self.plain_port = free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        # Under root its workers are root too: they are to write into this test's folder only.
        user = "user root;" if os.geteuid() == 0 else ""
        frame = FRAME.format(user=user, folder=folder, address=PROXY_ADDRESS)
        (folder / "nginx.conf").write_text(frame)
        (folder / "site.conf").write_text(self._site(server_port))

    @property
    def connect(self) -> str:
        """Where to connect for HOST."""
        return f"127.0.0.1:{self.port}"

    def browser_args(self) -> list[str]:
        """What a browser must be told: where HOST is, and whose certificate to believe."""
        return [
            f"--host-resolver-rules=MAP {HOST} {self.connect}",
            f"--ignore-certificate-errors-spki-list={self.certificate.pin}",
        ]

    def start(self) -> "Nginx":
        """Start, and wait until it listens. Raises RuntimeError with what it said."""
        words = [need_nginx(), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        with (self.folder / "said").open("wb") as said:
            self.process = subprocess.Popen([*words, "-e", "stderr"], stdout=said, stderr=said)
        deadline = time.monotonic() + START_SECONDS
        while not (self.folder / "nginx.pid").exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "said").read_text())
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def log(self) -> str:
        """What it wrote into its access log."""
        return (self.folder / "access.log").read_text()

    def _site(self, server_port: int) -> str:
        """The shipped file, with this test's ports and paths in place of a station's."""
        changes = {
            r"listen \[::\].*\n": "\n",
            r"listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            r"listen 443 ": f"listen 127.0.0.1:{self.port} ",
            r"/etc/ssl/qiaomen/fullchain\.pem": str(self.certificate.chain),
            r"/etc/ssl/qiaomen/privkey\.pem": str(self.certificate.key),
            r"/var/log/nginx/qiaomen\.log": f"{self.folder}/access.log",
            r"/var/log/nginx/qiaomen\.error\.log": f"{self.folder}/site-error.log",
            r"127\.0\.0\.1:8000": f"127.0.0.1:{server_port}",
        }
        text = SHIPPED.read_text(encoding="utf8")
        for pattern, value in changes.items():
            text, count = re.subn(pattern, value, text)
            assert count, f"{SHIPPED.name} has no {pattern}"
        return text
