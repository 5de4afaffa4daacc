"""Claim: every page of the day takes less than 100 ms at p95 in a station of 60 people, with weeks
of their shifts and sign-ins, in a district's database.

The cast's community is filled up to 60 by colleagues who serve and sign in like one of its workers.
`bench/day.py postgresql` measures there.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, SQLModel, col, select

from app.attendance.models import RosterShift, Touch
from app.kit.clock import local_day, utc_now
from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.sql import insert_rows
from app.org.models import Holding, Person, Post
from app.sync.models import Device
from bench import _stage
from bench._readers import HEADS, timed
from bench.books import district
from e2e.server import Server

STAFF = 60
HEAD, LEAD, WORKER = "station-head", "grid-lead", "grid-worker"
ZONE = "Asia/Shanghai"
HOME, MODEL = "陈建国", "李强"


@dataclass(frozen=True, slots=True)
class Filled:
    """The community as it was filled: how many are its staff, and the one whom others follow."""

    staff: int
    worker: str
    rows: int


def fill(url: str) -> Filled:
    """Colleagues until the community has 60 people, each with the days of one who was there."""
    db = Database(url)
    with db.session(writes=True) as session:
        head = session.exec(select(Person).where(Person.name == HOME)).one()
        home = select(Holding).where(
            Holding.community_id == head.community_id, col(Holding.until).is_(None)
        )
        held = session.exec(home).all()
        people = {one.person_id for one in held}
        of_a_grid = {one.person_id for one in held if one.grid_id}
        model = session.exec(
            select(Person).where(Person.name == MODEL, col(Person.id).in_(of_a_grid))
        ).one()
        new = [uuid7() for _ in range(STAFF - len(people))]
        insert_rows(session, Person, [{**model.model_dump(), "id": one} for one in new])
        (post,) = (one for one in held if (one.person_id, one.post) == (model.id, Post.GRID_WORKER))
        said = {"grid_id": None, "delegate_of": None}
        insert_rows(
            session,
            Holding,
            [{**post.model_dump(), **said, "id": uuid7(), "person_id": one} for one in new],
        )
        rows = sum(_days(session, model.id, one) for one in new)
        session.commit()
        found = Filled(len(people | set(new)), model.id, rows)
    db.close()
    return found


def _days(session: Session, model: str, person: str) -> int:
    """The shifts, sign-ins and phones of `model`, once more for somebody else; how many rows."""
    count = 0
    tables: tuple[type[SQLModel], ...] = (RosterShift, Touch, Device)
    for table in tables:
        mine = session.exec(select(table).where(table.person_id == model)).all()  # type: ignore[attr-defined]
        more = [{**one.model_dump(), "id": uuid7(), "person_id": person} for one in mine]
        insert_rows(session, table, more)
        count += len(mine)
    return count


def asked(filled: Filled) -> Iterator[tuple[str, str, str]]:
    """Who asks, what it is called, and its address."""
    today = local_day(utc_now(), ZONE)
    monday = today - timedelta(days=today.weekday())
    month, who = f"{today:%Y-%m}", filled.worker
    yield LEAD, "board", "/board"
    yield LEAD, "board: one person's day", f"/board/{who}/{today}"
    yield LEAD, "roster", f"/roster/{monday}"
    yield LEAD, "are turns fair", "/roster/fairness"
    yield LEAD, "month of one worker", f"/attendance/{who}/{month}"
    yield LEAD, "leave", "/leave"
    yield LEAD, "pairs", "/pairs"
    yield LEAD, "who can do what", "/skills"
    yield LEAD, "news", "/news"
    yield HEAD, "calendar", "/calendar"
    yield WORKER, "my day", "/day"
    yield WORKER, "roster, to a worker", f"/roster/{monday}"
    yield WORKER, "today", "/today"


def main() -> None:
    """Measure on the engine named on the command line; on SQLite when none is."""
    engines = sys.argv[1:] or ["sqlite"]
    if any("://" in one for one in engines):
        sys.exit("sqlite or postgresql: it fills what it measures with invented people")
    for engine in engines:
        with district(engine) as (url, folder):
            filled = fill(url)
            server = Server(folder, database_url="" if engine == "sqlite" else url)
            try:
                server.start()
                rows = list(timed(server.port, asked(filled)))
            finally:
                server.stop()
        print(f"\n## {engine}: a station of {filled.staff}, {filled.rows:,} rows of its new staff")
        _stage.table(HEADS, rows)


if __name__ == "__main__":
    main()
