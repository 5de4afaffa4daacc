"""What the fields and choices of a visit are called, for histories and lists."""

from app.kit.field_names import FIELD_NAMES
from app.kit.i18n import Message
from app.visits.models import MetRole, Outcome, Point, Purpose

FIELD_WORDS = {
    "address": Message("门牌"),
    **{
        name: FIELD_NAMES[name]
        for name in (
            "outcome",
            "met_role",
            "purposes",
            "checklist",
            "findings",
            "requests",
            "visited_at",
            "next_on",
        )
    },
}
CHOICE_WORDS: dict[str, dict[str, Message]] = {
    "outcome": {
        Outcome.MET: Message("见到了人"),
        Outcome.NOBODY_HOME: Message("没人在家"),
        Outcome.PHONE: Message("电话联系"),
        Outcome.DECLINED: Message("谢绝走访"),
    },
    "met_role": {
        MetRole.HOUSEHOLDER: Message("户主"),
        MetRole.FAMILY: Message("家人"),
        MetRole.TENANT: Message("租客"),
        MetRole.NEIGHBOUR: Message("邻居"),
        MetRole.OTHER: Message("其他人"),
    },
    "purposes": {
        Purpose.UPDATE_DATA: Message("更新信息"),
        Purpose.SAFETY_CHECK: Message("安全检查"),
        Purpose.HELP_NEED: Message("帮助解难"),
        Purpose.DELIVER_RESULT: Message("答复结果"),
        Purpose.POLICY_TALK: Message("政策宣传"),
    },
    "checklist": {
        Point.FAMILY: Message("家庭情况清"),
        Point.NEEDS: Message("本人需求清"),
        Point.FACILITIES: Message("区域设施清"),
        Point.HAZARDS: Message("隐患矛盾清"),
        Point.SERVICES: Message("服务需求清"),
        Point.CONCERNS: Message("热点难点清"),
    },
}
REASON_WORDS = {"scope_unsure": Message("手机时钟不准，说不清当时是不是他负责的住户")}


def say_value(lang: str, field: str, value: str | list[str]) -> str:
    """A field's value as people read it."""
    known = CHOICE_WORDS.get(field, {})
    parts = [value] if isinstance(value, str) else value
    words = [known[part].text(lang) if part in known else part for part in parts if part]
    joint = "\n" if field == "requests" else (", " if lang == "en" else "、")
    text = joint.join(words)
    return text.replace("T", " ") if field == "visited_at" else text
