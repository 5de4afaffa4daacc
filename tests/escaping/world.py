"""One of everything of the one window, with people who may read it."""

from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, select

from app.auth.principal import COOKIE
from app.catalogue.commands.shipped import list_shipped, put_shipped, use_shipped
from app.catalogue.models import Admission, AdmissionAnswer, ServiceItem
from app.handbook.models import BreachReply, KnowledgeCase, RuleVersion
from app.hotline.models import DailyNote, EntryRequest, Opinion, TicketFile
from app.hotline.rules.tickets import FIELDS
from app.kit.clock import local_day
from app.kit.db import Database
from app.kit.ids import uuid7
from app.matters.models import MatterPaper, MatterTask, UtilityReview
from app.org.models import Holding, Post
from app.referrals.models import Passed
from app.team.models import TeamMember, TeamTask
from tests.catalogue.shelf import found_city
from tests.clock import HeldClock
from tests.matters.town import Desk, Station
from tests.people import found_town, sign_in
from tests.scope_world import filled, one_of_everything

ITEM = "huji-juzhuzheng"
# Who reads: from each kind of page at least one of them may open it.
READERS = ("head", "city", "wang", "department", "clerk", "street_officer", "lead", "")


class World:
    """The application, its people signed in, and the ids of what there is."""

    def __init__(self, client: TestClient[Litestar], db: Database, clock: HeldClock) -> None:
        self.client, self.db, self.clock = client, db, clock
        with db.session(writes=True) as session:
            self.town = found_town(session)
            self.ids = one_of_everything(session, self.town, clock())
            self._catalogue(session)
            self._more(session)
            session.commit()
            self.tokens = self._signed_in(session)
        self.desk = Desk(client, Station(db, clock, self.town))

    def _catalogue(self, session: Session) -> None:
        today, town = local_day(self.clock(), "Asia/Shanghai"), self.town
        self.city = found_city(session, town)
        made = put_shipped(session, self.clock(), today, self.city.id)
        list_shipped(session, today, self.city.district, made.published)
        use_shipped(session, today, town.community, made.published)
        asked = [
            Admission(id=uuid7(), area_id=self.city.id, department="某局", title="入户登记",
                      basis="纪要", funding="没有", training="没有", filed_by=self.city.officer,
                      filed_at=self.clock(), decision=decision, reason="没有依据",
                      decided_by=self.city.officer, decided_at=self.clock())
            for decision in ("refuse", "")
        ]  # fmt: skip
        session.add_all(asked)
        session.flush()
        session.add_all(
            AdmissionAnswer(admission_id=one.id, community_id=town.community, accepts=False,
                            reason="没有经费", by=town.head, at=self.clock())
            for one in asked
        )  # fmt: skip
        self.ids |= {
            "/catalogue/{code": ITEM, "/chains/{code": "juzhuzheng",
            "/admissions/{admission_id": asked[1].id, "admission_id": asked[0].id,
        }  # fmt: skip

    def _more(self, session: Session) -> None:
        """What the table of scopes has no need of: answers, returns, what was struck or ended."""
        town, ids, now = self.town, self.ids, self.clock()
        here, today = {"community_id": town.community}, local_day(now, "Asia/Shanghai")
        late, passed = ids["/breaches/{matter_id"], ids["/referrals/{matter_id"]
        task, gone = uuid7(), session.exec(select(TeamMember)).one().model_dump()
        self.more = {"returned": uuid7(), "left": uuid7(), "late": late}
        session.add_all(
            [
                EntryRequest(entry_id=ids["entry_id"], number=1, words="修灯", matter_id=late,
                             **here),
                DailyNote(grid_id=town.grid3, on=today, words="平安", by=town.wang, at=now, **here),
                RuleVersion(id=uuid7(), code="promise", number=2, paragraphs=["一", "二"],
                            changed="加了一条", made_by=town.head, made_at=now, **here),
                BreachReply(matter_id=late, number=4, person_id=town.wang, words="表格改了", at=now,
                            **here),
                MatterPaper(id=uuid7(), matter_id=late, kind="authorisation", words="委托",
                            by=town.clerk, at=now, **here),
                MatterTask(id=task, matter_id=late, text="测量", owner_id=town.wang,
                           department="物业", opened_at=now, result="量好", **here),
                Passed(matter_id=passed, number=3, department_id=ids["department_id"], words="请修",
                       contact=True, contact_reason="要上门", by=town.wang, at=now, **here),
                KnowledgeCase(id=self.more["returned"], title="旧", asked="问", done="做",
                              learned="学", state="returned", reason="太短",
                              written_by=town.wang, written_at=now, decided_by=town.head,
                              decided_at=now, **here),
                Opinion(id=uuid7(), grid_id=town.grid3, line="city", words="修路", by=town.wang,
                        at=now, matter_id=late, struck_by=town.wang, struck_at=now, result="修了",
                        **here),
                TeamMember(**gone | {"id": self.more["left"], "until": today, "ended_by": town.head,
                                     "ended_at": now, "ended_reason": "搬走了"}),
                UtilityReview(id=uuid7(), year=today.year, utility="water", score=3, words="水小",
                              by=town.wang, at=now, **here),
            ]
        )  # fmt: skip
        session.flush()
        session.add(TeamTask(task_id=task, member_id=gone["id"], matter_id=late, **here))
        file = session.get_one(TicketFile, ids["file_id"])
        file.tickets = [dict.fromkeys(FIELDS, "某")]
        used = session.exec(select(ServiceItem).where(ServiceItem.code == "huji-hukou")).first()
        item = used or session.exec(select(ServiceItem).where(ServiceItem.code != ITEM)).first()
        assert item is not None
        item.withdrawn_at, item.withdrawn_reason = now, "不再办"
        self.more["gone"] = item.code
        session.add_all([file, item])
        session.flush()

    def _signed_in(self, session: Session) -> dict[str, str]:
        town, now = self.town, self.clock()
        officer = session.exec(
            select(Holding.person_id).where(Holding.post == Post.DEPARTMENT_OFFICER)
        ).one()
        people = {
            "wang": (town.wang, town.community), "lead": (town.lead, town.community),
            "head": (town.head, town.community), "clerk": (town.clerk, town.community),
            "street_officer": (town.street_officer, None), "city": (self.city.officer, None),
            "department": (officer, None),
        }  # fmt: skip
        return {name: sign_in(session, one, place, now) for name, (one, place) in people.items()}

    def address(self, path: str) -> str:
        """The address of the real thing."""
        return filled(path.replace(":str", ""), self.ids | self.more)

    def as_(self, who: str) -> "World":
        """From now on ask as somebody, "" without a session."""
        self.client.cookies.clear()
        if who:
            self.client.cookies.set(COOKIE, self.tokens[who])
        return self

    def get(self, path: str, **headers: str) -> Any:
        """A page."""
        return self.client.get(path, headers={"accept-language": "zh", **headers})

    def post(self, path: str, fields: dict[str, Any]) -> Any:
        """A form, as a browser sends it."""
        return self.client.post(path, data=fields, headers={"accept-language": "zh"})

    def later(self, hours: float) -> None:
        """Time goes by."""
        self.clock.forward(minutes=hours * 60)
