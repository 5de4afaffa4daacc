"""Reporting from a door or a patrol: the form that every phone keeps, its photos (R75, R182)."""

from collections.abc import Sequence
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from sqlmodel import col, select

from app.auth.guards import anyone, maybe, posts, signed_in, who
from app.auth.principal import Principal
from app.households.queries import door_of
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.ids import is_uuid
from app.kit.intake import plain_envelope
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.matters.forms.door import body_of, parse_report
from app.matters.models import Matter, MatterPhoto
from app.matters.queries.door import ON_PATROL, building_typed
from app.matters.queries.duplicates import Alike, alike, alike_to
from app.matters.queries.papers import photos_of
from app.matters.queries.whole import Whole, whole
from app.matters.rules.duplicates import Reported
from app.matters.rules.problems import problems
from app.matters.rules.stages import Stage
from app.matters.words import STAGE_WORDS
from app.org.scope import scope_of
from app.visits.pages.write import TAKEN, Failed

REPORTERS = posts(*ON_PATROL)
PRIVATE_DAY = "private, max-age=86400, immutable"
MOST_TYPED = 2000


@get("/reports/new", guard=anyone)
def new(work: NamedDependency[Work]) -> Response[str]:
    """The empty form; the same for everyone, kept by every phone."""
    return page(work, "matters/report_new.html")


@post("/reports", guard=REPORTERS)
def write_report(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Open a matter from the plain form; to its page, or the form again with what is wrong."""
    fields = posted(data)
    given = str(fields.get("id", ""))
    envelope = plain_envelope(who(work), work.now, "matter", given, body_of(fields))
    report = parse_report(envelope.body)
    if isinstance(report, Refusal):
        return _again(work, fields, dict(report.errors))
    result = work.house.parts["intake"].submit_plain(work, envelope)
    if result["outcome"] == "later":
        raise Failed
    if result["outcome"] in TAKEN or _sent_twice(work, envelope.id, result):
        return redirect(f"/matters/{envelope.id}")
    return _again(work, fields, {result["field"] or "form": result["message"]})


def _sent_twice(work: Work, matter_id: str, result: dict[str, Any]) -> bool:
    """Whether this form was sent twice (never-again 20): the id is that of the author's own."""
    if result.get("code") != "id_conflict":
        return False
    stored = work.session.get(Matter, matter_id)
    return stored is not None and stored.first_contact_owner_id == who(work).id


def _again(work: Work, fields: Fields, errors: dict[str, Any]) -> Response[str]:
    return page(work, "matters/report_new.html", status=422, values=fields, errors=errors)


@get("/reports/alike", guard=maybe)
def alike_now(
    work: NamedDependency[Work],
    household: FromQuery[str] = "",
    place: FromQuery[str] = "",
    problem: FromQuery[str] = "",
    words: FromQuery[str] = "",
) -> Response[str]:
    """What may have been reported already, while somebody types; nothing for a stranger."""
    twins: list[dict[str, Any]] = []
    person = work.principal
    if isinstance(person, Principal) and person.community_id:
        building = _building(work, person, household, place)
        typed = Reported("", building, place[:120], problem[:30], words[:MOST_TYPED])
        twins = _worded(work, alike(work.session, person, typed))
    return page(work, "matters/_alike.html", twins=twins)


def _building(work: Work, person: Principal, household: str, place: str) -> str:
    if is_uuid(household):
        door = door_of(work.session, scope_of(person, work.now), household)
        return door.building_id if door else ""
    here = person.community_id or ""
    return building_typed(work.session, here, place, person.grid_ids) or ""


@get("/matters/{matter_id:str}/photos/{sha256:str}", guard=signed_in, packed=True)
def photo(
    work: NamedDependency[Work], matter_id: FromPath[str], sha256: FromPath[str]
) -> Response[bytes]:
    """A photo of a report, as it was written anew on arrival."""
    if not is_uuid(matter_id):
        raise NotFound
    found = whole(work.session, matter_id, who(work), work.now)
    stored = work.session.exec(
        select(MatterPhoto.stored).where(
            MatterPhoto.matter_id == found.matter.id,
            MatterPhoto.sha256 == sha256,
            col(MatterPhoto.stored) != "",
        )
    ).first()
    path = work.settings.files / stored if stored else None
    if path is None or not path.is_file():
        raise NotFound
    headers = {"Cache-Control": PRIVATE_DAY, "Content-Disposition": "inline"}
    kind = "image/webp" if path.suffix == ".webp" else "image/jpeg"
    return Response(path.read_bytes(), media_type=kind, headers=headers)


def reported(work: Work, found: Whole) -> dict[str, Any]:
    """What a matter's own page shows of its report: the class, its photos, and what it may be the
    same as, which people decide."""
    matter, problem = found.matter, problems().get(found.matter.problem)
    return {
        "problem": problem.name(work.lang) if problem else "",
        "target": problem.target(work.lang) if problem else "",
        "photos": [
            f"/matters/{matter.id}/photos/{one.sha256}" for one in photos_of(work.session, found)
        ],
        "twins": _worded(work, alike_to(work.session, who(work), matter)),
    }


def _worded(work: Work, found: Sequence[Alike]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "number": one.number,
            "title": one.title,
            "ground": one.ground.value,
            "stage": STAGE_WORDS[Stage(one.stage)].text(work.lang),
        }
        for one in found
    ]
