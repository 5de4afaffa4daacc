"""一户一档: the whole file, why each field is kept, and the forms that change it (R127, R137)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import posts, who
from app.households.commands.consents import give
from app.households.commands.file import edit, values_of, verify
from app.households.forms.file import (
    CORRECTION,
    FieldsEntry,
    parse_correction,
    parse_fields,
)
from app.households.forms.needs import ConsentEntry
from app.households.models import Contact, CorrectionState, Household, Need
from app.households.pages.doors import panels, registry_of, today_of
from app.households.queries.corrections import queue
from app.households.queries.file import HouseholdFile, file_of
from app.households.rules.consents import ConsentFor
from app.households.rules.fields import FIELDS
from app.households.words import (
    CHANNEL_WORDS,
    CONTACT_WORDS,
    GIVER_WORDS,
    PURPOSE_WORDS,
    SOURCE_WORDS,
    options,
    say_field,
    say_value,
)
from app.kit.forms import Refusal, posted
from app.kit.html import page, redirect
from app.kit.ids import is_uuid, uuid7
from app.kit.intake import plain_envelope
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.models import Post
from app.org.queries import community_of
from app.org.scope import Scope, scope_of

LEADS = posts(Post.GRID_LEAD, Post.STATION_HEAD)
DOORSTEP = posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD)
KEEPERS = posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD, Post.DATA_STEWARD)


@get("/households/{household_id:str}/file", guard=KEEPERS)
def show(work: NamedDependency[Work], household_id: FromPath[str]) -> Response[str]:
    """The file. The data steward is led to what is in question, and sees no more of it."""
    scope = scope_of(who(work), work.now)
    if not scope.names:
        asked = {one.household.id for one in queue(work.session, scope)}
        if household_id not in asked:
            raise NotFound
        return redirect("/corrections")
    file = load(work, scope, household_id)
    values = shown(work, scope, file)
    log_view(work, file.door.community_id, "file", [file.door.id])
    return page(work, "households/file.html", **values)


@post("/households/{household_id:str}/verification", guard=DOORSTEP)
def verification(work: NamedDependency[Work], household_id: FromPath[str]) -> Response[str]:
    """核对无误: everything in the file is right today, said in one tap."""
    scope = scope_of(who(work), work.now)
    file = open_file(work, scope, household_id)
    day = today_of(work.session, scope)
    verify(work.session, file.household, scope.person_id, work.now, day)
    return redirect(f"/households/{household_id}/file")


@get("/households/{household_id:str}/fields", guard=DOORSTEP)
def fields(work: NamedDependency[Work], household_id: FromPath[str]) -> Response[str]:
    """The form for what is otherwise: a lead's changes the file, a worker's asks the steward."""
    scope = scope_of(who(work), work.now)
    file = open_file(work, scope, household_id)
    log_view(work, file.door.community_id, "file", [file.door.id])
    # A form that is sent twice without script is one record by this id.
    values = values_of(file.household) if scope.leads else {"id": uuid7()}
    return _form(work, scope, file, values, {})


@post("/households/{household_id:str}/fields", guard=LEADS)
def change(
    work: NamedDependency[Work],
    household_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """A lead or head puts the file right, with a reason."""
    scope = scope_of(who(work), work.now)
    file = open_file(work, scope, household_id)
    entry = _entry(work, scope, file, data)
    if isinstance(entry, Response):
        return entry
    _agree(work, file, entry)
    day = today_of(work.session, scope)
    edit(work.session, file.household, entry, scope.person_id, work.now, day)
    return redirect(f"/households/{household_id}/file")


@post("/households/{household_id:str}/corrections", guard=DOORSTEP)
def correct(
    work: NamedDependency[Work],
    household_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """What a worker found to be otherwise goes to the data steward (row R47), without script too:
    the same parser, the same way in as from the outbox."""
    scope = scope_of(who(work), work.now)
    file = open_file(work, scope, household_id)
    typed = {**posted(data), "household": household_id}
    entry = parse_correction(typed)
    if isinstance(entry, Refusal):
        return _form(work, scope, file, typed, entry.errors)
    body: dict[str, str | list[str]] = {name: str(typed.get(name, "")) for name in CORRECTION}
    given = str(typed.get("id", ""))
    envelope = plain_envelope(who(work), work.now, "correction", given, body)
    told = work.house.parts["intake"].submit_plain(work, envelope)
    if told["outcome"] == "refused" and told["code"] != "id_conflict":
        return _form(work, scope, file, typed, {told["field"] or "form": told["message"]})
    return redirect(f"/households/{household_id}/file")


def load(work: Work, scope: Scope, household_id: str) -> HouseholdFile:
    """The file, if it is for this person. Raises NotFound."""
    file = file_of(work.session, scope, household_id) if is_uuid(household_id) else None
    if file is None:
        raise NotFound
    return file


def open_file(work: Work, scope: Scope, household_id: str) -> HouseholdFile:
    """The file of a household that lives there. Raises NotFound, also when it is closed."""
    file = load(work, scope, household_id)
    if file.household.moved_out_on is not None:
        raise NotFound
    return file


def _entry(
    work: Work, scope: Scope, file: HouseholdFile, data: dict[str, Any]
) -> FieldsEntry | Response[str]:
    typed = posted(data)
    agreed = file.agreed(ConsentFor.CONTACT) is not None
    entry = parse_fields(typed, values_of(file.household), agreed)
    return _form(work, scope, file, typed, entry.errors) if isinstance(entry, Refusal) else entry


def _agree(work: Work, file: HouseholdFile, entry: FieldsEntry) -> None:
    """Who names a contact agrees to its being kept; that is written down first."""
    if entry.giver is None or file.agreed(ConsentFor.CONTACT) is not None:
        return
    given = ConsentEntry(entry.giver, entry.channel)
    give(work.session, file.household, ConsentFor.CONTACT, given, who(work).id, work.now)


def _form(
    work: Work, scope: Scope, file: HouseholdFile, values: Mapping[str, Any], errors: dict[str, Any]
) -> Response[str]:
    return page(
        work,
        "households/fields.html",
        status=422 if errors else 200,
        household=heading(file),
        household_id=file.door.id,
        subject=file.door.label,
        leads=scope.leads,
        values=values,
        errors=errors,
        agreed=file.agreed(ConsentFor.CONTACT) is not None,
        ways=options(work.lang, CONTACT_WORDS),
        givers=options(work.lang, GIVER_WORDS),
    )


def heading(file: HouseholdFile) -> dict[str, Any]:
    """What the head of every page about a file says."""
    return {"id": file.door.id, "label": file.door.label, "grid": file.door.grid}


def shown(work: Work, scope: Scope, file: HouseholdFile) -> dict[str, Any]:
    """The variables of households/file.html."""
    day = today_of(work.session, scope)
    community = community_of(work.session, scope)
    days = community.keep_after_move_out_days if community else 180
    kept = {
        "visit_days": community.visit_keep_days if community else 1095,
        "need_days": community.need_keep_days if community else 365,
    }
    stale = community.stale_after_days if community else 90
    household, lang = file.household, work.lang
    panel = panels(registry_of(work), work.session, [file.door], day, scope).get(file.door.id, {})
    verified = household.verified_on
    return {
        "household": {
            **heading(file),
            "moved_in_on": household.moved_in_on,
            "moved_out_on": household.moved_out_on,
            "verified_on": verified,
            "stale": verified is None or (day - verified).days > stale,
            "verified_today": verified == day,
        },
        "fields": _fields(lang, household, file),
        "rules": [
            {
                "label": one.label.text(lang),
                "purpose": one.purpose.text(lang),
                "basis": one.basis.text(lang),
                "retention": work.say(one.retention.msgid, days=days, **kept),
            }
            for one in FIELDS.values()
        ],
        "contact_agreed": file.agreed(ConsentFor.CONTACT) is not None,
        "needs": [_need(one) for one in file.needs if _runs(one, day)],
        "ended": [_need(one) for one in file.needs if not _runs(one, day)],
        "consents": _consents(lang, file),
        "corrections": _corrections(lang, file),
        "changes": _changes(lang, file),
        "leads": scope.leads,
        "keep_days": days,
        "visits": panel.get("visits", []),
        "concerns": panel.get("concerns", []),
        "last_visit": panel.get("last_visit"),
    }


def _fields(lang: str, household: Household, file: HouseholdFile) -> list[tuple[str, str]]:
    by = say_value(lang, "contact_by", household.contact_by or Contact.DOOR)
    people = str(household.people) if household.people is not None else ""
    values = {
        "door": file.door.label,
        "people": people,
        "contact_name": household.contact_name,
        "contact_phone": household.contact_phone,
        "contact_by": by,
    }
    return [(FIELDS[name].label.text(lang), value) for name, value in values.items()]


def _runs(need: Need, day: date) -> bool:
    return need.ended_on is None and need.ends_on >= day


def _need(need: Need) -> dict[str, Any]:
    return {
        "id": need.id,
        "text": need.asked_for,
        "service": need.service,
        "starts_on": need.starts_on,
        "review_on": need.review_on,
        "ends_on": need.ends_on,
        "every_days": need.every_days,
        "code": need.code,
        "ended_on": need.ended_on,
        "reason": need.ended_reason,
    }


def _consents(lang: str, file: HouseholdFile) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "purpose": PURPOSE_WORDS[ConsentFor(one.purpose)].text(lang),
            "giver": {str(k): w for k, w in GIVER_WORDS.items()}[one.giver].text(lang),
            "channel": {str(k): w for k, w in CHANNEL_WORDS.items()}[one.channel].text(lang),
            "at": one.at,
            "by": file.names.get(one.taken_by, ""),
            "withdrawn_at": one.withdrawn_at,
        }
        for one in file.consents
    ]


def _corrections(lang: str, file: HouseholdFile) -> list[dict[str, Any]]:
    return [
        {
            "state": one.state,
            "fields": [
                (say_field(lang, name), say_value(lang, name, str(value)))
                for name, value in one.fields.items()
            ],
            "reason": one.reason,
            "answer": one.answer,
            "made_at": one.made_at,
            "by": file.names.get(one.author_id, ""),
            "decided_at": one.decided_at,
        }
        for one in file.corrections
        if one.state == CorrectionState.OPEN or one.decided_at
    ]


def _changes(lang: str, file: HouseholdFile) -> list[dict[str, Any]]:
    return [
        {
            "label": say_field(lang, one.field),
            "old": say_value(lang, one.field, one.old),
            "new": say_value(lang, one.field, one.new),
            "by": file.names.get(one.by, ""),
            "at": one.at,
            "reason": one.reason,
            "source": SOURCE_WORDS[one.source].text(lang) if one.source in SOURCE_WORDS else "",
        }
        for one in file.changes
        if one.field != "building_id"
    ]
