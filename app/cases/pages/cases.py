"""认定: the cases that are for this person's eyes, and one of them with all its steps (R111)."""

from typing import Any

from litestar import MediaType, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.auth.guards import signed_in, who
from app.cases.commands.steps import file_of
from app.cases.models import CaseRecord
from app.cases.pages.common import case_here, log_case, my_turns, reader_here
from app.cases.pages.offered import offered
from app.cases.pages.shown import (
    rate_word,
    record_words,
    standing,
    steps_shown,
    subject_words,
)
from app.cases.queries.records import handed_in
from app.cases.queries.sight import Reader, seen_cases
from app.cases.queries.whole import Whole
from app.cases.rules.steps import Export, Notice, Reply
from app.households.queries import labels_of
from app.kit.forms import Fields
from app.kit.html import page
from app.kit.problems import NotFound
from app.kit.web import Work, get
from app.org.queries import names_of
from app.spotchecks.models import Draw, SecondReading, SpotCheck
from app.spotchecks.pages.beside import answers_said, compared
from app.spotchecks.queries.draws import document_of
from app.spotchecks.queries.readings import reading_of
from app.spotchecks.words import outcome_words
from app.station.pages.common import known_id

SYSTEM = "system"


@get("/cases", guard=signed_in)
def listing(work: NamedDependency[Work]) -> Response[str]:
    """What waits for me, what runs, and what is over."""
    reader = reader_here(work)
    found = seen_cases(work.session, reader, work.now)
    names = names_of(work.session, {one.file.worker_id for one in found})
    rows = [_row(work, one, reader, names) for one in found]
    return page(
        work,
        "cases/cases.html",
        mine=[one for one in rows if one["my_turn"]],
        running=[one for one in rows if not one["my_turn"] and not one["over"]],
        over=[one for one in rows if not one["my_turn"] and one["over"]],
    )


def _row(work: Work, whole: Whole, reader: Reader, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": whole.file.id,
        "worker": names.get(whole.file.worker_id, ""),
        "own": whole.file.worker_id == reader.id,
        "subject": [word for _, word in subject_words(work, whole)],
        "opened": whole.file.opened_at,
        "my_turn": bool(my_turns(whole, reader)),
        "over": whole.file.closed_at is not None or whole.state.until is None,
        **standing(work, whole),
    }


@get("/cases/{case_id:str}", guard=signed_in)
def show(work: NamedDependency[Work], case_id: FromPath[str]) -> Response[str]:
    """One case: where it stands, what it rests on, every step, and what I may do now."""
    whole, reader = case_here(work, case_id)
    return shown(work, whole, reader, {}, {})


def shown(
    work: Work, whole: Whole, reader: Reader, values: Fields, errors: Any, status: int = 200
) -> Response[str]:
    """The page of a case, also with what was wrong about a form in it."""
    check = log_case(work, whole)
    records = handed_in(work.session, whole.file.id)
    names = names_of(work.session, _people(whole, check))
    words = record_words(work, whole, records, names)
    notices = [one for one in whole.steps if isinstance(one, Notice)]
    replies = [one for one in whole.steps if isinstance(one, Reply)]
    return page(
        work,
        "cases/case.html",
        status=status,
        case=whole.file,
        own=whole.file.worker_id == reader.id,
        worker=names.get(whole.file.worker_id, ""),
        stands=standing(work, whole),
        subject=subject_words(work, whole),
        check=_compared(work, check) if check else None,
        steps=steps_shown(work, whole, reader, names, words),
        told=notices[0] if notices else None,
        notice_facts=[words[one.record] for one in notices[0].facts] if notices else [],
        rate=rate_word(work, notices[0]) if notices else "",
        witnesses=[_witness(one.witness, names, records) for one in replies if one.witness],
        photos=[photo for one in replies for photo in one.photos],
        draw_day=check.day if check else None,
        of_here=whole.file.community_id == who(work).community_id,
        turns=offered(work, whole, reader, words),
        signed=any(isinstance(one, Export) for one in whole.steps),
        values=values,
        errors=errors,
    )


def _witness(witness: str, names: dict[str, str], records: dict[str, CaseRecord]) -> str:
    """Somebody of the station by name, or the name that the worker gave."""
    handed = records.get(witness)
    return names.get(witness) or (handed.source if handed else "—")


def _people(whole: Whole, check: SpotCheck | None) -> set[str]:
    found = {one.by for one in whole.steps} | {whole.file.worker_id, *whole.file.checkers}
    found |= {one.witness for one in whole.steps if isinstance(one, Reply)}
    for notice in whole.steps:
        if isinstance(notice, Notice):
            found |= {one.source for one in notice.facts}
    return found - {"", SYSTEM}


def _compared(work: Work, check: SpotCheck) -> dict[str, Any]:
    """The check on which it stands: what the household said beside the record, and what somebody
    made of it who compared once more. Only the community's own read at which door."""
    of_here = check.community_id == who(work).community_id
    doors = labels_of(work.session, {check.household_id}) if of_here else {}
    second = reading_of(work.session, check)
    return {
        "row": check,
        "door": doors.get(check.household_id, ""),
        "rows": compared(work, check),
        "said": answers_said(work, check),
        "checker": names_of(work.session, {check.closed_by or ""}).get(check.closed_by or "", ""),
        "second": _said_again(work, second) if second and second.saved_at else None,
    }


def _said_again(work: Work, second: SecondReading) -> dict[str, str]:
    return {
        "name": names_of(work.session, {second.reader_id}).get(second.reader_id, ""),
        "outcome": outcome_words(work.lang, second.outcome)[1],
        "reason": second.reason,
    }


@get("/cases/{case_id:str}/draw", guard=signed_in)
def draw(work: NamedDependency[Work], case_id: FromPath[str]) -> Response[dict[str, Any]]:
    """The published draw on which a case stands, to recompute: also for who judges from outside."""
    whole, _ = case_here(work, case_id)
    check = log_case(work, whole)
    found = work.session.get(Draw, (check.community_id, check.day)) if check else None
    if found is None or found.published_at is None:
        raise NotFound
    return Response(document_of(found), media_type=MediaType.JSON)


@get("/cases/{case_id:str}/photos/{photo_id:str}", guard=signed_in)
def photo(
    work: NamedDependency[Work], case_id: FromPath[str], photo_id: FromPath[str]
) -> Response[bytes]:
    """A photo that was handed in with the reply."""
    whole, _ = case_here(work, case_id)
    record = work.session.get(CaseRecord, known_id(photo_id))
    if record is None or record.case_id != whole.file.id or record.photo is None:
        raise NotFound
    log_case(work, whole)
    return Response(
        record.photo, media_type="image/webp", headers={"Cache-Control": "private, no-store"}
    )


@get("/cases/{case_id:str}/file", guard=signed_in)
def signed_file(work: NamedDependency[Work], case_id: FromPath[str]) -> Response[bytes]:
    """The signed file of a recommendation, byte for byte as it was signed."""
    whole, _ = case_here(work, case_id)
    found = next((one for one in whole.steps if isinstance(one, Export)), None)
    if found is None or whole.file.erased_at is not None:
        raise NotFound
    log_case(work, whole)
    return Response(
        file_of(whole),
        media_type=MediaType.JSON,
        headers={
            "Content-Disposition": f'attachment; filename="case-{whole.file.id}.json"',
            "X-Signature": found.signature,
        },
    )
