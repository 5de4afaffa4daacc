"""What came of a campaign. While it runs only counts are shown, so that nobody is influenced."""

import zlib
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.accuracy.models import AccuracyRecord, Campaign
from app.accuracy.pages.campaigns import READERS, campaign_here, title_of
from app.accuracy.queries.campaigns import (
    answers_of,
    grids_here,
    kind_of,
    over,
    records_of,
)
from app.accuracy.rules.fields import FIELDS, Outcome, Tick
from app.accuracy.rules.rates import Rates, rates
from app.accuracy.rules.sample import sample
from app.accuracy.words import FIELD_WORDS, KIND_WORDS, say_value
from app.attendance.pages.common import today_here
from app.auth.guards import who
from app.books.sheets import CSV_TYPE, Sheet, csv_bytes
from app.kit.clock import iso
from app.kit.html import answer, moment_text, page
from app.kit.i18n import Message
from app.kit.problems import Conflict
from app.kit.shares import Share
from app.kit.web import Work, get
from app.org.commands import log_view
from app.org.models import Post
from app.org.queries import names_of
from app.station.pages.common import scope_here

RUNS = Message("核对还没有结束，结果还没有公布")
HEADINGS = (
    Message("项目"), Message("比对了几份"), Message("不一致几份"), Message("不一致率（%）"),
    Message("可能低到（%）"), Message("可能高到（%）"), Message("看不到几份"),
)  # fmt: skip
WHOLE = Message("整份档案（有一项不一致就算）")


@get("/accuracy/{campaign_id:str}", guard=READERS)
def show(work: NamedDependency[Work], campaign_id: FromPath[str]) -> Response[str]:
    """A campaign: how far it has come, and when it is over what it found."""
    campaign, today = campaign_here(work, campaign_id), today_here(work)
    is_over, scope = over(campaign, today), scope_here(work)
    found = _rates(work, campaign)
    records = records_of(work.session, scope, campaign)
    shown: dict[str, Any] = {
        "differing": _differing(work, records) if is_over else [],
        "left": [] if is_over else _left(work, records),
        "rows": _rows(work, found) if is_over else [],
    }
    grids = dict(grids_here(work.session, scope))
    _log(work, campaign, records, is_over)
    return page(
        work,
        "accuracy/campaign.html",
        campaign=campaign,
        over=is_over,
        leads=scope.leads,
        kind=KIND_WORDS[kind_of(campaign)].text(work.lang),
        rates=found,
        done=campaign.size - found.left,
        grids="、".join(grids[one] for one in campaign.grids if one in grids),
        opener=names_of(work.session, {campaign.opened_by}).get(campaign.opened_by, ""),
        **shown,
    )


@get("/accuracy/{campaign_id:str}/document", guard=READERS)
def document(work: NamedDependency[Work], campaign_id: FromPath[str]) -> Response[bytes]:
    """Everything that the draw was made of, so that anybody can make it again; ids, no names."""
    campaign = _over_here(work, campaign_id)
    listed = zlib.decompress(campaign.population).decode().split("\n")
    return answer(
        {
            "campaign": campaign.id, "opened_at": iso(campaign.opened_at), "kind": campaign.kind,
            "rule": "HMAC-SHA256(seed, id), hexadecimal; the lowest `size` are drawn",
            "seed": campaign.seed, "seed_digest": campaign.seed_digest, "size": campaign.size,
            "population_digest": campaign.population_digest, "population": listed,
            "drawn": sample(bytes.fromhex(campaign.seed), listed, campaign.size),
        }
    )  # fmt: skip


@get("/accuracy/{campaign_id:str}/result.csv", guard=READERS)
def export(work: NamedDependency[Work], campaign_id: FromPath[str]) -> Response[bytes]:
    """The rates as CSV: numbers of the books, of no place and nobody."""
    campaign = _over_here(work, campaign_id)
    rows = [
        (one["label"], one["n"], one["hits"], one["rate"], one["low"], one["high"], one["unseen"])
        for one in _rows(work, _rates(work, campaign))
    ]
    mark = work.say(
        "{title} · {kind} · {records} 份里抽 {size} 份 · {at}",
        title=campaign.title, kind=KIND_WORDS[kind_of(campaign)].text(work.lang),
        records=campaign.records, size=campaign.size,
        at=moment_text(work.lang, campaign.opened_at, year=True),
    )  # fmt: skip
    heads = tuple(one.text(work.lang) for one in HEADINGS)
    sheet = Sheet(campaign.title, mark, who(work).name, work.now, heads, ())
    name = quote(f"{campaign.title}.csv", safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Cache-Control": "no-store",
    }
    return Response(b"".join(csv_bytes(sheet, rows)), media_type=CSV_TYPE, headers=headers)


def _over_here(work: Work, campaign_id: str) -> Campaign:
    campaign = campaign_here(work, campaign_id)
    if not over(campaign, today_here(work)):
        raise Conflict(RUNS)
    return campaign


def _rates(work: Work, campaign: Campaign) -> Rates:
    return rates(answers_of(work.session, campaign), FIELDS[kind_of(campaign)])


def _rows(work: Work, found: Rates) -> list[dict[str, Any]]:
    """The whole record first, then each field."""
    return [
        _row(WHOLE.text(work.lang), found.whole, None),
        *(
            _row(FIELD_WORDS[one.field].text(work.lang), one.share, one.unseen)
            for one in found.fields
        ),
    ]


def _row(label: str, share: Share, unseen: int | None) -> dict[str, Any]:
    known = share.n > 0
    return {
        "label": label,
        "n": share.n,
        "hits": share.hits,
        "rate": f"{100 * share.hits / share.n:.1f}" if known else "",
        "low": round(100 * share.low) if known else None,
        "high": round(100 * share.high) if known else None,
        "unseen": unseen,
    }


def _differing(work: Work, records: list[AccuracyRecord]) -> list[dict[str, Any]]:
    """Where the books are to be mended: by place, without who keeps them or who looked."""
    found = [
        {
            "title": title_of(one),
            "gone": one.outcome == Outcome.GONE,
            "fields": [
                (
                    FIELD_WORDS[name].text(work.lang),
                    say_value(work.lang, name, one.file.get(name, "")),
                    one.found.get(name, ""),
                )
                for name, tick in one.ticks.items()
                if tick == Tick.DIFFERS
            ],
            "href": mending(one),
        }
        for one in records
        if not one.erased and (one.outcome == Outcome.GONE or Tick.DIFFERS in one.ticks.values())
    ]
    return sorted(found, key=lambda one: str(one["title"]))


def mending(record: AccuracyRecord) -> str:
    """Where whoever leads puts this file right."""
    if record.unit_id:
        return f"/books/units/{record.unit_id}"
    return f"/households/{record.household_id}/fields"


def _left(work: Work, records: list[AccuracyRecord]) -> list[dict[str, Any]]:
    """What nobody has been to yet, and who was asked."""
    left = [one for one in records if not one.outcome and not one.erased]
    names = names_of(work.session, {one.asked_id for one in left if one.asked_id})
    return [
        {"id": one.id, "title": title_of(one), "asked": names.get(one.asked_id or "", "")}
        for one in sorted(left, key=title_of)
    ]


def _log(work: Work, campaign: Campaign, records: list[AccuracyRecord], is_over: bool) -> None:
    """Whose addresses the page is about to show."""
    homes = {
        one.household_id for one in records if one.household_id and (is_over or not one.outcome)
    }
    if homes and who(work).posts & {Post.GRID_LEAD, Post.STATION_HEAD}:
        log_view(work, campaign.community_id, "accuracy", sorted(homes))
