"""抽查: what is to be checked, the blind form, and the record beside the answers (R110)."""

from datetime import timedelta
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.attendance.pages.common import today_here
from app.auth.guards import member, who
from app.households.queries import door_of, labels_of
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.queries import names_of
from app.spotchecks.commands import checks, readings
from app.spotchecks.forms.checks import parse_answers, parse_take_over, parse_verdict
from app.spotchecks.models import Draw, Reached, SpotCheck
from app.spotchecks.pages.beside import beside, to_compare
from app.spotchecks.queries.checks import (
    Sight,
    check_of,
    closed_by,
    question_of,
    questions_of,
)
from app.spotchecks.queries.due import waiting_for_dice
from app.spotchecks.queries.readings import reading_of, waiting_readings
from app.spotchecks.words import outcome_words, question_words
from app.station.pages.common import LEADS, known_id, scope_here

Form = URLEncodedBody[dict[str, Any]]
LATELY = timedelta(days=14)


@get("/checks", guard=LEADS)
def listing(work: NamedDependency[Work]) -> Response[str]:
    """My checks to do, those of others, and what I did lately."""
    scope = scope_here(work)
    todo, again = questions_of(work.session, scope), waiting_readings(work.session, scope)
    done = closed_by(work.session, scope, work.now - LATELY)
    asked = {one.household_id for one in todo} | {one.household_id for one in [*again, *done]}
    doors = labels_of(work.session, asked)
    names = names_of(work.session, {one.checker_id for one in todo if one.checker_id})
    if doors:
        log_view(work, scope.community_id or "", "checks", list(doors))
    return page(
        work,
        "spotchecks/checks.html",
        mine=[(one, doors.get(one.household_id, "")) for one in todo if one.mine],
        others=[
            (one, doors.get(one.household_id, ""), names.get(one.checker_id, ""))
            for one in todo
            if not one.mine
        ],
        again=[(one, doors.get(one.household_id, "")) for one in again],
        done=[
            (one, doors.get(one.household_id, ""), outcome_words(work.lang, one.outcome))
            for one in done
        ],
        waiting=len(waiting_for_dice(work.session, scope.community_id or "", today_here(work))),
    )


@get("/checks/{check_id:str}", guard=member)
def show(work: NamedDependency[Work], check_id: FromPath[str]) -> Response[str]:
    """A check, as much of it as is for this reader now."""
    check, draw, seen = _check(work, check_id)
    return _show(work, check, draw, seen, {}, {})


@post("/checks/{check_id:str}/answers", guard=LEADS)
def answer(work: NamedDependency[Work], check_id: FromPath[str], data: Form) -> Response[str]:
    """Save what the household said; only then is the record shown."""
    check, draw, seen = _check(work, check_id)
    _for_its_checker(work, check)
    said = parse_answers(posted(data))
    if isinstance(said, Refusal):
        return _show(work, check, draw, seen, posted(data), said.errors, 422)
    checks.answer(work.session, work.now, check, who(work).id, said)
    return redirect(f"/checks/{check.id}" if said.reached == Reached.ANSWERED else "/checks")


@post("/checks/{check_id:str}/outcome", guard=LEADS)
def judge(work: NamedDependency[Work], check_id: FromPath[str], data: Form) -> Response[str]:
    """Say whether the record holds beside the answers."""
    check, draw, seen = _check(work, check_id)
    _for_its_checker(work, check)
    said = parse_verdict(posted(data))
    if isinstance(said, Refusal):
        return _show(work, check, draw, seen, posted(data), said.errors, 422)
    checks.judge(work.session, work.now, check, who(work).id, said)
    return redirect("/checks")


@post("/checks/{check_id:str}/second-reading", guard=LEADS)
def read_again(work: NamedDependency[Work], check_id: FromPath[str], data: Form) -> Response[str]:
    """Compare a check once more, not knowing what came of it the first time."""
    check, draw, seen = _check(work, check_id)
    reading = reading_of(work.session, check)
    if reading is None or reading.reader_id != who(work).id:
        raise NotFound
    said = parse_verdict(posted(data))
    if isinstance(said, Refusal):
        return _show(work, check, draw, seen, posted(data), said.errors, 422)
    readings.read_again(work.session, work.now, check, who(work).id, said)
    return redirect("/checks")


@post("/checks/{check_id:str}/taking-over", guard=LEADS)
def take_over(work: NamedDependency[Work], check_id: FromPath[str], data: Form) -> Response[str]:
    """Do a check that somebody else was drawn for, with the reason."""
    check, draw, seen = _check(work, check_id)
    if check.checker_id == who(work).id:
        raise Conflict
    why = parse_take_over(posted(data))
    if isinstance(why, Refusal):
        return _show(work, check, draw, seen, posted(data), why.errors, 422)
    checks.take_over(work.session, work.now, check, who(work).id, why)
    return redirect(f"/checks/{check.id}")


def _for_its_checker(work: Work, check: SpotCheck) -> None:
    if check.checker_id != who(work).id:
        raise NotFound


def _check(work: Work, check_id: str) -> tuple[SpotCheck, Draw, Sight]:
    found = check_of(work.session, scope_here(work), known_id(check_id))
    if found is None:
        raise NotFound
    return found


def _show(
    work: Work, check: SpotCheck, draw: Draw, seen: Sight, values: Fields, errors: Any,
    status: int = 200,
) -> Response[str]:  # fmt: skip
    """To ask, to compare for the first or the second time, or to read; logged, whatever asked for
    it: a form that is refused shows as much."""
    log_view(work, check.community_id, "check", [check.household_id])
    typed = {"values": values, "errors": errors}
    reading = reading_of(work.session, check)
    if reading and reading.reader_id == who(work).id and reading.saved_at is None:
        given = to_compare(work, check)
        return page(work, "spotchecks/check.html", status=status, **given, **typed)
    if seen == Sight.DOOR:
        given = _asking(work, check)
        return page(work, "spotchecks/ask.html", status=status, **given, **typed)
    given = beside(work, check, reading if draw.published_at else None)
    return page(work, "spotchecks/check.html", status=status, **given, **typed)


def _asking(work: Work, check: SpotCheck) -> dict[str, Any]:
    """The door and the questions, and who asks."""
    names = names_of(work.session, {check.checker_id} if check.checker_id else ())
    return {
        "question": question_of(check, scope_here(work)),
        "checker": names.get(check.checker_id or "", ""),
        "door": door_of(work.session, scope_here(work), check.household_id),
        **question_words(work.lang),
    }
