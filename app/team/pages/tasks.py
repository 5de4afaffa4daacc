"""交给服务团队: whoever has a matter gives a part of it to the grid's team (row R40)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody

from app.auth.guards import who
from app.kit.clock import local_day
from app.kit.forms import Fields, Reader, Refusal, posted
from app.kit.html import page, redirect
from app.kit.web import Work, get, post
from app.matters.commands.taking import turn
from app.matters.pages.common import my_turns
from app.matters.queries.whole import Whole, held, whole
from app.matters.rules.steps import TaskOpened
from app.station.pages.common import known_id
from app.team.commands.members import give_task
from app.team.forms.members import parse_task
from app.team.models import TeamMember
from app.team.pages.team import READERS, READING, organisation_word
from app.team.queries.team import teams


@get("/team/tasks/new", guard=READERS)
def new(work: NamedDependency[Work], matter: FromQuery[str] = "") -> Response[str]:
    """To whom, and what."""
    found = whole(work.session, known_id(matter), who(work), work.now)
    turn(work.session, found, who(work), TaskOpened)
    return _show(work, found, {}, {})


@post("/team/tasks", guard=READERS)
def give(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:  # fmt: skip
    """Give it to them."""
    fields = posted(data)
    found = held(work.session, known_id(Reader(fields).raw("matter")), who(work), work.now)
    role = turn(work.session, found, who(work), TaskOpened)
    members = {one.id: one for one in _members(work, found)}
    parsed = parse_task(fields, members, local_day(work.now, found.facts.zone))
    if isinstance(parsed, Refusal):
        work.session.rollback()
        again = whole(work.session, found.matter.id, who(work), work.now)
        return _show(work, again, fields, parsed.errors, 422)
    give_task(work.session, found, members[parsed.member_id], parsed, who(work).id, role)
    return redirect(f"/matters/{found.matter.id}")


def task_link(work: Work, found: Whole) -> list[tuple[str, str]]:
    """From the page of a matter, where a part of it is the reader's to give away."""
    if TaskOpened not in my_turns(work, found) or not who(work).posts & READING:
        return []
    return [(work.say("交给服务团队"), f"/team/tasks/new?matter={found.matter.id}")]


def _members(work: Work, found: Whole) -> list[TeamMember]:
    """The team of the matter's grid; of one that is in no grid, all whom the reader may see."""
    day, grid = local_day(work.now, found.facts.zone), found.matter.grid_id
    shown = teams(work.session, who(work), work.now, day)
    return [one for team in shown if grid in (None, team.id) for one in team.members]


def _show(
    work: Work, found: Whole, values: Fields, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    people = [
        (one.id, f"{one.name}（{organisation_word(work, one)}）") for one in _members(work, found)
    ]
    return page(
        work,
        "team/task.html",
        status=status,
        matter=found.matter,
        people=people,
        values=values,
        errors=errors,
    )
