"""Who works when in the demo: a fair roster that keeps every rule, pairs, and all-rounders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.attendance.models import RosterState
from app.attendance.rules.calendar import Calendar
from app.attendance.rules.pairs import next_pairs
from app.attendance.rules.roster import Post as At
from app.attendance.rules.roster import Shift
from app.demo.calls import ZONE, Row
from app.demo.chance import chance, stable_id
from app.demo.setup import BACKED_UP, BACKUP
from app.org.models import Holding, Post

WEEKS_BACK = 4
HALL_EARLY, HALL_LATE = (time(8, 30), time(14, 0)), (time(13, 0), time(19, 0))
DOOR = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))
HALL_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Station:
    """The people of one community whose days are told."""

    community_id: str
    head: str
    lead: str
    clerk: str
    workers: Sequence[str]
    # Those who are always at the doors, so that their round is there on any day.
    at_doors: frozenset[str]
    without_passkey: str
    away: str
    # Who stands in for them.
    stand_in: str

    @property
    def everybody(self) -> list[str]:
        """Who stands on the roster."""
        return [self.clerk, *self.workers]


def station(community_id: str, holdings: Sequence[Holding], at_doors: frozenset[int]) -> Station:
    """The station whose posts are `holdings`; the workers at the places `at_doors` of the list of
    workers never serve in the hall."""
    own = [one for one in holdings if one.post == Post.GRID_WORKER and not one.backup]
    workers = [one.person_id for one in own]
    count = len(own)
    phoneless = own[-2 % count].person_id
    away, stand_in = (own[(one - 1) % count].person_id for one in (BACKED_UP, BACKUP))
    one_at = {one.post: one.person_id for one in holdings}
    return Station(
        community_id,
        one_at[Post.STATION_HEAD],
        one_at[Post.GRID_LEAD],
        one_at[Post.CLERK],
        workers,
        frozenset(workers[place] for place in at_doors if place < len(workers)),
        phoneless,
        away,
        stand_in,
    )


@dataclass(frozen=True, slots=True)
class Week:
    """The roster of one week."""

    station: Station
    monday: date
    calendar: Calendar

    @property
    def id(self) -> str:
        """The id of its row."""
        return stable_id(chance("week", self.station.community_id, self.monday))

    @property
    def days(self) -> list[date]:
        """The days of it that are worked."""
        all_days = (self.monday + timedelta(days=place) for place in range(7))
        return [day for day in all_days if self.calendar.day(day).works]

    def row(self) -> Row:
        """The week itself, published on the Friday before."""
        made = at(self.monday - timedelta(days=3), time(16, 30))
        return {
            "id": self.id,
            "community_id": self.station.community_id,
            "monday": self.monday,
            "version": 1,
            "state": RosterState.PUBLISHED.value,
            "made_by": self.station.lead,
            "made_at": made,
            "published_by": self.station.lead,
            "published_at": made,
        }

    def shifts(self) -> list[Shift]:
        """Two in the hall from opening to closing, the clerk always one of them; everybody else at
        the doors."""
        return [shift for day in self.days for shift in self._day(day)]

    def _day(self, day: date) -> Iterator[Shift]:
        number = day.toordinal()
        in_turn = [one for one in self.station.workers if one not in self.station.at_doors]
        beside = 2 * HALL_AT_ONCE - 1
        # Three days later the same come again, in another order: early and late go round too.
        turns = [(number // beside + place) % beside for place in range(beside)]
        hall = [in_turn[(number * beside + turn) % len(in_turn)] for turn in turns]
        hall.insert(number % 2 * beside, self.station.clerk)
        for place, person in enumerate(hall):
            begins, ends = HALL_EARLY if place < HALL_AT_ONCE else HALL_LATE
            yield Shift(person, day, At.HALL, begins, ends)
        for person in self.station.workers:
            if person not in hall:
                for begins, ends in DOOR:
                    yield Shift(person, day, At.DOOR, begins, ends)

    def shift_rows(self) -> Iterator[Row]:
        """The shifts as they are kept."""
        rng = chance("shifts", self.id)
        for one in self.shifts():
            yield {
                "id": stable_id(rng),
                "community_id": self.station.community_id,
                "week_id": self.id,
                "person_id": one.person,
                "on": one.on,
                "post": one.post.value,
                "begins": one.begins,
                "ends": one.ends,
            }

    def hotline(self) -> Iterator[Row]:
        """One a day of those who serve answers the telephone, and one stands behind them."""
        for day in self.days:
            serve = {one.person for one in self._day(day)}
            people = [one for one in self.station.everybody if one in serve]
            place = day.toordinal() % len(people)
            yield {
                "week_id": self.id,
                "on": day,
                "community_id": self.station.community_id,
                "person_id": people[place],
                "backup_id": people[(place + 1) % len(people)],
            }


def weeks(station: Station, today: date, calendar: Calendar) -> list[Week]:
    """The weeks gone by, and this one."""
    this = today - timedelta(days=today.weekday())
    mondays = [this - timedelta(weeks=back) for back in range(WEEKS_BACK, -1, -1)]
    return [Week(station, monday, calendar) for monday in mondays]


def pairings(station: Station, mondays: Sequence[date]) -> Iterator[Row]:
    """The pairs of each week, none twice until all were used."""
    before: list[frozenset[str]] = []
    for monday in mondays:
        pairs = next_pairs(station.workers, before)
        before += pairs
        for pair in pairs:
            one, other = sorted(pair)
            yield {
                "community_id": station.community_id,
                "monday": monday,
                "one_id": one,
                "other_id": other,
                "made_at": at(monday - timedelta(days=3), time(16, 40)),
            }


def all_rounders(station: Station, since: datetime) -> Iterator[Row]:
    """The window's clerk and every second worker can do everything."""
    for person in [station.clerk, *station.workers[::2]]:
        yield {
            "person_id": person,
            "line": "all",
            "community_id": station.community_id,
            "by": station.lead,
            "at": since,
        }


def at(day: date, local: time) -> datetime:
    """A local time of a day, in UTC."""
    return datetime.combine(day, local, ZONE).astimezone(UTC)
