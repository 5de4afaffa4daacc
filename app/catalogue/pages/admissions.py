"""事项准入: who asked stations to take on what, with which basis and money, and what came of it
(row R63). Everybody of the staff may read it all."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import posts, who
from app.catalogue import reference
from app.catalogue.commands.admissions import answer_admission, decide_admission, file_admission
from app.catalogue.forms.admissions import (
    parse_admission,
    parse_admission_decision,
    parse_answer,
)
from app.catalogue.models import Admission, AdmissionAnswer, ServiceItem
from app.catalogue.pages.common import HEAD, OFFICER, STAFF, Errors, need, rights_of, the_shelf
from app.catalogue.queries.admissions import admission_of, admissions_in, answers_to
from app.catalogue.queries.shelves import Shelf
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.models import Post
from app.org.queries import names_of
from app.station.commands.posts import Refused

FILING = posts(Post.STREET_OFFICER, Post.DISTRICT_OFFICER)


@get("/admissions", guard=STAFF)
def admissions(work: NamedDependency[Work]) -> Response[str]:
    """The log, what waits for a decision first."""
    shelf = the_shelf(work)
    rows = [
        {"row": one, "state": _state(work, one)} for one in admissions_in(work.session, shelf.top)
    ]
    return page(work, "catalogue/admissions.html", rows=rows, files=_files(work))


@get("/admissions/new", guard=FILING)
def new_admission(work: NamedDependency[Work]) -> Response[str]:
    """The form of a department's request."""
    return _form(work, {}, {})


@post("/admissions", guard=FILING)
def file_request(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Take it in; without basis, funding or training it is not taken in."""
    shelf, entry = the_shelf(work), parse_admission(posted(data))
    if isinstance(entry, Refusal):
        return _form(work, posted(data), entry.errors, 422)
    made = file_admission(work.session, work.now, shelf.top, who(work).id, entry)
    return redirect(f"/admissions/{made.id}")


@get("/admissions/{admission_id:str}", guard=STAFF)
def admission(work: NamedDependency[Work], admission_id: FromPath[str]) -> Response[str]:
    """One request with every answer to it."""
    shelf, found = _found(work, admission_id)
    return _show(work, shelf, found, {}, {})


@post("/admissions/{admission_id:str}/decision", guard=OFFICER)
def decide(
    work: NamedDependency[Work],
    admission_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Admitted, and a draft begins; or not, and why."""
    shelf, found = _found(work, admission_id)
    need(rights_of(work, shelf).edits)
    entry = parse_admission_decision(posted(data))
    if isinstance(entry, Refusal):
        return _show(work, shelf, found, posted(data), entry.errors, 422)
    try:
        decide_admission(work.session, work.now, found, who(work).id, entry)
    except Refused as refused:
        errors = {refused.field: refused.message}
        return _show(work, shelf, found, posted(data), errors, 422)
    return redirect(f"/admissions/{found.id}")


@post("/admissions/{admission_id:str}/answers", guard=HEAD)
def answer(
    work: NamedDependency[Work],
    admission_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """A community agrees or refuses, with its reason on the log."""
    shelf, found = _found(work, admission_id)
    entry = parse_answer(posted(data))
    if isinstance(entry, Refusal):
        return _show(work, shelf, found, posted(data), entry.errors, 422)
    by = who(work).id
    answer_admission(work.session, work.now, found, shelf.community_id, by, entry)
    return redirect(f"/admissions/{found.id}")


def _show(
    work: Work, shelf: Shelf, found: Admission, values: Fields, errors: Errors, status: int = 200
) -> Response[str]:
    answers = answers_to(work.session, found.id)
    mine = work.session.get(AdmissionAnswer, (found.id, shelf.community_id))
    item = work.session.get(ServiceItem, found.item_id) if found.item_id else None
    people = {found.filed_by, found.decided_by or found.filed_by}
    rights = rights_of(work, shelf)
    return page(
        work,
        "catalogue/admission.html",
        status=status,
        a=found,
        stands=_state(work, found),
        answers=answers,
        mine=mine,
        item=item,
        names=names_of(work.session, people),
        decides=rights.edits and not found.decision,
        answers_here=rights.uses,
        categories=[
            ("", "—"),
            *[(code, one.word.text(work.lang)) for code, one in reference.categories().items()],
        ],
        values=values,
        errors=errors,
    )


def _form(work: Work, values: Fields, errors: Errors, status: int = 200) -> Response[str]:
    return page(work, "catalogue/new_admission.html", status=status, values=values, errors=errors)


def _found(work: Work, admission_id: str) -> tuple[Shelf, Admission]:
    shelf = the_shelf(work)
    found = admission_of(work.session, shelf.top, admission_id) if is_uuid(admission_id) else None
    if found is None:
        raise NotFound
    return shelf, found


def _files(work: Work) -> bool:
    return bool(who(work).posts & {Post.STREET_OFFICER, Post.DISTRICT_OFFICER})


def _state(work: Work, one: Admission) -> tuple[str, str]:
    if not one.decision:
        return "wait", work.say("等市里决定")
    return ("good", work.say("已准入")) if one.decision == "admit" else ("off", work.say("未准入"))
