"""A throw-away PostgreSQL for a test run: on a unix socket of its own, gone when the run is.

The cluster is kept by a small process of its own (`python -m tests.postgres FOLDER OWNER_PID`),
because workers of pytest-xdist come and go and any of them may need it first. The keeper ends
the cluster and removes the folder when it is told to, or when its owner is gone, however that
owner ended.
"""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.postgres_program import NoPostgres, as_server, find_postgres, server_user

SUPERUSER = "qiaomen"
START_SECONDS = 60
# Nothing here needs to survive: no disk syncs, small memory, room for two pools and their tests.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "autovacuum": "off",
    "log_min_messages": "warning",
}
# What a measurement must not leave out; see `bench`.
NOT_DURABLE = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "autovacuum")
KEEP_DURABLE = "QIAOMEN_BENCH_DURABLE"


class Keeper:
    """Makes one cluster in `folder` and holds it until told to stop or `owner` is gone."""

    def __init__(self, folder: Path, owner: int) -> None:
        self.folder = folder
        self.owner = owner
        self.asked_to_stop = False
        self.server: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        try:
            self._start()
            while not self.asked_to_stop and _alive(self.owner) and self.server.poll() is None:
                time.sleep(0.1)  # an owner that is killed tells nobody
        finally:
            if self.server and self.server.poll() is None:
                self.server.send_signal(signal.SIGQUIT)  # at once; there is nothing to save
                self.server.wait(30)
            _remove(self.folder)

    def _stop(self, *_: object) -> None:
        self.asked_to_stop = True

    def _start(self) -> None:
        place = find_postgres()
        # Its groups may need to be given up too: only the keeper itself stays what it was.
        user = server_user()
        if user is not None:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        data = self.folder / "data"
        log = (self.folder / "log").open("wb")
        options = ["-A", "trust", "-U", SUPERUSER, "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [str(place / "initdb"), "-D", str(data), *options],
            check=True,
            stdout=log,
            stderr=log,
            **as_server(),
        )
        left_out = NOT_DURABLE if os.environ.get(KEEP_DURABLE) else ()
        given = {name: value for name, value in OPTIONS.items() if name not in left_out}
        settings = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
        self.server = subprocess.Popen(
            [str(place / "postgres"), "-D", str(data), "-k", str(self.folder), *settings],
            stdout=log,
            stderr=log,
            **as_server(),
        )


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Cluster:
    """The cluster of this test run, and its databases."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        """The address of database `name`, as DATABASE_URL takes it."""
        return f"postgresql://{SUPERUSER}@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """A new database like `template`; its address."""
        # PostgreSQL refuses to copy a database to which anyone is connected, so one at a time.
        with _locked(self.folder.with_suffix(".template")):
            self._do(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove database `name`, whoever is still connected to it."""
        self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The address of a database that lives as long as the block."""
        name = f"test_{secrets.token_hex(6)}"
        yield self.create(name, template)
        self.drop(name)

    def tables_with_rows(self, name: str) -> frozenset[str]:
        """Which tables of database `name` hold anything."""
        with psycopg.connect(self.url(name)) as connection:
            return frozenset(
                table
                for table in _tables(connection)
                if connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()
            )

    def empty(self, name: str, keep: frozenset[str]) -> None:
        """Delete every row of database `name` but those of the tables in `keep`.

        Ten times quicker than a new database. Who is still connected is thrown out first.
        """
        with psycopg.connect(self.url(name)) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            # No foreign keys, no triggers: the order of the tables does not matter.
            connection.execute("SET session_replication_role = replica")
            # All in one go: to ask for each of them takes twice as long as to do it.
            emptied = [f'DELETE FROM "{one}"' for one in _tables(connection) if one not in keep]
            connection.execute("; ".join(emptied))

    def has(self, name: str) -> bool:
        """Whether database `name` exists."""
        with psycopg.connect(self.url("postgres")) as connection:
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return row.fetchone() is not None

    def prepare(self, name: str, fill: Callable[[str], None]) -> None:
        """Make database `name` and `fill` it, once for all workers."""
        with _locked(self.folder.with_suffix(".lock")):
            if not self.has(name):
                self.drop(f"{name}_new")
                fill(self.create(f"{name}_new"))
                self._do(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')

    def _do(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def _tables(connection: "psycopg.Connection[tuple[str, ...]]") -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [row[0] for row in found]


def new_folder() -> Path:
    """Where a cluster may come: short, because a socket's path has 107 characters at most."""
    return Path(tempfile.mkdtemp(prefix="qm-pg-", dir="/tmp"))


def start(folder: Path, owner: int) -> Cluster:
    """The cluster in `folder`, started by whoever asks first.

    Raises NoPostgres when the machine has none or it does not start.
    """
    find_postgres()
    pid_file = folder.with_suffix(".pid")
    with _locked(folder.with_suffix(".lock")):
        if not pid_file.exists():
            keeper = subprocess.Popen(
                [sys.executable, "-m", "tests.postgres", str(folder), str(owner)],
                cwd=Path(__file__).parents[1],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
            )
            _wait_until_ready(Cluster(folder), keeper)
            pid_file.write_text(str(keeper.pid))
    return Cluster(folder)


def stop(folder: Path) -> None:
    """End the cluster in `folder`, if there is one, and wait until it is gone."""
    pid_file = folder.with_suffix(".pid")
    if pid_file.exists():
        pid = int(pid_file.read_text())
        if _alive(pid):
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 30
        while folder.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    _remove(folder)


def _remove(folder: Path) -> None:
    for ending in (".pid", ".lock", ".template"):
        folder.with_suffix(ending).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(cluster: Cluster, keeper: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(cluster.url("postgres")).close()
            return
        except psycopg.OperationalError as problem:
            if keeper.poll() is not None or time.monotonic() > deadline:
                raise NoPostgres(f"PostgreSQL did not start: {problem}") from problem
        time.sleep(0.05)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    Keeper(Path(sys.argv[1]), int(sys.argv[2])).run()
