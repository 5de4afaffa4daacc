"""The cases of the demo: what a month's checks came to, by the same commands as in life.

Most come to nothing: nobody writes a notice, and they lapse. A few are shown at each of their
stages, so that everybody of the cast finds something that waits for them.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from app.attendance.rules.calendar import Calendar
from app.cases.commands import steps
from app.cases.commands.opening import SYSTEM, open_case
from app.cases.commands.taking import take
from app.cases.forms.steps import Finding, NoticeEntry, ReplyEntry
from app.cases.models import CaseFile
from app.cases.queries.due import checks_found
from app.cases.queries.sight import open_files
from app.cases.queries.whole import Whole, held_case
from app.cases.rules.measures import Measure
from app.cases.rules.state import ENDED, Stage
from app.cases.rules.steps import Closing, Draw, Reason, Role
from app.demo import words
from app.demo.rosters import Station
from app.org.judging import people_judging
from app.org.models import Post
from app.spotchecks.models import SpotCheck

COACHING = Measure.COACHING
# What becomes of the cases that get a notice, the oldest first: on which working day after it each
# step is taken. The last ones have not come far yet.
ROADS: tuple[dict[str, int], ...] = (
    {"reply": 1, "dismiss": 3},
    {"reply": 2, "confirm": 4, "measure": 5},
    {"reply": 2, "confirm": 3, "measure": 4, "appeal": 6},
    {"reply": 1, "confirm": 2},
    {"reply": 1},
    {},
)
# How many working days before the demo's last day each of them gets its notice.
NOTICED = (15, 13, 10, 4, 2, 1)


@dataclass(slots=True)
class Court:
    """The cases of one station, day by day."""

    session: Session
    station: Station
    calendar: Calendar
    last: datetime
    roads: dict[str, tuple[datetime, dict[str, int]]] = field(default_factory=dict)

    def day(self, at: datetime) -> None:
        """The morning of a working day: what was found is opened, and what is due is done."""
        here = self.station.community_id
        for found in list(checks_found(self.session, at)):
            known = found.known_at.date()
            if found.community.id == here and at.date() <= self.calendar.after(known, 3):
                open_case(self.session, found, at)
        for file in open_files(self.session):
            if file.community_id == here:
                self._attend(file, at)

    def shown_by(self, checks: Sequence[SpotCheck], at: datetime) -> SpotCheck | None:
        """Which of a day's checks will not match, so that there is a case for each road."""
        if self._ahead(at) - 1 not in NOTICED:
            return None
        known = set(self._workers())
        return next((one for one in checks if one.checker_id and one.worker_id not in known), None)

    def _attend(self, file: CaseFile, at: datetime) -> None:
        whole = held_case(self.session, file.id, at)
        if whole is None:
            return
        if whole.state.stage in ENDED:
            take(self.session, whole, Closing(at, SYSTEM, Role.SYSTEM))
        elif whole.state.stage is Stage.CHECKED:
            self._notice(whole)
        elif file.id in self.roads:
            self._go_on(whole)

    def _notice(self, whole: Whole) -> None:
        """One of those that are to be shown, when its day has come and it is not a second one."""
        road = len(self.roads)
        mine = any(one == whole.file.worker_id for one in self._workers())
        if road >= len(ROADS) or mine or self._ahead(whole.now) > NOTICED[road]:
            return
        writer = next(one for one in self._leads() if one not in whole.file.checkers)
        role = Role.STATION_HEAD if writer == self.station.head else Role.GRID_LEAD
        steps.notify(
            self.session, whole, writer, role, NoticeEntry((), with_rate=False),
            [_receipt(whole)], self._draw(whole), None,
        )  # fmt: skip
        self.roads[whole.file.id] = (whole.now, ROADS[road])

    def _go_on(self, whole: Whole) -> None:
        began, road = self.roads[whole.file.id]
        for name, after in road.items():
            if whole.now.date() == self.calendar.after(began.date(), after):
                ACTS[name](self, whole)

    def _ahead(self, at: datetime) -> int:
        """Working days until the last one."""
        days, on = 0, at.date()
        while on < self.last.date():
            on, days = self.calendar.after(on, 1), days + 1
        return days

    def _workers(self) -> Iterator[str]:
        for one in self.roads:
            yield self.session.get_one(CaseFile, one).worker_id

    def _leads(self) -> tuple[str, str]:
        return self.station.lead, self.station.head

    def _draw(self, whole: Whole) -> Draw:
        check = self.session.get_one(SpotCheck, whole.file.check_id)
        return Draw(check.day.isoformat(), advisory=False)

    def _judges(self, whole: Whole, post: Post) -> list[str]:
        judging = people_judging(self.session, self.station.community_id, whole.now)
        return [one.id for one in judging if one.post == post]

    def reply(self, whole: Whole) -> None:
        """The worker says what there is to say."""
        said = ReplyEntry(words.REPLY, None)
        steps.reply(self.session, whole, whole.file.worker_id, Role.WORKER, said, [])

    def confirm(self, whole: Whole) -> None:
        """Two of the panel find it so."""
        self._vote(whole, COACHING, words.CONFIRMED)

    def dismiss(self, whole: Whole) -> None:
        """Two of the panel do not."""
        self._vote(whole, None, words.DISMISSED)

    def _vote(self, whole: Whole, upto: Measure | None, why: str) -> None:
        reason = Reason(why, (str(whole.file.subject[0]["record"]),))
        for one in self._judges(whole, Post.PANEL_MEMBER)[:2]:
            found = Finding(upto, (reason,))
            whole = steps.vote(self.session, whole, one, Role.PANEL_MEMBER, found)

    def measure(self, whole: Whole) -> None:
        """One of the two signs."""
        signer = self._judges(whole, Post.PANEL_MEMBER)[0]
        steps.measure(self.session, whole, signer, Role.PANEL_MEMBER, COACHING)

    def appeal(self, whole: Whole) -> None:
        """The worker does not accept it."""
        steps.appeal(self.session, whole, whole.file.worker_id, Role.WORKER, words.APPEAL)


ACTS: dict[str, Callable[[Court, Whole], None]] = {
    "reply": Court.reply,
    "confirm": Court.confirm,
    "dismiss": Court.dismiss,
    "measure": Court.measure,
    "appeal": Court.appeal,
}


def _receipt(whole: Whole) -> str:
    """The demo's visits came from no phone; a receipt has four characters."""
    return hashlib.sha256(whole.file.id.encode()).hexdigest()[:4].upper()
