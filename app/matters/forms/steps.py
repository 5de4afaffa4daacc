"""What each step asks for, and the step that an answer makes (rows R75-R90, R99)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.catalogue.rules.items import MOST_AMOUNT, Limit, Unit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.matters.forms.fields import Asked, Field, words_of
from app.matters.rules import steps as a
from app.matters.rules.case import Case
from app.matters.rules.stages import WAYS, Answer, Flow, Handling, How, Stage, Way
from app.matters.rules.steps import Role, Step
from app.matters.words import (
    ANSWER_WORDS,
    HANDLING_WORDS,
    HOW_WORDS,
    LEVEL_WORDS,
    UNIT_WORDS,
    WAY_WORDS,
)

WORDS, LONG = 500, 2000
Make = Callable[[Case, str, Role, dict[str, Any], Asked], Step]


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one kind of step: the noun of its address, its title and button, what it says
    above, and its fields, which may depend on the matter."""

    kind: type[Step]
    noun: str
    title: Message
    button: Message
    hint: Message | None
    fields: Callable[[Case], tuple[Field, ...]]
    make: Make
    danger: bool = False


def _words(label: str, name: str = "words", most: int = WORDS, hint: str = "") -> Field:
    said = Message(hint) if hint else None
    return Field(name, "area", Message(label), said, required=True, most=most)


def _how(label: str) -> Field:
    return Field("how", "choice", Message(label), required=True, of=words_of(How, HOW_WORDS))


def _limit() -> tuple[Field, ...]:
    return (
        Field("amount", "number", Message("时限"), Message("不写，就没有时限"), most=MOST_AMOUNT),
        Field("unit", "choice", Message("单位"), of=lambda: UNIT_WORDS),
    )


def _limit_said(said: dict[str, Any]) -> Limit | None:
    amount = said.get("amount")
    return Limit(amount, said.get("unit") or Unit.WORKING_DAYS) if amount else None


LEVEL = Field("level", "choice", Message("级别"), required=True, of=lambda: LEVEL_WORDS)
DEPARTMENT = Field("department", "text", Message("转给哪个部门"), Message("只有转办要写"), most=80)


def _classification_fields(case: Case) -> tuple[Field, ...]:
    kind = Field(
        "handling", "choice", Message("哪一类工作"), required=True,
        of=words_of(Handling, HANDLING_WORDS),
    )  # fmt: skip
    return (kind, LEVEL) if case.state.limit else (kind, LEVEL, *_limit())


def _classification(case: Case, by: str, role: Role, said: dict[str, Any], _: Asked) -> Step:
    return a.Classification(case.now, by, role, said["handling"], said["level"], _limit_said(said))


def _ways(case: Case) -> dict[Way, Message]:
    kind, returned = case.state.handling, case.state.stage is Stage.HANDLING
    if case.facts.flow is Flow.DISPUTE:
        allowed = frozenset({Way.DIRECT, Way.REFERRAL})
    else:
        allowed = frozenset(Way) if returned or kind is None else WAYS[kind]
    return {one: WAY_WORDS[one] for one in Way if one in allowed}


def _route_fields(case: Case) -> tuple[Field, ...]:
    way = Field("way", "choice", Message("怎么办"), required=True, of=lambda: _ways(case))
    to = Field("to", "person", Message("谁来办"), Message("不选，就由现在负责的人办"))
    fields = (way, to, DEPARTMENT)
    first = case.facts.flow is Flow.DISPUTE and case.state.stage is Stage.ACCEPTED
    return (*fields, LEVEL, *_limit()) if first else fields


def _route(case: Case, by: str, role: Role, said: dict[str, Any], _: Asked) -> Step:
    return a.Route(
        case.now, by, role, said["way"], said["to"], said["department"], said.get("level"),
        _limit_said(said),
    )  # fmt: skip


def _task_fields(_: Case) -> tuple[Field, ...]:
    return (
        Field("text", "text", Message("做什么"), required=True, most=200),
        Field("owner", "person", Message("谁来办"), Message("站外部门办的，不选人，写部门")),
        Field("department", "text", Message("哪个部门"), most=80),
        Field("due_on", "day", Message("哪天前")),
    )


def _task(case: Case, by: str, role: Role, said: dict[str, Any], _: Asked) -> Step:
    due = case.time.close(said["due_on"]) if said["due_on"] else None
    return a.TaskOpened(
        case.now, by, role, uuid7(), said["text"], said["owner"], said["department"], due
    )


def _feedback_fields(case: Case) -> tuple[Field, ...]:
    return (
        Field("whom", "text", Message("告诉了谁"), required=True, most=40),
        _how("怎么告诉的"),
        _words("说了什么"),
        Field("told_at", "moment", Message("什么时候"), Message("不写，就是现在")),
    )


def _interim_fields(_: Case) -> tuple[Field, ...]:
    return (
        Field("whom", "text", Message("告诉了谁"), required=True, most=40),
        _how("怎么告诉的"),
        _words("说了什么"),
        Field("next_on", "day", Message("下次哪天反馈"), Message("不写，就不再是长期办理")),
    )


def _result_fields(case: Case) -> tuple[Field, ...]:
    mediated = case.facts.flow is Flow.DISPUTE and case.state.way is Way.DIRECT
    words = _words("办得怎么样", most=LONG)
    if not mediated:
        return (words,)
    hint = "达成了什么；没有达成的，也写明"
    return (words, _words("协议记录", "agreement", LONG, hint))


def _plain(kind: type[Step], *names: str) -> Make:
    """A step whose fields are those of its form."""

    def make(case: Case, by: str, role: Role, said: dict[str, Any], _: Asked) -> Step:
        return kind(case.now, by, role, *(said[name] for name in names))

    return make


def _always(*fields: Field) -> Callable[[Case], tuple[Field, ...]]:
    return lambda _: fields


def _form(
    kind: type[Step], noun: str, title: str, button: str, hint: str = "",
    fields: Callable[[Case], tuple[Field, ...]] | tuple[Field, ...] = (),
    make: Make | None = None, danger: bool = False,
) -> Form:  # fmt: skip
    given = _always(*fields) if isinstance(fields, tuple) else fields
    names = [one.name for one in fields] if isinstance(fields, tuple) else []
    return Form(
        kind, noun, Message(title), Message(button), Message(hint) if hint else None, given,
        make or _plain(kind, *names), danger,
    )  # fmt: skip


def _supervision(case: Case, by: str, role: Role, said: dict[str, Any], _: Asked) -> Step:
    return a.Supervision(case.now, by, role, said["order"], said["words"])


def _feedback(case: Case, by: str, role: Role, said: dict[str, Any], _: Asked) -> Step:
    return a.Feedback(case.now, by, role, said["whom"], said["how"], said["words"], said["told_at"])


def _interim(case: Case, by: str, role: Role, said: dict[str, Any], _: Asked) -> Step:
    return a.InterimFeedback(
        case.now, by, role, said["whom"], said["how"], said["words"], said["next_on"]
    )


def _result(case: Case, by: str, role: Role, said: dict[str, Any], _: Asked) -> Step:
    return a.Result(case.now, by, role, said["words"], said.get("agreement", ""))


ORDERS = {1: Message("一级督办"), 2: Message("二级督办")}
SCORES = {
    5: Message("5 很满意"),
    4: Message("4 满意"),
    3: Message("3 一般"),
    2: Message("2 不满意"),
    1: Message("1 很不满意"),
}

# In the order in which a page offers them: what moves the matter on comes first.
FORMS: tuple[Form, ...] = (
    _form(a.Taking, "taking", "等待接收", "接收，我来办", "接收以后由您办。"),
    _form(a.SupervisionAnswer, "supervision-answer", "回复督办", "回复",
          "督办须回复，回复前不能办结。", (_words("怎么办的，什么时候办好"),)),
    _form(a.Resumed, "resumption", "继续办理", "继续办理", "居民要补的已经来了，时限接着走。",
          (Field("words", "text", Message("来了什么"), most=200),)),
    _form(a.Classification, "classification", "登记分类", "登记",
          "一般性的现场办；协调性的带回商处；突发的立即上报；审批的全程跟踪。",
          _classification_fields, _classification),
    _form(a.Consent, "consent", "双方同意调解", "记下同意",
          "调解须双方同意，可以拒绝，不收费。",
          (Field("parties", "lines", Message("同意的各方"), Message("一行一方"), required=True),
           _how("怎么同意的"))),
    _form(a.Route, "route", "确定办法", "确定", "", _route_fields, _route),
    _form(a.ReferralAnswer, "referral-answer", "部门答复", "记下答复", "退回须写明理由。",
          (Field("answer", "choice", Message("部门怎么说"), required=True,
                 of=words_of(Answer, ANSWER_WORDS)),
           Field("reason", "area", Message("退回的理由"), most=WORDS))),
    _form(a.ReferralClosed, "referral-closing", "部门办结", "记下办结", "",
          (_words("部门办得怎么样"),)),
    _form(a.TaskDone, "task-results", "完成任务", "完成", "",
          (Field("task", "task", Message("哪一项"), required=True),
           _words("做得怎么样", "result"))),
    _form(a.Result, "result", "办出结果", "办结", "还有任务、转办或督办没完的，先办完。",
          _result_fields, _result),
    _form(a.Feedback, "feedback", "反馈结果", "记下反馈", "没有反馈，不能归档。",
          _feedback_fields, _feedback),
    _form(a.RatingRequest, "rating-request", "请居民评议", "已请评议", "",
          (_how("怎么请的"),)),
    _form(a.FollowUp, "follow-up", "回访", "记下回访",
          "由没有经手的人问：哪里不满意。没办好的，在“还可以做”里选“没办好，重新办理”。",
          (_words("居民怎么说"),)),
    _form(a.Rating, "rating", "记下评议", "记下", "居民自己怎么说，就怎么记。",
          (Field("score", "choice", Message("评几分"), required=True, of=lambda: SCORES),
           Field("words", "area", Message("居民的话"), most=WORDS))),
    _form(a.Archive, "archive", "归档", "归档", "归档以后只能看，不能改。",
          (Field("keep_until", "day", Message("保存到哪天"), required=True),)),
    _form(a.Progress, "progress", "记录进展", "记下", "", (_words("做了什么"),)),
    _form(a.OneTimeNotice, "notice", "一次性告知", "告知",
          "材料、流程、时限、时间一次说全；以后再要材料，记为违反。",
          (Field("materials", "lines", Message("要哪些材料"), Message("一行一项；不要材料就不写")),
           Field("steps", "lines", Message("怎么办"), Message("一行一步"), required=True),
           Field("limit", "text", Message("多久办好"), required=True, most=80),
           Field("hours", "text", Message("什么时候来"), required=True, most=80))),
    _form(a.Waiting, "waiting", "等居民，停表", "停表", "只有等居民时，时限才停。",
          (Field("for_what", "text", Message("等什么"), required=True, most=200),)),
    _form(a.TaskOpened, "tasks", "分派任务", "分派", "几个人可以同时办，居民只看到一个进度。",
          _task_fields, _task),
    _form(a.HandOver, "hand-over", "移交", "移交", "第一责任人不变，仍要过问到底。",
          (Field("to", "person", Message("交给谁"), required=True),
           Field("reason", "text", Message("为什么移交"), required=True, most=200))),
    _form(a.LongTerm, "long-term", "短期难以解决", "记下", "到了日期要再告诉居民一次。",
          (_words("为什么", "reason"),
           Field("next_on", "day", Message("下次哪天反馈"), required=True))),
    _form(a.InterimFeedback, "interim-feedback", "阶段反馈", "记下反馈", "", _interim_fields,
          _interim),
    _form(a.FurtherMaterial, "materials", "补要材料", "记下",
          "一次性告知以后再要材料，是违反，会计数。",
          (Field("name", "text", Message("要什么"), required=True, most=80),
           _words("为什么当时没说", "reason"))),
    _form(a.JointAction, "joint-action", "请求联合处理", "发出请求", "只是请求，来不来由对方定。",
          (_words("请谁一起做什么", "request"),
           Field("departments", "lines", Message("请哪些部门"),
                 Message("一行一个，照部门的名称写；写了的部门会看到这个请求")))),
    _form(a.Supervision, "supervision", "督办", "督办", "办理人须回复。",
          (Field("order", "choice", Message("几级督办"), required=True, of=lambda: ORDERS),
           _words("要求")), _supervision),
    _form(a.Reopened, "reopening", "重新办理", "重新办理", "", (_words("为什么", "reason"),)),
    _form(a.SentBack, "sending-back", "没办好，重新办理", "重新办理",
          "回到办理，原来的负责人接着办；时限照旧。办好后再反馈、再请居民评议。",
          (_words("回访发现哪里没办好", "reason"),), danger=True),
    _form(a.NotOurs, "not-ours", "不属受理范围", "这样答复", "说明为什么，还要告诉去哪里办。",
          (_words("为什么不在这里办", "explanation"),
           Field("where_to_go", "area", Message("去哪里办"), required=True, most=WORDS)),
          danger=True),
    _form(a.Withdrawal, "withdrawal", "居民撤回", "撤回", "",
          (_words("居民怎么说"),), danger=True),
    _form(a.Cancellation, "cancellation", "受理有误", "撤销", "只用于收错了的，须写明原因。",
          (_words("哪里错了", "reason"),), danger=True),
)  # fmt: skip
BY_NOUN = {one.noun: one for one in FORMS}
BY_KIND = {one.kind: one for one in FORMS}
