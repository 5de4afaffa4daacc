"""Claim: a district's half past eight fits. 5,000 and 15,000 workers sign in within 10 minutes (the
latter are 25 a second) over the district's database; rate held, p50, p99, errors; then the ceiling.

Every touch carries a real ES256 assertion over a challenge of its own, as a phone makes it. A touch
with a network is two requests, POST /day/challenges and then /sync: only the second is sent here,
over a challenge made in this process, so no figure holds the first, of which the server takes 600 a
minute from one address. Aim:
at least 500 sign-ins a second on PostgreSQL with 2 cores; beside it, on the same machine, the bare
cost of checking an assertion by py_webauthn. Both rates are held for a minute, or for all ten
with `--seconds 600`; `--crowds 15000` takes one crowd only, `--empty` communities without anything
instead of the district.
"""

import argparse
import asyncio
import hashlib
import json
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import select
from webauthn import verify_authentication_response

from app.attendance.rules.challenges import challenge_for
from app.attendance.rules.evidence import challenge
from app.attendance.rules.parts import Part, part_at
from app.auth.models import Credential, KeyKind, SignIn
from app.auth.principal import token_hash
from app.auth.tokens import to_text
from app.demo.scale import Scale
from app.kit.clock import iso, utc_now
from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.secrets import load_secret
from app.kit.sql import insert_rows
from app.org.models import Community, Holding, Person, Post
from bench import _stage
from bench.intake import http
from bench.pages import build
from tests.auth.authenticator import Authenticator, Passkey, cose
from tests.people import FOUNDED
from tests.sync.phone import Phone

SECONDS = 600.0
CROWDS = (5_000, 15_000)
COMMUNITIES, CONNECTIONS, CEILING = 36, 64, 4_000
CHECKS = 2_000
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker with the phone that signs, and its registered key."""

    phone: Phone
    token: str
    keys: Authenticator
    public: bytes


def workers_of(url: str, count: int, origin: str) -> list[Worker]:
    """`count` more workers of the communities that are there, with sessions and passkeys."""
    db = Database(url)
    with db.session(writes=True) as session:
        places = list(session.exec(select(Community.id)))
        made = [_worker(places[number % len(places)], origin) for number in range(count)]
        now = utc_now()
        insert_rows(session, Person, [_person(one) for one in made])
        insert_rows(session, Holding, [_holding(one) for one in made])
        insert_rows(session, SignIn, [_session(one, now) for one in made])
        insert_rows(session, Credential, [_key(one, now) for one in made])
        session.commit()
    db.close()
    return made


def _worker(community: str, origin: str) -> Worker:
    phone = Phone(uuid7(), community)
    keys, public = _passkey(origin, bytes.fromhex(phone.author.replace("-", "")))
    return Worker(phone, uuid7() + uuid7(), keys, public)


def _passkey(origin: str, user: bytes) -> tuple[Authenticator, bytes]:
    key = Passkey(os.urandom(16), ec.generate_private_key(ec.SECP256R1()), user, "localhost")
    return Authenticator(origin, passkeys=[key]), cose(key.key)


def _person(one: Worker) -> dict[str, Any]:
    phone = one.phone
    return {
        "id": phone.author, "community_id": phone.community, "name": "网格员", "phone": "",
        "lang": "",
    }  # fmt: skip


def _holding(one: Worker) -> dict[str, Any]:
    phone = one.phone
    return {
        "id": uuid7(), "community_id": phone.community, "area_id": phone.community,
        "person_id": phone.author, "post": Post.GRID_WORKER.value, "grid_id": None,
        "since": FOUNDED, "until": None, "backup": False, "delegate_of": None,
    }  # fmt: skip


def _session(one: Worker, now: datetime) -> dict[str, Any]:
    phone = one.phone
    return {
        "token_hash": token_hash(one.token), "id": uuid7(), "person_id": phone.author,
        "community_id": phone.community, "device_id": phone.device, "key_id": "", "agent": "",
        "started_at": now, "seen_at": now, "expires_at": now + timedelta(days=1),
        "ended_at": None, "way": "passkey",
    }  # fmt: skip


def _key(one: Worker, now: datetime) -> dict[str, Any]:
    phone = one.phone
    return {
        "id": uuid7(), "person_id": phone.author, "community_id": phone.community,
        "kind": KeyKind.PASSKEY.value, "handle": to_text(one.keys.passkeys[0].id),
        "public_key": one.public, "sign_count": 0, "backed_up": False, "pin_hash": "", "tries": 0,
        "locked_until": None, "name": "", "device_id": phone.device, "added_at": now,
        "used_at": None, "revoked_at": None, "revoked_by": "",
    }  # fmt: skip


def touch(secret: bytes, one: Worker, port: int, now: datetime) -> bytes:
    """The request of one sign-in, over a challenge handed out at `now`."""
    phone = one.phone
    local = now.astimezone(ZONE)
    part = part_at(local) or Part.MORNING
    raw = challenge_for(secret, phone.author, phone.device, local.date(), part, iso(now))
    record = uuid7()
    said = {
        "v": 1, "id": record, "community": phone.community, "person": phone.author,
        "device": phone.device, "on": local.date().isoformat(), "part": part.value,
        "issued": iso(now), "place": "hall", "reason": "", "code": "", "position": "",
        "made": {"wall": iso(now), "offset": 0, "origin": 0},
    }  # fmt: skip
    statement = json.dumps(said, ensure_ascii=False)
    bound = challenge(raw, hashlib.sha256(statement.encode()).hexdigest())
    proof = {"kind": "passkey", "credential": one.keys.get(
        {"rpId": "localhost", "challenge": to_text(bound)})}  # fmt: skip
    body = {"statement": statement, "proof": json.dumps(proof)}
    envelope = phone.visit("", now, id=record, kind="sign_in", body=body)
    return http(port, "/sync", json.dumps(phone.request([envelope])), one.token)


def bare_checks(origin: str) -> float:
    """Assertions a second that py_webauthn checks on one core, and nothing else."""
    keys, public = _passkey(origin, b"u" * 16)
    asked = os.urandom(32)
    assertion = keys.get({"rpId": "localhost", "challenge": to_text(asked)})
    began = time.perf_counter()
    for _ in range(CHECKS):
        verify_authentication_response(
            credential=assertion, expected_challenge=asked, expected_rp_id="localhost",
            expected_origin=origin, credential_public_key=public,
            credential_current_sign_count=0, require_user_verification=True,
        )  # fmt: skip
    return CHECKS / (time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class Held:
    """What a steady rate showed; times in milliseconds from the moment that was planned."""

    sent: int
    failed: int
    rate: float
    p50_ms: float
    p99_ms: float


async def _steady(port: int, requests: Sequence[bytes], rate: float) -> Held:
    began = time.perf_counter()
    times: list[float] = []
    failed = 0

    async def one(number: int, request: bytes) -> None:
        nonlocal failed
        planned = began + number / rate
        await asyncio.sleep(max(0.0, planned - time.perf_counter()))
        try:
            answer = await asyncio.wait_for(_ask(port, request), 30)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            answer = b""
        times.append((time.perf_counter() - planned) * 1000)
        failed += not answer.startswith(b"HTTP/1.1 200") or b"refused" in answer

    await asyncio.gather(*(one(number, made) for number, made in enumerate(requests)))
    seconds = time.perf_counter() - began
    times.sort()
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    return Held(len(times), failed, len(times) / seconds, statistics.median(times), p99)


async def _ask(port: int, request: bytes) -> bytes:
    """One request over a connection of its own, as a phone has one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        low = head.lower()
        at = low.find(b"content-length:")
        length = int(low[at + 15 :].split(b"\r\n", 1)[0])
        return head + await reader.readexactly(length)
    finally:
        writer.close()


def measure(engine: str, seconds: float, empty: bool, crowds: Sequence[int] = CROWDS) -> None:
    """Every crowd on one engine, and the ceiling."""
    rows = []
    with _stage.database(engine) as (url, data):
        if empty:
            _stage.people(url, COMMUNITIES, COMMUNITIES)
        else:
            build(url, Scale.DISTRICT, utc_now())
        secret = load_secret(str(data), "day.key")
        with _stage.serving(url, data) as server:
            origin = server.origin
            checks = bare_checks(origin)
            for crowd in crowds:
                count = max(1, int(crowd * min(1.0, seconds / SECONDS)))
                rate = count / seconds
                made = workers_of(url, count, origin)
                # As phones do: the challenge is fresh, so what is signed is made just before.
                requests = [touch(secret, one, server.port, utc_now()) for one in made]
                held = asyncio.run(_steady(server.port, requests, rate))
                rows.append(
                    (f"{count:,}", f"{rate:.1f}", f"{held.rate:.1f}", f"{held.p50_ms:.1f}",
                     f"{held.p99_ms:.1f}", held.failed)
                )  # fmt: skip
            ceiling = _ceiling(url, secret, server.port, origin, seconds)
            memory = _stage.memory_mb(server)
    over = f"{COMMUNITIES} empty communities" if empty else "the district's database"
    print(f"\n## {engine}: {over}, {seconds:.0f} s each")
    _stage.table(("workers", "asked a second", "held", "p50 ms", "p99 ms", "failed"), rows)
    print(f"ceiling over {CONNECTIONS} connections: {ceiling:,.0f} sign-ins a second (aim: 500);"
          f" {checks:,.0f} bare checks a second a core; ratio {ceiling / checks:.2f}")  # fmt: skip
    print(f"memory of the server process: {memory:.0f} MB")


def _ceiling(url: str, secret: bytes, port: int, origin: str, seconds: float) -> float:
    made = workers_of(url, min(CEILING, int(seconds * 400)), origin)
    requests = [touch(secret, one, port, utc_now()) for one in made]
    found = _stage.load(port, CONNECTIONS, requests)
    if found["failed"]:
        raise RuntimeError(f"{found['failed']} sign-ins failed")
    return float(found["requests"] / found["seconds"])


def main() -> None:
    """Measure the engines named on the command line, or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", default=list(_stage.ENGINES))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--crowds", type=int, nargs="+", default=list(CROWDS))
    given = parser.parse_args()
    for engine in given.engines or _stage.ENGINES:
        measure(engine, given.seconds, given.empty, given.crowds)


if __name__ == "__main__":
    main()
