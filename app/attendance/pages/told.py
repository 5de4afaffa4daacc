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
SPAN = Message("{first} 到 {last}")
# The words of a kind; `kind.state` goes before `kind` where the values name a state. `{days}` is
# from `first` to `last`, or the one day that both are.
WORDS = {
    "leave_asked": Message("{name}请假：{days}，等您答复"),
    "leave_answered.granted": Message("您的请假已同意：{days}"),
    "leave_answered.refused": Message("您的请假没有同意：{days}"),
    "leave_withdrawn": Message("{name}收回了请假：{days}"),
    "leave_shortened": Message("{name}提前回来上班，请假到 {last}"),
    "backup_named": Message("{days} 请您替{grid}的班"),
    "backup_ended": Message("{grid}的替班有变动"),
    "hotline_yours": Message("{on} 的热线由您接，{name}不在"),
    "hotline_yours.half": Message("{on} {part}的热线由您接，{name}不在"),
    "hotline_back": Message("{on} 的热线又由{name}接"),
    "hotline_back.half": Message("{on} {part}的热线又由{name}接"),
    "roster_changed": Message("{days} 的排班有变动，请看您的班"),
    "roster_changed.first": Message("{days} 的排班已发布，请看您的班"),
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
    "case.open": Message("有一件事要先查技术原因，今天之内"),
    "case.checked": Message("有一件事，{until} 前决定是否通知本人"),
    "case.replying": Message("有一件事要听您说，{until} 前陈述"),
    "case.last_day": Message("今天是陈述的最后一天"),
    "case.deciding": Message("有一件事等您评议，{until} 前"),
    "case.split": Message("两位成员意见不同，请您也评议，{until} 前"),
    "case.found": Message("评议组已认定，{until} 前决定怎么处理"),
    "case.measured": Message("您的事有了决定，{until} 前可以申诉，之前不生效"),
    "case.appealed": Message("有一件申诉等您处理，{until} 前"),
    "case.final": Message("关于您的决定已生效"),
    "case.technical": Message("关于您的一件事是技术原因，到此为止"),
    "case.dismissed": Message("评议组认定不成立，到此为止"),
    "case.lapsed": Message("关于您的事过了期限，作废"),
    "case.fallen": Message("您的申诉没有按时答复，处理作废"),
    "case.overturned": Message("您的申诉成立，处理撤销"),
    "case.exported": Message("关于您的建议书已签发，您可以下载"),
    "accuracy_asked": Message("有 {n} 份档案请您到实地核对，{due} 前看完"),
    "rule": Message("规章有新的一版：{rule}，改了 {changed}"),
    "knowledge.asked": Message("有一个案例等您看：{title}"),
    "knowledge.published": Message("您写的案例发布了：{title}"),
    "knowledge.returned": Message("您写的案例请再改一改：{title}"),
    "breach_replied": Message("办件 {number} 的失约记录有人说明了"),
    "matter": Message("办件 {number} 有新的进展"),
    "matter.assigned": Message("办件 {number} 由您负责"),
    "matter.take": Message("办件 {number} 等您接收，{day} {until} 前"),
    "matter.backup": Message("办件 {number} 转给您替补，{day} {until} 前接收"),
    "matter.passed_on": Message("办件 {number} 到时没有接收，已转给替补；第一责任人仍是您"),
    "matter.not_taken": Message("办件 {number} 没有人接收，请您安排"),
    "matter.task": Message("办件 {number} 有一项任务由您做"),
    "matter.task_done": Message("办件 {number} 的一项任务完成了"),
    "matter.major": Message("重大：办件 {number}，请马上看"),
    "matter.urgent": Message("紧急：办件 {number}，请马上看"),
    "matter.soon": Message("办件 {number} 快到期，{due} 前"),
    "matter.due": Message("办件 {number} 今天到期"),
    "matter.overdue": Message("办件 {number} 已超时"),
    "matter.supervised": Message("办件 {number} 被督办，请回复"),
    "matter.answered": Message("办件 {number} 的督办已回复"),
    "matter.returned": Message("办件 {number} 被部门退回"),
    "matter.referral_closed": Message("办件 {number}，部门已办完"),
    "matter.resumed": Message("办件 {number}，居民来了，时限接着走"),
    "matter.feedback": Message("办件 {number} 有了结果，请告诉居民"),
    "matter.interim": Message("办件 {number}，今天该再告诉居民一次"),
    "matter.low": Message("办件 {number} 评分低，请没有经手的人回访"),
    "matter.drawn": Message("办件 {number} 抽中回访，请没有经手的人问"),
    "matter.sent_back": Message("办件 {number} 回访没办好，请重新办理"),
    "matter.withdrawn": Message("办件 {number}，居民撤回了"),
    "matter.agency": Message("{number}：您网格的居民请站里代办，已受理"),
    "referral": Message("转办 {number} 有变动"),
    "referral.passed": Message("新转来一件：{number}，等接收"),
    "referral.overdue": Message("转办 {number} 已超期"),
    "referral.waiting": Message("转办 {number} 在等居民，时限停着"),
    "referral.resumed": Message("转办 {number}，居民来了，时限接着走"),
    "referral.further_material": Message("转办 {number}，社区请居民补材料"),
    "referral.ended": Message("转办 {number} 已经结束，不用再办"),
    "referral.joint": Message("办件 {number} 请你们一起处理"),
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
    "accuracy": "pin",
    "checks": "check",
    "check": "check",
    "case": "text",
    "rule": "text",
    "knowledge": "books",
    "breach": "speech",
    "matter": "receipt",
    "referral": "mail",
}


class _Known(dict[str, str]):
    """The values of a piece of news; a name that it does not say is a gap, never a crash."""

    def __missing__(self, name: str) -> str:
        return "…"


def told_text(lang: str, told: Told) -> str:
    """A piece of news in words, also one whose kind this version does not know."""
    values = _Known({name: _day(lang, value) for name, value in told.values.items()})
    values["days"] = _days(lang, values)
    if values.get("part") in PARTS:
        values["part"] = PARTS[values["part"]].text(lang)
    word = WORDS.get(f"{told.kind}.{values.get('state', '')}") or WORDS.get(told.kind, UNKNOWN)
    return word.text(lang).format_map(values)


def _days(lang: str, values: _Known) -> str:
    if values["first"] == values["last"]:
        return values["first"]
    return SPAN.text(lang).format_map(values)


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
