"""代办服务团队: who helps in each grid, which building has no agent, and what they have to do."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.auth.guards import posts, who
from app.households.models import Channel
from app.households.words import CHANNEL_WORDS
from app.kit.clock import local_day
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.models import Community, Post
from app.org.queries import community_of
from app.station.pages.common import HEAD, LEADS, known_id, scope_here
from app.team.commands import members as acts
from app.team.forms.members import (
    parse_buildings,
    parse_ending,
    parse_member,
    parse_terms,
)
from app.team.models import Organisation, TeamMember
from app.team.queries.team import (
    buildings_of,
    grids_seen,
    houses_of,
    member_seen,
    tasks_of,
    teams,
    terms_of,
)
from app.team.words import ORGANISATION_WORDS

Form = URLEncodedBody[dict[str, Any]]
READING = frozenset({Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD, Post.CLERK})
READERS = posts(*sorted(READING))
LEADING = {Post.GRID_LEAD, Post.STATION_HEAD}


@get("/team", guard=READERS)
def team(work: NamedDependency[Work]) -> Response[str]:
    """The teams by grid, with what is missing."""
    return _list(work, {}, {})


@post("/team/terms", guard=HEAD)
def change_terms(work: NamedDependency[Work], data: Form) -> Response[str]:
    """How many agents a grid has here, and how many buildings each."""
    fields = posted(data)
    parsed = parse_terms(fields)
    if isinstance(parsed, Refusal):
        return _list(work, fields, parsed.errors, 422)
    acts.set_terms(work.session, community_here(work).id, parsed, who(work).id, work.now)
    return redirect("/team")


@get("/team/new", guard=LEADS)
def new(work: NamedDependency[Work], grid: FromQuery[str] = "") -> Response[str]:
    """The form for somebody new."""
    return _new(work, {"grid": grid}, {})


@post("/team", guard=LEADS)
def add(work: NamedDependency[Work], data: Form) -> Response[str]:
    """Somebody helps from now on."""
    fields, community = posted(data), community_here(work)
    grids = [one.id for one in grids_seen(work.session, who(work))]
    parsed = parse_member(fields, grids, local_day(work.now, community.zone))
    if isinstance(parsed, Refusal):
        return _new(work, fields, parsed.errors, 422)
    made = acts.add_member(work.session, community.id, parsed, who(work).id, work.now)
    return redirect(f"/team/{made.id}" if made.agent else "/team")


@get("/team/{member_id:str}", guard=READERS)
def member(work: NamedDependency[Work], member_id: FromPath[str]) -> Response[str]:
    """One of them: how to reach them, their buildings, what they have to do."""
    return _show(work, _find(work, member_id), {}, {})


@post("/team/{member_id:str}/buildings", guard=LEADS)
def give_buildings(
    work: NamedDependency[Work], member_id: FromPath[str], data: Form
) -> Response[str]:
    """For which buildings an agent answers."""
    found, fields = _find(work, member_id), posted(data)
    houses = houses_of(work.session, [found.grid_id], work.now)[found.grid_id]
    parsed = parse_buildings(fields, [one.id for one in houses])
    if isinstance(parsed, Refusal):
        return _show(work, found, fields, parsed.errors, 422)
    day = local_day(work.now, community_here(work).zone)
    acts.give_buildings(work.session, found, parsed, who(work).id, work.now, day)
    return redirect(f"/team/{found.id}")


@post("/team/{member_id:str}/ending", guard=LEADS)
def end(work: NamedDependency[Work], member_id: FromPath[str], data: Form) -> Response[str]:
    """Somebody helps no more, or does not want to be named any more."""
    found, fields = _find(work, member_id), posted(data)
    parsed = parse_ending(fields)
    if isinstance(parsed, Refusal):
        return _show(work, found, fields, parsed.errors, 422)
    day = local_day(work.now, community_here(work).zone)
    acts.end_member(work.session, found, parsed, who(work).id, work.now, day)
    return redirect("/team")


def community_here(work: Work) -> Community:
    """The community whose staff the reader belongs to. Raises NotFound above it."""
    found = community_of(work.session, scope_here(work))
    if found is None:
        raise NotFound
    return found


def organisation_word(work: Work, one: TeamMember) -> str:
    """Where somebody works, in words."""
    return ORGANISATION_WORDS[Organisation(one.organisation)].text(work.lang)


def _find(work: Work, member_id: str) -> TeamMember:
    found = member_seen(work.session, who(work), known_id(member_id))
    if found is None:
        raise NotFound
    return found


def _leads(work: Work) -> bool:
    return bool(who(work).posts & LEADING)


def _list(work: Work, values: Fields, errors: dict[str, Any], status: int = 200) -> Response[str]:
    community = community_here(work)
    day = local_day(work.now, community.zone)
    found = teams(work.session, who(work), work.now, day)
    return page(
        work,
        "team/team.html",
        status=status,
        teams=found,
        words={one.id: organisation_word(work, one) for team_ in found for one in team_.members},
        terms=terms_of(work.session, community.id),
        leads=_leads(work),
        head=Post.STATION_HEAD in who(work).posts,
        values=values,
        errors=errors,
    )


def _new(work: Work, values: Fields, errors: dict[str, Any], status: int = 200) -> Response[str]:
    community = community_here(work)
    return page(
        work,
        "team/new.html",
        status=status,
        grids=[(one.id, one.name) for one in grids_seen(work.session, who(work))],
        organisations=[
            (one.value, ORGANISATION_WORDS[one].text(work.lang)) for one in Organisation
        ],
        channels=[(one.value, CHANNEL_WORDS[one].text(work.lang)) for one in Channel],
        today=local_day(work.now, community.zone),
        keep_days=community.keep_after_move_out_days,
        values=values,
        errors=errors,
    )


def _show(
    work: Work, found: TeamMember, values: Fields, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    day = local_day(work.now, community_here(work).zone)
    houses = houses_of(work.session, [found.grid_id], work.now)[found.grid_id]
    grids = {one.id: one.name for one in grids_seen(work.session, who(work))}
    mine = buildings_of(work.session, found.id, day)
    return page(
        work,
        "team/member.html",
        status=status,
        member=found,
        organisation=organisation_word(work, found),
        grid=grids.get(found.grid_id, ""),
        houses=houses,
        mine=mine,
        tasks=tasks_of(work.session, who(work), found.id),
        terms=terms_of(work.session, found.community_id),
        channel=CHANNEL_WORDS[Channel(found.consent_channel)].text(work.lang),
        leads=_leads(work),
        values=values,
        errors=errors,
    )
