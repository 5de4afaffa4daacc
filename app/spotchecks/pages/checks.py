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
from app.spotchecks.commands import checks
from app.spotchecks.forms.checks import JUDGED, parse_answers, parse_take_over, parse_verdict
from app.spotchecks.models import CheckOutcome, Draw, Heard, Reached, SpotCheck, Way
from app.spotchecks.pages.beside import answers_said, compared
from app.spotchecks.queries.checks import Sight, check_of, closed_by, open_checks
from app.spotchecks.queries.due import waiting_for_dice
from app.spotchecks.rules.draw import Stratum
from app.spotchecks.words import (
    HEARD_WORDS,
    OUTCOME_WORDS,
    REACHED_WORDS,
    STRATUM_WORDS,
    WAY_WORDS,
)
from app.station.pages.common import LEADS, known_id, scope_here
from app.visits.words import CHOICE_WORDS

Form = URLEncodedBody[dict[str, Any]]
LATELY = timedelta(days=14)


@get("/checks", guard=LEADS)
def listing(work: NamedDependency[Work]) -> Response[str]:
    """My checks to do, those of others, and what I did lately."""
    scope = scope_here(work)
    todo, done = open_checks(work.session, scope), closed_by(work.session, scope, work.now - LATELY)
    doors = labels_of(work.session, {one.household_id for one in [*todo, *done]})
    names = names_of(work.session, {one.checker_id for one in todo if one.checker_id})
    me = who(work).id
    if todo or done:
        log_view(work, scope.community_id or "", "checks", list(doors))
    return page(
        work,
        "spotchecks/checks.html",
        mine=[(one, doors.get(one.household_id, "")) for one in todo if one.checker_id == me],
        others=[
            (one, doors.get(one.household_id, ""), names.get(one.checker_id or "", ""))
            for one in todo
            if one.checker_id != me
        ],
        done=[(one, doors.get(one.household_id, ""), _outcome(work, one)) for one in done],
        waiting=len(waiting_for_dice(work.session, scope.community_id or "", today_here(work))),
    )


@get("/checks/{check_id:str}", guard=member)
def show(work: NamedDependency[Work], check_id: FromPath[str]) -> Response[str]:
    """A check, as much of it as is for this reader now."""
    check, draw, seen = _check(work, check_id)
    log_view(work, check.community_id, "check", [check.household_id])
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
    """One template for each of the three: to ask, to compare, to read."""
    me, lang = who(work).id, work.lang
    own = check.checker_id == me
    names = names_of(
        work.session,
        {one for one in (check.checker_id, check.worker_id, check.drawn_checker_id) if one},
    )
    given: dict[str, Any] = {
        "check": check,
        "draw": draw,
        "mine": own,
        "reader_is_worker": check.worker_id == me,
        "checker": names.get(check.checker_id or "", ""),
        "drawn_checker": names.get(check.drawn_checker_id or "", ""),
        "values": values,
        "errors": errors,
        "stratum": STRATUM_WORDS[Stratum(check.stratum)].text(lang),
    }
    if seen == Sight.DOOR:
        return page(work, "spotchecks/ask.html", status=status, **given, **_asking(work, check))
    given |= {
        "label": labels_of(work.session, {check.household_id}).get(check.household_id, ""),
        "worker": names.get(check.worker_id, ""),
        "rows": compared(work, check),
        "said": answers_said(work, check),
        "outcome": _outcome(work, check) if check.outcome else None,
        "outcomes": [(one.value, OUTCOME_WORDS[one][1].text(lang)) for one in JUDGED],
        "judging": own and check.closed_at is None,
    }
    return page(work, "spotchecks/check.html", status=status, **given)


def _asking(work: Work, check: SpotCheck) -> dict[str, Any]:
    """The door and the questions. Nothing of the record, not even its day, is among them."""
    lang, scope = work.lang, scope_here(work)
    return {
        "door": door_of(work.session, scope, check.household_id),
        "ways": [(one.value, WAY_WORDS[one].text(lang)) for one in Way],
        "reached": [(one.value, REACHED_WORDS[one].text(lang)) for one in Reached],
        "heard": [(one.value, HEARD_WORDS[one].text(lang)) for one in Heard],
        "abouts": [(key, message.text(lang)) for key, message in CHOICE_WORDS["purposes"].items()],
    }


def _outcome(work: Work, check: SpotCheck) -> tuple[str, str]:
    kind, word = OUTCOME_WORDS[CheckOutcome(check.outcome)]
    return kind, word.text(work.lang)
