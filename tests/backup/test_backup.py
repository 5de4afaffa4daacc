"""A backup is whole or not there; what is made from it is the same, under a new epoch."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.backup.database import Failed
from app.backup.manifest import Damaged, backups_in, faults, newest_in, read
from app.backup.restore import CannotRestore, restore
from app.backup.take import Taken, take
from app.cli import main
from app.kit import audit
from app.kit.db import Database
from app.settings import Settings
from app.sync.keys import Keys
from app.sync.verify import Sound, verify
from tests import postgres
from tests.clock import MONDAY_NINE
from tests.conftest import psycopg_url
from tests.people import Town, found_town
from tests.postgres_program import find_postgres


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the PostgreSQL that runs here."""
    monkeypatch.setenv("POSTGRES_BIN", str(find_postgres()))


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, in this test's database."""
    with db.session(writes=True) as session:
        return found_town(session)


@pytest.fixture
def backups(settings: Settings, town: Town, tmp_path: Path) -> Path:
    """The folder of backups of an installation that has keys, a photo and a chain."""
    Keys.load(settings)
    photo = settings.files / town.community / "ab" / "photo.webp"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"a picture")
    photo.with_name("half.new").write_bytes(b"hal")
    return tmp_path / "backups"


@pytest.fixture
def other(
    settings: Settings, database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    """An empty place for an installation, on the same kind of database."""
    data = tmp_path / "other"
    data.mkdir()
    if database_url.startswith("sqlite"):
        yield replace(settings, data=str(data), database_url="")
        return
    cluster: postgres.Cluster = request.getfixturevalue("cluster")
    with cluster.database() as url:
        yield replace(settings, data=str(data), database_url=psycopg_url(url))


def _change(db: Database, community: str) -> None:
    with db.session(writes=True) as session:
        audit.record(session, community, MONDAY_NINE, "grid.renamed", "cli", "a grid")
        session.commit()


def _events(url: str) -> int:
    database = Database(url, pool_size=2)
    try:
        with database.session() as session:
            found = list(verify(session))
    finally:
        database.close()
    assert all(isinstance(one, Sound) for one in found)
    return sum(one.events for one in found if isinstance(one, Sound))


def _take(settings: Settings, into: Path, days: int = 0, keep: int = 14) -> Taken:
    return take(settings, into, MONDAY_NINE + timedelta(days=days), keep)


def test_a_backup_holds_database_photos_and_keys_with_the_digest_of_each(
    settings: Settings, backups: Path, town: Town
) -> None:
    taken = _take(settings, backups)
    names = set(taken.manifest.parts)
    assert f"files/{town.community}/ab/photo.webp" in names
    assert {"keys/epoch", *(n for n in names if n.startswith("keys/receipt-"))} < names
    assert not any(name.endswith(".new") for name in names)
    assert not list(faults(taken.folder, read(taken.folder)))
    assert {path.stat().st_mode & 0o077 for path in (backups, taken.folder)} == {0}


def test_what_was_restored_is_what_was_there_and_its_chains_say_so(
    settings: Settings, other: Settings, backups: Path, db: Database, town: Town
) -> None:
    _change(db, town.community)
    taken = _take(settings, backups)
    _change(db, town.community)
    restore(other, taken.folder, MONDAY_NINE + timedelta(hours=1))
    chains = 4
    assert _events(other.url) == _events(settings.url) - 1 + chains
    photo = other.files / town.community / "ab" / "photo.webp"
    assert photo.read_bytes() == b"a picture"
    old, new = Keys.load(settings), Keys.load(other)
    assert [key.kid for key in new.all] == [key.kid for key in old.all]
    assert new.epoch != old.epoch


def test_a_backup_that_was_changed_is_not_restored(
    settings: Settings, other: Settings, backups: Path, town: Town
) -> None:
    taken = _take(settings, backups)
    photo = taken.folder / "files" / town.community / "ab" / "photo.webp"
    photo.write_bytes(b"b picture")
    with pytest.raises(CannotRestore, match=r"photo\.webp"):
        restore(other, taken.folder, MONDAY_NINE)
    photo.unlink()
    with pytest.raises(CannotRestore, match=r"photo\.webp"):
        restore(other, taken.folder, MONDAY_NINE)
    assert list(Path(other.data).iterdir()) == []


def test_nothing_is_restored_over_something(settings: Settings, backups: Path) -> None:
    taken = _take(settings, backups)
    with pytest.raises(CannotRestore, match="move it away"):
        restore(settings, taken.folder, MONDAY_NINE)
    shutil.rmtree(Path(settings.data) / "keys")
    shutil.rmtree(settings.files)
    with pytest.raises(CannotRestore, match="move it away"):
        restore(settings, taken.folder, MONDAY_NINE)


def test_a_backup_of_a_newer_program_asks_for_that_program(
    settings: Settings, other: Settings, backups: Path
) -> None:
    taken = _take(settings, backups)
    text = (taken.folder / "manifest.json").read_text()
    said = {**json.loads(text), "schema": "9999_tomorrow"}
    (taken.folder / "manifest.json").write_text(json.dumps(said))
    with pytest.raises(CannotRestore, match="newer"):
        restore(other, taken.folder, MONDAY_NINE)


def test_only_the_newest_are_kept_and_never_at_the_cost_of_a_fuller_one(
    settings: Settings, backups: Path, db: Database, town: Town
) -> None:
    _change(db, town.community)
    for day in range(4):
        taken = _take(settings, backups, days=day, keep=2)
    assert len(backups_in(backups)) == 2 and not taken.shrunk
    # A timer that backs up the wrong, empty folder must push nothing out.
    empty = replace(settings, data=str(backups.parent / "empty"), database_url="")
    Path(empty.data).mkdir()
    assert main(["migrate", "--data", empty.data]) == 0
    for day in range(4, 8):
        taken = _take(empty, backups, days=day, keep=2)
        assert taken.removed == 0
    assert len(backups_in(backups)) == 6


def test_a_backup_that_fails_leaves_nothing_behind(settings: Settings, backups: Path) -> None:
    nowhere = replace(settings, database_url="", data=str(backups.parent / "nowhere"))
    with pytest.raises(Failed):
        _take(nowhere, backups)
    assert list(backups.iterdir()) == []
    assert newest_in(str(backups)) is None


def test_an_unfinished_folder_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "qiaomen-20261123T010000Z").mkdir()
    assert backups_in(tmp_path) == []
    with pytest.raises(Damaged):
        read(tmp_path / "qiaomen-20261123T010000Z")


def test_the_command_needs_a_folder_and_tells_where_the_backup_is(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(tmp_path / "data")
    assert main(["backup", "--data", data]) == 2
    assert "qiaomen backup FOLDER" in capsys.readouterr().err
    assert main(["backup", str(tmp_path / "kept"), "--data", data]) == 0
    (made,) = backups_in(tmp_path / "kept")
    assert str(made) in capsys.readouterr().out
    assert main(["restore", str(made), "--data", str(tmp_path / "new")]) == 0
    assert main(["restore", str(made), "--data", str(tmp_path / "new")]) == 1
    assert "move it away" in capsys.readouterr().err
