"""A person's own calendar as an iCalendar file (RFC 5545)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from app.attendance.pages.leave_words import KINDS, PARTS, span_text
from app.attendance.queries.feeds import Agenda
from app.attendance.rules.leave import Kind
from app.attendance.rules.roster import Post
from app.kit.i18n import Message

NAME = Message("敲门：我的班")
POSTS = {Post.HALL: Message("A岗 大厅"), Post.DOOR: Message("B岗 登门")}
HOTLINE, HALF_HOTLINE = Message("热线值班"), Message("热线值班（{part}）")
LEAVE = Message("请假（{kind}）")
OFF, WORKED = Message("{name} 放假"), Message("{name} 上班")
AGAIN = timedelta(hours=1)


def ical(agenda: Agenda, lang: str) -> bytes:
    """The file; the same agenda gives the same bytes, so that its hash says whether it changed."""
    calendar = Calendar()
    calendar.add("prodid", "-//Qiaomen//Roster//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", NAME.text(lang))
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    zone = ZoneInfo(agenda.zone)
    for one in agenda.shifts:
        begins, ends = (datetime.combine(one.on, at, zone) for at in (one.begins, one.ends))
        uid = f"shift-{one.on}-{one.begins:%H%M}-{one.post}"
        _add(calendar, agenda, uid, POSTS[one.post].text(lang), begins, ends)
    for on, part in agenda.hotline:
        said = Message(HALF_HOTLINE.msgid, part=PARTS[part].text(lang)) if part else HOTLINE
        _add(calendar, agenda, f"hotline-{on}", said.text(lang), on, on + timedelta(days=1))
    for leave_id, kind, span in agenda.leave:
        since, until = (at.astimezone(zone) for at in span.moments(agenda.zone))
        text = Message(LEAVE.msgid, kind=KINDS[Kind(kind)].text(lang)).text(lang)
        whole = since.time() == until.time() == time()
        edges = (since.date(), until.date()) if whole else (since, until)
        _add(calendar, agenda, f"leave-{leave_id}", text, *edges, span_text(lang, span))
    for day in agenda.days:
        word = Message((WORKED if day.works else OFF).msgid, name=day.name)
        nights = (day.on, day.on + timedelta(days=1))
        _add(calendar, agenda, f"day-{day.on}", word.text(lang), *nights)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _add(
    calendar: Calendar,
    agenda: Agenda,
    uid: str,
    text: str,
    begins: date,
    ends: date,
    more: str = "",
) -> None:
    event = Event()
    event.add("uid", f"{uid}@qiaomen")
    event.add("dtstamp", agenda.made_at.astimezone(UTC))
    event.add("summary", text)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    if more:
        event.add("description", more)
    if not isinstance(begins, datetime):
        event.add("transp", "TRANSPARENT")
    calendar.add_component(event)
