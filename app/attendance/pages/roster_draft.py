"""Drafting a week: begin from last week or by rotation, change one cell, publish (row R24)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.attendance.commands import rosters
from app.attendance.forms.rosters import SPELLS, parse_day, parse_hotline
from app.attendance.models import RosterState
from app.attendance.pages.common import (
    LEADS,
    community_here,
    known_day,
    known_monday,
    today_here,
)
from app.attendance.pages.roster import unkept, warnings
from app.attendance.pages.week import week_values
from app.attendance.queries.rosters import DAYS, Frame, Plan, frame_of, monday_of, plan_of
from app.attendance.queries.swaps import granted_since
from app.attendance.rules.rotation import Kind, Suggestion, day_of
from app.attendance.words import KIND_WORDS, POST_WORDS, WEEKDAYS, shift_text, span_text
from app.auth.guards import who
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message, listed
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.queries import names_of
from app.station.pages.common import scope_here

Form = URLEncodedBody[dict[str, Any]]


class Desk:
    """The week of an address, with its frame. Raises NotFound for a week that is over."""

    def __init__(self, work: Work, monday: str) -> None:
        community = community_here(work)
        self.work, self.community_id = work, community.id
        self.today = today_here(work)
        self.monday = known_monday(monday, self.today)
        if self.monday < monday_of(self.today):
            raise NotFound
        scope = scope_here(work)
        self.frame: Frame = frame_of(work.session, scope, community.id, self.monday, community.zone)

    @property
    def path(self) -> str:
        """Where the draft is looked at."""
        return f"/roster/{self.monday}/draft"

    def plan(self, state: str) -> Plan | None:
        """The version in that state."""
        return plan_of(self.work.session, self.community_id, self.monday, state)

    def draft(self) -> Plan:
        """The draft. Raises NotFound when there is none."""
        found = self.plan(RosterState.DRAFT)
        if found is None:
            raise NotFound
        return found

    def day(self, given: str) -> date:
        """A day of this week. Raises NotFound."""
        on = known_day(given, self.today)
        if not 0 <= (on - self.monday).days < DAYS:
            raise NotFound
        return on

    def person(self, given: str) -> str:
        """Somebody of this station. Raises NotFound."""
        if given not in self.frame.names:
            raise NotFound
        return given


@post("/roster/{monday:str}/draft", guard=LEADS)
def begin(work: NamedDependency[Work], monday: FromPath[str], data: Form) -> Response[str]:
    """A draft: last week again, a fair rotation, or what holds; or the one that there is, with the
    exchanges that were granted since."""
    desk = Desk(work, monday)
    how, session = str(data.get("how", "")), work.session
    if how == "swaps":
        rosters.take_in(session, work.now, who(work).id, desk.draft().row)
        return redirect(desk.path)
    holds = desk.plan(RosterState.PUBLISHED)
    if how == "last":
        found = rosters.last_again(session, desk.community_id, desk.frame)
    elif how == "published" and holds is not None:
        found = Suggestion(holds.planned, holds.telephone)
    else:
        found = rosters.fresh(session, desk.community_id, desk.frame)
    found = _of_the_station(found, desk.frame.names)
    rosters.begin(session, work.now, desk.community_id, who(work).id, desk.monday, found)
    return redirect(desk.path)


def _of_the_station(week: Suggestion, names: Collection[str]) -> Suggestion:
    """Without those who have left since."""
    shifts = [one for one in week.shifts if one.person in names]
    hotline = [
        replace(one, backup=one.backup if one.backup in names else "")
        for one in week.hotline
        if one.person in names
    ]
    return Suggestion(shifts, hotline)


@get("/roster/{monday:str}/draft", guard=LEADS)
def draft(work: NamedDependency[Work], monday: FromPath[str]) -> Response[str]:
    """The draft, with what it does not keep yet."""
    return _show(Desk(work, monday), refused=False)


def _show(desk: Desk, *, refused: bool) -> Response[str]:
    plan = desk.draft()
    return page(
        desk.work,
        "attendance/draft.html",
        status=422 if refused else 200,
        **week_values(desk.work, desk.frame, plan, desk.today),
        plan=plan.row,
        refused=refused,
        unkept=unkept(desk.work, desk.frame, plan),
        warnings=warnings(desk.work, desk.frame, plan),
        holds=desk.plan(RosterState.PUBLISHED) is not None,
        outrun=_exchanges(desk, plan),
    )


def _exchanges(desk: Desk, plan: Plan) -> list[str]:
    """What changed hands since the draft was begun, a line each."""
    work, found = desk.work, granted_since(desk.work.session, plan.row)
    names = names_of(
        work.session, {x for one in found for x in (one.row.asked_by, one.row.asked_of)}
    )
    return [
        Message(
            "{by}：{gives}，换给{of}：{takes}",
            by=names[one.row.asked_by],
            of=names[one.row.asked_of],
            gives=shift_text(work.lang, one.gives),
            takes=shift_text(work.lang, one.takes),
        ).text(work.lang)
        for one in found
    ]


@post("/roster/{monday:str}/publication", guard=LEADS)
def publish(work: NamedDependency[Work], monday: FromPath[str]) -> Response[str]:
    """Let the draft hold; refused with every rule that it does not keep, and where it would undo
    an exchange that was granted after it was begun."""
    desk = Desk(work, monday)
    try:
        rosters.publish(work.session, work.now, who(work).id, desk.draft(), desk.frame)
    except (rosters.NotKept, rosters.Outrun):
        return _show(desk, refused=True)
    return redirect(f"/roster/{desk.monday}")


@post("/roster/{monday:str}/dropping", guard=LEADS)
def drop(work: NamedDependency[Work], monday: FromPath[str]) -> Response[str]:
    """Put the draft away."""
    desk = Desk(work, monday)
    rosters.drop(work.session, work.now, who(work).id, desk.draft().row)
    return redirect(f"/roster/{desk.monday}")


@get("/roster/{monday:str}/shifts/{person_id:str}/{on:str}", guard=LEADS)
def cell(
    work: NamedDependency[Work],
    monday: FromPath[str],
    person_id: FromPath[str],
    on: FromPath[str],
) -> Response[str]:
    """One day of one worker: the usual days, a tap each, or hours of its own."""
    desk = Desk(work, monday)
    return _cell(desk, desk.person(person_id), desk.day(on), {}, {})


@post("/roster/{monday:str}/shifts/{person_id:str}/{on:str}", guard=LEADS)
def change_cell(
    work: NamedDependency[Work],
    monday: FromPath[str],
    person_id: FromPath[str],
    on: FromPath[str],
    data: Form,
) -> Response[str]:
    """Another day for a worker."""
    desk = Desk(work, monday)
    person, day, row = desk.person(person_id), desk.day(on), desk.draft().row
    parsed = parse_day(posted(data), person, day, desk.frame.terms)
    if isinstance(parsed, Refusal):
        return _cell(desk, person, day, posted(data), parsed.errors, 422)
    rosters.change_day(work.session, work.now, who(work).id, row, person, parsed, day)
    return redirect(desk.path)


def _cell(
    desk: Desk, person: str, on: date, values: Fields, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    lang, plan = desk.work.lang, desk.draft()
    now = [one for one in plan.planned if (one.person, one.on) == (person, on)]
    usual = [
        (one.value, word.text(lang), _spans(lang, day_of(one, person, on, desk.frame.terms)))
        for one, word in KIND_WORDS.items()
    ]
    chosen = next((one for one in Kind if day_of(one, person, on, desk.frame.terms) == now), None)
    own = {
        name: text
        for number, one in zip(SPELLS, now, strict=False)
        for name, text in (
            (f"post{number}", one.post.value),
            (f"begins{number}", f"{one.begins:%H:%M}"),
            (f"ends{number}", f"{one.ends:%H:%M}"),
        )
    }
    return page(
        desk.work,
        "attendance/cell.html",
        status=status,
        monday=desk.monday,
        person=person,
        worker=desk.frame.names[person],
        on=on,
        weekday=WEEKDAYS[on.weekday()].text(lang),
        usual=usual,
        chosen=chosen.value if chosen else "",
        posts=[(one.value, word.text(lang)) for one, word in POST_WORDS.items()],
        spells=SPELLS,
        values=values or own,
        errors=errors,
    )


def _spans(lang: str, shifts: list[Any]) -> str:
    return listed(
        lang,
        (f"{POST_WORDS[one.post].text(lang)} {span_text(one.begins, one.ends)}" for one in shifts),
    )


@get("/roster/{monday:str}/hotline/{on:str}", guard=LEADS)
def hotline(work: NamedDependency[Work], monday: FromPath[str], on: FromPath[str]) -> Response[str]:
    """Who answers the telephone on a day."""
    desk = Desk(work, monday)
    return _hotline(desk, desk.day(on), {}, {})


@post("/roster/{monday:str}/hotline/{on:str}", guard=LEADS)
def change_hotline(
    work: NamedDependency[Work], monday: FromPath[str], on: FromPath[str], data: Form
) -> Response[str]:
    """Somebody else answers."""
    desk = Desk(work, monday)
    day, row = desk.day(on), desk.draft().row
    parsed = parse_hotline(posted(data), day, desk.frame.names.keys())
    if isinstance(parsed, Refusal):
        return _hotline(desk, day, posted(data), parsed.errors, 422)
    rosters.change_hotline(work.session, work.now, who(work).id, row, parsed)
    return redirect(desk.path)


def _hotline(
    desk: Desk, on: date, values: Fields, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    plan = desk.draft()
    duty = plan.hotline.get(on)
    now = {"person": duty.person_id, "backup": duty.backup_id or ""} if duty else {}
    here = {one.person for one in plan.planned if one.on == on}
    people = sorted(desk.frame.members, key=lambda one: one.id not in here)
    return page(
        desk.work,
        "attendance/hotline.html",
        status=status,
        monday=desk.monday,
        on=on,
        weekday=WEEKDAYS[on.weekday()].text(desk.work.lang),
        people=[(one.id, one.name) for one in people],
        values=values or now,
        errors=errors,
    )
