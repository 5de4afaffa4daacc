"""A hall for the tests of the window: the cast, and a small catalogue on the counter."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import col, select

from app.catalogue.models import ReviewChain
from app.kit.db import Database
from app.kit.ids import uuid7
from app.matters.models import Matter, MatterStep
from tests.catalogue.shelf import SINCE, City, found_city, put
from tests.clock import HeldClock
from tests.people import FOUNDED, Town
from tests.station.conftest import Desk

CARD = {"name": "居民身份证", "needed": True, "form": "原件", "copies": 1}
PHOTO = {"name": "近期照片", "needed": True, "form": "电子版"}
SPARE = {"name": "委托书", "needed": False}
CHECKS = [
    {"text": "核对申请人身份", "owner": "clerk", "limit_hours": 1},
    {"text": "录入并递交", "owner": "clerk", "limit_hours": 8},
    {"text": "部门审核", "owner": "department", "limit_hours": None},
]
INSTANT = {"amount": 0, "unit": "instant"}


@dataclass
class Hall:
    """The items by what they are for, and the form as somebody fills it in."""

    desk: Desk
    db: Database
    town: Town
    items: dict[str, str] = field(default_factory=dict)

    def form(self, named: str = "", **more: Any) -> dict[str, Any]:
        """A whole form; `named` is one of the hall's."""
        plain = {
            "id": uuid7(), "here": "window", "came": "window", "ending": "accept",
            "giving": "print", "item": self.items.get(named, ""),
        }  # fmt: skip
        return plain | more

    def accept(self, named: str = "", status: int = 303, **more: Any) -> Any:
        """Whoever is signed in accepts it."""
        return self.desk.post("/matters", status, **self.form(named, **more))

    def matter(self, matter_id: str = "") -> Matter:
        """One by its id, or the newest."""
        with self.db.session() as session:
            if matter_id:
                return session.exec(select(Matter).where(Matter.id == matter_id)).one()
            return session.exec(select(Matter).order_by(col(Matter.number).desc())).all()[0]

    def matters(self) -> int:
        """How many there are."""
        with self.db.session() as session:
            return len(session.exec(select(Matter.id)).all())

    def steps(self, matter_id: str) -> list[str]:
        """The kinds of its steps, in their order."""
        with self.db.session() as session:
            rows = session.exec(
                select(MatterStep.kind)
                .where(MatterStep.matter_id == matter_id)
                .order_by(col(MatterStep.number))
            )
            return list(rows)

    def said(self, matter_id: str, kind: str) -> dict[str, Any]:
        """What a step of a kind says."""
        with self.db.session() as session:
            return session.exec(
                select(MatterStep.said).where(
                    MatterStep.matter_id == matter_id, MatterStep.kind == kind
                )
            ).one()


def stock(db: Database, town: Town, clock: HeldClock) -> dict[str, str]:
    """Four items: one at once, one in each agency mode."""
    with db.session(writes=True) as session:
        city = found_city(session, town)
        chain(session, city)
        here = (session, city, town.community)
        now = clock()
        made = {
            "card": put(*here, "0101", "社会保障卡申领", now, materials=[CARD, PHOTO, SPARE],
                        level="district", chain_code="card", flow=["受理", "区里制卡", "取卡"]),
            "copy": put(*here, "0102", "证明复印盖章", now, promised=INSTANT, agency="full"),
            "visit": put(*here, "0103", "残疾评定", now, agency="assist", materials=[CARD]),
            "self": put(*here, "0104", "婚姻登记咨询", now, agency="explain",
                        department="区民政局", flow=["带上证件", "到区民政局登记"]),
        }  # fmt: skip
        session.commit()
    return made


def chain(session: Any, city: City) -> None:
    """The chain that the card binds."""
    session.add(
        ReviewChain(id=uuid7(), area_id=city.id, code="card", number=1, name="社会保障卡链",
                    checks=CHECKS, effective_on=SINCE, made_at=FOUNDED)
    )  # fmt: skip


@pytest.fixture
def hall(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Hall]:
    """The hall, with the clerk at the window."""
    items = stock(db, town, clock)
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        desk = Desk(client, db, clock, town).as_(town.clerk)
        yield Hall(desk, db, town, items)
