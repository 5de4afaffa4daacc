"""What the choices of a file are called."""

from collections.abc import Mapping
from typing import Any

from app.households.models import Channel, Contact
from app.households.rules.consents import ConsentFor, Giver
from app.households.rules.fields import FIELDS
from app.kit.i18n import Message

CONTACT_WORDS = {
    Contact.DOOR: Message("上门"),
    Contact.PHONE: Message("打电话"),
    Contact.MESSAGE: Message("发信息"),
}
CHANNEL_WORDS = {
    Channel.DOOR: Message("上门时"),
    Channel.HALL: Message("在大厅"),
    Channel.PHONE: Message("电话里"),
    Channel.PAPER: Message("书面"),
}
GIVER_WORDS = {
    Giver.HOUSEHOLDER: Message("户主"),
    Giver.FAMILY: Message("家人"),
    Giver.TENANT: Message("租客"),
    Giver.GUARDIAN: Message("监护人"),
}
PURPOSE_WORDS = {
    ConsentFor.CONTACT: Message("留联系人和电话"),
    ConsentFor.NEED: Message("登记需求"),
}
SOURCE_WORDS = {
    "edit": Message("直接修改"),
    "correction": Message("更正被采纳"),
    "verified": Message("核对无误"),
    "merge": Message("合并档案"),
    "move": Message("社区内搬家"),
    "move_in": Message("迁入"),
    "move_out": Message("迁出"),
    "import": Message("导入"),
}
MERGED = Message("并入的档案")


def options(lang: str, words: Mapping[Any, Message]) -> list[tuple[str, str]]:
    """Choices for a form, in the order of `words`."""
    return [(str(key), word.text(lang)) for key, word in words.items()]


def say_field(lang: str, name: str) -> str:
    """A field's name as people read it."""
    if name == "merged":
        return MERGED.text(lang)
    return FIELDS[name].label.text(lang) if name in FIELDS else name


def say_value(lang: str, name: str, value: str) -> str:
    """A field's value as people read it."""
    if name == "contact_by" and value in list(Contact):
        return CONTACT_WORDS[Contact(value)].text(lang)
    return value
