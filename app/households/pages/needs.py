"""Needs: asked for with consent, looked at again, ended (rows R119, R142)."""

from datetime import date, timedelta
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.households.commands.needs import agree, end, review
from app.households.forms.needs import parse_need, parse_reason, parse_review
from app.households.models import Need
from app.households.pages.consents import consent_page
from app.households.pages.doors import today_of
from app.households.pages.file import DOORSTEP, open_file
from app.households.queries.doors import Door
from app.households.queries.file import HouseholdFile, need_in
from app.households.rules.consents import ConsentFor
from app.households.rules.needs import REVIEW_AFTER_DAYS
from app.kit.forms import Refusal, posted
from app.kit.html import page, redirect
from app.kit.ids import is_uuid
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.scope import scope_of

USUAL_DAYS = 180


@get("/households/{household_id:str}/needs", guard=DOORSTEP)
def new_need(work: NamedDependency[Work], household_id: FromPath[str]) -> Response[str]:
    """The form for help that a household asks for."""
    scope = scope_of(who(work), work.now)
    file = open_file(work, scope, household_id)
    day = today_of(work.session, scope)
    log_view(work, file.door.community_id, "file", [file.door.id])
    return _ask(work, file, _usual(day), {})


@post("/households/{household_id:str}/needs", guard=DOORSTEP)
def agree_need(
    work: NamedDependency[Work],
    household_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Write a need down with the household's consent."""
    scope = scope_of(who(work), work.now)
    file = open_file(work, scope, household_id)
    typed = posted(data)
    entry = parse_need(typed, today_of(work.session, scope))
    if isinstance(entry, Refusal):
        return _ask(work, file, typed, entry.errors)
    agree(work.session, file.household, entry, scope.person_id, work.now)
    return redirect(f"/households/{household_id}/file")


@get("/needs/{need_id:str}", guard=DOORSTEP)
def need(work: NamedDependency[Work], need_id: FromPath[str]) -> Response[str]:
    """One need: what was agreed, the review, and the end."""
    found, door = _load(work, need_id)
    day = today_of(work.session, scope_of(who(work), work.now))
    values = {
        "service": found.service,
        "ends_on": max(found.ends_on, day + timedelta(days=REVIEW_AFTER_DAYS)).isoformat(),
        "review_on": "",
        "every_days": found.every_days,
    }
    log_view(work, door.community_id, "file", [door.id])
    return _one(work, found, door, values, {})


@post("/needs/{need_id:str}/review", guard=DOORSTEP)
def review_need(
    work: NamedDependency[Work],
    need_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """It goes on until another day, as it is or changed."""
    found, door = _running(work, need_id)
    scope = scope_of(who(work), work.now)
    typed = posted(data)
    entry = parse_review(typed, today_of(work.session, scope))
    if isinstance(entry, Refusal):
        return _one(work, found, door, typed, entry.errors)
    review(work.session, found, entry, scope.person_id, work.now)
    return redirect(f"/households/{door.id}/file")


@post("/needs/{need_id:str}/ending", guard=DOORSTEP)
def end_need(
    work: NamedDependency[Work],
    need_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """The help is over, and why."""
    found, door = _running(work, need_id)
    scope = scope_of(who(work), work.now)
    typed = posted(data)
    reason = parse_reason(typed)
    if isinstance(reason, Refusal):
        return _one(work, found, door, typed, reason.errors)
    day = today_of(work.session, scope)
    end(work.session, found, reason, scope.person_id, work.now, day)
    return redirect(f"/households/{door.id}/file")


def _load(work: Work, need_id: str) -> tuple[Need, Door]:
    scope = scope_of(who(work), work.now)
    found = need_in(work.session, scope, need_id) if is_uuid(need_id) else None
    if found is None:
        raise NotFound
    return found


def _running(work: Work, need_id: str) -> tuple[Need, Door]:
    found, door = _load(work, need_id)
    if found.ended_on is not None:
        raise Conflict
    return found, door


def _usual(day: date) -> dict[str, str]:
    return {
        "starts_on": day.isoformat(),
        "review_on": (day + timedelta(days=REVIEW_AFTER_DAYS)).isoformat(),
        "ends_on": (day + timedelta(days=USUAL_DAYS)).isoformat(),
    }


def _ask(work: Work, file: HouseholdFile, values: Any, errors: dict[str, Any]) -> Response[str]:
    return consent_page(work, "households/new_need.html", ConsentFor.NEED, file, values, errors)


def _one(work: Work, found: Need, door: Door, values: Any, errors: dict[str, Any]) -> Response[str]:
    return page(
        work,
        "households/need.html",
        status=422 if errors else 200,
        household={"id": door.id, "label": door.label, "grid": door.grid},
        need=found,
        values=values,
        errors=errors,
    )
