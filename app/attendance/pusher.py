"""Sends reminders without content to the push services of phones, every half minute (RFC 8030).

A reminder is sent once and never again: the news stand in the app, and a service that is out of
reach today would only tell tomorrow what is old by then.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from litestar.concurrency import sync_to_thread
from py_vapid import Vapid02

from app.attendance.commands.push import claim, forget
from app.attendance.queries.push import Due, due, ended
from app.attendance.rules.push import service_of
from app.auth.tokens import to_text
from app.kit.secrets import keys_folder, read_private, write_once
from app.kit.web import House
from app.settings import BadSetting, Settings

LOOK_EVERY_S = 30.0
HALVES_EVERY_MINUTES = 5
AT_ONCE = 20
TIMEOUT_S = 10.0
TOKEN_S = 12 * 3600
GONE = (404, 410)
log = structlog.get_logger()
# Its lines hold endpoints, and an endpoint is a secret of its phone.
logging.getLogger("httpx").setLevel(logging.WARNING)


def load_key(settings: Settings) -> Vapid02:
    """The key by which push services know this installation, made at the first start (RFC 8292).
    Raises BadSetting when others may read it, or when it is damaged."""
    path = keys_folder(settings.data) / "push.pem"
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        write_once(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return _read(path)


def _read(path: Path) -> Vapid02:
    pem = read_private(path)
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadSetting(f"data: {path} is not a key")
    # Its own idea of an address refuses hosts with a port, which RFC 8292 does not.
    return Vapid02(key, conf={"no-strict": True})


class Pusher:
    """The reminders of this process."""

    def __init__(self, house: House, every_s: float = LOOK_EVERY_S) -> None:
        self.house, self.every_s = house, every_s
        self.settings: Settings = house.settings
        self.key = load_key(self.settings)
        self.public_key = to_text(
            self.key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        )
        self._looked = 0

    @property
    def offered(self) -> bool:
        """Whether this installation speaks to any push service."""
        return bool(self.settings.push_services)

    @contextlib.asynccontextmanager
    async def running(self, _: object = None) -> AsyncIterator[None]:
        """Look for as long as the server runs, where any push service may be spoken to; ends at
        once, also in the middle of sending."""
        task = asyncio.create_task(self._run()) if self.offered else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self.every_s)
            try:
                await self.look()
            except Exception:
                log.exception("no reminders this time")

    async def look(self) -> int:
        """Remind whoever is due now; how many reminders the services took."""
        waiting = await sync_to_thread(self._claimed)
        if not waiting:
            return 0
        limit = asyncio.Semaphore(AT_ONCE)
        async with httpx.AsyncClient(
            timeout=TIMEOUT_S, follow_redirects=False, trust_env=True
        ) as client:

            async def send(one: Due) -> int | None:
                async with limit:
                    try:
                        return await self._send(client, one)
                    except Exception:  # one phone's trouble keeps no other from being told
                        log.exception("no reminder")
                        return None

            answers = await asyncio.gather(*(send(one) for one in waiting))
        gone = [one.id for one, status in zip(waiting, answers, strict=True) if status in GONE]
        if gone:
            await sync_to_thread(self._forget, gone)
        return sum(status is not None and status < 300 for status in answers)

    def _claimed(self) -> list[Due]:
        """What is due, noted as told before it is sent."""
        now = self.house.clock()
        with self.house.db.session() as session:
            over = ended(session, now)
            found = list(due(session, now, self._is_time_for_halves(now)))
        if not over and not found:
            return []
        with self.house.db.session(writes=True) as session:
            forget(session, over)
            mine = [one for one in found if claim(session, one)]
            session.commit()
        return mine

    def _is_time_for_halves(self, now: datetime) -> bool:
        """Once in five minutes: it asks for each phone by itself."""
        these = int(now.timestamp() // (HALVES_EVERY_MINUTES * 60))
        if these == self._looked:
            return False
        self._looked = these
        return True

    async def _send(self, client: httpx.AsyncClient, one: Due) -> int | None:
        """One reminder; the service's answer, None when there was none."""
        service = service_of(one.endpoint, self.settings.push_services)
        if service is None:
            return GONE[0]  # taken off the list of services meanwhile
        try:
            answer = await client.post(one.endpoint, headers=self._headers(service, one.lasts_s))
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            log.info("no reminder", service=service, why=type(problem).__name__)
            return None
        if answer.status_code >= 300 and answer.status_code not in GONE:
            log.info("no reminder", service=service, status=answer.status_code)
        return answer.status_code

    def _headers(self, service: str, lasts_s: int) -> dict[str, str]:
        claims = {"aud": service, "sub": self._sender, "exp": int(time.time()) + TOKEN_S}
        signed: dict[str, str] = self.key.sign(claims)
        return {**signed, "TTL": str(lasts_s), "Urgency": "normal", "Topic": "qiaomen"}

    @property
    def _sender(self) -> str:
        """Whom a push service may write to; an address without https is this machine's own."""
        origin = self.settings.origin.rstrip("/")
        host = urlsplit(origin).hostname or "localhost"
        return origin if origin.startswith("https") else f"mailto:qiaomen@{host}"

    def _forget(self, ids: list[str]) -> None:
        with self.house.db.session(writes=True) as session:
            forget(session, ids)
            session.commit()
