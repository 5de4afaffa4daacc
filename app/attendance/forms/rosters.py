"""What a lead types about one day of one worker, and about the hotline."""

import re
from collections.abc import Collection
from datetime import date, time

from app.attendance.rules.roster import Hotline, Post, Shift, Terms
from app.attendance.rules.rotation import Kind, day_of
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

# As many spells of a day may be written by hand.
SPELLS = (1, 2)
NOT_A_TIME = Message("时间应写成 08:30 的样子")


def read_time(reader: Reader, name: str, required: bool = True) -> time | None:
    """A local time of day to the minute; None when it is refused or left empty."""
    value = reader.raw(name).strip().replace("：", ":")
    if not value:
        if required:
            reader.fail(name, Message("请填写"))
        return None
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", value, re.ASCII):
        reader.fail(name, NOT_A_TIME)
        return None
    hour, _, minute = value.partition(":")
    return time(int(hour), int(minute))


def parse_day(fields: Fields, person: str, on: date, terms: Terms) -> list[Shift] | Refusal:
    """One of the usual days, or spells with hours of their own."""
    reader = Reader(fields)
    if reader.raw("kind"):
        kind = reader.choice("kind", Kind)
        return day_of(kind, person, on, terms) if kind else Refusal(reader.errors)
    found = [one for number in SPELLS if (one := _spell(reader, number, person, on))]
    if not found:
        reader.fail("begins1", Message("请填写"))
    return reader.refusal() or found


def _spell(reader: Reader, number: int, person: str, on: date) -> Shift | None:
    names = (f"post{number}", f"begins{number}", f"ends{number}")
    if not reader.raw(names[1]) and not reader.raw(names[2]):
        return None
    post = reader.choice(names[0], Post)
    begins, ends = read_time(reader, names[1]), read_time(reader, names[2])
    if begins and ends and ends <= begins:
        reader.fail(names[2], Message("结束要晚于开始"))
    if post is None or begins is None or ends is None or ends <= begins:
        return None
    return Shift(person, on, post, begins, ends)


def parse_hotline(fields: Fields, on: date, people: Collection[str]) -> Hotline | Refusal:
    """Who answers, and who does when they cannot."""
    reader = Reader(fields)
    person, backup = reader.raw("person"), reader.raw("backup")
    if person not in people:
        reader.fail("person", Message("请选择一项"))
    if backup and (backup not in people or backup == person):
        reader.fail("backup", Message("替补要选另一个人"))
    return reader.refusal() or Hotline(on, person, backup)
