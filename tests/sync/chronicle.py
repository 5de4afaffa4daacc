"""Three days of a station, done with the real commands, with a checkpoint every now and then."""

from datetime import date, datetime, timedelta

from app.attendance.commands.decisions import decide, reply
from app.attendance.commands.touches import enter
from app.attendance.forms.decisions import Ruling, Seen
from app.attendance.models import Decided
from app.attendance.queries.standings import Standing
from app.attendance.rules.parts import Due, Part, half
from app.attendance.rules.verdict import Verdict
from app.kit.db import Database
from app.kit.notes import NoteKey
from app.settings import Settings
from app.sync.checkpoints import KEY, Kept, kept_in
from app.sync.commands import erase_texts
from app.sync.jobs import Marker
from app.visits.jobs import tidy
from tests.attendance.conftest import handed
from tests.attendance.signing import SigningPhone
from tests.spotchecks.conftest import ZONE, Checks
from tests.sync.conftest import Line
from tests.visits.test_paper import PAPER

DAYS = [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)]
POINT = "37.5,121.2,12,3"
MONTHS = timedelta(days=100)


class Chronicle:
    """The station as its days go by."""

    def __init__(self, station: Checks, settings: Settings) -> None:
        self.station, self.settings, self.town = station, settings, station.town
        self.marker = Marker(settings)
        self.db: Database = station.db
        self.line = Line(station.client, station.db, station.clock)
        self.phones = {
            one: SigningPhone(one, self.town.community) for one in (self.town.wang, self.town.li)
        }
        with self.db.session(writes=True) as session:
            for phone in self.phones.values():
                phone.register(session, station.clock())

    def live(self) -> None:
        """Winter work, whose positions run out; then three days with everything."""
        self._winter()
        for day in DAYS:
            self._morning(day)
            self.mark()
            self._noon(day)
            self.mark()
            self._evening(day)
            self.mark()
        self.station.at(DAYS[-1] + timedelta(days=1), 9)
        self._call()
        self.mark()

    def mark(self) -> None:
        """An hour goes by, and the server looks."""
        self.station.clock.forward(hours=1)
        self.marker.mark(self.db, self.station.clock)

    def kept(self) -> list[Kept]:
        """The checkpoints so far."""
        key = NoteKey.find(self.settings.data, KEY)
        return list(kept_in(self.marker.shelf.folder, key))

    def _winter(self) -> None:
        """Visits and a touch that are older than positions are kept."""
        now = self.station.clock.now
        early = datetime(2026, 8, 10, 8, 20, tzinfo=ZONE)
        self.station.clock.now = early
        self._touch(early.date(), self.town.wang)
        ids = self.station.visits(self.town.wang, self.town.doors3[:6], position=POINT)
        self.station.post(f"/visits/{ids[0]}/amendments", base="1", outcome="phone")
        self.station.clock.now = early + MONTHS
        with self.db.session(writes=True) as session:
            tidy(session, self.station.clock(), [erase_texts])
        self.station.clock.now = now

    def _touch(self, day: date, person: str) -> None:
        self.line.sign_in(person, self.town.community)
        now, phone = self.station.clock.now, self.phones[person]
        half = handed(self.line, phone).half(day)
        (result,) = self.line.send(phone, phone.touch(half, now, position=POINT))
        assert result["outcome"] == "accepted", result

    def _morning(self, day: date) -> None:
        self.station.at(day, 8, 20)
        self._touch(day, self.town.wang)
        doors = self.town.doors3
        ids = self.station.visits(self.town.wang, doors[:8], findings="灯坏了", position=POINT)
        for base, words in ((1, "灯已修好"), (1, "还没修"), (2, "修好了")):
            self.station.post(
                f"/visits/{ids[0]}/amendments", base=str(base), outcome="met", findings=words
            )
        self.station.at(day, 9, 40)
        self.station.visits(self.town.li, self.town.doors4[:8], requests="修路灯")
        if day > DAYS[0]:
            self.station.at(day, 10, 50).throw()

    def _noon(self, day: date) -> None:
        self.station.at(day, 11)
        self.station.as_(self.town.lead)
        if day == DAYS[0]:
            paper = {**PAPER, "household": self.town.doors3[9], "worker": self.town.wang}
            assert self.station.post("/paper-visits", **paper).status_code == 303
        self._call()

    def _evening(self, day: date) -> None:
        """The lead says what half a day comes to, its worker answers; and saw somebody else."""
        now, lead = self.station.at(day, 18, 30).clock(), self.town.lead
        with self.db.session(writes=True) as session:
            ruling = Ruling(Decided.ABSENT, "没来")
            made = decide(session, self.town.community, _half(self.town.li, day), ruling, lead, now)
            reply(session, made, "我在", now + timedelta(minutes=1))
            seen = Seen(now - timedelta(hours=3), "手机坏了")
            enter(session, self.town.community, _half(self.town.wang, day), seen, lead, now)
            session.commit()
        self.station.at(day, 20)

    def _call(self) -> None:
        """The lead and the head ask the households that were drawn."""
        for check in self.station.checks():
            if check.answered_at is not None or check.checker_id is None:
                continue
            self.station.as_(check.checker_id)
            where = f"/checks/{check.id}"
            answers = self.station.answers(check, heard="来过，问了电表")
            assert self.station.post(f"{where}/answers", **answers).status_code == 303
            told = self.station.post(f"{where}/outcome", outcome="true", reason="一致")
            assert told.status_code == 303, told.text


def _half(person: str, day: date) -> Standing:
    """An afternoon of which nothing is known."""
    due = Due()
    window = half(day, Part.AFTERNOON, due.of(Part.AFTERNOON), due, "Asia/Shanghai")
    return Standing(person, day, Part.AFTERNOON, None, Verdict.ABSENT, window, None, [], None, None)
