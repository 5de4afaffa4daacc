"""消息: what concerns this person, newest first, inside the app before anywhere else."""

from datetime import date
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.attendance.commands.news import see, see_all
from app.attendance.models import Told
from app.attendance.pages.common import STAFF
from app.attendance.pages.push import offer
from app.attendance.queries.news import news_of, one_told, unseen
from app.attendance.queries.unsigned import Unsigned, unsigned_now
from app.attendance.rules.parts import Part
from app.auth.guards import who
from app.auth.principal import Principal
from app.kit.html import day_text, page, redirect
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.scope import scope_of
from app.station.pages.common import known_id, scope_here

UNKNOWN = Message("有一条新消息")
# The words of a kind; `kind.state` goes before `kind` where the values name a state.
WORDS = {
    "leave_asked": Message("{name}请假：{first} 到 {last}，等您答复"),
    "leave_answered.granted": Message("您的请假已同意：{first} 到 {last}"),
    "leave_answered.refused": Message("您的请假没有同意：{first} 到 {last}"),
    "leave_withdrawn": Message("{name}收回了请假：{first} 到 {last}"),
    "leave_shortened": Message("{name}提前回来上班，请假到 {last}"),
    "backup_named": Message("{first} 到 {last} 请您替{grid}的班"),
    "backup_ended": Message("{grid}的替班有变动"),
    "hotline_yours": Message("{on} 的热线由您接，{name}不在"),
    "hotline_yours.half": Message("{on} {part}的热线由您接，{name}不在"),
    "hotline_back": Message("{on} 的热线又由{name}接"),
    "hotline_back.half": Message("{on} {part}的热线又由{name}接"),
    "roster_changed": Message("{first} 到 {last} 的排班有变动，请看您的班"),
    "swap_asked": Message("{name}想和您换班"),
    "pairs_made": Message("新一周的拍档配好了，看看您和谁一组"),
    "swap_accepted": Message("{name}同意和您换班，等网格长批准"),
    "swap_agreed": Message("有一个换班等您答复"),
    "swap_granted": Message("您的换班已同意"),
    "swap_refused": Message("您的换班没有同意"),
    "swap_withdrawn": Message("{name}收回了换班"),
    "touch_entered": Message("网格长替您补录了 {on} {part}的签到，请核对"),
    "touch_settled": Message("{on} {part}的签到已核对"),
    "decision_made": Message("网格长对 {on} {part}的考勤作了决定，您可以回复"),
    "checks_drawn": Message("有 {n} 户由您抽查，{due} 前查完"),
    "checks_again": Message("有一条抽查请您再比一次，先不看别人怎么比的"),
    "check_shown": Message("您 {on} 的一条走访记录抽查完了，可以看结果"),
    "reply_made": Message("有人回复了您对 {on} {part}的考勤决定"),
}
PARTS = {Part.MORNING.value: Message("上午"), Part.AFTERNOON.value: Message("下午")}
GLYPHS = {
    "leave": "leave",
    "backup": "people",
    "hotline": "phone",
    "roster": "calendar",
    "swap": "retry",
    "pairs": "people",
    "checks": "check",
    "check": "check",
}


class _Known(dict[str, str]):
    """The values of a piece of news; a name that it does not say is a gap, never a crash."""

    def __missing__(self, name: str) -> str:
        return "…"


def told_text(lang: str, told: Told) -> str:
    """A piece of news in words, also one whose kind this version does not know."""
    values = _Known({name: _day(lang, value) for name, value in told.values.items()})
    if values.get("part") in PARTS:
        values["part"] = PARTS[values["part"]].text(lang)
    word = WORDS.get(f"{told.kind}.{values.get('state', '')}") or WORDS.get(told.kind, UNKNOWN)
    return word.text(lang).format_map(values)


def _day(lang: str, value: str) -> str:
    """A value as people read it: days are stored as 2026-01-31."""
    try:
        return day_text(lang, date.fromisoformat(value))
    except ValueError:
        return value


def glyph(kind: str) -> str:
    """The picture of a kind."""
    return GLYPHS.get(kind.partition("_")[0], "info")


@get("/news", guard=STAFF)
def news(work: NamedDependency[Work]) -> Response[str]:
    """What was told, and what of it is new."""
    rows = [
        {"told": one, "text": told_text(work.lang, one), "glyph": glyph(one.kind)}
        for one in news_of(work.session, scope_here(work))
    ]
    return page(
        work,
        "attendance/news.html",
        rows=rows,
        new=unseen(work.session, who(work).id),
        unsigned=_not_signed(work),
        reminders=offer(work),
    )


@get("/news/{told_id:str}", guard=STAFF, writes=True)
def open_news(work: NamedDependency[Work], told_id: FromPath[str]) -> Response[str]:
    """Opening a piece of news marks it seen and leads to what it is about."""
    found = one_told(work.session, scope_here(work), known_id(told_id))
    if found is None:
        raise NotFound
    see(work.session, found, work.now)
    return redirect(found.link if found.link.startswith("/") else "/news")


@post("/news/reading", guard=STAFF)
def read_all(work: NamedDependency[Work]) -> Response[str]:
    """All of it is seen."""
    see_all(work.session, who(work).id, work.now)
    return redirect("/news")


def tally(work: Work) -> int:
    """How many pieces wait for who is signed in; for the tab and for the app's icon."""
    person: Any = work.principal
    return unseen(work.session, person.id) if isinstance(person, Principal) else 0


def unsigned(work: Work) -> str:
    """The half of today that waits for who is signed in, as 2026-11-23/am; for the same."""
    found = _not_signed(work)
    return f"{found.on}/{found.part}" if found else ""


def _not_signed(work: Work) -> Unsigned | None:
    person: Any = work.principal
    if not isinstance(person, Principal):
        return None
    return unsigned_now(work.session, scope_of(person, work.now))
