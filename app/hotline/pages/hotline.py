"""民情热线: who answers today, what was taken down, and the form for a call (R100, R145, R146)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.attendance.pages.common import community_here, today_here
from app.auth.guards import who
from app.hotline.commands.entries import open_request, take_down
from app.hotline.forms.entries import MOST_REQUESTS, Around, parse_entry
from app.hotline.models import Entry
from app.hotline.pages.common import (
    TAKERS,
    chosen,
    doors,
    line_options,
    people,
    reader_here,
    stage_word,
    zone_here,
)
from app.hotline.pages.places import where_is
from app.hotline.queries.daily import grids_all
from app.hotline.queries.duty import entries_on, entry_of, on_duty, slots_ahead
from app.hotline.queries.register import Opened, matters_of
from app.hotline.rules.kinds import WRITTEN_HERE, Duty, Help, Kind, Source
from app.hotline.words import DUTY_WORDS, HELP_HINTS, HELP_WORDS, KIND_WORDS, SOURCE_WORDS
from app.kit.forms import Fields, Reader, Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.matters.rules.problems import problem_names, problems
from app.org.models import Post
from app.station.pages.common import known_id

Form = URLEncodedBody[dict[str, Any]]
PARTS = {None: Message("全天"), "am": Message("上午"), "pm": Message("下午")}
FRESH: Fields = {
    "channel": Source.PHONE.value,
    "entry_kind": Kind.QUESTION.value,
    "duties": ["recorded"],
}


@get("/hotline", guard=TAKERS)
def show(work: NamedDependency[Work]) -> Response[str]:
    """Who answers today with their backup, what was agreed, and today's entries."""
    person, today = who(work), today_here(work)
    duty = on_duty(work.session, person.community_id or "", today)
    entries = entries_on(work.session, person, today, zone_here(work))
    slots = slots_ahead(work.session, person, work.now)
    opened = matters_of(work.session, [one.id for one in (*entries, *slots)])
    names = people(work, [one.taken_by for one in (*entries, *slots)])
    labels = doors(work, "hotline", [one.household_id for one in (*entries, *slots)])
    return page(
        work,
        "hotline/hotline.html",
        duty=[(PARTS[part.value if part else None].text(work.lang), some) for part, some in duty],
        mine=any(name == person.name for _, some in duty for name, _ in some),
        entries=[_line(work, one, opened, names, labels) for one in entries],
        slots=[_line(work, one, opened, names, labels) for one in slots],
        desk=bool(person.posts & {Post.GRID_LEAD, Post.STATION_HEAD, Post.CLERK}),
        walks=bool(person.posts & {Post.GRID_LEAD, Post.STATION_HEAD, Post.GRID_WORKER}),
    )


@get("/hotline/new", guard=TAKERS)
def new(work: NamedDependency[Work], channel: FromQuery[str] = "") -> Response[str]:
    """The form for a call; for a letter or an online message with its channel chosen."""
    known = {one.value for one in WRITTEN_HERE}
    return _form(work, {**FRESH, **({"channel": channel} if channel in known else {})}, {})


@post("/hotline", guard=TAKERS)
def take(work: NamedDependency[Work], data: Form) -> Response[str]:
    """Write it down; what it asks for becomes matters at once."""
    community, typed = community_here(work), posted(data)
    grids = grids_all(work.session, community.id)
    around = Around(work.now, community.zone, {one.id for one in grids}, problems())
    form = parse_entry(typed, around)
    if isinstance(form, Refusal):
        return _form(work, typed, form.errors, 422)
    where = where_is(work, form.place)
    entry = take_down(work.session, community, who(work), form, where, work.now)
    return redirect("/concerns" if form.channel is Source.MEETING else f"/hotline/{entry.id}")


@get("/hotline/{entry_id:str}", guard=TAKERS)
def one_entry(work: NamedDependency[Work], entry_id: FromPath[str]) -> Response[str]:
    """One entry with what became of it."""
    return _one(work, _entry(work, entry_id), {}, {})


@post("/hotline/{entry_id:str}/matters", guard=TAKERS)
def open_one(work: NamedDependency[Work], entry_id: FromPath[str], data: Form) -> Response[str]:
    """One more thing that it asks for becomes a matter."""
    entry = _entry(work, entry_id)
    typed = posted(data)
    read = Reader(typed)
    words = read.text("request", 500, required=True)
    if (refusal := read.refusal()) is not None:
        return _one(work, entry, typed, refusal.errors, 422)
    matter = open_request(work.session, entry, who(work), words, work.now)
    return redirect(f"/matters/{matter.id}")


def _entry(work: Work, entry_id: str) -> Entry:
    entry = entry_of(work.session, who(work), known_id(entry_id))
    if entry is None:
        raise NotFound
    opened = matters_of(work.session, [entry.id]).get(entry.id, [])
    # A dispute is read by who works on it and by the head alone (row R76).
    if any(one.restricted for one in opened) and not (
        reader_here(work).head or entry.taken_by == who(work).id
    ):
        raise NotFound
    return entry


def _one(work: Work, entry: Entry, values: Fields, errors: Any, status: int = 200) -> Response[str]:
    names = people(work, [entry.taken_by])
    opened = matters_of(work.session, [entry.id])
    labels = doors(work, "hotline", [entry.household_id])
    line = _line(work, entry, opened, names, labels)
    return page(
        work,
        "hotline/entry.html",
        status=status,
        entry=entry,
        line=line,
        duties=[(DUTY_WORDS[duty].text(work.lang), getattr(entry, duty.value)) for duty in Duty],
        problem=_problem(work.lang, entry.problem),
        values=values,
        errors=errors,
    )


def _line(
    work: Work,
    one: Entry,
    opened: dict[str, list[Opened]],
    names: dict[str, str],
    labels: dict[str, str],
) -> dict[str, Any]:
    lang, mine = work.lang, opened.get(one.id, [])
    shut = any(each.restricted for each in mine) and not (
        one.taken_by == who(work).id or Post.STATION_HEAD in who(work).posts
    )
    return {
        "id": one.id,
        "at": one.at,
        "source": SOURCE_WORDS[Source(one.channel)].text(lang),
        "kind": KIND_WORDS[Kind(one.kind)].text(lang),
        "words": "" if shut else one.words,
        "by": names.get(one.taken_by, ""),
        "door": "" if shut else labels.get(one.household_id or "", one.place),
        "help": HELP_WORDS[Help(one.help)].text(lang) if one.help else "",
        "slot_from": one.slot_from,
        "slot_until": one.slot_until,
        "phone": "" if shut else one.phone,
        "shut": shut,
        "matters": [(each.matter_id, each.number, stage_word(lang, each.stage)) for each in mine],
    }


def _problem(lang: str, code: str) -> str:
    found = problems().get(code)
    return found.name(lang) if found else ""


def _form(work: Work, values: Fields, errors: Any, status: int = 200) -> Response[str]:
    lang = work.lang
    grids = grids_all(work.session, who(work).community_id or "")
    sources = {one: SOURCE_WORDS[one] for one in WRITTEN_HERE}
    return page(
        work,
        "hotline/new.html",
        status=status,
        values=values,
        errors=errors,
        channels=chosen(sources, lang),
        kinds=chosen(KIND_WORDS, lang),
        duties=chosen(DUTY_WORDS, lang),
        helps=[
            (one.value, f"{HELP_WORDS[one].text(lang)} · {HELP_HINTS[one].text(lang)}")
            for one in Help
        ],
        grids=[(one.id, one.name) for one in grids],
        problems=problem_names(lang),
        lines=line_options(lang),
        most=MOST_REQUESTS,
        today=today_here(work),
    )
