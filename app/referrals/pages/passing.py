"""转给部门: whoever has a matter passes it on to a department outside (rows R78, R94, R185).

The department reads the matter's words and place; who asked for it only where this form says why.
"""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody

from app.auth.guards import member, who
from app.kit.forms import Fields, Reader, Refusal, posted
from app.kit.html import page, redirect
from app.kit.web import Work, get, post
from app.matters.commands.taking import turn
from app.matters.pages.common import my_turns
from app.matters.queries.whole import Whole, held, whole
from app.matters.rules.problems import usual_target
from app.matters.rules.stages import DISPUTE_WAYS, WAYS, Stage, Way
from app.matters.rules.steps import Route
from app.org.models import Area
from app.referrals.commands.referrals import pass_on
from app.referrals.forms.referrals import parse_passed
from app.referrals.models import Department, DepartmentKind
from app.referrals.queries.departments import seats_of, targets_of
from app.referrals.words import KIND_WORDS
from app.station.pages.common import known_id


@get("/referrals/new", guard=member)
def new(work: NamedDependency[Work], matter: FromQuery[str] = "") -> Response[str]:
    """To which department, and what it may know."""
    found = whole(work.session, known_id(matter), who(work), work.now)
    turn(work.session, found, who(work), Route)
    return _show(work, found, {}, {})


@post("/referrals", guard=member)
def send(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:  # fmt: skip
    """Pass it on."""
    fields = posted(data)
    found = held(work.session, known_id(Reader(fields).raw("matter")), who(work), work.now)
    role = turn(work.session, found, who(work), Route)
    targets = {one.id: one for one in targets_of(work.session, found.matter.community_id)}
    parsed = parse_passed(fields, targets)
    if isinstance(parsed, Refusal):
        work.session.rollback()
        again = whole(work.session, found.matter.id, who(work), work.now)
        return _show(work, again, fields, parsed.errors, 422)
    department = targets[parsed.department_id]
    pass_on(work.session, found, who(work).id, role, department, parsed)
    return redirect(f"/matters/{found.matter.id}")


def passing_link(work: Work, found: Whole) -> list[tuple[str, str]]:
    """From the page of a matter, where it is the reader's to pass on."""
    way = {Way.REFERRAL} & (WAYS[found.state.handling] if found.state.handling else DISPUTE_WAYS)
    again = found.state.stage is Stage.HANDLING
    if Route not in my_turns(work, found) or not (way or again):
        return []
    return [(work.say("转给部门"), f"/referrals/new?matter={found.matter.id}")]


def _show(
    work: Work, found: Whole, values: Fields, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    matter = found.matter
    targets = targets_of(work.session, matter.community_id)
    return page(
        work,
        "referrals/new.html",
        status=status,
        matter=matter,
        departments=_options(work, targets),
        usual=usual_target(matter.problem, work.lang),
        contact_known=bool(matter.applicant or matter.phone),
        values=values,
        errors=errors,
    )


def _options(work: Work, targets: list[Department]) -> list[tuple[str, str]]:
    """Departments by name, with whose they are; one that nobody reads for says so."""
    seats = seats_of(work.session, targets, work.now)
    found = []
    for one in targets:
        area = work.session.get_one(Area, one.area_id).name
        text = f"{one.name}（{area} · {KIND_WORDS[DepartmentKind(one.kind)].text(work.lang)}）"
        if not any(seat.begun for seat in seats[one.id]):
            text = work.say("{department} · 还没有人接收", department=text)
        found.append((one.id, text))
    return found
