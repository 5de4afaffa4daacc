"""Requests and answers as they are written down at the desk."""

import re
from dataclasses import dataclass
from datetime import date

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.rights.models import Asked, Ground

MOST_WHO, MOST_CHECKED, MOST_WORDS = 60, 120, 400
# Identity cards have 18 characters, passports and permits 8 or 9; telephone numbers have 11.
DOCUMENT = re.compile(r"\d{15,}[\dXx]?|[A-Za-z]\d{8}")
NO_NUMBER = Message("请写怎么核对的，不要写证件号码")


@dataclass(frozen=True, slots=True)
class RequestEntry:
    """Who asked for what, how it was made sure who they are, and on which day."""

    kind: Asked
    asked_by: str
    checked: str
    wanted: str
    asked_on: date


def parse_request(fields: Fields, today: date) -> RequestEntry | Refusal:
    """A request as the station head takes it down."""
    read = Reader(fields)
    kind = read.choice("kind", Asked)
    asked_by = read.text("asked_by", MOST_WHO, required=True)
    checked = read.text("checked", MOST_CHECKED, required=True)
    for name, value in (("asked_by", asked_by), ("checked", checked)):
        if DOCUMENT.search(value):
            read.fail(name, NO_NUMBER)
    wanted = read.text("wanted", MOST_WORDS, required=kind is Asked.CORRECTION)
    on = read.date("asked_on") or today
    if on > today:
        read.fail("asked_on", Message("收到的日期不能晚于今天"))
    if kind is None:
        return Refusal(read.errors)
    return read.refusal() or RequestEntry(kind, asked_by, checked, wanted, on)


@dataclass(frozen=True, slots=True)
class RefusalEntry:
    """Why a request is refused: the law's ground, and in words for who asked."""

    ground: Ground
    reason: str


def parse_refusal(fields: Fields) -> RefusalEntry | Refusal:
    """A refusal; without a ground that the law names there is none."""
    read = Reader(fields)
    ground = read.choice("ground", Ground)
    reason = read.text("reason", MOST_WORDS, required=True)
    if ground is None:
        return Refusal(read.errors)
    return read.refusal() or RefusalEntry(ground, reason)


def parse_sure(fields: Fields) -> Refusal | None:
    """Whether the head has said that they know what erasing means."""
    read = Reader(fields)
    if not read.flag("sure"):
        read.fail("sure", Message("请先确认已经看清删除什么、留下什么"))
    return read.refusal()
