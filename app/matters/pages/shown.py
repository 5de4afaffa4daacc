"""A matter and its steps in the words of whoever reads them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.catalogue.rules.items import Limit
from app.kit.html import day_text, moment_text
from app.kit.i18n import Message
from app.kit.web import Work
from app.matters.queries.boards import Line
from app.matters.queries.whole import Whole
from app.matters.rules import steps as a
from app.matters.rules.stages import ROADS, Stage, Untaken
from app.matters.rules.standing import State
from app.matters.rules.steps import RESIDENT, SYSTEM, Step
from app.matters.rules.written import NAMES
from app.matters.words import (
    ANSWER_WORDS,
    CHANNEL_WORDS,
    HANDLING_WORDS,
    HOW_WORDS,
    LEVEL_WORDS,
    PASSED_ON,
    STAGE_WORDS,
    STEP_WORDS,
    UNIT_WORDS,
    WAY_WORDS,
)

Names = Mapping[str, str]
Says = Callable[[Work, Any, Names], list[str]]
ROLE_WORDS = {
    a.Role.GRID_WORKER: Message("网格员"),
    a.Role.GRID_LEAD: Message("网格长"),
    a.Role.STATION_HEAD: Message("站长"),
    a.Role.DATA_STEWARD: Message("数据管理员"),
    a.Role.CLERK: Message("窗口人员"),
    a.Role.WORKERS_REPRESENTATIVE: Message("职工代表"),
    a.Role.STREET_OFFICER: Message("街道"),
    a.Role.DISTRICT_OFFICER: Message("区"),
    a.Role.DEPARTMENT: Message("部门"),
    a.Role.RESIDENT: Message("居民"),
    a.Role.SYSTEM: Message("系统"),
}
# What is said of the time that is left, with its colour.
Due = tuple[str, str]


def limit_text(work: Work, limit: Limit | None) -> str:
    """A limit with its unit."""
    if limit is None:
        return ""
    return f"{limit.amount} {UNIT_WORDS[limit.unit].text(work.lang)}"


def due_words(work: Work, line: Line | Any) -> Due:
    """How it stands with the time: overdue, due today or tomorrow, waiting, or done."""
    if line.closed_at is not None:
        return ("off", STAGE_WORDS[Stage(line.stage)].text(work.lang))
    if line.paused_since is not None:
        return ("wait", work.say("等居民，时限停着"))
    if line.done_at is not None:
        return ("good", STAGE_WORDS[Stage(line.stage)].text(work.lang))
    if line.due_at is None:
        return ("draft", work.say("没有时限"))
    at = moment_text(work.lang, line.due_at)
    if line.due_at < work.now:
        return ("late", work.say("已超时：{at}", at=at))
    near = (line.due_at - work.now).days < 1
    return ("soon" if near else "wait", work.say("{at} 前", at=at))


def untaken_sign(work: Work, line: Line | Any) -> list[Due]:
    """That a matter waits to be taken, until when, and what happens then (row R87)."""
    if line.untaken is None or line.take_until is None:
        return [("late", work.say("没人接收"))] if line.untaken else []
    at = moment_text(work.lang, line.take_until)
    if line.untaken == Untaken.FIRST:
        return [("soon", work.say("等待接收：{at} 前，之后转给替补", at=at))]
    return [("soon", work.say("等待替补接收：{at} 前，之后告诉站长", at=at))]


def road(work: Work, whole: Whole) -> list[tuple[str, str]]:
    """The stages of its flow, each past, here or ahead: one progress for the resident (R67)."""
    stages, here = ROADS[whole.facts.flow], whole.state.stage
    if here not in stages:
        return [("here", STAGE_WORDS[here].text(work.lang))]
    place = stages.index(here)
    return [
        (
            "past" if n < place else "here" if n == place else "ahead",
            STAGE_WORDS[one].text(work.lang),
        )
        for n, one in enumerate(stages)
    ]


def steps_shown(work: Work, whole: Whole, names: Names, veiled: bool) -> list[dict[str, Any]]:
    """Every step, the newest first: what, when, by whom, and what was said. Of a matter that came
    from a visit that the reader is yet to check, not who wrote it down, nor when."""
    found = []
    for number, step in reversed(list(enumerate(whole.steps, 1))):
        hidden = veiled and step.by == whole.facts.first_contact
        said = _said(work, step, names)
        found.append(
            {
                "number": number,
                "word": STEP_WORDS[NAMES[type(step)]].text(work.lang),
                "at": None if hidden else step.at,
                "by": "" if hidden else names.get(step.by, ""),
                "role": "" if hidden else _role(work, step),
                "says": [] if hidden and isinstance(step, a.Acceptance) else said,
            }
        )
    return found


def _role(work: Work, step: Step) -> str:
    return ROLE_WORDS[step.role].text(work.lang)


def people_in(whole: Whole) -> set[str]:
    """Everybody whom its page names."""
    found = {one.by for one in whole.steps} | set(whole.state.owners) | whole.state.helpers
    found.add(whole.facts.first_contact)
    return found - {"", SYSTEM, RESIDENT}


def _said(work: Work, step: Step, names: Names) -> list[str]:
    say = SAYS.get(type(step))
    return [one for one in (say(work, step, names) if say else []) if one]


def _acceptance(work: Work, step: a.Acceptance, names: Names) -> list[str]:
    limit = limit_text(work, step.limit)
    return [
        CHANNEL_WORDS[step.channel].text(work.lang),
        work.say("代{who}提出", who=step.on_behalf) if step.on_behalf else "",
        work.say("第一责任人：{name}", name=names.get(step.owner, "—")),
        _take_until(work, step.take_until),
        work.say("时限：{limit}", limit=limit) if limit else "",
    ]


def _take_until(work: Work, until: datetime | None) -> str:
    return work.say("{at} 前接收", at=moment_text(work.lang, until)) if until else ""


def _classification(work: Work, step: a.Classification, _: Names) -> list[str]:
    limit = limit_text(work, step.limit)
    return [
        HANDLING_WORDS[step.handling].text(work.lang),
        LEVEL_WORDS[step.level].text(work.lang),
        work.say("时限：{limit}", limit=limit) if limit else "",
    ]


def _route(work: Work, step: a.Route, names: Names) -> list[str]:
    limit = limit_text(work, step.limit)
    return [
        WAY_WORDS[step.way].text(work.lang),
        step.department,
        names.get(step.to, ""),
        LEVEL_WORDS[step.level].text(work.lang) if step.level else "",
        work.say("时限：{limit}", limit=limit) if limit else "",
    ]


def _task(work: Work, step: a.TaskOpened, names: Names) -> list[str]:
    due = moment_text(work.lang, step.due_at) if step.due_at else ""
    who = names.get(step.owner, "") or step.department
    return [step.text, who, work.say("{at} 前", at=due) if due else ""]


def _notice(work: Work, step: a.OneTimeNotice, _: Names) -> list[str]:
    return [
        work.say("材料：{list}", list="、".join(step.materials) or work.say("不要材料")),
        work.say("流程：{list}", list=" → ".join(step.steps)),
        work.say("时限：{limit}", limit=step.limit),
        work.say("时间：{hours}", hours=step.hours),
    ]


def _told(work: Work, step: a.Feedback | a.InterimFeedback, _: Names) -> list[str]:
    at = moment_text(work.lang, step.told_at) if isinstance(step, a.Feedback) else ""
    following = step.next_on if isinstance(step, a.InterimFeedback) else None
    return [
        work.say("告诉了{whom}", whom=step.whom),
        HOW_WORDS[step.how].text(work.lang),
        at,
        step.words,
        _next(work, following) if following else "",
    ]


def _next(work: Work, on: date) -> str:
    return work.say("下次反馈：{day}", day=day_text(work.lang, on))


def _texts(*fields: str) -> Says:
    """Words as they were written."""
    return lambda _work, step, _names: [str(getattr(step, one)) for one in fields]


SAYS: dict[type[Step], Says] = {
    a.Acceptance: _acceptance,
    a.Classification: _classification,
    a.Route: _route,
    a.Consent: lambda work, step, _: ["、".join(step.parties), HOW_WORDS[step.how].text(work.lang)],
    a.Progress: _texts("words"),
    a.TaskOpened: _task,
    a.TaskDone: _texts("result"),
    a.OneTimeNotice: _notice,
    a.FurtherMaterial: _texts("name", "reason"),
    a.Waiting: _texts("for_what"),
    a.Resumed: _texts("words"),
    a.HandOver: lambda work, step, names: [
        work.say("交给{name}", name=names.get(step.to, "—")),
        work.say(PASSED_ON.msgid) if step.role is a.Role.SYSTEM else step.reason,
        _take_until(work, step.take_until),
    ],
    a.ReferralAnswer: lambda work, step, _: [
        ANSWER_WORDS[step.answer].text(work.lang), step.reason,
    ],
    a.ReferralClosed: _texts("words"),
    a.LongTerm: lambda work, step, _: [step.reason, _next(work, step.next_on)],
    a.InterimFeedback: _told,
    a.Supervision: lambda work, step, _: [
        work.say("{n}级督办", n=step.level), step.words or work.say("超过时限，系统自动督办"),
    ],
    a.SupervisionAnswer: _texts("words"),
    a.JointAction: lambda work, step, _: [step.request, "、".join(step.departments)],
    a.Result: _texts("words", "agreement"),
    a.Reopened: _texts("reason"),
    a.Feedback: _told,
    a.RatingRequest: lambda work, step, _: [HOW_WORDS[step.how].text(work.lang)],
    a.Rating: lambda work, step, _: [work.say("{n} 分", n=step.score), step.words],
    a.FollowUp: _texts("words"),
    a.SentBack: _texts("reason"),
    a.Archive: lambda work, step, _: [
        work.say("保存到{day}", day=day_text(work.lang, step.keep_until, year=True))
    ],
    a.Cancellation: _texts("reason"),
    a.Withdrawal: _texts("words"),
    a.NotOurs: lambda work, step, _: [
        step.explanation, work.say("去这里办：{where}", where=step.where_to_go),
    ],
}  # fmt: skip


def tasks_shown(work: Work, whole: Whole, names: Names) -> list[dict[str, Any]]:
    """The tasks under its number, side by side, done or not (row R67)."""
    results = {one.task: one for one in whole.steps if isinstance(one, a.TaskDone)}
    found = []
    for one in whole.steps:
        if isinstance(one, a.TaskOpened):
            done = results.get(one.task)
            found.append(
                {
                    "text": one.text,
                    "who": names.get(one.owner or one.task, "") or one.department,
                    "due": one.due_at,
                    "late": bool(one.due_at and one.due_at < work.now and not done),
                    "result": done.result if done else "",
                    "done": done is not None,
                }
            )
    return found


def stands(work: Work, state: State) -> list[tuple[str, str]]:
    """What stands in the way now, each with the kind of its sign."""
    found = []
    if state.supervised:
        found.append(("late", work.say("{n}级督办，等回复", n=state.supervised)))
    if state.referred:
        found.append(("wait", work.say("已转{where}", where=state.department)))
    if state.tasks:
        found.append(("wait", work.say("{n} 项任务没完成", n=len(state.tasks))))
    if state.long_term_on:
        found.append(("soon", _next(work, state.long_term_on)))
    if state.follow_up:
        found.append(("soon", work.say("等别人回访")))
    if state.breaches:
        found.append(("late", work.say("补要材料 {n} 次", n=state.breaches)))
    return found


def local_minute(zone: str, work: Work) -> str:
    """Now, as a form writes it."""
    return work.now.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
