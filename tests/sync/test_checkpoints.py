"""Checkpoints: when one is due, what it proves, where it is kept, and what a witness finds."""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.backup.restore import restore
from app.backup.take import take
from app.cli import main
from app.kit import audit
from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.notes import BadNote, NoteKey, text_of
from app.settings import Settings
from app.sync.checkpoints import KEY, Checkpoint, Shelf, is_due, kept_in, read
from app.sync.jobs import Marker
from app.sync.verify import Fault, Sound, verify
from tests.clock import MONDAY_NINE, HeldClock
from tests.people import Town
from tests.sync.test_verify import tamper
from tests.test_docs import ROOT

CODE = "370611001005"
SHANGHAI = "Asia/Shanghai"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The files are the same beside either database."""
    return sqlite_url


@pytest.fixture
def marker(settings: Settings) -> Marker:
    return Marker(settings)


@pytest.fixture
def grown(db: Database, town: Town, clock: HeldClock, marker: Marker) -> Iterator[Town]:
    """Ten events, a checkpoint of them, and two more."""
    grow(db, town, 10, clock())
    marker.mark(db, clock)
    grow(db, town, 2, clock.forward(minutes=5))
    yield town


def grow(db: Database, town: Town, count: int, at: datetime) -> None:
    with db.session(writes=True) as session:
        for n in range(count):
            audit.record(session, town.community, at, "grid.renamed", town.head, f"g{n}", {"n": n})
        session.commit()


def found(settings: Settings, db: Database, town: Town, place: Path | None = None) -> Fault | Sound:
    key = NoteKey.find(settings.data, KEY)
    kept = list(kept_in(place or Shelf(settings.data).folder, key))
    with db.session() as session:
        (finding,) = verify(session, town.community, kept)
    return finding


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(SHANGHAI))


@pytest.mark.parametrize(
    ("newest", "size", "now", "due"),
    [
        (None, 0, at(9), False),
        (None, 1, at(9), True),
        (at(9), 10, at(10, 30), False),
        (at(9), 11, at(9, 59), False),
        (at(9), 11, at(10), True),
        (at(19, 30), 10, at(20), True),
        (at(19, 30), 11, at(19, 59), False),
        (at(20, 1), 10, at(20, 30), False),
        (at(20, 1), 10, at(20, day=24), True),
    ],
)
def test_one_is_due_hourly_when_something_happened_and_every_evening_at_eight(
    newest: datetime | None, size: int, now: datetime, due: bool
) -> None:
    last = Checkpoint("h", uuid7(), "e", 10, bytes(32), newest) if newest else None
    assert is_due(last, size, now, SHANGHAI) is due


def test_it_says_origin_size_and_hash_and_is_signed_in_a_file_of_its_own(
    settings: Settings, db: Database, grown: Town, marker: Marker
) -> None:
    note = Shelf(settings.data).newest(grown.community)
    assert note is not None
    said = read(marker.key.open(note))
    with db.session() as session:
        link = session.get_one(audit.AuditEvent, (grown.community, 10)).hash
    named = (said.host, said.community, said.epoch, said.size, said.hash, said.at)
    assert named == ("localhost", grown.community, marker.epoch, 10, link, MONDAY_NINE)
    secret = Path(settings.data) / "keys" / KEY
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(marker.shelf.path(grown.community).stat().st_mode) == 0o600
    assert {"keys", "checkpoints"} <= {one.name for one in Path(settings.data).iterdir()}


def test_a_changed_note_and_one_of_another_key_prove_nothing(
    settings: Settings, grown: Town, marker: Marker, tmp_path: Path
) -> None:
    note = Shelf(settings.data).newest(grown.community) or ""
    with pytest.raises(BadNote, match="signature is wrong"):
        marker.key.open(note.replace("\n10\n", "\n11\n"))
    with pytest.raises(BadNote, match="another key"):
        NoteKey.load(str(tmp_path), KEY).open(note)
    with pytest.raises(BadNote, match="no signed note"):
        text_of("10\n")


def test_what_a_power_cut_left_of_a_note_is_no_note_and_the_next_one_follows(
    settings: Settings, db: Database, grown: Town, marker: Marker, clock: HeldClock
) -> None:
    path = marker.shelf.path(grown.community)
    first = marker.shelf.newest(grown.community)
    for left in (b"localhost/half", b"localhost/a/b\n12\n", b"a\n\n\xe2\x80\x94 loc"):
        with path.open("ab") as file:
            file.write(left)
        assert marker.shelf.newest(grown.community) == first
        assert found(settings, db, grown) == Sound(grown.community, 12, 10)
    clock.forward(hours=2)
    assert marker.mark(db, clock) == 1
    assert [one.checkpoint.size for one in kept_in(path, marker.key)] == [10, 12]


def test_an_untouched_chain_is_sound_up_to_its_checkpoint_and_after(
    settings: Settings, db: Database, grown: Town
) -> None:
    assert found(settings, db, grown) == Sound(grown.community, 12, 10)


def cut(db: Database, town: Town, size: int) -> None:
    """The end is cut off without a trace in the database."""
    tamper(db, "DELETE FROM audit_event WHERE seq > :n", n=size)
    tamper(db, "DELETE FROM audit_payload WHERE seq > :n", n=size)
    tamper(
        db,
        "UPDATE audit_head SET seq = :n, hash = (SELECT hash FROM audit_event WHERE seq = :n"
        " AND community_id = :c) WHERE community_id = :c",
        n=size,
        c=town.community,
    )


def test_b22_an_end_before_the_checkpoint_is_missed_and_one_after_it_cannot_be(
    settings: Settings, db: Database, grown: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["verify-log", "--data", settings.data, "--community", CODE]
    assert main(command) == 0
    assert "2 of them stand after the last checkpoint" in capsys.readouterr().out
    cut(db, grown, 10)
    assert main(command) == 0, "the one class that nobody can find"
    docs = (ROOT / "docs" / "sync.md").read_text("utf8")
    assert "**the end after the last checkpoint**" in docs
    cut(db, grown, 7)
    assert main(command) == 1
    assert f"✗ {grown.community} #8: the end is missing" in capsys.readouterr().out


def test_a_chain_without_its_checkpoints_is_given_away_by_a_copy(
    settings: Settings, db: Database, grown: Town, tmp_path: Path,
    client: TestClient[Litestar], capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    shown = client.get(f"/checkpoints/{CODE}")
    assert shown.status_code == 200 and shown.headers["content-type"].startswith("text/plain")
    copy = tmp_path / "copied.txt"
    copy.write_text(shown.text, "utf8")
    cut(db, grown, 7)
    Shelf(settings.data).path(grown.community).unlink()
    command = ["verify-log", "--data", settings.data]
    assert main(command) == 0
    capsys.readouterr()
    assert main([*command, "--checkpoints", str(copy)]) == 1
    assert "#8: the end is missing" in capsys.readouterr().out
    assert main([*command, "--checkpoints", str(tmp_path / "none.txt")]) == 2
    copy.write_text("a photo of a cat", "utf8")
    assert main([*command, "--checkpoints", str(copy)]) == 2


def test_only_a_community_that_has_one_shows_one(client: TestClient[Litestar], town: Town) -> None:
    for code in (CODE, "000000000000", "x", "37061100100", "../keys"):
        assert client.get(f"/checkpoints/{code}").status_code == 404


def test_a_whole_chain_that_is_gone_is_named_by_its_checkpoint(
    settings: Settings, db: Database, grown: Town
) -> None:
    for name in ("audit_event", "audit_payload", "audit_head"):
        tamper(db, f"DELETE FROM {name} WHERE community_id = :c", c=grown.community)
    assert found(settings, db, grown) == Fault(grown.community, 1, "the chain has lost its head")


def test_no_checkpoint_is_written_of_a_chain_that_does_not_fit_the_last_one(
    settings: Settings, db: Database, grown: Town, marker: Marker, clock: HeldClock
) -> None:
    cut(db, grown, 7)
    grow(db, grown, 9, clock.forward(hours=2))
    assert marker.mark(db, clock) == 0
    finding = found(settings, db, grown)
    assert isinstance(finding, Fault) and "#1 and #10" in finding.why


def test_a_restored_backup_is_sound_by_its_own_checkpoints_and_a_copy_of_later_ones_tells(
    settings: Settings, db: Database, grown: Town, marker: Marker, clock: HeldClock, tmp_path: Path
) -> None:
    taken = take(settings, tmp_path / "backups", clock(), 14)
    grow(db, grown, 4, clock.forward(hours=2))
    marker.mark(db, clock)
    other = replace(settings, data=str(tmp_path / "other"), database_url="")
    Path(other.data).mkdir()
    restore(other, taken.folder, clock.forward(hours=1))
    opened = Database(other.url)
    # Twelve events, and the one that says it was restored.
    assert found(other, opened, grown) == Sound(grown.community, 13, 10)
    clock.forward(hours=1)
    assert Marker(other).mark(opened, clock) >= 1
    assert found(other, opened, grown) == Sound(grown.community, 13, 13)
    later = found(other, opened, grown, Shelf(settings.data).folder)
    opened.close()
    assert isinstance(later, Fault) and later.seq == 11
    assert "a backup was restored at #13" in later.why


def test_old_checkpoints_in_the_way_stop_a_restore(
    settings: Settings, grown: Town, clock: HeldClock, tmp_path: Path
) -> None:
    taken = take(settings, tmp_path / "backups", clock(), 14)
    other = replace(settings, data=str(tmp_path / "other"), database_url="")
    (Path(other.data) / "checkpoints").mkdir(parents=True)
    with pytest.raises(Exception, match="move it away"):
        restore(other, taken.folder, clock())


def test_a_key_that_others_read_stops_the_server(settings: Settings, marker: Marker) -> None:
    os.chmod(Path(settings.data) / "keys" / KEY, 0o644)
    with pytest.raises(ValueError, match="chmod 600"):
        Marker(settings)


def test_an_hour_between_two_is_an_hour_of_the_clock(
    db: Database, grown: Town, marker: Marker, clock: HeldClock
) -> None:
    assert marker.mark(db, clock) == 0
    clock.forward(minutes=55)
    assert marker.mark(db, clock) == 1
    assert clock() - MONDAY_NINE == timedelta(hours=1)
