"""办件: one matter on one page, from acceptance to archive, with what I may do now (R75)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.auth.guards import who
from app.households.pages.doors import registry_of
from app.households.queries import labels_of
from app.kit.forms import Fields, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.matters.commands.taking import Refused, keep_until, refused, take, turn
from app.matters.forms.fields import Asked, Field, read_all
from app.matters.forms.steps import BY_KIND, BY_NOUN, FORMS, Form
from app.matters.pages.common import (
    STAFF,
    asked_here,
    held_here,
    matter_here,
    my_turns,
    veiled_here,
)
from app.matters.pages.door import reported
from app.matters.pages.papers import papers_shown
from app.matters.pages.shown import (
    due_words,
    people_in,
    road,
    stands,
    steps_shown,
    tasks_shown,
    untaken_sign,
)
from app.matters.queries.whole import Whole
from app.matters.rules import steps as a
from app.matters.rules.stages import Stage
from app.matters.rules.why import Why, say
from app.matters.words import AGENCY_WORDS, CHANNEL_WORDS, FLOW_WORDS, LEVEL_WORDS, WAY_WORDS
from app.org.commands import log_view
from app.org.queries import names_of

Data = URLEncodedBody[dict[str, Any]]
# Steps that change nothing about what another form is about.
HARMLESS = (
    a.Progress, a.TaskOpened, a.TaskDone, a.JointAction, a.Supervision, a.Taking, a.NotTaken,
)  # fmt: skip
LINKS, HELPERS = "matter.links", "matter.helpers"
"""Places: `(work, whole) -> [(label, address)]`, more that the reader may do with a matter; and
`(session, matter_id) -> {task: name}`, who has a task and is not of the staff."""


@get("/matters/{matter_id:str}", guard=STAFF)
def show(
    work: NamedDependency[Work], matter_id: FromPath[str], do: FromQuery[str] = ""
) -> Response[str]:
    """One matter: where it stands, whose it is, every step, and the step that I may take."""
    return shown(work, matter_here(work, matter_id), do, {}, {})


@post("/matters/{matter_id:str}/{noun:str}", guard=STAFF)
def step(
    work: NamedDependency[Work], matter_id: FromPath[str], noun: FromPath[str], data: Data
) -> Response[str]:
    """Take one step. Whoever saw the matter as it no longer is hears who was first, and when."""
    form, fields = BY_NOUN.get(noun), posted(data)
    if form is None:
        raise NotFound
    found = held_here(work, matter_id)
    if _overtaken(found, fields):
        raise refused(work.session, found, Why.CHANGED)
    role = turn(work.session, found, who(work), form.kind)
    asked = asked_here(work, found)
    said, wrong = read_all(form.fields(found.case), fields, asked)
    errors: Any = wrong.errors if wrong else None
    if not wrong:
        try:
            take(work.session, found, form.make(found.case, who(work).id, role, said, asked))
            return redirect(f"/matters/{found.matter.id}")
        except Refused as why:
            errors = {_field_of(form.fields(found.case)): say(why.why)}
    work.session.rollback()
    return shown(work, matter_here(work, matter_id), noun, fields, errors, 422)


def _overtaken(found: Whole, fields: Fields) -> bool:
    """Whether somebody did something since the form was opened that it ought to know of. A form
    that does not say when it was opened is taken at its word."""
    seen = fields.get("seen", "")
    if not isinstance(seen, str) or not seen.isascii() or not seen.isdigit() or len(seen) > 6:
        return False
    newer = found.steps[int(seen) :]
    return any(not isinstance(one, HARMLESS) for one in newer)


def _field_of(fields: tuple[Field, ...]) -> str:
    """At which field the gate's word is shown: the last, beside the button."""
    return fields[-1].name if fields else "form"


def shown(
    work: Work, found: Whole, do: str, values: Fields, errors: Any, status: int = 200
) -> Response[str]:
    """The page of a matter, also with what was wrong about a form in it."""
    matter, state, veiled = found.matter, found.state, veiled_here(work, found)
    names = names_of(work.session, people_in(found))
    links = [one for fill in registry_of(work).at(LINKS).values() for one in fill(work, found)]
    mine = my_turns(work, found)
    offered = [one for one in FORMS if one.kind in mine]
    form = _chosen(found, offered, do)
    households = [one for one in (matter.household_id,) if one]
    doors = labels_of(work.session, households)
    log_view(work, matter.community_id, "matter", households)
    return page(
        work,
        "matters/matter.html",
        status=status,
        matter=matter,
        state=state,
        door=doors.get(matter.household_id or "", ""),
        due=due_words(work, matter),
        road=road(work, found),
        stands=[*untaken_sign(work, matter), *stands(work, state)],
        words=facts_in_words(work, found),
        veiled=veiled,
        first_contact="" if veiled else names.get(matter.first_contact_owner_id, ""),
        handling_owner=names.get(state.handling_owner, ""),
        owner=names.get(state.owner, ""),
        steps=steps_shown(work, found, names, veiled),
        tasks=tasks_shown(work, found, names | helpers_of(work, found)),
        links=links,
        form=_drawn(work, found, form) if form else None,
        others=[one for one in offered if form is None or one.noun != form.noun],
        values=values or _beginning(work, found, form),
        errors=errors,
        wide=True,
        **papers_shown(work, found, names, veiled),
        **reported(work, found),
    )


def helpers_of(work: Work, found: Whole) -> dict[str, str]:
    """Who has a task of it and is not of the staff, by the task."""
    fillers = registry_of(work).at(HELPERS).values()
    return {k: v for fill in fillers for k, v in fill(work.session, found.matter.id).items()}


def _chosen(found: Whole, offered: list[Form], do: str) -> Form | None:
    """The form that was asked for, or the next thing to do."""
    asked = next((one for one in offered if one.noun == do), None)
    if asked is not None:
        return asked
    state = found.state
    if found.facts.flow.value == "dispute" and state.consents and state.stage is Stage.ACCEPTED:
        offered = [one for one in offered if one.kind is not a.Consent]
    first = offered[0] if offered else None
    at_hand = (
        a.Taking, a.SupervisionAnswer, a.Resumed, a.ReferralAnswer, a.ReferralClosed, a.TaskDone,
    )  # fmt: skip
    if first is not None and first.kind in at_hand:
        return first
    if state.stage is Stage.HANDLING and (state.tasks or state.waiting or state.referred):
        progress = next((one for one in offered if one.kind is a.Progress), None)
        return progress or first
    return first if first is not None and not first.danger else None


def _drawn(work: Work, found: Whole, form: Form) -> dict[str, Any]:
    """A form as its template draws it."""
    asked = asked_here(work, found)
    return {
        "noun": form.noun,
        "title": form.title.text(work.lang),
        "button": form.button.text(work.lang),
        "hint": form.hint.text(work.lang) if form.hint else "",
        "danger": form.danger,
        "fields": [_field(work, one, asked) for one in form.fields(found.case)],
    }


def _field(work: Work, one: Field, asked: Asked) -> dict[str, Any]:
    options: list[tuple[str, str]] = []
    if one.kind == "choice" and one.of:
        options = [
            (str(getattr(key, "value", key)), word.text(work.lang))
            for key, word in one.of().items()
        ]
    elif one.kind == "person":
        options = [("", work.say("不选")), *asked.people.items()]
    elif one.kind == "task":
        options = list(asked.tasks.items())
    return {
        "name": one.name,
        "kind": one.kind,
        "label": one.label.text(work.lang),
        "hint": one.hint.text(work.lang) if one.hint else "",
        "required": one.required,
        "most": one.most,
        "options": options,
    }


def _beginning(work: Work, found: Whole, form: Form | None) -> dict[str, str]:
    """What stands in a form before anybody has written in it."""
    if form is None:
        return {}
    values: dict[str, str] = {}
    if form.kind is a.Archive:
        values["keep_until"] = keep_until(work.session, found).isoformat()
    if form.kind in (a.Feedback, a.InterimFeedback):
        values["whom"] = found.matter.applicant
    if form.kind is a.Classification:
        values["level"] = "4" if found.matter.major else "1"
    if form.kind is a.Route and found.state.handling:
        ways = [one.value for one in BY_KIND[a.Route].fields(found.case)[0].of()]  # type: ignore
        values["way"] = ways[0] if len(ways) == 1 else ""
    return values


def facts_in_words(work: Work, found: Whole) -> dict[str, str]:
    """Its flow, channel, level, way and agency mode, as people read them."""
    matter, state = found.matter, found.state
    agency = {one.value: word for one, word in AGENCY_WORDS.items()}.get(matter.agency)
    channel = {one.value: word for one, word in CHANNEL_WORDS.items()}.get(matter.channel)
    return {
        "flow": FLOW_WORDS[found.facts.flow].text(work.lang),
        "channel": channel.text(work.lang) if channel else "",
        "level": LEVEL_WORDS[state.level].text(work.lang) if state.way or state.handling else "",
        "way": WAY_WORDS[state.way].text(work.lang) if state.way else "",
        "agency": agency.text(work.lang) if agency else "",
    }
