"""What is compared, and what came of it, in words."""

from app.accuracy.rules.fields import Kind, Outcome, Standing, Tick
from app.books.words import UNIT_KINDS
from app.kit.i18n import Message

KIND_WORDS = {Kind.UNITS: Message("单位台账"), Kind.HOUSEHOLDS: Message("住户档案")}
FIELD_WORDS = {
    "open": Message("还在不在营"),
    "name": Message("名称"),
    "kind": Message("类别"),
    "address": Message("地址"),
    "uscc": Message("统一社会信用代码"),
    "people": Message("人数"),
    "contact": Message("留了联系人"),
}
TICK_WORDS = {
    Tick.SAME: Message("一致"),
    Tick.DIFFERS: Message("不一致"),
    Tick.UNSEEN: Message("看不到"),
}
OUTCOME_WORDS = {
    Outcome.COMPARED: Message("看了，逐项核对"),
    Outcome.GONE: Message("实地没有这一处"),
    Outcome.NOT_REACHED: Message("没联系上"),
    Outcome.DECLINED: Message("不愿回答"),
}
VALUE_WORDS: dict[str, dict[str, Message]] = {
    "open": {Standing.OPEN: Message("在营"), Standing.CLOSED: Message("已关闭")},
    "contact": {"yes": Message("留了"), "no": Message("没有留")},
    "kind": UNIT_KINDS,
}
NOTHING = Message("没有登记")


def say_value(lang: str, field: str, value: str) -> str:
    """What the file says of a field, as people read it."""
    known = VALUE_WORDS.get(field, {}).get(value)
    if known is not None:
        return known.text(lang)
    return value or NOTHING.text(lang)
