"""实地核对: the campaigns, what I am asked to look at, and the form that opens one (R97)."""

from datetime import timedelta
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.accuracy.commands import campaigns
from app.accuracy.commands.campaigns import NOTHING
from app.accuracy.forms import parse_campaign
from app.accuracy.models import AccuracyRecord, Campaign
from app.accuracy.queries.campaigns import (
    campaign_of,
    campaigns_of,
    compared_counts,
    grids_here,
    kind_of,
    mine_to_compare,
    over,
)
from app.accuracy.queries.population import population
from app.accuracy.rules.fields import Kind
from app.accuracy.rules.sample import LEAST, MOST, USUAL
from app.accuracy.words import KIND_WORDS
from app.attendance.pages.common import today_here
from app.auth.guards import posts, who
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.models import Post
from app.station.pages.common import LEADS, known_id, scope_here

Form = URLEncodedBody[dict[str, Any]]
READERS = posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD, Post.DATA_STEWARD)
USUALLY = timedelta(days=14)


@get("/accuracy", guard=READERS)
def listing(work: NamedDependency[Work]) -> Response[str]:
    """What waits for me, and every campaign of the community."""
    scope, today = scope_here(work), today_here(work)
    mine = mine_to_compare(work.session, scope, today)
    found = campaigns_of(work.session, scope)
    done = compared_counts(work.session, found)
    homes = sorted({one.household_id for one in mine if one.household_id})
    shown: dict[str, Any] = {
        "mine": [_asked(one, found) for one in mine],
        "campaigns": [_line(work, one, done.get(one.id, 0), over(one, today)) for one in found],
        "leads": scope.leads,
    }
    if homes:
        log_view(work, scope.community_id or "", "accuracy", homes)
    return page(work, "accuracy/list.html", **shown)


@get("/accuracy/new", guard=LEADS)
def new(work: NamedDependency[Work]) -> Response[str]:
    """The form that opens a campaign."""
    values = {"size": str(USUAL), "until": (today_here(work) + USUALLY).isoformat()}
    return _form(work, values, {})


@post("/accuracy", guard=LEADS)
def begin(work: NamedDependency[Work], data: Form) -> Response[str]:
    """Open a campaign: its sample is drawn at once."""
    scope, today, typed = scope_here(work), today_here(work), posted(data)
    entry = parse_campaign(typed, [one for one, _ in grids_here(work.session, scope)], today)
    if isinstance(entry, Refusal):
        return _form(work, typed, entry.errors, 422)
    opened = campaigns.open_campaign(work.session, scope, entry, today)
    if opened is None:
        return _form(work, typed, {"grids": NOTHING}, 422)
    return redirect(f"/accuracy/{opened.id}")


@post("/accuracy/{campaign_id:str}/closing", guard=LEADS)
def closing(work: NamedDependency[Work], campaign_id: FromPath[str]) -> Response[str]:
    """End a campaign; its result is shown from then on."""
    campaign = campaign_here(work, campaign_id)
    campaigns.close(work.session, campaign, who(work).id, work.now, today_here(work))
    return redirect(f"/accuracy/{campaign.id}")


def campaign_here(work: Work, campaign_id: str) -> Campaign:
    """A campaign of the reader's community. Raises NotFound."""
    found = campaign_of(work.session, scope_here(work), known_id(campaign_id))
    if found is None:
        raise NotFound
    return found


def title_of(record: AccuracyRecord) -> str:
    """The place that a record is about, as people say it."""
    if record.unit_id:
        return f"{record.file.get('name', '')} · {record.file.get('address', '')}"
    return record.file.get("address", "")


def _asked(record: AccuracyRecord, known: list[Campaign]) -> dict[str, Any]:
    campaign = next(one for one in known if one.id == record.campaign_id)
    return {
        "id": record.id,
        "title": title_of(record),
        "until": campaign.until,
        "unit": bool(record.unit_id),
    }


def _line(work: Work, one: Campaign, done: int, is_over: bool) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "kind": KIND_WORDS[kind_of(one)].text(work.lang),
        "done": done,
        "size": one.size,
        "until": one.until,
        "over": is_over,
    }


def _form(work: Work, values: Fields, errors: Any, status: int = 200) -> Response[str]:
    scope, today = scope_here(work), today_here(work)
    counts = {one: len(population(work.session, scope, one, (), today)) for one in Kind}
    return page(
        work,
        "accuracy/new.html",
        status=status,
        values=values,
        errors=errors,
        kinds=[
            (
                one.value,
                work.say("{book}（{n} 份）", book=KIND_WORDS[one].text(work.lang), n=counts[one]),
            )
            for one in Kind
        ],
        grids=grids_here(work.session, scope),
        least=LEAST,
        most=MOST,
        today=today,
    )
