"""A process killed in the middle of a large file leaves nothing half done (row R127)."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from app.books.imports.commands import steps
from app.books.imports.commands.folder import folder_of
from app.books.imports.commands.intake import new_job
from app.books.imports.commands.runner import Runner
from app.books.imports.rules.fields import What
from app.households.models import Household, HouseholdChange, ImportJob, ImportState
from app.kit.audit import AuditEvent
from app.kit.db import ROOT, Database
from app.kit.web import House
from app.org.models import Building
from app.settings import Settings
from app.station.models import GridPlan
from app.sync.verify import Sound, verify
from tests.books.imports.files import HEADERS, csv
from tests.clock import HeldClock
from tests.people import Town, found_town

ROWS, SECONDS = 12_000, 60
BOOKS = (Household, HouseholdChange, Building, GridPlan)


class Station:
    """A station that brings one large file."""

    def __init__(self, house: House, town: Town) -> None:
        self.house, self.town, self.job = house, town, ""

    def bring(self, path: Path) -> None:
        """Hand the file over, to be read."""
        with self.house.db.session(writes=True) as session:
            who = self.town.community, self.town.head
            job = new_job(session, self.house.clock(), *who, What.HOUSEHOLDS, "a.csv", "0" * 64)
            job.report = {"create": True}
            session.commit()
            self.job = job.id
        folder_of(self.house.settings, self.job).make().source.write_bytes(path.read_bytes())

    def ask_to_write(self) -> None:
        """As the button of the page does."""
        with self.house.db.session(writes=True) as session:
            job = session.get_one(ImportJob, self.job)
            assert job.state == ImportState.CHECKED and job.report["found"]["wrong"] == 0
            job.state = ImportState.WRITING
            session.add(job)
            session.commit()

    def kill(self, step: str, after: int) -> None:
        """Let a process of its own come as far as `after` rows of `step`, and kill it there."""
        given = [step, after, self.job, self.house.settings.data, self.house.settings.database_url]
        victim = subprocess.Popen(
            [sys.executable, "-m", "tests.books.imports.victim", *map(str, given)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert victim.stdout is not None and victim.stdout.readline() == "there\n"
        finally:
            victim.kill()
            victim.communicate()
        assert victim.returncode == -9

    def start_server(self) -> None:
        """What a server does with imports when it starts, until it has nothing left to do."""
        runner = Runner(self.house)
        runner.start()
        deadline = time.monotonic() + SECONDS
        while runner.progress(self.job) is not None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        runner.stop()

    def write(self) -> None:
        """Write without being killed."""
        self.ask_to_write()
        assert steps.write(self.house, self.job) is not None

    @property
    def state(self) -> str:
        """Where the import is."""
        with self.house.db.session() as session:
            return session.get_one(ImportJob, self.job).state

    def books(self) -> list[int]:
        """How much stands in the books."""
        with self.house.db.session() as session:
            return [session.exec(select(func.count()).select_from(one)).one() for one in BOOKS]

    def kinds(self) -> list[str]:
        """What the record says of imports."""
        with self.house.db.session() as session:
            return [one.kind for one in _events(session) if one.kind.startswith("import.")]

    def sound(self) -> bool:
        """Whether the hash chain verifies."""
        with self.house.db.session() as session:
            return all(isinstance(one, Sound) for one in verify(session))


def _events(session: Session) -> list[AuditEvent]:
    return list(session.exec(select(AuditEvent).order_by(AuditEvent.seq)))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many new households in a new building each thirty, and two that stand there already."""
    rows = [
        [
            f"第{one // 3000}小区",
            one // 30 % 100 + 1,
            "1",
            one % 30 + 101,
            "3",
            "",
            "",
            one // 300 + 5,
        ]
        for one in range(ROWS)
    ]
    known = [["银河花园", "12号楼", "1", str(room), "7", "", "", ""] for room in (101, 102)]
    return csv(tmp_path_factory.mktemp("large") / "a.csv", [HEADERS, *known, *rows])


@pytest.fixture
def station(db: Database, settings: Settings, clock: HeldClock, file: Path) -> Iterator[Station]:
    with db.session(writes=True) as session:
        town = found_town(session)
    found = Station(House(settings, db, clock), town)
    found.bring(file)
    yield found


def test_killed_while_it_writes_nothing_is_half_written_and_the_second_try_ends_the_same(
    station: Station,
) -> None:
    before = station.books()
    station.start_server()
    station.ask_to_write()
    station.kill("write", ROWS // 2)
    assert station.books() == before and station.state == ImportState.WRITING
    station.start_server()
    assert station.books() == before and station.state == ImportState.CHECKED
    station.write()
    homes, changes, buildings, plans = station.books()
    assert (homes, buildings) == (before[0] + ROWS, before[2] + -(-ROWS // 30))
    assert (changes, plans) == (2, 1) and station.state == ImportState.DONE
    assert station.kinds() == ["import.begun", "import.written"] and station.sound()
    assert not folder_of(station.house.settings, station.job).path.exists()


@pytest.mark.parametrize("step", ["read", "check"])
def test_killed_while_it_reads_or_checks_the_next_start_goes_on_by_itself(
    station: Station, step: str
) -> None:
    before = station.books()
    station.kill(step, ROWS // 2)
    assert station.books() == before and station.state == ImportState.UPLOADED
    station.start_server()
    assert station.state == ImportState.CHECKED
    station.write()
    assert station.books()[0] == before[0] + ROWS and station.sound()
