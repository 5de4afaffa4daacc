"""A community's weeks: who serves where, and what a week does not keep yet."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import Session, col, select

from app.attendance.models import HotlineDuty, RosterShift, RosterState, RosterWeek, Skill
from app.attendance.queries.crew import Member, members_of
from app.attendance.queries.terms import calendar_of, leave_granted, terms_of
from app.attendance.rules.calendar import Day
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Broken, Hotline, Known, Post, Shift, Terms, broken
from app.attendance.rules.rotation import Crew, Load, away, loads
from app.attendance.rules.skills import ALL_ROUNDER
from app.org.queries import start_of
from app.org.scope import Scope

DAYS = 7
# Over so many weeks turns are evened out and reported.
WEEKS_BACK = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a week."""

    row: RosterWeek
    shifts: list[RosterShift]
    hotline: dict[date, HotlineDuty]

    @property
    def planned(self) -> list[Shift]:
        """Its shifts, as rules see them."""
        return [planned(one) for one in self.shifts]

    @property
    def telephone(self) -> list[Hotline]:
        """Its duty at the hotline, as rules see it."""
        return [
            Hotline(one.on, one.person_id, one.backup_id or "") for one in self.hotline.values()
        ]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a week is judged by and drawn in."""

    monday: date
    days: list[Day]
    members: list[Member]
    terms: Terms
    leave: set[tuple[str, date, Part]]
    skills: dict[str, set[str]] = field(default_factory=dict)
    there: set[tuple[str, date]] = field(default_factory=set)
    """On which of the days each member holds a post here for some of it."""

    @property
    def known(self) -> Known:
        """For the rules. Leave is judged by the part of the day (`unkept`)."""
        rounders = {one for one, lines in self.skills.items() if ALL_ROUNDER in lines}
        return Known([one.on for one in self.days if one.works], (), rounders)

    @property
    def crew(self) -> Crew:
        """Who takes turns."""
        mine = [one for one in self.members if one.in_turn]
        return Crew([one.id for one in mine], [one.id for one in mine if one.clerk])

    @property
    def names(self) -> dict[str, str]:
        """Who is who."""
        return {one.id: one.name for one in self.members}

    def unkept(self, shifts: list[Shift], hotline: list[Hotline]) -> list[Broken]:
        """Every rule that a week does not keep."""
        found = broken(shifts, hotline, self.known, self.terms)
        found += away(shifts, self.leave)
        return sorted(set(found), key=lambda one: (one.on, one.rule, str(one.begins), one.person))


def planned(one: RosterShift) -> Shift:
    """A shift as rules see it."""
    return Shift(one.person_id, one.on, Post(one.post), one.begins, one.ends)


def rule_terms(session: Session, community_id: str, monday: date) -> Terms:
    """What a community asks of its roster of a week: what will hold when it ends."""
    asked = terms_of(session, community_id, monday + timedelta(days=DAYS - 1))
    return Terms(asked.hall_minimum, asked.all_rounders, asked.opens, asked.closes)


def skills_of(session: Session, community_id: str) -> dict[str, set[str]]:
    """What everybody of a community is certified for."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in session.exec(select(Skill).where(Skill.community_id == community_id)):
        found[one.person_id].add(one.line)
    return dict(found)


def frame_of(session: Session, scope: Scope, community_id: str, monday: date, zone: str) -> Frame:
    """The frame of one week."""
    first, end = start_of(monday, zone), start_of(monday + timedelta(days=DAYS), zone)
    days = week_days(session, community_id, monday)
    members = members_of(session, scope, scope.now if first <= scope.now < end else first, end)
    return Frame(
        monday,
        days,
        members,
        rule_terms(session, community_id, monday),
        leave_granted(session, community_id, monday, monday + timedelta(days=DAYS - 1)),
        skills_of(session, community_id),
        {(one.id, day.on) for one in members for day in days if one.holds_on(day.on, zone)},
    )


def week_days(session: Session, community_id: str, monday: date) -> list[Day]:
    """The seven days of a week."""
    calendar = calendar_of(session, community_id)
    return [calendar.day(monday + timedelta(days=number)) for number in range(DAYS)]


def plan_of(session: Session, community_id: str, monday: date, state: str) -> Plan | None:
    """The draft, or the published version, of a week."""
    row = session.exec(
        select(RosterWeek).where(
            RosterWeek.community_id == community_id,
            RosterWeek.monday == monday,
            RosterWeek.state == state,
        )
    ).first()
    return loaded(session, row) if row else None


def version_of(session: Session, community_id: str, monday: date, version: int) -> Plan | None:
    """A version that was published once, or is."""
    row = session.exec(
        select(RosterWeek).where(
            RosterWeek.community_id == community_id,
            RosterWeek.monday == monday,
            RosterWeek.version == version,
            RosterWeek.state != RosterState.DRAFT,
        )
    ).first()
    return loaded(session, row) if row else None


def loaded(session: Session, row: RosterWeek) -> Plan:
    """A version with what it holds."""
    shifts = session.exec(
        select(RosterShift)
        .where(RosterShift.week_id == row.id)
        .order_by(col(RosterShift.on), col(RosterShift.begins), RosterShift.id)
    )
    duty = session.exec(select(HotlineDuty).where(HotlineDuty.week_id == row.id))
    return Plan(row, list(shifts), {one.on: one for one in duty})


def versions_of(session: Session, community_id: str, monday: date) -> list[RosterWeek]:
    """Every version of a week that held, the newest first."""
    return list(
        session.exec(
            select(RosterWeek)
            .where(
                RosterWeek.community_id == community_id,
                RosterWeek.monday == monday,
                RosterWeek.state != RosterState.DRAFT,
            )
            .order_by(col(RosterWeek.version).desc())
        )
    )


def served(session: Session, community_id: str, first: date, end: date) -> dict[str, Load]:
    """What everybody did by published rosters from `first` until before `end`."""
    weeks = select(RosterWeek.id).where(
        RosterWeek.community_id == community_id, RosterWeek.state == RosterState.PUBLISHED
    )
    shifts = session.exec(
        select(RosterShift).where(
            col(RosterShift.week_id).in_(weeks),
            col(RosterShift.on) >= first,
            col(RosterShift.on) < end,
        )
    )
    duty = session.exec(
        select(HotlineDuty).where(
            col(HotlineDuty.week_id).in_(weeks),
            col(HotlineDuty.on) >= first,
            col(HotlineDuty.on) < end,
        )
    )
    return loads(map(planned, shifts), [Hotline(one.on, one.person_id) for one in duty])


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())
