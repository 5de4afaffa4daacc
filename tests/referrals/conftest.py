"""A department of the street, somebody who sits there, and matters that are passed on."""

import re
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, select

from app.kit.db import Database
from app.kit.ids import uuid7
from app.matters.rules.stages import Handling
from app.matters.rules.steps import Classification
from app.org.models import Area, Holding, Person, Post
from app.referrals.models import Department, DepartmentKind, DepartmentSeat
from tests.clock import HeldClock
from tests.matters.town import Station
from tests.people import FOUNDED, Town, found_town
from tests.station.conftest import Desk

ASKED = "灯坏了三天，老人晚上看不见"


def put_department(
    session: Session, area_code: str, name: str, kind: DepartmentKind, by: str
) -> Department:
    """A department, as if an officer had opened it long ago."""
    area = session.exec(select(Area).where(Area.code == area_code)).one()
    made = Department(
        id=uuid7(), area_id=area.id, name=name, kind=kind.value, since=FOUNDED, made_by=by
    )
    session.add(made)
    session.flush()
    return made


def put_seat(session: Session, department: Department, name: str) -> str:
    """Somebody who sits there; their id."""
    person = Person(id=uuid7(), name=name)
    session.add(person)
    session.flush()
    held = Holding(id=uuid7(), area_id=department.area_id, person_id=person.id,
                   post=Post.DEPARTMENT_OFFICER, since=FOUNDED)  # fmt: skip
    session.add(held)
    session.flush()
    session.add(DepartmentSeat(holding_id=held.id, department_id=department.id))
    return person.id


class Counter(Desk):
    """The application, with the power company of the district and 沈涛, who sits there."""

    def __init__(
        self, client: TestClient[Litestar], db: Database, clock: HeldClock, town: Town
    ) -> None:
        super().__init__(client, db, clock, town)
        self.station = Station(db, clock, town)
        with db.session(writes=True) as session:
            by = town.district_officer
            made = put_department(session, "370611000000", "供电公司", DepartmentKind.UTILITY, by)
            self.department = made.id
            self.shen = put_seat(session, made, "沈涛")
            office = put_department(
                session, "370611001000", "清洋街道办事处", DepartmentKind.STREET, by
            )
            self.office = office.id
            session.commit()

    def classified(self, **said: str) -> str:
        """A matter that the clerk has sorted; its id."""
        given = {
            "words": ASKED,
            "place": "12号楼门口",
            "applicant": "周大爷",
            "phone": "15400001234",
        }
        matter = self.station.open(**{**given, **said})
        self.station.do(matter, "clerk", Classification, Handling.BRING_BACK, 2)
        return matter

    def sent(self, department: str = "", **fields: str) -> str:
        """One that the clerk has passed on; its id."""
        matter = self.classified()
        self.as_(self.town.clerk)
        given = {"matter": matter, "department": department or self.department}
        self.post("/referrals", **{**given, **fields})
        return matter

    def as_shen(self) -> "Counter":
        """As the department's officer."""
        self.as_(self.shen)
        return self


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, in this test's database."""
    with db.session(writes=True) as session:
        return found_town(session)


@pytest.fixture
def desk(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Counter]:
    """The application with the cast and the department in it."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Counter(client, db, clock, town)


def link_in(page: str) -> str:
    """The token of the invitation that a page shows."""
    found = re.search(r"/invitations/([\w-]{43})/qr.svg", page)
    assert found
    return found[1]
