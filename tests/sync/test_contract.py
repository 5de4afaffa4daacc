"""The contract of docs/sync.md under any order, repetition, loss and change (bar rows B1-B3, B15).

A worker's phone writes, sends any of what it wrote in any order and as often as it likes, loses
answers, sends damaged copies and corrections, and the server is started anew in between. Whatever
happens: what was acknowledged is held, once, word for word, under the receipt that was given.
"""

import json
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from litestar.testing import TestClient
from sqlmodel import select

from app.auth.principal import COOKIE
from app.kit.assets import Assets
from app.kit.db import Database
from app.settings import Settings
from app.sync.models import Received
from app.sync.verify import Sound, verify
from app.visits.models import Amendment, Visit
from tests.clock import HeldClock
from tests.people import found_town, sign_in
from tests.quick_app import quick_app
from tests.sync.phone import Believer, Phone, digest, visit_body

ASSETS = Assets()
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


class Contract(RuleBasedStateMachine):
    """One worker's phone against one server."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="qm-contract-"))
        shutil.copyfile(self.template, self.folder / "qiaomen.db")
        self.clock = HeldClock()
        self.settings = Settings(data=str(self.folder), origin="https://localhost", pool_size=3)
        self.db = Database(self.settings.url, pool_size=2)
        self.written: dict[str, str] = {}
        self.receipts: dict[str, str] = {}
        self.refused: set[str] = set()
        self.client: TestClient[Any] | None = None

    @initialize()
    def begin(self) -> None:
        with self.db.session(writes=True) as session:
            self.town = found_town(session, doors=3)
            self.token = sign_in(session, self.town.wang, self.town.community, self.clock())
        self.phone = Phone(self.town.wang, self.town.community)
        self.start()

    def start(self) -> None:
        self.client = TestClient(
            quick_app(self.settings, self.clock, ASSETS), base_url="https://localhost"
        )
        self.client.__enter__()
        self.client.cookies.set(COOKIE, self.token)
        self.believer = Believer(self.client.get("/keys.json").json())

    def remember(self, text: str) -> None:
        self.written[digest(text)] = text

    @rule(door=st.integers(0, 2), findings=WORDS, ahead=st.integers(-90, 90))
    def write(self, door: int, findings: str, ahead: int) -> None:
        """A visit; the phone's clock may be off by an hour and a half either way."""
        at = self.clock() + timedelta(minutes=ahead)
        body = visit_body(self.town.doors3[door], findings=findings)
        self.remember(self.phone.visit(self.town.doors3[door], at, body=body))

    @rule(data=st.data(), findings=WORDS, rev=st.integers(1, 3))
    def amend(self, data: st.DataObject, findings: str, rev: int) -> None:
        """A correction of something written, based on a revision that may be old or not exist."""
        if self.written:
            text = data.draw(st.sampled_from(sorted(self.written.values())))
            visit = json.loads(text)
            base = {"id": visit["id"], "rev": rev}
            body = visit_body(self.town.doors3[0], findings=findings)
            self.remember(
                self.phone.visit("", self.clock(), kind="amendment", base=base, body=body)
            )

    @rule(data=st.data(), findings=WORDS)
    def change(self, data: st.DataObject, findings: str) -> None:
        """The same id with other content, as a defect of a phone could make it."""
        if self.written:
            envelope = json.loads(data.draw(st.sampled_from(sorted(self.written.values()))))
            envelope["body"]["findings"] = findings + "·"
            self.remember(json.dumps(envelope, ensure_ascii=False))

    @rule(door=st.integers(0, 2))
    def trespass(self, door: int) -> None:
        """A visit to a household that was never this worker's."""
        self.remember(self.phone.visit(self.town.doors4[door], self.clock()))

    @rule(data=st.data(), lost=st.booleans(), damage=st.booleans())
    def send(self, data: st.DataObject, lost: bool, damage: bool) -> None:
        """Any of what was written, in any order, with repeats; the answer may be lost."""
        if not self.written:
            return
        known = st.sampled_from(sorted(self.written.values()))
        batch = data.draw(st.lists(known, min_size=1, max_size=6))
        if damage:
            batch.insert(len(batch) // 2, batch[0][: len(batch[0]) // 2])
        request = self.phone.request(batch)
        assert self.client is not None
        reply = self.client.post("/sync", json=request)
        assert reply.status_code == 200
        if not lost:
            for text, result in zip(
                batch, self.believer.results(request, reply.json()), strict=True
            ):
                self.hear(text, result)

    @rule()
    def send_everything(self) -> None:
        """All that was ever written, oldest first, as after a restored backup."""
        texts = list(self.written.values())
        for start in range(0, len(texts), 20):
            batch = texts[start : start + 20]
            request = self.phone.request(batch)
            assert self.client is not None
            reply = self.client.post("/sync", json=request)
            for text, result in zip(
                batch, self.believer.results(request, reply.json()), strict=True
            ):
                self.hear(text, result)

    def hear(self, text: str, result: dict[str, Any]) -> None:
        name = digest(text)
        if result["outcome"] == "refused":
            assert result["code"] and result["message"]
            assert name not in self.receipts, "an acknowledged record is never refused later"
            return
        assert result["outcome"] in ("accepted", "set_aside")
        assert self.receipts.setdefault(name, result["text"]) == result["text"]

    @rule(minutes=st.integers(1, 600))
    def time_passes(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)

    @rule()
    def restart(self) -> None:
        assert self.client is not None
        self.client.__exit__(None, None, None)
        self.start()

    @invariant()
    def what_was_acknowledged_is_held_once_word_for_word(self) -> None:
        with self.db.session() as session:
            held = {row.digest: row for row in session.exec(select(Received)).all()}
            visits = session.exec(select(Visit.id)).all()
            amendments = session.exec(select(Amendment.id)).all()
        ids = [row.id for row in held.values()]
        assert len(ids) == len(set(ids)), "one record an id"
        assert sorted(ids) == sorted([*visits, *amendments]), "each record has its effect, once"
        for name, receipt in self.receipts.items():
            assert held[name].text == self.written[name]
            assert held[name].receipt == receipt
        assert set(held) <= set(self.written), "nothing is held that was not written"

    def teardown(self) -> None:
        if self.client is not None:
            self.client.__exit__(None, None, None)
            with self.db.session() as session:
                assert all(isinstance(one, Sound) for one in verify(session))
        self.db.close()
        shutil.rmtree(self.folder)


def test_the_contract_holds_whatever_happens(
    sqlite_template: Path, request: pytest.FixtureRequest
) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Contract.template = sqlite_template
    run_state_machine_as_test(
        Contract,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
