"""The boards of 办件: mine, my grid's, the community's; overdue first (rows R75, R82)."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery
from sqlmodel import col, select

from app.auth.guards import who
from app.kit.html import page
from app.kit.i18n import Message
from app.kit.web import Work, get
from app.matters.forms.steps import BY_KIND
from app.matters.pages.common import STAFF, due_soon
from app.matters.pages.shown import due_words, untaken_sign
from app.matters.queries.boards import (
    PAGE,
    Asked,
    Line,
    View,
    counts,
    lines,
    to_take,
    views_of,
)
from app.matters.queries.people import staff_of
from app.matters.rules.stages import LEVELS, Channel, Flow, Stage
from app.matters.rules.steps import Taking
from app.matters.words import CHANNEL_WORDS, FLOW_WORDS, STAGE_WORDS
from app.org.models import Grid
from app.org.queries import names_of

VIEW_WORDS = {
    View.MINE: Message("我的"),
    View.GRID: Message("本网格"),
    View.ALL: Message("全部"),
    View.UNTAKEN: Message("待接收"),
    View.OVERDUE: Message("已超时"),
    View.SOON: Message("快到期"),
    View.WAITING: Message("等居民"),
    View.SUPERVISED: Message("督办"),
    View.FOLLOW_UP: Message("待回访"),
    View.ENDED: Message("已结束"),
}
LEVEL_NAMES = {
    1: Message("一级"), 2: Message("二级"), 3: Message("三级"), 4: Message("四级"),
}  # fmt: skip
MOST_QUERY, MOST_SKIP = 40, 5_000


@get("/matters", guard=STAFF)
def board(
    work: NamedDependency[Work],
    view: FromQuery[str] = "",
    flow: FromQuery[str] = "",
    stage: FromQuery[str] = "",
    level: FromQuery[str] = "",
    channel: FromQuery[str] = "",
    grid: FromQuery[str] = "",
    owner: FromQuery[str] = "",
    q: FromQuery[str] = "",
    skip: FromQuery[str] = "",
) -> Response[str]:
    """A board, with its filters in the address. What it is asked for and does not know is left
    out."""
    person, soon = who(work), due_soon(work)
    views = views_of(person)
    grids, people = _grids(work), staff_of(work.session, person.community_id or "", work.now)
    asked = Asked(
        view=View(view) if view in views else views[0],
        flow=flow if flow in set(Flow) else "",
        stage=stage if stage in set(Stage) else "",
        level=int(level) if level in {str(one) for one in LEVELS} else 0,
        channel=channel if channel in set(Channel) else "",
        grid=grid if grid in grids else "",
        owner=owner if owner in people else "",
        q="".join(one for one in q if one.isprintable()).strip()[:MOST_QUERY],
        skip=min(int(skip), MOST_SKIP) if skip.isascii() and skip.isdigit() else 0,
    )
    found = lines(work.session, person, asked, work.now, soon)
    numbers = counts(work.session, person, work.now, soon)
    names = names_of(work.session, {one.owner_id or "" for one in found})
    return page(
        work,
        "matters/board.html",
        asked=asked,
        views=[_view(work, one, asked, numbers.get(one)) for one in views],
        to_take=[_to_take(work, one) for one in to_take(work.session, person.id)],
        rows=[_row(work, one, names, grids) for one in found[:PAGE]],
        more=_address(asked, skip=asked.skip + PAGE) if len(found) > PAGE else "",
        filters=_filters(work, asked, grids, people),
        filtered=_filtered(asked),
        wide=True,
    )


def _grids(work: Work) -> dict[str, str]:
    rows = work.session.exec(
        select(Grid)
        .where(Grid.community_id == who(work).community_id, col(Grid.closed_at).is_(None))
        .order_by(col(Grid.number))
    )
    return {one.id: one.name for one in rows}


def _address(asked: Asked, **other: Any) -> str:
    said = {name: getattr(asked, name) for name in Asked.__slots__} | other
    return "/matters?" + urlencode({name: str(one) for name, one in said.items() if one})


def _view(work: Work, view: View, asked: Asked, count: int | None) -> dict[str, Any]:
    return {
        "word": VIEW_WORDS[view].text(work.lang),
        "here": view is asked.view,
        "count": count,
        "late": view in (View.OVERDUE, View.UNTAKEN) and bool(count),
        "href": _address(asked, view=view.value, skip=0),
    }


def _row(work: Work, line: Line, names: dict[str, str], grids: dict[str, str]) -> dict[str, Any]:
    return {
        "line": line,
        "href": f"/matters/{line.id}",
        "owner": names.get(line.owner_id or "", "—"),
        "grid": grids.get(line.grid_id or "", ""),
        "stage": STAGE_WORDS[Stage(line.stage)].text(work.lang),
        "level": LEVEL_NAMES[line.level].text(work.lang),
        "due": due_words(work, line),
        "untaken": untaken_sign(work, line),
        "dispute": line.flow == Flow.DISPUTE,
    }


def _to_take(work: Work, line: Line) -> dict[str, Any]:
    """What waits for the reader, with the one tap by which they take it."""
    return {
        "title": line.title or line.number,
        "href": f"/matters/{line.id}",
        "taking": f"/matters/{line.id}/{BY_KIND[Taking].noun}",
        "signs": untaken_sign(work, line),
    }


def _filters(
    work: Work, asked: Asked, grids: dict[str, str], people: dict[str, str]
) -> list[dict[str, Any]]:
    any_ = [("", work.say("不限"))]
    stages = [(one.value, STAGE_WORDS[one].text(work.lang)) for one in Stage]
    channels = [(one.value, CHANNEL_WORDS[one].text(work.lang)) for one in Channel]
    flows = [(one.value, FLOW_WORDS[one].text(work.lang)) for one in Flow]
    levels = [(str(one), LEVEL_NAMES[one].text(work.lang)) for one in LEVELS]
    chosen = (
        ("flow", work.say("流程"), flows, asked.flow),
        ("stage", work.say("环节"), stages, asked.stage),
        ("level", work.say("级别"), levels, str(asked.level or "")),
        ("channel", work.say("来源"), channels, asked.channel),
        ("grid", work.say("网格"), list(grids.items()), asked.grid),
        ("owner", work.say("负责人"), list(people.items()), asked.owner),
    )
    return [
        {"name": name, "label": label, "options": any_ + options, "value": value}
        for name, label, options, value in chosen
    ]


def _filtered(asked: Asked) -> int:
    """How many filters are set."""
    said = (asked.flow, asked.stage, asked.level, asked.channel, asked.grid, asked.owner)
    return sum(1 for one in said if one)
