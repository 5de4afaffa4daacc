"""Accepting a matter, and what stands on the screen when it is done (rows R52, R54, R66, R99)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.attendance.words import span_text
from app.auth.guards import who
from app.kit.forms import Fields, Reader, Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import DEFAULT_LANG, Message
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.matters.commands.accepting import Doing, accept, hand_out, is_dispute
from app.matters.forms.opening import (
    MOST_TITLE,
    OpeningEntry,
    needs_of_mode,
    parse_handing_out,
    parse_opening,
)
from app.matters.pages.form import WINDOW, Place, Shown, home_named, place_here, show_form
from app.matters.pages.slips import log_matter, slip_values, slips_of
from app.matters.queries.chosen import Chosen, chosen
from app.matters.queries.people import Home
from app.matters.queries.sight import ROLES
from app.matters.queries.times import time_of
from app.matters.queries.whole import Whole, held_matter, whole
from app.matters.rules.problems import problem_names
from app.matters.rules.stages import Handling, Stage
from app.matters.rules.steps import NotOurs, Result, Role
from app.station.pages.common import known_id

HALL_HOURS = Message("工作日 {span}，中午不休息")


@post("/matters", guard=WINDOW)
def accept_matter(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Accept what was typed, or say what is wrong with it and keep it all."""
    fields, here = posted(data), place_here(work)
    entry = parse_opening(fields, work.now)
    if isinstance(entry, Refusal):
        return show_form(work, fields, Shown(entry.errors, 422))
    item = _item(work, here, entry)
    home = home_named(work, here, entry.household_id) if entry.household_id else None
    errors = _unfit(entry, item, home)
    if errors:
        return show_form(work, fields, Shown(errors, 422))
    try:
        doing = replace(_doing(work, here, _title(entry, item)), home=home)
        made = accept(work.session, doing, entry, item)
    except Conflict as refused:
        work.session.rollback()
        return show_form(work, fields, Shown({"ending": refused.title}, 422))
    return redirect(f"/window/{made}")


def _item(work: Work, here: Place, entry: OpeningEntry) -> Chosen | None:
    if entry.item_id is None:
        return None
    return chosen(work.session, here.community.id, entry.item_id, here.day)


def _unfit(entry: OpeningEntry, item: Chosen | None, home: Home | None) -> Mapping[str, Message]:
    """What only the database knows to be wrong."""
    errors: dict[str, Message] = {}
    if entry.item_id and item is None:
        errors["q"] = Message("这个事项现在不能受理，请重新选")
    if entry.problem and entry.problem not in dict(problem_names(DEFAULT_LANG)):
        errors["problem"] = Message("请选择一项")
    if entry.household_id and home is None:
        errors["household"] = Message("无法识别，请重新选择")
    if entry.finish is not None and is_dispute(entry):
        errors["ending"] = Message("矛盾纠纷要先听双方说，不能当场办结")
    # While the resident stands there, nobody acts in their stead.
    if item is None or entry.elsewhere or (item.instant and entry.finish):
        return errors
    return errors | needs_of_mode(entry, item.agency)


def _title(entry: OpeningEntry, item: Chosen | None) -> str:
    if item is not None:
        return item.version.name[:MOST_TITLE]
    return entry.title or dict(problem_names(DEFAULT_LANG))[entry.problem]


def _doing(work: Work, here: Place, title: str = "", at_window: bool = False) -> Doing:
    principal = who(work)
    community = here.community
    time = time_of(work.session, community.id, community.zone, work.now)
    opens, closes = time.days.hours(here.day)
    role = Role.CLERK if at_window else ROLES[principal.post] if principal.post else Role.CLERK
    hours = HALL_HOURS.text(DEFAULT_LANG).format(span=span_text(opens, closes))
    return Doing(principal, role, community.id, work.now, hours, time, title)


@get("/window/{matter_id:str}", guard=WINDOW)
def accepted(work: NamedDependency[Work], matter_id: FromPath[str]) -> Response[str]:
    """What was just accepted, or waits to be handed out: number, owner, papers, what is next."""
    return _shown(work, seen_here(work, matter_id), {}, {})


def seen_here(work: Work, matter_id: str) -> Whole:
    """A matter that this person may see, or hand out at their window. Raises NotFound."""
    try:
        return whole(work.session, known_id(matter_id), who(work), work.now)
    except NotFound:
        return _to_hand_out(work, matter_id)


def _to_hand_out(work: Work, matter_id: str) -> Whole:
    """A result that lies ready, for whoever serves in the hall (row R52). Raises NotFound."""
    here, found = place_here(work), held_matter(work.session, known_id(matter_id), work.now)
    if found is None or found.matter.community_id != here.community.id or not here.scope.leads:
        raise NotFound
    if found.matter.restricted or found.state.stage is not Stage.TRACKED:
        raise NotFound
    return found


@post("/window/{matter_id:str}/handing-out", guard=WINDOW)
def handing_out(
    work: NamedDependency[Work],
    matter_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Hand out a result: the resident is told face to face, and asked for a rating."""
    seen_here(work, matter_id)
    found = held_matter(work.session, matter_id, work.now)
    if found is None:
        raise NotFound
    fields, here = posted(data), place_here(work)
    entry = parse_handing_out(fields)
    if isinstance(entry, Refusal):
        return _shown(work, found, fields, entry.errors, 422)
    doing = _doing(work, here, at_window=here.scope.leads)
    try:
        hand_out(work.session, doing, found, entry)
    except Conflict as refused:
        work.session.rollback()
        again = seen_here(work, matter_id)
        return _shown(work, again, fields, {"result": refused.title}, 422)
    return redirect(f"/window/{matter_id}")


def _shown(
    work: Work, found: Whole, fields: Fields, errors: Mapping[str, Message], status: int = 200
) -> Response[str]:
    log_matter(work, found)
    read = Reader(fields)
    result = _result(found)
    return page(
        work,
        "matters/window_done.html",
        status=status,
        matter=found.matter,
        state=found.state,
        stage=found.state.stage.value,
        slips=slips_of(work, found),
        result=result,
        minutes=_minutes(found),
        values={name: read.raw(name) for name in fields} or {"result": result},
        errors=errors,
        scores=[(str(n), str(n)) for n in range(1, 6)],
        **slip_values(work, found),
    )


def _result(found: Whole) -> str:
    for step in reversed(found.steps):
        if isinstance(step, Result):
            return step.words
        if isinstance(step, NotOurs):
            return f"{step.explanation}\n{step.where_to_go}"
    return ""


def _minutes(found: Whole) -> int | None:
    """How long somebody stood there, for what was done at once (row R66)."""
    done = found.state.done_at
    if done is None or found.matter.handling != Handling.ON_THE_SPOT:
        return None
    return max(1, round((done - found.matter.opened_at).total_seconds() / 60))
