"""The words of a month: short ones for the calendar, where a phone has five letters a day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.attendance.models import Decided
from app.attendance.rules.parts import NOON, Part
from app.attendance.rules.roster import Post, Shift
from app.attendance.rules.verdict import Evidence, Verdict
from app.kit.html import day_text
from app.kit.i18n import Message

A_MOMENT = timedelta(minutes=2)
SUGGESTED = Message("建议")
SHORT = {
    Verdict.ON_TIME: Message("已到"),
    Verdict.LATE: SUGGESTED,
    Verdict.LEFT_EARLY: SUGGESTED,
    Verdict.ABSENT: SUGGESTED,
    Verdict.UNPROVED: Message("核"),
    Verdict.EXPECTED: Message("待签"),
    Verdict.MAY_ARRIVE: Message("在途"),
    Verdict.DAY_OFF: Message("休"),
    Verdict.LEAVE: Message("假"),
    Verdict.OUTSIDE: Message("—"),
}
DECIDED_SHAPES = {
    Decided.PRESENT.value: "check",
    Decided.LATE.value: "late",
    Decided.LEFT_EARLY.value: "late",
    Decided.ABSENT.value: "late",
}
SHORT_POSTS = {Post.HALL: Message("A岗"), Post.DOOR: Message("B岗")}
POSTS = {Post.HALL: Message("A岗 大厅"), Post.DOOR: Message("B岗 登门")}


def post_text(lang: str, shifts: Sequence[Shift], part: Part) -> tuple[str, str]:
    """At which post a part of a day to come is served, in short and in whole."""
    mine = [one for one in shifts if (one.begins < NOON) is (part is Part.MORNING)]
    post = (mine or list(shifts))[0].post
    return SHORT_POSTS[post].text(lang), POSTS[post].text(lang)


def duty_text(lang: str, shifts: Sequence[Shift]) -> str:
    """What the roster asks of a day, each post with its hours."""
    hours: dict[Post, list[str]] = {}
    for one in shifts:
        hours.setdefault(one.post, []).append(f"{one.begins:%H:%M}–{one.ends:%H:%M}")
    return " · ".join(f"{POSTS[post].text(lang)} {' '.join(said)}" for post, said in hours.items())


def proved_text(lang: str, on: date, evidence: Evidence | None, zone: str) -> str:
    """The interval that is proved: one time where it is about a minute; ends on another day say
    which."""
    if evidence is None:
        return ""
    first, last = (_clock(lang, on, at, zone) for at in (evidence.earliest, evidence.latest))
    return last if evidence.latest - evidence.earliest < A_MOMENT else f"{first}–{last}"


def _clock(lang: str, on: date, at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    day = "" if local.date() == on else f"{day_text(lang, local.date())} "
    return f"{day}{local:%H:%M}"
