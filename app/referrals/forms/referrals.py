"""What is typed when a matter is passed on, and what a department answers."""

from collections.abc import Collection
from dataclasses import dataclass

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message


@dataclass(frozen=True, slots=True)
class PassedEntry:
    """To which department, with what words; `contact_reason`: why it needs the resident's name and
    telephone, empty where it does not."""

    department_id: str
    words: str
    contact_reason: str


def parse_passed(fields: Fields, departments: Collection[str]) -> PassedEntry | Refusal:
    """One of the departments that this community may pass something on to."""
    read = Reader(fields)
    department = read.raw("department")
    if department not in departments:
        read.fail("department", Message("请选择部门"))
    words = read.text("words", 500)
    contact, why = read.flag("contact"), read.text("contact_reason", 120)
    if contact and not why:
        read.fail("contact_reason", Message("请写明部门为什么需要联系居民"))
    return read.refusal() or PassedEntry(department, words, why if contact else "")


def parse_words(fields: Fields, name: str, say_why: Message) -> str | Refusal:
    """A text that must be there: why it goes back, what came of it, or how it stands."""
    read = Reader(fields)
    words = read.text(name, 500)
    if not words:
        read.fail(name, say_why)
    return read.refusal() or words
