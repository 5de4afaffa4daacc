"""The words of rules, breaches and cases."""

from app.handbook.models import CaseState
from app.handbook.rules.anonymity import Trace
from app.handbook.rules.breaches import Kind
from app.kit.i18n import Message

KIND_WORDS = {
    Kind.FURTHER_MATERIAL: Message("一次性告知以后又要材料"),
    Kind.OVERDUE: Message("超过了时限"),
    Kind.UNANSWERED: Message("督办两个工作日没有回复"),
}
STATE_WORDS = {
    CaseState.ASKED: ("wait", Message("等站长看")),
    CaseState.RETURNED: ("soon", Message("已退回，请改")),
    CaseState.PUBLISHED: ("good", Message("已发布")),
    CaseState.WITHDRAWN: ("off", Message("已撤下")),
}
TRACE_WORDS = {
    Trace.NAME: Message("还有姓名：{said}"),
    Trace.PHONE: Message("还有电话：{said}"),
    Trace.ID_NUMBER: Message("还有证件号码：{said}"),
    Trace.DOOR: Message("还有门牌：{said}"),
}
