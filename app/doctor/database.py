"""Is the database there, up to date, durable, and does its clock agree with ours?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.doctor.finding import Finding, bad, good, look
from app.kit.audit import AuditEvent
from app.kit.clock import utc_now
from app.kit.db import alembic_config, is_sqlite, open_engine
from app.kit.sql import table
from app.settings import Settings

MIGRATE = "run: qiaomen migrate"
MOST_SKEW = timedelta(seconds=2)
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
# Their locks or their flushes are not what SQLite was promised.
SHARED_FOLDERS = ("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs")


def behind(url: str) -> str:
    """Why the database of `url` cannot be used as it is, or ""."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and not Path(str(parts.database)).exists():
        return f"{parts.database} is not there; {MIGRATE}"
    scripts = ScriptDirectory.from_config(alembic_config(url))
    engine = open_engine(url, pool_size=2)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as problem:
        return str(problem.__cause__ or problem).splitlines()[0]
    finally:
        engine.dispose()
    newest = scripts.get_current_head()
    if current is not None and current not in {one.revision for one in scripts.walk_revisions()}:
        return (
            f"{current} 是更新的版本，请装那个版本  was made by a newer version: install that one"
        )
    return "" if current == newest else f"at {current}, wants {newest}; {MIGRATE}"


def reachable(settings: Settings) -> Finding:
    """Whether it answers and has the tables of this program."""
    what = "数据库  database"
    problem = behind(settings.url)
    if not problem:
        return good(what, *_kind(settings))
    return bad(what, f"用不了：{problem}", f"It cannot be used: {problem}")


def _kind(settings: Settings) -> tuple[str, str]:
    if not is_sqlite(settings.url):
        return "PostgreSQL", ""
    return f"SQLite: {make_url(settings.url).database}", ""


def durable(settings: Settings) -> Finding:
    """Whether what it has confirmed outlives a power cut: a receipt promises that."""
    what = "断电不丢  survives a power cut"
    if is_sqlite(settings.url):
        kind = _file_system(Path(settings.data).resolve())
        if kind not in SHARED_FOLDERS:
            return good(what)
        return bad(
            what,
            f"数据目录在 {kind} 上，SQLite 需要本机磁盘。请换目录，或改用 PostgreSQL",
            f"The data folder is on {kind}; SQLite needs a disk of this machine, or use PostgreSQL",
        )
    with _connection(settings) as connection:
        off = _switched_off(connection)
    if not off:
        return good(what)
    named = "、".join(off)
    return bad(
        what,
        f"PostgreSQL 的 {named} 是关着的，断电会丢已确认的记录。请在 postgresql.conf 里打开",
        f"PostgreSQL has {', '.join(off)} off: a power cut loses confirmed records. Set them on",
    )


def clock(settings: Settings) -> Finding:
    """Whether the clocks of machine, database and record agree."""
    what = "时钟  clock"
    now = utc_now()
    with _connection(settings) as connection:
        newest, theirs = _times(connection)
    if newest is not None and newest > now + MOST_SKEW:
        return bad(
            what,
            f"本机时间 {now:%F %T} UTC，但库里已有 {newest:%F %T} 的记录：时钟倒退了。请对时",
            f"It is {now:%F %T} UTC here, but the newest record is of {newest:%F %T}: "
            "the clock went back. Set it by a time server",
        )
    if theirs is not None and abs(theirs - utc_now()) > MOST_SKEW:
        return look(
            what,
            f"数据库那台机器的时间是 {theirs:%F %T} UTC，和本机不同。请让两台都对时",
            f"The database's machine says {theirs:%F %T} UTC. Let a time server set both",
        )
    return good(what, f"{now:%F %T} UTC")


@contextmanager
def _connection(settings: Settings) -> Iterator[Connection]:
    engine = open_engine(settings.url, pool_size=2)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _switched_off(connection: Connection) -> list[str]:
    return [name for name in DURABLE if connection.scalar(text(f"SHOW {name}")) == "off"]


def _times(connection: Connection) -> tuple[datetime | None, datetime | None]:
    """When the newest change was recorded, and what time the database's machine has."""
    newest = connection.scalar(select(func.max(table(AuditEvent).c.at)))
    if connection.dialect.name == "sqlite":
        return newest, None
    return newest, connection.scalar(text("SELECT clock_timestamp()"))


def _file_system(path: Path) -> str:
    """The kind of file system below `path`, "" where the system does not say (/proc/mounts)."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return ""
    above = [words for words in mounts if path.is_relative_to(words[1])]
    return max(above, key=lambda words: len(words[1]))[2] if above else ""
