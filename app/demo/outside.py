"""The demo's departments outside, the service team of the home community, and its known cases."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, SQLModel

from app.catalogue.rules.items import Limit
from app.demo.bulk import Row
from app.demo.cases_known import CASES
from app.demo.chance import chance, person_name, phone, stable_id
from app.demo.rosters import Station
from app.handbook.models import CaseState, KnowledgeCase, RuleReading
from app.handbook.queries.rulebook import first_versions
from app.matters.commands.opening import Opening, opened
from app.matters.commands.taking import take
from app.matters.queries.whole import Whole
from app.matters.rules import steps as a
from app.matters.rules.stages import Channel, Handling
from app.matters.rules.steps import Role
from app.org.models import Grid, Holding, Post
from app.referrals.commands.referrals import accept, close, pass_on, send_back
from app.referrals.forms.referrals import PassedEntry
from app.referrals.models import Department, DepartmentKind, DepartmentSeat
from app.referrals.queries.inbox import sent_to
from app.team.models import AgentBuilding, Organisation, TeamMember

GARDENS = "园林绿化部门"
OF_THE_DISTRICT = (
    (GARDENS, DepartmentKind.BUREAU),
    ("消防救援机构", DepartmentKind.BRANCH),
    ("市场监督管理所", DepartmentKind.BRANCH),
    ("供电公司", DepartmentKind.UTILITY),
    ("供水公司", DepartmentKind.UTILITY),
)
# Of the home community these grids have a team; in the last one a building has no agent.
TEAMS = (1, 2, 3, 4, 5)
AGENTS = (Organisation.OFFICE, Organisation.OFFICE, Organisation.COMMUNITY)
OTHERS = ((Organisation.PROPERTY, "银河物业"), (Organisation.POLICE, "清洋派出所"),
          (Organisation.MEDICAL, "社区卫生服务站"))  # fmt: skip
OLD_TREE = ("花坛的树压着电线", "刮风时树枝碰电线，居民担心断电。", "南门花坛")
REFERRED = (
    (OLD_TREE, "sent"),
    (("绿地里有枯树", "枯树在儿童滑梯旁边，怕倒下来。", "中心绿地"), "accepted"),
    (("草坪喷头坏了", "喷头坏了两个，路面常年积水。", "3号楼北侧"), "returned"),
    (("行道树挡住路灯", "树长高了，晚上看不清路。", "东门人行道"), "closed"),
)


def departments(
    district: str, officer: str, street: tuple[str, str], since: datetime
) -> list[Department]:
    """The district's departments, and the office of the home street (its area and its name)."""
    rng = chance("departments")
    found = [(district, name, kind) for name, kind in OF_THE_DISTRICT]
    found.append((street[0], street[1], DepartmentKind.STREET))
    return [
        Department(id=stable_id(rng), area_id=area, name=name, kind=kind.value, since=since,
                   made_by=officer)
        for area, name, kind in found
    ]  # fmt: skip


def seat(holdings: Sequence[Holding], rows: Sequence[Department]) -> DepartmentSeat:
    """Who answers for the gardens: the one department officer of the cast."""
    held = next(one for one in holdings if one.post == Post.DEPARTMENT_OFFICER)
    gardens = next(one for one in rows if one.name == GARDENS)
    return DepartmentSeat(holding_id=held.id, department_id=gardens.id)


def team(grid: Grid, buildings: Sequence[Row], lead: str, since: datetime) -> Iterator[SQLModel]:
    """Three agents who share the buildings of a grid, and who helps beside them."""
    if grid.number not in TEAMS:
        return
    rng, day = chance("team", grid.id), since.date()
    shared = list(buildings[: -1 if grid.number == TEAMS[-1] else None])
    for place, (organisation, workplace) in enumerate([*((one, "") for one in AGENTS), *OTHERS]):
        agent = place < len(AGENTS)
        member = TeamMember(
            id=stable_id(rng), community_id=grid.community_id, grid_id=grid.id,
            name=person_name(rng), phone=phone(rng), organisation=organisation.value,
            workplace=workplace, agent=agent, since=day, consent_channel="door", consent_on=day,
            set_by=lead, set_at=since,
        )  # fmt: skip
        yield member
        for building in shared[place :: len(AGENTS)] if agent else ():
            yield AgentBuilding(
                id=stable_id(rng), community_id=grid.community_id, member_id=member.id,
                building_id=building["id"], since=day,
            )  # fmt: skip


def known_cases(community_id: str, now: datetime) -> Iterator[SQLModel]:
    """The knowledge base, with examples."""
    rng = chance("known cases")
    for ago, (title, asked, done, learned) in enumerate(CASES, 1):
        at = now - timedelta(days=5 * ago)
        yield KnowledgeCase(
            id=stable_id(rng), community_id=community_id, title=title, asked=asked, done=done,
            learned=learned, state=CaseState.PUBLISHED.value, sample=True, written_at=at,
            decided_at=at,
        )  # fmt: skip


def readings(station: Station, since: datetime) -> Iterator[SQLModel]:
    """Most have read the rules; 王敏, and who came last, have not read all of them."""
    for place, person in enumerate([station.lead, station.head, *station.everybody]):
        codes = list(first_versions())
        for code in codes[: 3 if place % 5 == 4 or person in station.at_doors else None]:
            yield RuleReading(
                community_id=station.community_id, code=code, number=1, person_id=person, at=since
            )


def pass_some_on(
    session: Session, station: Station, gardens: Department, officer: str, now: datetime
) -> None:
    """Matters of the home community at each of the stations of a referral, by the same commands as
    in life."""
    rng = chance("referred")
    for ago, ((title, words, place), upto) in enumerate(REFERRED, 1):
        at = now - timedelta(hours=20 * ago)
        opening = Opening(
            id=stable_id(rng, int(at.timestamp() * 1000)), community_id=station.community_id,
            by=station.clerk, channel=Channel.WINDOW, title=title, words=words, place=place,
            applicant=person_name(rng), phone=phone(rng), problem="greening", opened_at=at,
            received_at=at,
        )  # fmt: skip
        whole = opened(session, opening, Role.CLERK)
        sort = a.Classification(at, station.clerk, Role.CLERK, Handling.BRING_BACK, 2, Limit(10))
        why = "要约时间进院子" if upto == "accepted" else ""
        entry = PassedEntry(gardens.id, "请派人来看一下。", why)
        sorted_ = take(session, whole, sort)
        whole = pass_on(session, sorted_, station.clerk, Role.CLERK, gardens, entry)
        _answer(session, whole, gardens, officer, upto)


def _answer(session: Session, whole: Whole, gardens: Department, by: str, upto: str) -> None:
    """What the department said to it."""
    sent, role = sent_to(session, [gardens], whole.matter.id), Role.DEPARTMENT
    if sent is None or upto == "sent":
        return
    if upto == "returned":
        send_back(session, whole, sent, by, role, "喷头由物业维护，请转物业。")
        return
    whole = accept(session, whole, sent, by, role)
    if upto == "closed":
        close(session, whole, sent, by, role, "已修剪，路灯照得到路面。")
