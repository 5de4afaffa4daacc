"""Somebody joins the team of a grid, answers for buildings, leaves, and is forgotten (R40, R41)."""

from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.kit import audit
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.matters.commands.taking import take
from app.matters.queries.whole import Whole
from app.matters.rules.steps import Role, TaskOpened
from app.station.commands.settings import lock
from app.team.erasing import blank_members
from app.team.forms.members import EndingEntry, MemberEntry, TaskEntry
from app.team.models import AgentBuilding, Organisation, TeamMember, TeamTask, TeamTerms
from app.team.rules.coverage import Terms
from app.team.words import department_word


def add_member(
    session: Session, community_id: str, entry: MemberEntry, by: str, now: datetime
) -> TeamMember:
    """Somebody who agreed to it helps in a grid."""
    member = TeamMember(
        id=uuid7(), community_id=community_id, grid_id=entry.grid_id, name=entry.name,
        phone=entry.phone, organisation=entry.organisation.value, workplace=entry.workplace,
        agent=entry.agent, since=entry.since, consent_channel=entry.channel.value,
        consent_on=entry.since, set_by=by, set_at=now,
    )  # fmt: skip
    session.add(member)
    session.flush()
    # No name in the chain: it is to be forgotten one day.
    said = {"grid": entry.grid_id, "organisation": member.organisation, "agent": entry.agent}
    audit.record(session, community_id, now, "team.joined", by, member.id, said)
    return member


def give_buildings(
    session: Session, member: TeamMember, chosen: Collection[str], by: str, now: datetime, day: date
) -> None:
    """An agent answers for these buildings from today on. Raises Conflict for who is no agent."""
    lock(session, member.community_id)
    if not member.agent or member.until is not None:
        raise Conflict
    running = session.exec(
        select(AgentBuilding).where(
            AgentBuilding.member_id == member.id, col(AgentBuilding.until).is_(None)
        )
    ).all()
    for one in running:
        if one.building_id not in chosen:
            one.until = day
            session.add(one)
    known = {one.building_id for one in running}
    session.add_all(
        AgentBuilding(
            id=uuid7(), community_id=member.community_id, member_id=member.id, building_id=one,
            since=day,
        )
        for one in sorted(set(chosen) - known)
    )  # fmt: skip
    session.flush()
    said = {"buildings": sorted(chosen)}
    audit.record(session, member.community_id, now, "team.buildings", by, member.id, said)


def end_member(
    session: Session, member: TeamMember, entry: EndingEntry, by: str, now: datetime, day: date
) -> None:
    """Somebody helps no more, or takes back that they may be named, also later."""
    if member.until is None:
        member.until = max(day, member.since)
        member.ended_by, member.ended_at, member.ended_reason = by, now, entry.reason
        session.add(member)
        _end_buildings(session, member, day)
    elif not entry.forget:
        raise Conflict
    session.flush()
    if entry.forget:
        blank_members(session, [member.id], now)
    said = {"forgotten": entry.forget}
    audit.record(session, member.community_id, now, "team.left", by, member.id, said)


def _end_buildings(session: Session, member: TeamMember, day: date) -> None:
    for one in session.exec(
        select(AgentBuilding).where(
            AgentBuilding.member_id == member.id, col(AgentBuilding.until).is_(None)
        )
    ):
        one.until = max(day, one.since)
        session.add(one)


def set_terms(session: Session, community_id: str, terms: Terms, by: str, now: datetime) -> None:
    """How many agents a grid of this community has, and how many buildings each."""
    lock(session, community_id)
    row = session.get(TeamTerms, community_id) or TeamTerms(community_id=community_id)
    row.agents, row.buildings_least, row.buildings_most = (
        terms.agents, terms.buildings_least, terms.buildings_most,
    )  # fmt: skip
    session.add(row)
    session.flush()
    said = {"agents": terms.agents, "least": terms.buildings_least, "most": terms.buildings_most}
    audit.record(session, community_id, now, "team.terms", by, community_id, said)


def give_task(
    session: Session, whole: Whole, member: TeamMember, entry: TaskEntry, by: str, role: Role
) -> Whole:
    """A member is asked to do something in a matter; whoever has it marks it done. Raises
    Refused."""
    task, due_at = uuid7(), None
    if entry.due_on is not None:
        due_at = datetime.combine(entry.due_on, time(23, 59), ZoneInfo(whole.facts.zone))
    where = department_word(Organisation(member.organisation))
    step = TaskOpened(whole.now, by, role, task, entry.text, department=where, due_at=due_at)
    after = take(session, whole, step)
    session.add(
        TeamTask(
            task_id=task, member_id=member.id, community_id=member.community_id,
            matter_id=whole.matter.id,
        )
    )  # fmt: skip
    session.flush()
    return after
