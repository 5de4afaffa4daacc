"""失约记录: what was promised and not kept, and what the person concerned says to it (row R103).

Each sees what concerns them; who leads sees all of the community. Nothing is decided here: there is
no form for it, and none for anybody but the person concerned.
"""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.handbook.commands.handbook import reply as give_reply
from app.handbook.forms.handbook import parse_breach_reply
from app.handbook.pages.common import STAFF, community_id
from app.handbook.queries.log import LEADING, SHOWN_FOR, Entry, entries, entry_of
from app.handbook.words import KIND_WORDS
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.queries import names_of
from app.station.pages.common import known_id


@get("/breaches", guard=STAFF)
def log(work: NamedDependency[Work]) -> Response[str]:
    """The entries, the newest first."""
    return _show(work, {}, {})


@post("/breaches/{matter_id:str}/{number:str}/reply", guard=STAFF)
def reply(
    work: NamedDependency[Work], matter_id: FromPath[str], number: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:  # fmt: skip
    """What there is to say to it; it stands beside the entry from now on."""
    found, fields = _mine(work, matter_id, number), posted(data)
    parsed = parse_breach_reply(fields)
    if isinstance(parsed, Refusal):
        key = f"{found.matter_id}-{found.breach.number}"
        return _show(work, fields, {f"reply-{key}": parsed.errors["reply"]}, 422)
    give_reply(work.session, community_id(work), found, parsed, who(work).id, work.now)
    return redirect("/breaches")


def _mine(work: Work, matter_id: str, number: str) -> Entry:
    """An entry that concerns the reader. Raises NotFound for any other."""
    plain = number.isascii() and number.isdigit() and len(number) < 6
    found = entry_of(work.session, who(work), known_id(matter_id), int(number)) if plain else None
    if found is None:
        raise NotFound
    return found


def _show(work: Work, values: Fields, errors: dict[str, Any], status: int = 200) -> Response[str]:
    me = who(work)
    found = entries(work.session, me, work.now)
    names = names_of(work.session, {one.breach.person for one in found} - {""})
    return page(
        work,
        "handbook/breaches.html",
        status=status,
        rows=[_row(work, one, names) for one in found],
        leads=bool(me.posts & LEADING),
        days=SHOWN_FOR.days,
        values=values,
        errors=errors,
    )


def _row(work: Work, one: Entry, names: dict[str, str]) -> dict[str, Any]:
    mine = one.breach.person == who(work).id
    return {
        "entry": one,
        "key": f"{one.matter_id}-{one.breach.number}",
        "kind": KIND_WORDS[one.breach.kind].text(work.lang),
        "person": names.get(one.breach.person, ""),
        "mine": mine,
        "may_reply": mine and one.reply is None,
    }
