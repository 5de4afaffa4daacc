"""What the day's posts, rules and duty lines are called."""

from collections.abc import Mapping
from datetime import date, time

from app.attendance.models import RosterShift
from app.attendance.pages.leave_words import PARTS
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Broken, Post, Rule, Terms
from app.attendance.rules.rotation import Kind
from app.catalogue.rules import DutyLine
from app.kit.html import day_text
from app.kit.i18n import Message, translate

WEEKDAYS = tuple(Message(one) for one in ("周一", "周二", "周三", "周四", "周五", "周六", "周日"))
POST_WORDS = {Post.HALL: Message("大厅"), Post.DOOR: Message("登门")}
KIND_WORDS = {
    Kind.DOOR: Message("全天登门"),
    Kind.HALL_EARLY: Message("大厅早班"),
    Kind.HALL_LATE: Message("大厅晚班"),
    Kind.DOOR_THEN_HALL: Message("上午登门，下午大厅"),
    Kind.HALL_THEN_DOOR: Message("上午大厅，下午登门"),
    Kind.NONE: Message("不排班"),
}
LINE_WORDS = {
    DutyLine.INFORMATION: Message("信息采录"),
    DutyLine.SAFETY: Message("社会治安"),
    DutyLine.LABOUR: Message("劳动保障"),
    DutyLine.CIVIL_AFFAIRS: Message("民政服务"),
    DutyLine.FAMILY_PLANNING: Message("计划生育"),
    DutyLine.CITY: Message("城市管理"),
    DutyLine.GENERAL: Message("综合事务"),
}
ALL_ROUNDER_WORD = Message("全岗通")
BROKEN_WORDS = {
    Rule.HALL_MINIMUM: Message("{when} 大厅只有 {there} 人，至少 {least} 人"),
    Rule.HOURS: Message("{when} 大厅没有人，至少 {least} 人"),
    Rule.HOTLINE: Message("{when} 没有人接热线"),
    Rule.HOTLINE_BACKUP: Message("{when} 热线没有替补"),
    Rule.GENERALISTS: Message("{when} 在岗的全岗通不到 {rounders} 人"),
    Rule.TWICE: Message("{when} {name}同时排在两处"),
    Rule.ON_LEAVE: Message("{when} {name}请了假"),
    Rule.DAY_OFF: Message("{when} 是休息日，排了{name}"),
}


def span_text(begins: time, ends: time) -> str:
    """From one hour until another."""
    return f"{begins:%H:%M}-{ends:%H:%M}"


def day_words(lang: str, on: date) -> str:
    """A day by its name in the week."""
    return WEEKDAYS[on.weekday()].text(lang)


def broken_text(lang: str, one: Broken, terms: Terms, names: Mapping[str, str]) -> str:
    """One rule that a roster does not keep: which day, which hour or who."""
    return translate(
        lang,
        BROKEN_WORDS[one.rule].msgid,
        when=f"{day_words(lang, one.on)} {_hours_text(lang, one)}".strip(),
        there=one.there,
        least=terms.hall_minimum,
        rounders=terms.generalists,
        name=names.get(one.person, ""),
    )


def _hours_text(lang: str, one: Broken) -> str:
    """Between which hours; of the telephone, in which half of the day."""
    if one.begins and one.ends:
        return span_text(one.begins, one.ends)
    half = Part.MORNING if one.ends else Part.AFTERNOON
    return PARTS[half].text(lang) if one.begins or one.ends else ""


def shift_text(lang: str, one: RosterShift) -> str:
    """A shift: its day, post and hours."""
    post = POST_WORDS[Post(one.post)].text(lang)
    day = f"{day_words(lang, one.on)} {day_text(lang, one.on)}"
    return f"{day} {post} {span_text(one.begins, one.ends)}"
