"""换班: asked of a colleague, agreed by them, granted by the lead (row R24)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.attendance.commands import swaps
from app.attendance.models import RosterShift, SwapState
from app.attendance.pages.common import LEADS, STAFF, community_here, today_here
from app.attendance.queries.crew import members_of
from app.attendance.queries.rosters import monday_of, rule_terms
from app.attendance.queries.swaps import (
    Exchange,
    breaks,
    coming_shift,
    swap_of,
    swaps_of,
    to_come,
)
from app.attendance.words import broken_text, shift_text
from app.auth.guards import who
from app.kit.forms import Reader, Refusal, parse_decision, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.problems import Conflict, NotAllowed, NotFound
from app.kit.web import Work, get, post
from app.org.queries import names_of
from app.station.commands.settings import lock
from app.station.pages.common import known_id, scope_here

Form = URLEncodedBody[dict[str, Any]]
MOST_WORDS = 200
STATES = {
    SwapState.ASKED: ("wait", Message("等同事答复")),
    SwapState.AGREED: ("wait", Message("同事同意，等网格长")),
    SwapState.GRANTED: ("good", Message("已换班")),
    SwapState.REFUSED: ("late", Message("没有换成")),
    SwapState.WITHDRAWN: ("off", Message("已收回")),
}


@get("/swaps", guard=STAFF)
def listing(work: NamedDependency[Work]) -> Response[str]:
    """What waits for me, my own shifts to come, and what was exchanged before."""
    return _list(work)


def _list(
    work: Work, wrong: dict[str, list[str]] | None = None, status: int = 200
) -> Response[str]:
    scope = scope_here(work)
    found = swaps_of(work.session, scope)
    people = {one for each in found for one in (each.row.asked_by, each.row.asked_of)}
    people |= {each.row.answered_by for each in found if each.row.answered_by}
    names = names_of(work.session, people)
    shown = [
        _shown(work, one, names, scope.leads, (wrong or {}).get(one.row.id, [])) for one in found
    ]
    mine = to_come(work.session, scope, today_here(work), [scope.person_id])
    busy = {one for each in found if each.open for one in (each.gives.id, each.takes.id)}
    return page(
        work,
        "attendance/swaps.html",
        status=status,
        waiting=[one for one in shown if one["open"]],
        over=[one for one in shown if not one["open"]],
        mine=[
            {"id": one.id, "text": shift_text(work.lang, one), "busy": one.id in busy}
            for one in mine
        ],
        leads=scope.leads,
    )


def _shown(
    work: Work, one: Exchange, names: dict[str, str], leads: bool, wrong: list[str]
) -> dict[str, Any]:
    kind, word = STATES[SwapState(one.row.state)]
    me = work.principal.id
    stale = one.open and _stale(one, work)
    return {
        "row": one.row,
        "open": one.open,
        "stale": stale,
        "state": (kind, word.text(work.lang)),
        "by": names[one.row.asked_by],
        "of": names[one.row.asked_of],
        "gives": shift_text(work.lang, one.gives),
        "takes": shift_text(work.lang, one.takes),
        "answered_by": names.get(one.row.answered_by or "", ""),
        "may_withdraw": one.open and one.row.asked_by == me,
        "may_agree": one.row.state == SwapState.ASKED and one.row.asked_of == me and not stale,
        "may_answer": one.row.state == SwapState.AGREED and leads,
        "wrong": wrong,
    }


def _stale(one: Exchange, work: Work) -> bool:
    """Whether a shift has changed hands, or its week its version, or its day has come."""
    scope, today = scope_here(work), today_here(work)
    return (
        one.gives.person_id != one.row.asked_by
        or one.takes.person_id != one.row.asked_of
        or any(
            coming_shift(work.session, scope, today, shift.id) is None
            for shift in (one.gives, one.takes)
        )
    )


@get("/swaps/new", guard=STAFF)
def new(
    work: NamedDependency[Work],
    shift: FromQuery[str] = "",
    colleague: FromQuery[str] = "",
) -> Response[str]:
    """Which shift of mine, with whom, and for which of theirs."""
    return _new(work, _my_shift(work, shift), colleague, {}, {})


def _my_shift(work: Work, shift_id: str) -> RosterShift:
    """A shift of the reader that is to come. Raises NotFound."""
    found = coming_shift(work.session, scope_here(work), today_here(work), known_id(shift_id))
    if found is None or found.person_id != work.principal.id:
        raise NotFound
    return found


def _new(
    work: Work, mine: RosterShift, colleague: str, values: Any, errors: Any, status: int = 200
) -> Response[str]:
    scope, today = scope_here(work), today_here(work)
    people = [
        one
        for one in members_of(work.session, scope, work.now, work.now)
        if one.id != scope.person_id
    ]
    known = colleague if colleague in {one.id for one in people} else ""
    theirs = to_come(work.session, scope, today, [known]) if known else []
    return page(
        work,
        "attendance/swap_new.html",
        status=status,
        mine=mine,
        mine_text=shift_text(work.lang, mine),
        people=[(one.id, one.name) for one in people],
        colleague=known,
        theirs=[(one.id, shift_text(work.lang, one)) for one in theirs],
        values=values,
        errors=errors,
    )


@post("/swaps", guard=STAFF)
def ask(work: NamedDependency[Work], data: Form) -> Response[str]:
    """Ask; refused at once where a rule would break."""
    read = Reader(posted(data))
    mine = _my_shift(work, read.raw("shift"))
    scope, today = scope_here(work), today_here(work)
    wanted = read.uuid("other_shift", required=True)
    other = coming_shift(work.session, scope, today, wanted) if wanted else None
    reason = read.text("reason", MOST_WORDS)
    if wanted and (other is None or other.person_id == mine.person_id):
        read.fail("other_shift", Message("请选择一项"))
    if other is not None and not read.errors:
        for text in _broken(work, mine, other):
            read.fail("other_shift", Message("{why}", why=text))
    if read.errors or other is None:
        return _new(work, mine, read.raw("colleague"), posted(data), read.errors, 422)
    swaps.ask(work.session, work.now, mine, other, reason)
    return redirect("/swaps")


def _broken(work: Work, one: RosterShift, other: RosterShift) -> list[str]:
    community = community_here(work)
    found, names = breaks(work.session, scope_here(work), community, one, other)
    terms = rule_terms(work.session, community.id, monday_of(one.on))
    return [broken_text(work.lang, each, terms, names) for each in found]


def _one(work: Work, swap_id: str) -> Exchange:
    """The swap of an address. Raises NotFound when it does not concern the reader."""
    found = swap_of(work.session, scope_here(work), known_id(swap_id))
    if found is None:
        raise NotFound
    return found


@post("/swaps/{swap_id:str}/agreement", guard=STAFF)
def answer_as_colleague(
    work: NamedDependency[Work], swap_id: FromPath[str], data: Form
) -> Response[str]:
    """The colleague is willing, or not."""
    swap = _one(work, swap_id)
    if swap.row.asked_of != who(work).id:
        raise NotFound
    if data.get("decision") != "accept":
        swaps.refuse(work.session, work.now, swap, who(work).id, "")
        return redirect("/swaps")
    if _stale(swap, work):
        raise Conflict
    swaps.agree(work.session, work.now, swap)
    return redirect("/swaps")


@post("/swaps/{swap_id:str}/withdrawal", guard=STAFF)
def withdraw(work: NamedDependency[Work], swap_id: FromPath[str]) -> Response[str]:
    """Whoever asked takes it back."""
    swap = _one(work, swap_id)
    if swap.row.asked_by != who(work).id:
        raise NotFound
    swaps.withdraw(work.session, work.now, swap)
    return redirect("/swaps")


@post("/swaps/{swap_id:str}/answer", guard=LEADS)
def answer(work: NamedDependency[Work], swap_id: FromPath[str], data: Form) -> Response[str]:
    """The lead grants, which asks the rules again, or refuses with a word; never their own."""
    # Two swaps of one shift wait for each other here, and the second sees what the first did.
    lock(work.session, community_here(work).id)
    swap = _one(work, swap_id)
    if who(work).id in (swap.row.asked_by, swap.row.asked_of):
        raise NotAllowed
    entry = parse_decision(posted(data), "answer")
    if isinstance(entry, Refusal):
        said = [message.text(work.lang) for message in entry.errors.values()]
        return _list(work, {swap.row.id: said}, 422)
    if not entry.accepts:
        swaps.refuse(work.session, work.now, swap, who(work).id, entry.words)
        return redirect("/swaps")
    if swap.row.state != SwapState.AGREED or _stale(swap, work):
        raise Conflict
    broken = _broken(work, swap.gives, swap.takes)
    if broken:
        return _list(work, {swap.row.id: broken}, 422)
    swaps.grant(work.session, work.now, swap, who(work).id, entry.words)
    return redirect("/swaps")
