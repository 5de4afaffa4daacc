"""社情日志: a grid's day, filled in by itself, with a note (row R134)."""

from datetime import date, timedelta
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.attendance.pages.common import community_here, known_day, today_here
from app.auth.guards import who
from app.books.commands.exports import watermark
from app.hotline.commands.opinions import note_day
from app.hotline.forms.opinions import parse_note
from app.hotline.pages.common import WORKERS, doors, link, people, reader_here
from app.hotline.queries.daily import Log, grid_here, grids_here, log_of
from app.hotline.queries.months import is_closed
from app.hotline.rules.kinds import Help, Kind, Source
from app.hotline.words import HELP_WORDS, KIND_WORDS, SOURCE_WORDS
from app.kit.forms import Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.models import Grid
from app.org.queries import start_of
from app.org.scope import scope_of
from app.station.pages.common import known_id
from app.visits.models import Outcome
from app.visits.words import CHOICE_WORDS

DAY = timedelta(days=1)


@get("/daily-log", guard=WORKERS)
def show(
    work: NamedDependency[Work], grid: FromQuery[str] = "", on: FromQuery[str] = ""
) -> Response[str]:
    """The log of a day; today and the first of one's grids when nothing is named."""
    today = today_here(work)
    grids = grids_here(work.session, scope_of(who(work), work.now))
    day = known_day(on, today) if on else today
    if day > today:
        raise NotFound
    if not grids:
        return page(work, "hotline/daily.html", log=None, grids=[])
    chosen = _grid(work, grid) if grid else grids[0]
    return _show(work, chosen, day, "", {})


@post("/daily-log/{grid_id:str}/{on:str}", guard=WORKERS)
def note(
    work: NamedDependency[Work],
    grid_id: FromPath[str],
    on: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Add a note to a day, or put it otherwise."""
    today = today_here(work)
    grid, day = _grid(work, grid_id), known_day(on, today)
    if day > today:
        raise NotFound
    words = parse_note(posted(data))
    if isinstance(words, Refusal):
        return _show(work, grid, day, str(data.get("note", "")), words.errors, 422)
    note_day(work.session, community_here(work), grid, day, words, who(work).id, work.now)
    return redirect(link("/daily-log", grid=grid.id, on=day.isoformat()))


def _grid(work: Work, grid_id: str) -> Grid:
    found = grid_here(work.session, scope_of(who(work), work.now), known_id(grid_id))
    if found is None:
        raise NotFound
    return found


def _show(
    work: Work, grid: Grid, on: date, typed: str, errors: Any, status: int = 200
) -> Response[str]:
    community, today, lang = community_here(work), today_here(work), work.lang
    log = log_of(work.session, reader_here(work), grid, on, community.zone)
    outcomes = CHOICE_WORDS["outcome"]
    names = people(work, _people(log))
    homes = {one.household_id for one in log.rows} | {one.household_id for one in log.slots}
    labels = doors(work, "daily_log", homes)
    grids = grids_here(work.session, scope_of(who(work), work.now))
    return page(
        work,
        "hotline/daily.html",
        status=status,
        log=log,
        on=on,
        grids=[(one.id, one.name) for one in grids],
        visits=[(outcomes[one].text(lang), log.visits.get(one.value, 0)) for one in Outcome],
        met=sum(log.visits.values()),
        rows=_rows(lang, log, names, labels),
        slots=[
            (one, HELP_WORDS[Help(one.help)].text(lang),
             labels.get(one.household_id or "", one.place))
            for one in log.slots
        ],
        note_by=names.get(log.note.by, "") if log.note else "",
        typed=typed or (log.note.words if log.note else ""),
        errors=errors,
        earlier=link("/daily-log", grid=grid.id, on=(on - DAY).isoformat()),
        later=link("/daily-log", grid=grid.id, on=(on + DAY).isoformat()) if on < today else "",
        shut=is_closed(work.session, community.id, start_of(on, community.zone), community.zone),
        mark=watermark(who(work).name, work.now, community.zone),
        community=community.name,
    )  # fmt: skip


def _people(log: Log) -> set[str]:
    found = {one.person_id for one in log.rows if one.person_id}
    return found | {log.note.by} if log.note else found


def _rows(
    lang: str, log: Log, names: dict[str, str], labels: dict[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "at": one.at if one.person_id else None,
            "source": SOURCE_WORDS[Source(one.source)].text(lang),
            "kind": KIND_WORDS[Kind(one.kind)].text(lang),
            "door": labels.get(one.household_id or "", ""),
            "words": one.words,
            "shut": one.restricted and not one.words,
            "number": one.number,
            "by": names.get(one.person_id, ""),
        }
        for one in log.rows
    ]
