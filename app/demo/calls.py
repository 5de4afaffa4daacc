"""The visits of a grid, day by day, as a worker makes them; no two days alike, none by chance."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from app.demo import words
from app.demo.chance import chance, pick, stable_id
from app.demo.corrections import corrections
from app.visits.intake import SCOPE_UNSURE
from app.visits.models import MetRole, Outcome, Point, Purpose
from app.visits.rules import CONCERN_DAYS

ZONE = timezone(timedelta(hours=8))
Row = dict[str, Any]

# Plain text: looking up the value of an enum two million times takes its time.
MET, PHONE = Outcome.MET.value, Outcome.PHONE.value
OUTCOMES = (
    [MET] * 68 + [Outcome.NOBODY_HOME.value] * 18 + [PHONE] * 8 + [Outcome.DECLINED.value] * 6
)
ROLES = [one.value for one in MetRole for _ in range({"householder": 6, "family": 4}.get(one, 1))]
POINTS = [one.value for one in Point]
PURPOSES = [[one.value] for one in Purpose] + [
    [Purpose.UPDATE_DATA.value, Purpose.SAFETY_CHECK.value],
    [Purpose.SAFETY_CHECK.value, Purpose.POLICY_TALK.value],
]
ODD = ("unlisted", "aside", "photo")
TALKED = (MET, PHONE)
WRITES_FINDINGS, ASKS, AGREES, AMENDS, WORKS_OFFLINE, SHARES_POSITION = (
    0.22, 0.03, 0.02, 0.004, 0.05, 0.7,
)  # fmt: skip
# A round of 300 homes in about 15 working days; a few calls on Saturdays, none on Sundays.
WEEKDAY_CALLS, SATURDAY_CALLS, TODAY_CALLS = (18, 21), (0, 3), 12
KEPT_POSITION_DAYS = 90
EARLY_MINUTES = 30
SENDING = timedelta(seconds=10)
MORNING, AFTERNOON, EVENING = (8 * 60 + 40, 180), (14 * 60 + 10, 200), (18 * 60 + 40, 90)
# What a visit says when nothing more is known: every row has every key.
BLANK: Row = {
    "address": "",
    "clock_doubtful": False,
    "checklist": [],
    "findings": "",
    "requests": [],
    "next_on": None,
    "lat": None,
    "lon": None,
    "accuracy_m": None,
    "position_age_s": None,
    "has_position": False,
    "set_aside": "",
    "photo_count": 0,
}


@dataclass(slots=True)
class Day:
    """What one day brought, as rows."""

    visits: list[Row] = field(default_factory=list)
    concerns: list[Row] = field(default_factory=list)
    agreed: list[Row] = field(default_factory=list)
    amendments: list[Row] = field(default_factory=list)
    photos: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Door:
    """A home as its worker comes to it."""

    household_id: str
    lat: float
    lon: float


@dataclass(slots=True)
class Worker:
    """A worker on their rounds. `now` ends the demo: nothing is later."""

    community_id: str
    grid_id: str
    number: int
    person_id: str
    device_id: str
    doors: list[Door]
    now: datetime
    today: date = field(init=False)
    rng: random.Random = field(init=False)
    skew: timedelta = field(init=False)
    blank: Row = field(init=False)
    next_door: int = field(init=False)
    appointments: dict[date, list[int]] = field(init=False, default_factory=dict)
    staged: dict[date, tuple[str, date]] = field(init=False)

    def __post_init__(self) -> None:
        self.rng = chance("calls", self.grid_id)
        self.today = self.now.astimezone(ZONE).date()
        skew_ms = self.rng.randrange(-4_000, 9_000)
        self.skew = timedelta(milliseconds=skew_ms)
        self.blank = {
            **BLANK,
            "community_id": self.community_id,
            "grid_id": self.grid_id,
            "author_id": self.person_id,
            "device_id": self.device_id,
            "skew_ms": skew_ms,
        }
        self.next_door = self.rng.randrange(len(self.doors))
        self.staged = _staged(self.today, self.number)

    def day(self, day: date) -> Day:
        """The calls of `day`; those that would come after now are left out."""
        rows = Day()
        doors = self._doors_of(day)
        midnight = datetime.combine(day, time(), tzinfo=ZONE).astimezone(UTC)
        for door, minute in zip(doors, self._minutes(day, len(doors)), strict=True):
            made_at = midnight + timedelta(seconds=int((minute + self.rng.random()) * 60))
            if made_at < self.now - SENDING:
                self._call(rows, day, door, made_at)
        return rows

    def _doors_of(self, day: date) -> list[int]:
        if day == self.today:
            wanted, due = TODAY_CALLS, []
        else:
            low, high = (0, 0)
            if day.weekday() < 5:
                low, high = WEEKDAY_CALLS
            elif day.weekday() == 5:
                low, high = SATURDAY_CALLS
            wanted = self.rng.randint(low, high)
            # Who was promised a visit comes first, if the worker is out at all.
            late = [one for one in self.appointments if one <= day] if wanted else []
            due = [door for one in sorted(late) for door in self.appointments.pop(one)]
        doors = list(dict.fromkeys(due))
        while len(doors) < wanted:
            if self.next_door not in doors:
                doors.append(self.next_door)
            self.next_door = (self.next_door + 1) % len(self.doors)
        return doors

    def _minutes(self, day: date, count: int) -> list[int]:
        """Minutes after midnight, in order: today until now, every fifth day an evening."""
        if day == self.today:
            parts = [self._so_far()] * count
        else:
            late = EVENING if (day.toordinal() + self.number) % 5 == 0 else AFTERNOON
            parts = [MORNING] * (count // 2) + [late] * (count - count // 2)
        return sorted(start + int(self.rng.random() * length) for start, length in parts)

    def _so_far(self) -> tuple[int, int]:
        """This morning. Before it has come (it is day elsewhere), the last hours: whenever the
        demo is built, today's round has been begun."""
        local = self.now.astimezone(ZONE)
        minute = local.hour * 60 + local.minute
        start, length = MORNING
        if minute < start + EARLY_MINUTES:
            start = max(0, minute - length)
        return start, min(length, minute - start)

    def _call(self, rows: Day, day: date, place: int, made_at: datetime) -> None:
        rng, door = self.rng, self.doors[place]
        staged = self.staged.pop(day, None)
        outcome = MET if staged else pick(rng, OUTCOMES)
        visit = {
            **self.blank,
            "id": stable_id(rng, int(made_at.timestamp() * 1000) - 40_000),
            "household_id": door.household_id,
            "day": day,
            "made_at": made_at,
            "said_at": made_at + self.skew,
            "received_at": self._received(made_at),
            "outcome": outcome,
            "met_role": pick(rng, ROLES) if outcome == MET else "",
            "purposes": pick(rng, PURPOSES),
        }
        if (self.today - day).days < KEPT_POSITION_DAYS and rng.random() < SHARES_POSITION:
            self._place(visit, door)
        if staged and staged[0] in ODD:
            self._odd(rows, visit, staged[0])
        elif outcome in TALKED:
            self._talk(rows, visit, place, staged)
        rows.visits.append(visit)

    def _received(self, made_at: datetime) -> datetime:
        delay_ms = int(2_000 + self.rng.random() * 6_000)
        if self.rng.random() < WORKS_OFFLINE:
            delay_ms += int(600_000 + self.rng.random() * 7_200_000)
        return min(made_at + timedelta(milliseconds=delay_ms), self.now)

    def _place(self, visit: Row, door: Door) -> None:
        rng = self.rng
        visit["lat"] = round(door.lat + (rng.random() - 0.5) * 0.0003, 6)
        visit["lon"] = round(door.lon + (rng.random() - 0.5) * 0.0003, 6)
        visit["accuracy_m"] = float(int(6 + rng.random() * 40))
        visit["position_age_s"] = float(int(rng.random() * 30))
        visit["has_position"] = True

    def _talk(self, rows: Day, visit: Row, place: int, staged: tuple[str, date] | None) -> None:
        rng = self.rng
        visit["checklist"] = POINTS if rng.random() < 0.5 else POINTS[: 1 + int(rng.random() * 5)]
        if rng.random() < WRITES_FINDINGS:
            visit["findings"] = pick(rng, words.FINDINGS)
        kind, due = staged or ("", None)
        if kind == "concern" or rng.random() < ASKS:
            self._concern(rows, visit, due if kind == "concern" else None)
        if kind == "contact" or rng.random() < AGREES:
            self._agree(rows, visit, place, due if kind == "contact" else None)
        if rng.random() < AMENDS:
            rows.amendments += corrections(visit, self.now, rng)

    def _concern(self, rows: Day, visit: Row, due: date | None) -> None:
        """A request becomes a concern; most are dealt with in a week, one with `due` is not."""
        rng = self.rng
        text = pick(rng, words.REQUESTS)
        visit["requests"] = [text]
        lasts = int(1 + rng.random() * 6) if rng.random() < 0.92 else int(7 + rng.random() * 6)
        closed_at = visit["made_at"] + timedelta(days=lasts, minutes=int(rng.random() * 90))
        opened = due or closed_at > self.now
        rows.concerns.append(
            {
                "id": stable_id(rng, int(visit["made_at"].timestamp() * 1000)),
                "community_id": self.community_id,
                "grid_id": self.grid_id,
                "household_id": visit["household_id"],
                "visit_id": visit["id"],
                "author_id": self.person_id,
                "text": text,
                "opened_at": visit["received_at"],
                "due_on": due or visit["day"] + timedelta(days=CONCERN_DAYS),
                "closed_at": None if opened else closed_at,
            }
        )

    def _agree(self, rows: Day, visit: Row, place: int, due: date | None) -> None:
        visit["next_on"] = due or visit["day"] + timedelta(days=int(3 + self.rng.random() * 12))
        self.appointments.setdefault(visit["next_on"], []).append(place)
        rows.agreed.append(
            {
                "visit_id": visit["id"],
                "community_id": self.community_id,
                "household_id": visit["household_id"],
                "due_on": visit["next_on"],
                "made_at": visit["made_at"],
            }
        )

    def _odd(self, rows: Day, visit: Row, kind: str) -> None:
        """The records that want a second look by a lead or steward."""
        if kind == "unlisted":
            visit |= {"household_id": None, "address": pick(self.rng, words.UNLISTED)}
        elif kind == "aside":
            visit |= {"clock_doubtful": True, "set_aside": SCOPE_UNSURE}
        elif kind == "photo":
            visit["photo_count"] = 1
            digest = f"{self.rng.getrandbits(256):064x}"
            photo = {"visit_id": visit["id"], "sha256": digest, "place": 0, "size": 183_000}
            rows.photos.append({**photo, "community_id": self.community_id})


def _staged(today: date, number: int) -> dict[date, tuple[str, date]]:
    """What every grid is to have today: two agreed contacts, and concerns that are a day late,
    due today and due in two days. Every fourth grid has one odd record of each kind."""
    recent = [day for back in range(1, 15) if (day := today - timedelta(days=back)).weekday() < 5]
    odd = {recent[0]: (ODD[number % 4], today)} if number % 4 < len(ODD) else {}
    return odd | {
        recent[1]: ("contact", today),
        recent[2]: ("contact", today),
        recent[3]: ("concern", today + timedelta(days=2)),
        recent[4]: ("concern", today),
        recent[5]: ("concern", today - timedelta(days=1)),
    }


def days_until(today: date, count: int) -> Iterator[date]:
    """The `count` days before today, and today."""
    return (today - timedelta(days=back) for back in range(count, -1, -1))
