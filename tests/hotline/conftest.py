"""A station that answers its telephone: forms sent by the cast, and what became of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, select

from app.auth.principal import COOKIE
from app.hotline.models import Entry, EntryRequest
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.matters.commands.taking import take, turn
from app.matters.models import Matter
from app.matters.queries.whole import held
from app.matters.rules import steps as a
from app.matters.rules.stages import Handling, How, Way
from tests.clock import HeldClock
from tests.matters.town import never, principal
from tests.people import Town, found_town, sign_in

CALL = {
    "channel": "phone", "entry_kind": "question", "words": "老年证在哪里办", "place": "",
    "duties": ["answered", "recorded"], "answer": "在民政窗口，带身份证",
}  # fmt: skip


class Line:
    """The station's telephone, letter box and tickets."""

    def __init__(
        self, client: TestClient[Litestar], db: Database, clock: HeldClock, town: Town
    ) -> None:
        self.client, self.db, self.clock, self.town = client, db, clock, town
        self._tokens: dict[str, str] = {}

    def as_(self, who: str) -> "Line":
        """From now on somebody of the cast, or `nobody`."""
        self.client.cookies.clear()
        if who == "nobody":
            return self
        if who not in self._tokens:
            community = self.town.community
            if who == "other_lead":
                community = self.town.other_community
            with self.db.session(writes=True) as session:
                person = getattr(self.town, who)
                self._tokens[who] = sign_in(session, person, community, self.clock())
        self.client.cookies.set(COOKIE, self._tokens[who])
        return self

    def get(self, path: str) -> Any:
        """A page."""
        return self.client.get(path)

    def post(self, path: str, **fields: Any) -> Any:
        """A form."""
        return self.client.post(path, data=fields)

    def call(self, who: str = "wang", **fields: Any) -> Entry:
        """Somebody takes a call; what the database holds of it."""
        reply = self.as_(who).post("/hotline", **{**CALL, **fields})
        assert reply.status_code == 303, reply.text
        with self.db.session() as session:
            return session.exec(select(Entry).order_by(Entry.id.desc())).first()  # type: ignore[attr-defined,return-value]

    def matters(self, entry: Entry) -> list[Matter]:
        """What an entry opened."""
        with self.db.session() as session:
            return list(
                session.exec(
                    select(Matter)
                    .join(EntryRequest, EntryRequest.matter_id == Matter.id)  # type: ignore[arg-type]
                    .where(EntryRequest.entry_id == entry.id)
                    .order_by(EntryRequest.number)  # type: ignore[arg-type]
                )
            )

    def file(self, body: bytes, name: str = "tickets.csv") -> Any:
        """Somebody sends a file of tickets."""
        return self.client.post("/tickets/files", files={"file": (name, body)})

    def finish(self, matter: Matter, words: str = "办好了", until: str = "rating") -> Matter:
        """A matter goes its road to a result, is fed back and the resident is asked."""
        with self.db.session(writes=True) as session:
            owner = matter.owner_id or ""
            person = principal(session, owner, self.town.community)
            for kind, said in self._road(words, matter.stage):
                found = held(session, matter.id, person, self.clock())
                role = turn(session, found, person, kind)
                take(session, found, kind(found.now, owner, role, *said), (), never)
                if until == "result" and kind is a.Result:
                    break
            session.commit()
            return session.get_one(Matter, matter.id)

    def _road(self, words: str, stage: str) -> list[tuple[type[a.Step], tuple[Any, ...]]]:
        first = [(a.Classification, (Handling.BRING_BACK, 1))] if stage == "accepted" else []
        return [
            *first, (a.Route, (Way.DIRECT,)), (a.Result, (words,)),
            (a.Feedback, ("本人", How.PHONE, words, self.clock())), (a.RatingRequest, (How.PHONE,)),
        ]  # fmt: skip

    def all(self, kind: Any) -> list[Any]:
        """Every row of a table."""
        with self.db.session() as session:
            return list(session.exec(select(kind)))

    def events(self, kind: str) -> list[AuditEvent]:
        """What the chain says of a kind."""
        with self.db.session() as session:
            return list(session.exec(select(AuditEvent).where(AuditEvent.kind == kind)))

    def write(self) -> Session:
        """A session that may write."""
        return self.db.session(writes=True)


@pytest.fixture
def line(app: Litestar, db: Database, clock: HeldClock) -> Iterator[Line]:
    """The station, on both engines."""
    with db.session(writes=True) as session:
        town = found_town(session)
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Line(client, db, clock, town)
