"""A calendar program reads one's shifts, duty and leave by a secret link (row R23)."""

import re
from datetime import UTC, date, datetime, time

from icalendar import Calendar
from sqlmodel import select

from app.attendance.models import Feed, HotlineDuty, RosterShift, RosterState, RosterWeek
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Holding
from tests.attendance.test_leave import ask
from tests.people import Town
from tests.station.conftest import Desk

MONDAY = date(2026, 11, 23)


def roster(desk: Desk, town: Town) -> None:
    """A shift and a hotline day for Wang Min, a shift for Li Qiang."""
    here = {"community_id": town.community}
    with desk.db.session(writes=True) as session:
        week = RosterWeek(
            id=uuid7(), monday=MONDAY, version=1, state=RosterState.PUBLISHED,
            made_by=town.head, made_at=desk.clock(), **here,
        )  # fmt: skip
        session.add(week)
        session.flush()
        for who, begins in ((town.wang, time(8, 30)), (town.li, time(11))):
            session.add(
                RosterShift(id=uuid7(), week_id=week.id, person_id=who, on=MONDAY, post="B",
                            begins=begins, ends=time(17, 30), **here)
            )  # fmt: skip
        session.add(HotlineDuty(week_id=week.id, on=MONDAY, person_id=town.wang, **here))
        session.commit()


def link_of(desk: Desk) -> str:
    """The path of a new link."""
    reply = desk.post("/me/feed", 200)
    assert reply.headers["cache-control"] == "no-store" and "data:image/svg" in reply.text
    found = re.search(r"/feeds/[\w-]{43}\.ics", reply.text)
    assert found
    return found[0]


def test_a_calendar_program_reads_ones_own_days_and_nobody_elses(desk: Desk, town: Town) -> None:
    roster(desk, town)
    made = ask(desk, town.wang)
    desk.as_(town.lead).post(f"/leave/{made}/answer", decision="grant", backup_id="nobody")
    path = link_of(desk.as_(town.wang))
    desk.client.cookies.clear()
    reply = desk.client.get(path)
    assert reply.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(reply.content)
    events = {str(one["uid"]): one for one in calendar.walk("VEVENT")}
    assert [str(one["tzid"]) for one in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    (shift,) = (one for uid, one in events.items() if uid.startswith("shift-"))
    assert shift["dtstart"].dt.astimezone(UTC) == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    assert shift["dtend"].dt.astimezone(UTC) == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert str(shift["summary"]) == "B岗 登门"
    assert f"hotline-{MONDAY}@qiaomen" in events
    leave = events[f"leave-{made}@qiaomen"]
    assert (leave["dtstart"].dt, leave["dtend"].dt) == (date(2026, 11, 25), date(2026, 11, 27))
    assert "王敏" not in reply.text and "李强" not in reply.text


def test_an_unchanged_calendar_is_not_sent_again(desk: Desk, town: Town) -> None:
    path = link_of(desk.as_(town.wang))
    first = desk.client.get(path)
    again = desk.client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first.headers["cache-control"]
    roster(desk, town)
    changed = desk.client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200


def test_unknown_revoked_and_left_are_the_same_404(desk: Desk, db: Database, town: Town) -> None:
    me = desk.as_(town.wang)
    old, new = link_of(me), link_of(me)
    assert me.client.get(new).status_code == 200
    with db.session() as session:
        assert all(new[7:-4] not in str(one) for one in session.exec(select(Feed)))
    answers = {old: me.client.get(old)}
    me.post("/me/feed/revocation")
    for path in (new, "/feeds/" + "x" * 43 + ".ics", "/feeds/x.ics", new.removesuffix(".ics")):
        answers[path] = me.client.get(path)
    last = link_of(me)
    with db.session(writes=True) as session:
        held = session.exec(select(Holding).where(Holding.person_id == town.wang)).one()
        held.until = desk.clock()
        session.commit()
    answers[last] = me.client.get(last)
    assert {one.status_code for one in answers.values()} == {404}
    assert len({one.text for one in answers.values()}) == 1


def test_a_link_is_not_tried_out_for_ever(desk: Desk, town: Town) -> None:
    path = "/feeds/" + "x" * 43 + ".ics"
    assert 429 in [desk.client.get(path).status_code for _ in range(610)]
