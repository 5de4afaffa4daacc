"""What tests stand on: a migrated database of their own on each engine, and the app over it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.kit.assets import Assets
from app.kit.db import Database, migrate
from app.settings import Settings
from tests import postgres
from tests.clock import HeldClock

TEMPLATE = "qiaomen_template"
SHARED = "QIAOMEN_TEST_FOLDER"
OWNER = "QIAOMEN_TEST_OWNER"
# https, because the session's cookie is Secure and an honest client sends it nowhere else.
ORIGIN = "https://localhost"


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """The process that was started by hand makes the folders; xdist's workers inherit them."""
    if not _is_worker(config):
        os.environ[SHARED] = str(postgres.new_folder())
        os.environ[OWNER] = str(os.getpid())


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the database of this run, if any test asked for it."""
    if not _is_worker(config) and SHARED in os.environ:
        postgres.stop(Path(os.environ[SHARED]))


@pytest.fixture(scope="session")
def cluster() -> postgres.Cluster:
    """The PostgreSQL of this run, with a migrated template database. Fails when there is none."""
    cluster = postgres.start(Path(os.environ[SHARED]), int(os.environ[OWNER]))
    cluster.prepare(TEMPLATE, _migrate_postgresql)
    return cluster


def _migrate_postgresql(url: str) -> None:
    migrate(psycopg_url(url))


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """A migrated SQLite file that each test copies."""
    with tempfile.TemporaryDirectory(prefix="qm-sqlite-") as folder:
        path = Path(folder) / "template.db"
        migrate(f"sqlite:///{path}")
        # Copied as one file: nothing may be left in the write-ahead log.
        database = Database(f"sqlite:///{path}")
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        database.close()
        yield path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of this test's own."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copyfile(sqlite_template, data / "qiaomen.db")
    return f"sqlite:///{data / 'qiaomen.db'}"


@pytest.fixture(scope="session")
def worker_database(cluster: postgres.Cluster) -> tuple[str, frozenset[str]]:
    """The database that the tests of this process use in turn, and its tables with rows."""
    name = f"worker_{os.getpid()}"
    cluster.create(name, TEMPLATE)
    return name, cluster.tables_with_rows(name)


@pytest.fixture
def postgresql_url(
    cluster: postgres.Cluster, worker_database: tuple[str, frozenset[str]]
) -> Iterator[str]:
    """A migrated PostgreSQL database with no rows but those that migrations put there.

    A test that changes tables takes one of its own instead: `cluster.database()`.
    """
    name, keep = worker_database
    yield psycopg_url(cluster.url(name))
    cluster.empty(name, keep)


def psycopg_url(url: str) -> str:
    """`url` as SQLAlchemy reads it."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own; the test runs once on each engine.

    One engine only: `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`.
    """
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """The open database of this test."""
    database = Database(database_url, pool_size=5)
    yield database
    database.close()


@pytest.fixture
def clock() -> HeldClock:
    """The time of this test: `clock.forward(minutes=11)` moves it."""
    return HeldClock()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings over this test's database and data folder, open at ORIGIN."""
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    return Settings(data=str(data), database_url=database_url, origin=ORIGIN, pool_size=5)


@pytest.fixture(scope="session")
def assets() -> Assets:
    """The static files, read and compressed once."""
    return Assets()


@pytest.fixture
def app(
    settings: Settings, clock: HeldClock, assets: Assets, monkeypatch: pytest.MonkeyPatch
) -> Litestar:
    """The whole application over this test's database and clock. It looks by itself at nothing:
    a test that wants a look takes it, and one that lasts is not surprised by another."""
    # Imported here: a page that is broken must not hide what the tests of the rules say.
    from app.kit import ticking
    from tests.quick_app import quick_app

    monkeypatch.setattr(ticking, "LOOK_EVERY_S", 3600.0)
    return quick_app(settings, clock, assets)


@pytest.fixture
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    """A browser without a session, as far as the server can tell. Redirects are not followed."""
    with TestClient(app, base_url=ORIGIN, raise_server_exceptions=True) as client:
        client.follow_redirects = False
        yield client
