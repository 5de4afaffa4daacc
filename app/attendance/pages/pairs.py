"""拍档: next week's pairs, everybody's partners so far, the week's note, who learned what (R25)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.attendance.commands import pairs
from app.attendance.models import Pairing, PairNote
from app.attendance.pages.common import (
    LEADS,
    STAFF,
    community_here,
    known_monday,
    today_here,
)
from app.attendance.queries.crew import members_of
from app.attendance.queries.pairs import learned, lines_of, notes, pair_of, pairings
from app.attendance.queries.rosters import DAYS, monday_of
from app.attendance.words import LINE_WORDS
from app.auth.guards import who
from app.catalogue.rules import DutyLine
from app.kit.forms import Reader, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.models import Post
from app.org.queries import names_of
from app.station.pages.common import scope_here

WEEK = timedelta(days=DAYS)
MOST_WORDS = 1000


@get("/pairs", guard=STAFF)
def listing(work: NamedDependency[Work]) -> Response[str]:
    """This week's pairs and the next ones, notes, and who has learned which line."""
    return _show(work, {}, {})


def _workers(work: Work) -> dict[str, str]:
    """Who is paired: the grid workers of now."""
    people = members_of(work.session, scope_here(work), work.now, work.now)
    return {one.id: one.name for one in people if Post.GRID_WORKER in one.posts}


def _show(
    work: Work, values: Mapping[str, Any], errors: dict[str, Any], status: int = 200
) -> Response[str]:
    scope, this = scope_here(work), monday_of(today_here(work))
    weeks, written = pairings(work.session, scope), notes(work.session, scope)
    workers = _workers(work)
    lines = [(one.value, LINE_WORDS[one].text(work.lang)) for one in DutyLine]
    everybody = {one for some in weeks.values() for each in some
                 for one in (each.one_id, each.other_id)}  # fmt: skip
    names = names_of(work.session, everybody) | workers
    mine = pair_of(work.session, scope, this)
    note = written.get((this, mine.one_id)) if mine else None
    did = learned(weeks, written)
    return page(
        work,
        "attendance/pairs.html",
        status=status,
        shown=[
            (monday, _pairs(weeks.get(monday, []), names, scope.person_id))
            for monday in (this, this + WEEK)
        ],
        this=this,
        next=this + WEEK,
        leads=scope.leads,
        mine=[(one, names[one]) for one in (mine.one_id, mine.other_id)] if mine else [],
        note=note,
        values=values or _typed(mine, note),
        errors=errors,
        lines=lines,
        partners=_partners(weeks, names, workers),
        report=[
            (
                name,
                [LINE_WORDS[one].text(work.lang) for one in DutyLine if one in did.get(person, ())],
            )
            for person, name in _workers(work).items()
        ],
        written=_written(weeks, written, names, this),
    )


def _pairs(rows: list[Pairing], names: Mapping[str, str], me: str) -> list[tuple[str, str, bool]]:
    return [
        (names[one.one_id], names[one.other_id], me in (one.one_id, one.other_id)) for one in rows
    ]


def _typed(mine: Pairing | None, note: PairNote | None) -> dict[str, Any]:
    if mine is None or note is None:
        return {}
    return {
        "summary": note.summary,
        f"learned-{mine.one_id}": [one.value for one in lines_of(note.one_learned)],
        f"learned-{mine.other_id}": [one.value for one in lines_of(note.other_learned)],
    }


def _partners(
    weeks: Mapping[date, list[Pairing]], names: Mapping[str, str], workers: Mapping[str, str]
) -> list[tuple[str, list[str]]]:
    """With whom everybody was paired, the newest first."""
    found: dict[str, list[str]] = {one: [] for one in workers}
    for monday in sorted(weeks, reverse=True):
        for pair in weeks[monday]:
            for one, other in ((pair.one_id, pair.other_id), (pair.other_id, pair.one_id)):
                if one in found and names[other] not in found[one]:
                    found[one].append(names[other])
    return [(workers[one], some) for one, some in found.items()]


def _written(
    weeks: Mapping[date, list[Pairing]],
    written: Mapping[tuple[date, str], PairNote],
    names: Mapping[str, str],
    this: date,
) -> list[dict[str, Any]]:
    """The notes of this week and of the three before, with who still owes one."""
    return [
        {
            "monday": monday,
            "pair": f"{names[pair.one_id]} · {names[pair.other_id]}",
            "note": written.get((monday, pair.one_id)),
            "due": monday < this,
        }
        for monday in sorted(weeks, reverse=True)
        if this - 3 * WEEK <= monday <= this
        for pair in weeks[monday]
    ]


@post("/pairs/{monday:str}", guard=LEADS)
def make(work: NamedDependency[Work], monday: FromPath[str]) -> Response[str]:
    """The pairs of this week or the next."""
    today = today_here(work)
    first = known_monday(monday, today)
    if first not in (monday_of(today), monday_of(today) + WEEK):
        raise NotFound
    scope = scope_here(work)
    weeks = pairings(work.session, scope)
    before = [
        frozenset((one.one_id, one.other_id)) for each in sorted(weeks) for one in weeks[each]
    ]
    community = community_here(work)
    people = _workers(work)
    pairs.make(work.session, work.now, community.id, who(work).id, first, people, before)
    return redirect("/pairs")


@post("/pairs/{monday:str}/note", guard=STAFF)
def write(
    work: NamedDependency[Work], monday: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """What the two did this week, and what each has learned."""
    first = known_monday(monday, today_here(work))
    pair = pair_of(work.session, scope_here(work), first)
    if pair is None or first > today_here(work):
        raise NotFound
    read = Reader(posted(data))
    summary = read.text("summary", MOST_WORDS, required=True)
    did = {one: read.choices(f"learned-{one}", DutyLine) for one in (pair.one_id, pair.other_id)}
    if read.errors:
        return _show(work, posted(data), read.errors, 422)
    pairs.write(work.session, work.now, pair, who(work).id, summary, did)
    return redirect("/pairs")
