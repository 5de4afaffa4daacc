"""A station with matters: opened, taken step by step, and looked at as somebody of the cast."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar.testing import TestClient
from sqlmodel import Session, select

from app.auth.principal import COOKIE, Principal
from app.kit.db import Database
from app.kit.ids import uuid7
from app.matters.commands.opening import Opening, open_matter
from app.matters.commands.taking import take, turn
from app.matters.models import Matter
from app.matters.queries.sight import roles_of
from app.matters.queries.whole import Whole, held
from app.matters.rules.stages import Channel
from app.matters.rules.steps import Role, Step
from app.org.models import Holding, Post
from tests.clock import HeldClock
from tests.people import Town, sign_in


def principal(session: Session, person: str, community: str | None) -> Principal:
    """Somebody of the cast, as if signed in."""
    held_now = session.exec(select(Holding).where(Holding.person_id == person)).all()
    grids = frozenset(one.grid_id for one in held_now if one.grid_id)
    posts = frozenset(Post(one.post) for one in held_now)
    return Principal(person, "", community, held_now[0].area_id, None, posts, grids, "session")


class Station:
    """Opens and takes straight through the commands."""

    def __init__(self, db: Database, clock: HeldClock, town: Town) -> None:
        self.db, self.clock, self.town = db, clock, town

    def open(self, by: str = "clerk", **said: Any) -> str:
        """Open a matter as somebody; its id."""
        role = {"wang": Role.GRID_WORKER, "clerk": Role.CLERK, "lead": Role.GRID_LEAD}
        now = self.clock()
        given = {
            "id": uuid7(), "community_id": self.town.community, "by": getattr(self.town, by),
            "channel": Channel.WINDOW, "title": "楼道灯不亮", "opened_at": now, "received_at": now,
        }  # fmt: skip
        with self.db.session(writes=True) as session:
            opened = open_matter(session, Opening(**{**given, **said}), role[by])
            session.commit()
            return opened.id

    def do(self, matter_id: str, by: str, kind: type[Step], *said: Any, **more: Any) -> Whole:
        """Take a step as somebody, in the role that is theirs."""
        with self.db.session(writes=True) as session:
            person = principal(session, getattr(self.town, by), self.town.community)
            found = held(session, matter_id, person, self.clock())
            role = turn(session, found, person, kind)
            after = take(session, found, kind(found.now, person.id, role, *said, **more), (), never)
            session.commit()
            return after

    def matter(self, matter_id: str) -> Matter:
        """A matter's row."""
        with self.db.session() as session:
            found = session.get(Matter, matter_id)
            assert found is not None
            return found

    def roles(self, by: str) -> frozenset[Role]:
        """As what somebody acts here."""
        with self.db.session() as session:
            person = principal(session, getattr(self.town, by), self.town.community)
            return roles_of(person, self.town.community)


class Desk:
    """Opens pages and posts forms as somebody of the cast."""

    def __init__(self, client: TestClient[Any], station: Station) -> None:
        self.client, self.station = client, station

    def as_(self, who: str) -> "Desk":
        """From now on ask as somebody."""
        town, clock = self.station.town, self.station.clock
        home = town.other_community if who.startswith("other") else town.community
        with self.station.db.session(writes=True) as session:
            token = sign_in(session, getattr(town, who), home, clock())
        self.client.cookies.clear()
        self.client.cookies.set(COOKIE, token)
        return self

    def get(self, path: str) -> Any:
        """A page."""
        return self.client.get(path, headers={"accept-language": "zh"})

    def post(self, path: str, **fields: Any) -> Any:
        """A form, as a browser sends it."""
        return self.client.post(path, data=fields, headers={"accept-language": "zh"})

    def do(self, who: str, matter: str, noun: str, **fields: Any) -> None:
        """Somebody posts a step, and it is taken."""
        answer = self.as_(who).post(f"/matters/{matter}/{noun}", **fields)
        assert answer.status_code == 303, answer.text


def never() -> bool:
    """The lot falls on nothing."""
    return False


def moments(steps: Sequence[Step]) -> list[datetime]:
    """When each was taken."""
    return [one.at for one in steps]
