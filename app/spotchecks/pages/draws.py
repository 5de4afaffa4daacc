"""抽签: every day's draw, and the proof that anybody can recompute (R110)."""

from datetime import date
from typing import Any

from litestar import MediaType, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.attendance.pages.common import community_here, today_here
from app.auth.guards import member, who
from app.kit.html import page
from app.kit.problems import NotFound
from app.kit.web import Work, get
from app.org.queries import names_of
from app.spotchecks.models import Draw, SpotCheck
from app.spotchecks.queries.checks import checks_on
from app.spotchecks.queries.draws import dice_of, document_of, draw_of, draws_of
from app.spotchecks.queries.due import waiting_for_dice
from app.spotchecks.queries.lists import unpacked
from app.spotchecks.queries.readings import unread_by
from app.spotchecks.queries.terms import terms_on
from app.spotchecks.rules.draw import Stratum
from app.spotchecks.rules.reading import read_list
from app.spotchecks.rules.terms import published_from
from app.spotchecks.words import PASSED_WORDS, STRATUM_WORDS, shown_outcome
from app.station.pages.common import scope_here


@get("/draws", guard=member)
def listing(work: NamedDependency[Work]) -> Response[str]:
    """Every day with its state, the newest first."""
    community, today = community_here(work), today_here(work)
    return page(
        work,
        "spotchecks/draws.html",
        draws=draws_of(work.session, scope_here(work)),
        waiting=len(waiting_for_dice(work.session, community.id, today)),
        terms=terms_on(work.session, community.id, today),
        community=community,
    )


@get("/draws/{day:str}", guard=member)
def show(work: NamedDependency[Work], day: FromPath[str]) -> Response[str]:
    """One day's draw: what was promised, cut off and thrown, and, once published, what came."""
    draw = _draw(work, day)
    community = community_here(work)
    terms = terms_on(work.session, community.id, draw.day)
    return page(
        work,
        "spotchecks/draw.html",
        draw=draw,
        shown_at=published_from(draw.drawn_at, terms.cut_off, community.zone)
        if draw.drawn_at
        else None,
        dice=_dice(work, draw),
        **(_published(work, draw) if draw.published_at else {}),
    )


@get("/draws/{day:str}/document", guard=member)
def document(work: NamedDependency[Work], day: FromPath[str]) -> Response[dict[str, Any]]:
    """The published draw as a document to recompute. Raises NotFound before it is published."""
    draw = _draw(work, day)
    if draw.published_at is None:
        raise NotFound
    name = f"draw-{draw.day.isoformat()}.json"
    return Response(
        document_of(draw),
        media_type=MediaType.JSON,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _draw(work: Work, day: str) -> Draw:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    found = draw_of(work.session, scope_here(work), on) if len(day) == len("2026-11-23") else None
    if found is None:
        raise NotFound
    return found


def _dice(work: Work, draw: Draw) -> list[dict[str, Any]]:
    """Who keyed in the value that this draw used."""
    if not draw.public_value or draw.drawn_at is None:
        return []
    on = draw.drawn_at.astimezone(work.now.tzinfo).date()
    entries = dice_of(work.session, draw.community_id, on)
    names = names_of(work.session, {one.person_id for one in entries})
    return [
        {"by": names[one.person_id], "throws": one.throws, "digits": one.digits, "at": one.at}
        for one in entries
        if one.digits == draw.public_value
    ]


def _published(work: Work, draw: Draw) -> dict[str, Any]:
    """What was drawn; whose record each is, is for that worker and the leads alone."""
    rows = {one.visit: one for one in read_list(unpacked(draw.frozen))}
    drawn = draw.result["drawn"]
    checks = checks_on(work.session, draw.community_id, [one["visit"] for one in drawn])
    people = {rows[one["visit"]].worker for one in drawn} | {one["checker"] for one in drawn}
    names, me = names_of(work.session, people - {""}), who(work).id
    unread = unread_by(work.session, scope_here(work))
    return {
        "lines": [
            _line(work, one, rows[one["visit"]].worker, checks.get(one["visit"]), names, unread)
            for one in drawn
        ],
        "passed": [PASSED_WORDS[one["why"]].text(work.lang) for one in draw.result["passed"]],
        "own_records": sum(one.worker == me for one in rows.values()),
    }


def _line(
    work: Work, drawn: dict[str, str], worker: str, check: SpotCheck | None,
    names: dict[str, str], unread: set[str],
) -> dict[str, Any]:  # fmt: skip
    mine = worker == who(work).id
    told = mine or scope_here(work).leads
    over = check if check is not None and check.closed_at is not None and told else None
    return {
        "visit": drawn["visit"],
        "mine": mine,
        "worker": names.get(worker, "") if told else "",
        "stratum": STRATUM_WORDS[Stratum(drawn["stratum"])].text(work.lang),
        "checker": names.get(drawn["checker"], ""),
        "check": over.id if over else "",
        "outcome": shown_outcome(work.lang, over.outcome, over.id in unread) if over else None,
        "asked_meanwhile": check is None,
    }
