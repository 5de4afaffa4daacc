"""The words of leave."""

from app.attendance.models import LeaveState
from app.attendance.rules.leave import Kind, Span
from app.attendance.rules.parts import Part
from app.kit.html import day_text
from app.kit.i18n import Message

KINDS = {
    Kind.ANNUAL: Message("年假"),
    Kind.PERSONAL: Message("事假"),
    Kind.OFFICIAL: Message("公出"),
    Kind.OTHER: Message("其他"),
}
PARTS = {Part.MORNING: Message("上午"), Part.AFTERNOON: Message("下午")}
STATES = {
    LeaveState.ASKED: ("wait", Message("等答复")),
    LeaveState.GRANTED: ("good", Message("已同意")),
    LeaveState.REFUSED: ("late", Message("没有同意")),
    LeaveState.WITHDRAWN: ("off", Message("已收回")),
}
ONE_DAY = Message("{day}全天")
FROM_TO = Message("{first}{first_part}到{last}{last_part}")


def span_text(lang: str, span: Span) -> str:
    """From when to when, as people say it."""
    first, last = day_text(lang, span.first_on), day_text(lang, span.last_on)
    begins, ends = PARTS[span.first_part].text(lang), PARTS[span.last_part].text(lang)
    if span.first_on != span.last_on:
        values = {"first": first, "first_part": begins, "last": last, "last_part": ends}
        return Message(FROM_TO.msgid, **values).text(lang)
    if span.first_part is span.last_part:
        return f"{first} {begins}"
    return Message(ONE_DAY.msgid, day=first).text(lang)
