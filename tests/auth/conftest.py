"""A station, its people, and phones that register and sign in as browsers do."""

from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, select

from app.auth.commands import CLI
from app.auth.invitations import invite
from app.auth.models import Credential
from app.auth.principal import COOKIE
from app.auth.rules import Purpose
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Holding, Person
from tests.auth.authenticator import Authenticator, PhoneKey
from tests.clock import HeldClock
from tests.conftest import ORIGIN
from tests.people import Town, found_town, sign_in

PIN = "402917"


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, in this test's database."""
    with db.session(writes=True) as session:
        return found_town(session)


class Station:
    """The running site as the people of the station meet it."""

    def __init__(
        self, client: TestClient[Litestar], db: Database, clock: HeldClock, town: Town
    ) -> None:
        self.client, self.db, self.clock, self.town = client, db, clock, town

    def invite(self, person_id: str, purpose: Purpose = Purpose.FIRST) -> str:
        """An invitation for somebody, made on the server. Its token."""
        with self.db.session(writes=True) as session:
            person = session.get(Person, person_id)
            assert person is not None
            token = invite(session, self.clock(), person, CLI, purpose)
            session.commit()
        return token

    def options(self, token: str) -> dict[str, Any]:
        """The question put to a new key."""
        answer = self.client.post(f"/invitations/{token}/passkey/options")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def enrol(self, token: str, phone: Authenticator, **bent: Any) -> httpx.Response:
        """Register a passkey by an invitation."""
        credential = phone.create(self.options(token)["publicKey"], **bent)
        body = {"credential": credential, "device": uuid7()}
        return self.client.post(f"/invitations/{token}/passkey", json=body)

    def enrol_key(self, token: str, phone: PhoneKey, pin: str = PIN) -> tuple[str, httpx.Response]:
        """Register a device key and a PIN by an invitation; the key's id."""
        challenge, key = self.options(token)["challenge"], uuid7()
        body = {
            "key": key, "jwk": phone.jwk, "challenge": challenge, "pin": pin,
            "signature": phone.sign("enrol", challenge),
        }  # fmt: skip
        return key, self.client.post(f"/invitations/{token}/device-key", json=body)

    def challenge(self) -> dict[str, Any]:
        """The question put to any key at sign-in."""
        found: dict[str, Any] = self.client.post("/sign-in/challenge").json()
        return found

    def touch(self, phone: Authenticator, **bent: Any) -> httpx.Response:
        """Sign in with a passkey."""
        credential = phone.get(self.challenge()["publicKey"], **bent)
        return self.client.post("/sign-in/passkey", json={"credential": credential})

    def type_pin(self, key: str, phone: PhoneKey, pin: str = PIN) -> httpx.Response:
        """Sign in with a device key and a PIN."""
        challenge = self.challenge()["challenge"]
        signature = phone.sign("sign-in", challenge)
        body = {"key": key, "challenge": challenge, "signature": signature, "pin": pin}
        return self.client.post("/sign-in/device-key", json=body)

    def phone_of(self, person_id: str) -> Authenticator:
        """A phone whose passkey is registered; nobody is signed in afterwards."""
        phone = Authenticator(ORIGIN)
        assert self.enrol(self.invite(person_id), phone).status_code == 200
        self.leave()
        return phone

    def be(self, person_id: str) -> str:
        """Be signed in as somebody from now on."""
        with self.db.session(writes=True) as session:
            person = session.get(Person, person_id)
            assert person is not None
            token = sign_in(session, person.id, person.community_id, self.clock())
        self.leave()
        self.cookie = token
        return token

    def vacate(self, grid_id: str) -> None:
        """Let the worker of a grid have left it."""
        with self.db.session(writes=True) as session:
            for held in session.exec(select(Holding).where(Holding.grid_id == grid_id)):
                held.until = self.clock()
            session.commit()

    @property
    def cookie(self) -> str:
        """The session's token in this browser."""
        return self.client.cookies[COOKIE]

    @cookie.setter
    def cookie(self, token: str) -> None:
        # Where the cookie jar keeps those of a host without dots: a new one replaces it.
        self.client.cookies.set(COOKIE, token, domain="localhost.local")

    def leave(self) -> None:
        """Throw this browser's cookies away."""
        self.client.cookies.clear()

    def come_back(self, token: str) -> int:
        """The status of an own page with the session `token`."""
        self.leave()
        self.cookie = token
        return self.client.get("/me/devices").status_code

    def trail(self) -> list[str]:
        """What the audit chain says happened."""
        with self.db.session() as session:
            rows = session.exec(select(AuditEvent).order_by(AuditEvent.at, AuditEvent.seq))  # type: ignore[arg-type]
            return [one.kind for one in rows]

    def keys(self, person_id: str) -> list[Credential]:
        """Every key the person ever had."""
        with self.db.session() as session:
            return _keys(session, person_id)


def _keys(session: Session, person_id: str) -> list[Credential]:
    return list(session.exec(select(Credential).where(Credential.person_id == person_id)))


@pytest.fixture
def station(client: TestClient[Litestar], db: Database, clock: HeldClock, town: Town) -> Station:
    """The running site."""
    return Station(client, db, clock, town)


@pytest.fixture
def phone() -> Authenticator:
    """A phone that has no passkey yet."""
    return Authenticator(ORIGIN)


@pytest.fixture
def plain_phone() -> PhoneKey:
    """A phone without passkeys."""
    return PhoneKey(ORIGIN)
