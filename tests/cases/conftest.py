"""The station with a panel and an appeal officer from outside, and a case on its way."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, select

from app.cases.jobs import look
from app.cases.models import CaseFile
from app.cases.queries.whole import Whole, case_of
from app.cases.rules.state import Stage
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Holding, Person, Post
from app.spotchecks.models import SpotCheck
from tests.clock import HeldClock
from tests.people import FOUNDED, Town
from tests.spotchecks.conftest import MONDAY, TUESDAY, WEDNESDAY, Checks, town

__all__ = ["MONDAY", "TUESDAY", "WEDNESDAY", "town"]
DAY = timedelta(days=1)
SECOND = {"kind-1": "document", "source-1": "门禁登记", "words-1": "那天下午没有人进过这个单元"}


class Court(Checks):
    """The station through the days of a case."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        with self.db.session(writes=True) as session:
            self.panel = [self._judge(session, name, Post.PANEL_MEMBER) for name in "甲乙丙"]
            self.officer = self._judge(session, "丁", Post.APPEAL_OFFICER)
            self.deputy = self._person(session, "周兰", Post.GRID_LEAD, self.town.community)
            session.commit()

    def _judge(self, session: Session, name: str, post: Post) -> str:
        """Somebody of the neighbouring community, named by the street."""
        return self._person(session, name, post, self.town.other_community)

    def _person(self, session: Session, name: str, post: Post, belongs_to: str) -> str:
        person = Person(id=uuid7(), community_id=belongs_to, name=name)
        session.add(person)
        session.flush()
        session.add(
            Holding(
                id=uuid7(), community_id=self.town.community, area_id=self.town.community,
                person_id=person.id, post=post, since=FOUNDED,
            )
        )  # fmt: skip
        session.flush()
        return person.id

    def at(self, on: date, hour: int, minute: int = 0) -> "Court":
        """It is this time in the community now, and whatever the clock asks for is done."""
        super().at(on, hour, minute)
        look(self.db, self.clock)
        look(self.db, self.clock)
        return self

    def as_(self, person: str, community: str | None = None) -> "Court":
        """Ask as somebody; who judges from outside belongs to the neighbouring community."""
        outside = person in (*self.panel, self.officer)
        super().as_(person, self.town.other_community if outside else community)
        return self

    def mismatch(self, outcome: str = "false") -> SpotCheck:
        """A record of 王敏's, drawn, asked about by 张丽, and found to differ; the check."""
        check = next(one for one in self.whole_day(MONDAY) if one.worker_id == self.town.wang)
        self.as_(self.town.lead)
        if check.checker_id != self.town.lead:
            self.post(f"/checks/{check.id}/taking-over", taken_over_why="出差")
        asked = self.answers(check, visited="no", heard="那天没有人来过")
        assert self.post(f"/checks/{check.id}/answers", **asked).status_code == 303
        said = {"outcome": outcome, "reason": "住户说没有人来过"}
        assert self.post(f"/checks/{check.id}/outcome", **said).status_code == 303
        self.at(TUESDAY, 20)
        return check

    def case(self) -> CaseFile:
        """The one case there is."""
        with self.db.session() as session:
            return session.exec(select(CaseFile)).one()

    def cases(self) -> list[CaseFile]:
        """Every case."""
        with self.db.session() as session:
            return list(session.exec(select(CaseFile)).all())

    def whole(self) -> Whole:
        """The one case with all that is known of it now."""
        return self.whole_of(self.case().id)

    def whole_of(self, case_id: str) -> Whole:
        """A case with all that is known of it now."""
        with self.db.session() as session:
            found = case_of(session, case_id, self.clock())
            assert found is not None
            return found

    def mine(self, check_id: str) -> str:
        """The case that a check opened."""
        return next(one.id for one in self.cases() if one.check_id == check_id)

    def stage(self) -> Stage:
        """Where it stands."""
        return self.whole().state.stage

    def opened(self, outcome: str = "false") -> CaseFile:
        """A case, in the morning after it was published."""
        self.mismatch(outcome)
        self.at(WEDNESDAY, 8, 30)
        return self.case()

    def do(self, person: str, what: str, **fields: Any) -> Any:
        """Somebody posts a step, and it is taken."""
        reply = self.try_(person, what, **fields)
        assert reply.status_code == 303, reply.text
        return reply

    def try_(self, person: str, what: str, **fields: Any) -> Any:
        """Somebody posts a step."""
        return self.as_(person).post(f"/cases/{self.case().id}/{what}", **fields)

    def noticed(self, outcome: str = "false", **extra: str) -> CaseFile:
        """A case of which the worker has been told in writing."""
        self.opened(outcome)
        self.do(self.deputy, "notice", **extra)
        return self.case()

    def subject(self) -> str:
        """The record that opened the case."""
        return str(self.case().subject[0]["record"])

    def reason(self, *more: str) -> dict[str, Any]:
        """A reason that points at the record, and at `more` of them."""
        return {"reason-1": "住户说得清楚", "records-1": [self.subject(), *more]}

    def found(self, upto: str = "coaching", *more: str) -> None:
        """Two of the panel find it so, once the worker has said what there is to say."""
        for one in self.panel[:2]:
            self.do(one, "votes", finding=upto, **self.reason(*more))


@pytest.fixture(autouse=True)
def compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No check is compared a second time, unless a test says so: one in twenty would be."""
    monkeypatch.setattr("app.spotchecks.rules.second.LAST", "-")


@pytest.fixture
def court(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Court]:
    """The application with the cast and its judges in it; nobody is signed in yet."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Court(client, db, clock, town)
