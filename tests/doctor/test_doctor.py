"""The doctor says in words what is wrong with an installation, and what to do."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.backup.take import take
from app.cli import main
from app.doctor import Finding, Verdict, database, examine, machine
from app.kit import audit
from app.kit.clock import utc_now
from app.kit.db import Database
from app.settings import Settings
from app.sync.keys import Keys
from tests.people import found_town
from tests.postgres_program import find_postgres

ORIGIN = "https://qiaomen.example.cn"


@pytest.fixture
def station(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with nothing wrong."""
    monkeypatch.setenv("POSTGRES_BIN", str(find_postgres()))
    Path(settings.data).chmod(0o700)
    Keys.load(settings)
    sound = replace(
        settings, origin=ORIGIN, trusted_proxies=("127.0.0.1",), backups=str(tmp_path / "backups")
    )
    take(sound, Path(sound.backups), utc_now(), keep=2)
    return sound


def _wrong(settings: Settings) -> list[Finding]:
    return [one for one in examine(settings) if one.verdict is Verdict.BAD]


def test_it_finds_nothing_wrong_where_nothing_is(station: Settings) -> None:
    # The throw-away PostgreSQL of the tests survives no power cut, and is told so.
    wrong = [one for one in _wrong(station) if "power cut" not in one.what]
    assert wrong == []


def test_it_says_everything_in_both_languages(station: Settings) -> None:
    broken = replace(station, trusted_proxies=(), backups=str(Path(station.data) / "none"))
    for one in [*examine(broken), *examine(replace(station, origin="http://localhost:8000"))]:
        if one.verdict is not Verdict.GOOD:
            assert one.zh and one.en and one.zh != one.en


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"origin": "https://192.0.2.7"}, "IP address"),
        ({"origin": "https://elsewhere.example.cn"}, "no passkey"),
        ({"trusted_proxies": ()}, "QIAOMEN_TRUSTED_PROXIES"),
        ({"data": "/nowhere"}, "qiaomen migrate"),
        ({"backups": "/nowhere"}, "qiaomen backup"),
    ],
)
def test_it_names_a_bad_setting(station: Settings, change: dict[str, str], said: str) -> None:
    assert any(said in one.en for one in _wrong(replace(station, **change)))  # type: ignore[arg-type]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"origin": "http://localhost:8000"}, "Only this machine"),
        ({"demo": True}, "demo mode"),
        ({"host": "0.0.0.0"}, "QIAOMEN_HOST=127.0.0.1"),
        ({"backups": ""}, "QIAOMEN_BACKUPS"),
    ],
)
def test_it_points_at_what_runs_but_is_not_for_real_use(
    station: Settings, change: dict[str, object], said: str
) -> None:
    if change.get("demo"):
        change = {**change, "trusted_proxies": ()}
    found = examine(replace(station, **change))  # type: ignore[arg-type]
    assert any(said in one.en and one.verdict is Verdict.LOOK for one in found)


def _open_the_folder(data: Path) -> None:
    data.chmod(0o750)


def _open_a_key(data: Path) -> None:
    next((data / "keys").glob("receipt-*")).chmod(0o644)


def _break_a_key(data: Path) -> None:
    next((data / "keys").glob("receipt-*")).write_text("no key")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_open_the_folder, "chmod 700"),
        (_open_a_key, "chmod 600"),
        (_break_a_key, "is not a key"),
    ],
)
def test_it_finds_what_others_could_read_and_what_is_broken(
    station: Settings, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(Path(station.data))
    assert any(said in one.en for one in _wrong(station))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_old_keys_and_old_backups_are_told(station: Settings) -> None:
    for key in (Path(station.data) / "keys").glob("receipt-*"):
        os.utime(key, (time.time() - 800 * 86_400,) * 2)
    assert "800 days old" in machine.keys(station).en
    newest = next(Path(station.backups).iterdir())
    newest.rename(newest.with_name("gone"))
    take(station, Path(station.backups), utc_now() - timedelta(hours=30), keep=2)
    assert "30 hours old" in machine.backups(station).en


def test_a_clock_that_went_back_is_told(station: Settings, db: Database) -> None:
    with db.session(writes=True) as session:
        town = found_town(session)
        later = utc_now() + timedelta(hours=1)
        audit.record(session, town.community, later, "grid.renamed", "cli", "a grid")
        session.commit()
    assert "went back" in database.clock(station).en


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_postgresql_that_survives_no_power_cut_is_told(station: Settings) -> None:
    assert "fsync" in database.durable(station).en


def test_a_full_disk_is_told(station: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 100 * 1024**2})
    monkeypatch.setattr("app.doctor.machine.shutil.disk_usage", lambda _: usage)
    assert machine.disk(station).verdict is Verdict.BAD


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_older_program_does_not_touch_a_newer_database(
    station: Settings, db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with db.session(writes=True) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = 'tomorrow'"))
        session.commit()
    assert "newer version" in database.reachable(station).en
    assert main(["migrate", "--data", station.data]) == 1
    assert "newer version" in capsys.readouterr().err


def test_a_database_that_is_not_there_is_told_in_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QIAOMEN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert main(["migrate", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "cannot be used" in said and "Traceback" not in said
