"""One record at its place: what the file says, and a tick beside each field."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.accuracy.commands.records import compare
from app.accuracy.forms import FOUND, parse_comparison
from app.accuracy.models import AccuracyRecord, Campaign
from app.accuracy.pages.campaigns import title_of
from app.accuracy.pages.results import mending
from app.accuracy.queries.campaigns import kind_of, over, record_of
from app.accuracy.queries.keepers import keeps
from app.accuracy.rules.fields import Outcome, Tick, compared, may_be_gone
from app.accuracy.words import FIELD_WORDS, OUTCOME_WORDS, TICK_WORDS, say_value
from app.attendance.pages.common import today_here
from app.auth.guards import posts, who
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.models import Post
from app.org.queries import names_of
from app.station.pages.common import known_id, scope_here

COMPARERS = posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD)


@get("/accuracy/records/{record_id:str}", guard=COMPARERS)
def show(work: NamedDependency[Work], record_id: FromPath[str]) -> Response[str]:
    """The form for whoever was asked to look, or what was found."""
    record, campaign = _record(work, record_id)
    if record.household_id:
        log_view(work, record.community_id, "accuracy", [record.household_id])
    return _show(work, record, campaign, {}, {})


@post("/accuracy/records/{record_id:str}", guard=COMPARERS)
def compare_one(
    work: NamedDependency[Work],
    record_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Write down what was found there, once."""
    record, campaign = _record(work, record_id)
    typed = posted(data)
    names = compared(kind_of(campaign), record.file)
    said = parse_comparison(typed, names, may_be_gone(record.file))
    if isinstance(said, Refusal):
        return _show(work, record, campaign, typed, said.errors, 422)
    compare(work.session, record, campaign, said, who(work).id, work.now, today_here(work))
    differs = said.outcome is Outcome.GONE or Tick.DIFFERS in said.ticks.values()
    return redirect(f"/accuracy/records/{record.id}" if differs else "/accuracy")


def _record(work: Work, record_id: str) -> tuple[AccuracyRecord, Campaign]:
    found = record_of(work.session, scope_here(work), known_id(record_id), today_here(work))
    if found is None:
        raise NotFound
    return found


def _show(
    work: Work, record: AccuracyRecord, campaign: Campaign, values: Fields, errors: Any,
    status: int = 200,
) -> Response[str]:  # fmt: skip
    lang, me, scope = work.lang, who(work).id, scope_here(work)
    asked = {one for one in (record.asked_id, record.compared_by) if one}
    names = names_of(work.session, asked)
    gone = may_be_gone(record.file)
    return page(
        work,
        "accuracy/record.html",
        status=status,
        record=record,
        campaign=campaign,
        title=title_of(record),
        mine=record.asked_id == me,
        asked=names.get(record.asked_id or "", ""),
        by=names.get(record.compared_by or "", ""),
        over=over(campaign, today_here(work)),
        own=bool(keeps(work.session, record, [me], campaign.opened_at, work.now)),
        fields=_fields(lang, record, campaign),
        outcome=OUTCOME_WORDS[Outcome(record.outcome)].text(lang) if record.outcome else "",
        outcomes=[
            (one.value, word.text(lang))
            for one, word in OUTCOME_WORDS.items()
            if gone or one is not Outcome.GONE
        ],
        ticks=[(one.value, word.text(lang)) for one, word in TICK_WORDS.items()],
        differs=record.outcome == Outcome.GONE or Tick.DIFFERS in record.ticks.values(),
        mend=mending(record) if scope.leads else "",
        values=values,
        errors=errors,
    )


def _fields(lang: str, record: AccuracyRecord, campaign: Campaign) -> list[dict[str, Any]]:
    """Each field as the file had it when the sample was drawn, and what was found of it."""
    return [
        {
            "name": name,
            "note": name + FOUND,
            "label": FIELD_WORDS[name].text(lang),
            "value": say_value(lang, name, record.file.get(name, "")),
            "tick": TICK_WORDS[Tick(record.ticks[name])].text(lang) if name in record.ticks else "",
            "found": record.found.get(name, ""),
        }
        for name in compared(kind_of(campaign), record.file)
    ]
