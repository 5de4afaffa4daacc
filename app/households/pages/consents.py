"""Consent: the words that are read out, who agreed, and taking it back (row R127)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.households.commands.consents import give, withdraw
from app.households.forms.needs import parse_channel, parse_consent
from app.households.models import Channel, Consent
from app.households.pages.doors import registry_of
from app.households.pages.file import DOORSTEP, heading, open_file
from app.households.queries.doors import Door
from app.households.queries.file import HouseholdFile, consent_in
from app.households.rules.consents import ConsentFor, current, text_of
from app.households.words import (
    CHANNEL_WORDS,
    GIVER_WORDS,
    PURPOSE_WORDS,
    options,
)
from app.kit.forms import Refusal, posted
from app.kit.html import page, redirect
from app.kit.ids import is_uuid
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.queries import names_of
from app.org.scope import scope_of


@get("/households/{household_id:str}/consents", guard=DOORSTEP)
def new_consent(work: NamedDependency[Work], household_id: FromPath[str]) -> Response[str]:
    """The words to read out before a contact is written down, and who agreed to them."""
    file = open_file(work, scope_of(who(work), work.now), household_id)
    log_view(work, file.door.community_id, "file", [file.door.id])
    return _ask(work, file, {}, {})


@post("/households/{household_id:str}/consents", guard=DOORSTEP)
def take_consent(
    work: NamedDependency[Work],
    household_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Write down that the household agreed to being contacted."""
    file = open_file(work, scope_of(who(work), work.now), household_id)
    typed = posted(data)
    entry = parse_consent(typed)
    if isinstance(entry, Refusal):
        return _ask(work, file, typed, entry.errors)
    if file.agreed(ConsentFor.CONTACT) is None:
        give(work.session, file.household, ConsentFor.CONTACT, entry, who(work).id, work.now)
    return redirect(f"/households/{household_id}/file")


@get("/consents/{consent_id:str}", guard=DOORSTEP)
def consent(work: NamedDependency[Work], consent_id: FromPath[str]) -> Response[str]:
    """One consent with its words, and the way to take it back."""
    found, door = _load(work, consent_id)
    values = _shown(work, found, door)
    log_view(work, door.community_id, "file", [door.id])
    return page(work, "households/consent.html", **values)


@post("/consents/{consent_id:str}/withdrawal", guard=DOORSTEP)
def withdrawal(
    work: NamedDependency[Work],
    consent_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """The household takes its consent back: what rested on it is gone with this request."""
    found, door = _load(work, consent_id)
    if found.withdrawn_at is not None:
        raise Conflict
    typed = posted(data)
    channel = parse_channel(typed)
    if isinstance(channel, Refusal):
        values = {**_shown(work, found, door), "values": typed, "errors": channel.errors}
        return page(work, "households/consent.html", status=422, **values)
    erasers = registry_of(work).at("envelope.erasers").values()
    withdraw(work.session, found, channel, who(work).id, work.now, erasers)
    return redirect(f"/households/{door.id}/file")


def _load(work: Work, consent_id: str) -> tuple[Consent, Door]:
    scope = scope_of(who(work), work.now)
    found = consent_in(work.session, scope, consent_id) if is_uuid(consent_id) else None
    if found is None:
        raise NotFound
    return found


def _ask(work: Work, file: HouseholdFile, values: Any, errors: dict[str, Any]) -> Response[str]:
    return consent_page(
        work, "households/new_consent.html", ConsentFor.CONTACT, file, values, errors
    )


def consent_page(
    work: Work,
    template: str,
    purpose: ConsentFor,
    file: HouseholdFile,
    values: Any,
    errors: dict[str, Any],
) -> Response[str]:
    """A form in which a household agrees to something: the text that holds now, who, and where."""
    return page(
        work,
        template,
        status=422 if errors else 200,
        household=heading(file),
        text=current(purpose).text.text(work.lang),
        givers=options(work.lang, GIVER_WORDS),
        channels=options(work.lang, CHANNEL_WORDS),
        values=values,
        errors=errors,
    )


def _shown(work: Work, found: Consent, door: Door) -> dict[str, Any]:
    people = {found.taken_by} | ({found.withdrawn_by} if found.withdrawn_by else set())
    names = names_of(work.session, people)
    text = text_of(found.purpose, found.text_version)
    givers, channels = dict(options(work.lang, GIVER_WORDS)), _channels(work.lang)
    return {
        "household": {"id": door.id, "label": door.label, "grid": door.grid},
        "consent": {
            "id": found.id,
            "purpose": PURPOSE_WORDS[ConsentFor(found.purpose)].text(work.lang),
            "version": found.text_version,
            "text": text.text(work.lang) if text else "",
            "giver": givers.get(found.giver, found.giver),
            "channel": channels.get(found.channel, found.channel),
            "at": found.at,
            "by": names.get(found.taken_by, ""),
            "withdrawn_at": found.withdrawn_at,
            "withdrawn_by": names.get(found.withdrawn_by or "", ""),
            "withdrawn_channel": channels.get(found.withdrawn_channel, ""),
        },
        "channels": options(work.lang, CHANNEL_WORDS),
        "values": {"channel": Channel.DOOR.value},
        "errors": {},
    }


def _channels(lang: str) -> dict[str, str]:
    return dict(options(lang, CHANNEL_WORDS))
