"""The days of the demo's staff: who signed in when, who is away, what was decided."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.attendance.models import (
    Decided,
    Decision,
    HotlineDuty,
    Leave,
    LeaveState,
    Pairing,
    Place,
    RosterShift,
    RosterWeek,
    Skill,
    Touch,
)
from app.attendance.queries.terms import calendar_of
from app.attendance.rules.parts import Due, Part, asked
from app.attendance.rules.roster import Shift
from app.attendance.rules.verdict import Grade
from app.demo.bulk import Bulk
from app.demo.calls import ZONE, Row
from app.demo.chance import chance, stable_id
from app.demo.rosters import Station, Week, all_rounders, at, pairings, weeks

# How many of a hundred touches come without a network, and how many of them with the hall's code.
OFFLINE_PERCENT, CODE_PERCENT = 8, 3
DUE = Due()
# Minutes after the time that was due, of those who came late and were seen to.
LATE = 26
DECIDED_REASON = "当天去街道送材料，已说明"
AWAY_WORDS = "家里有事"


def touches(week: Week, now: datetime) -> Iterator[Row]:
    """Who signed in when; 王敏 has not yet today, so that there is something to touch."""
    shifts: dict[tuple[str, date], list[Shift]] = {}
    for one in week.shifts():
        shifts.setdefault((one.person, one.on), []).append(one)
    for (person, day), mine in shifts.items():
        today = day == now.astimezone(ZONE).date()
        if person == week.station.away and day >= now.astimezone(ZONE).date():
            continue
        for part in Part:
            due = asked(mine, part, DUE)
            rng = chance("touch", person, day, part)
            if due is not None and not (today and person in week.station.at_doors):
                yield from _touch(week.station, person, at(day, due), part, rng, now)


def _touch(
    station: Station, person: str, due: datetime, part: Part, rng: random.Random, now: datetime
) -> Iterator[Row]:
    late = rng.random() < 0.012
    signed = due + timedelta(
        minutes=LATE if late else rng.randint(-25, 6), seconds=rng.randrange(60)
    )
    percent = rng.randrange(100)
    offline = percent < OFFLINE_PERCENT and not late
    received = signed + (timedelta(minutes=rng.randint(20, 150)) if offline else timedelta(0))
    if received > now:
        return
    coded = percent < CODE_PERCENT
    grade = Grade.STATION_CODE if coded else Grade.OFFLINE if offline else Grade.ONLINE
    earliest, latest = signed - timedelta(seconds=4), received
    if coded:
        earliest, latest = signed, signed + timedelta(minutes=1)
    elif offline:
        earliest = due.replace(hour=10) - timedelta(days=1)
    elif person == station.without_passkey:
        grade = Grade.WITNESSED
    yield {
        "id": stable_id(rng, int(signed.timestamp() * 1000)),
        "community_id": station.community_id,
        "person_id": person,
        "on": due.astimezone(ZONE).date(),
        "part": part.value,
        "grade": grade.value,
        "earliest": earliest,
        "latest": latest,
        "claimed": signed if offline else None,
        "place": Place.HALL.value,
        "received_at": received,
    }


def decisions(station: Station, rows: Sequence[Row]) -> Iterator[Row]:
    """The lead has looked at the first who came late, and let it be."""
    late = [
        one for one in rows if one["grade"] == Grade.ONLINE.value and one["earliest"] > _limit(one)
    ]
    for one in late[:1]:
        yield {
            "id": stable_id(chance("decision", one["id"])),
            "community_id": station.community_id,
            "person_id": one["person_id"],
            "on": one["on"],
            "part": one["part"],
            "suggested": Decided.LATE.value,
            "decided": Decided.PRESENT.value,
            "reason": DECIDED_REASON,
            "by": station.lead,
            "at": one["received_at"] + timedelta(hours=2),
        }


def _limit(touch: Row) -> datetime:
    grace = timedelta(minutes=DUE.grace_minutes)
    return at(touch["on"], DUE.of(Part(touch["part"]))) + grace


def leaves(station: Station, today: date, now: datetime) -> Iterator[Row]:
    """One worker is away today and tomorrow; another has asked for a day of next week."""
    granted = {
        "person_id": station.away,
        "kind": "personal",
        "first_on": today,
        "last_on": today + timedelta(days=1),
        "state": LeaveState.GRANTED.value,
        "asked_at": now - timedelta(days=2),
        "answered_by": station.lead,
        "answered_at": now - timedelta(days=1),
        "backup_id": station.stand_in,
    }
    later = today + timedelta(days=7)
    waiting = {
        "person_id": station.workers[0],
        "kind": "annual",
        "first_on": later,
        "last_on": later,
        "state": LeaveState.ASKED.value,
        "asked_at": now - timedelta(hours=3),
        "answered_by": None,
        "answered_at": None,
        "backup_id": None,
    }
    for one in (granted, waiting):
        rng = chance("leave", one["person_id"], one["first_on"])
        yield {
            "id": stable_id(rng),
            "community_id": station.community_id,
            "words": AWAY_WORDS,
            **one,
        }


def tell(bulk: Bulk, station: Station, since: datetime, now: datetime) -> None:
    """Write the last weeks of one station."""
    today = now.astimezone(ZONE).date()
    with Session(bulk.connection) as session:
        calendar = calendar_of(session, station.community_id)
    told = weeks(station, today, calendar)
    signed = [row for week in told for row in touches(week, now)]
    bulk.rows(RosterWeek, [week.row() for week in told])
    bulk.rows(RosterShift, [row for week in told for row in week.shift_rows()])
    bulk.rows(HotlineDuty, [row for week in told for row in week.hotline()])
    bulk.rows(Touch, signed)
    bulk.rows(Decision, decisions(station, signed))
    bulk.rows(Leave, leaves(station, today, now))
    bulk.rows(Pairing, pairings(station, [week.monday for week in told]))
    bulk.rows(Skill, all_rounders(station, since))
