"""Claim: a window accepts at least 100 matters a second over HTTP on PostgreSQL.

Every request is the whole form of a window: the item is looked up, the household found in scope,
the number counted, and all steps written with their links in the chain of the community: four for
what is accepted with its one-time notice, seven for what is done at once and rated. Each matter
once, in one transaction that reaches the disk.
"""

import sys
from datetime import UTC, datetime
from urllib.parse import urlencode

from sqlmodel import Session, select

from app.auth.principal import COOKIE
from app.kit.db import Database
from app.kit.ids import uuid7
from app.matters.models import Matter, MatterStep
from app.org.models import Community
from bench import _stage
from tests.catalogue.shelf import City, put
from tests.sync.storm import Walker

COMMUNITIES, WORKERS, COUNT = 10, 100, 1_200
SEQUENTIAL = 4
CONNECTIONS = (1, 16, 64)
AIM = 100
PAPER = {"name": "居民身份证", "needed": True, "form": "原件", "copies": 1}
INSTANT = {"amount": 0, "unit": "instant"}
Items = dict[str, tuple[str, str]]
"""By community: an item with a limit, and an instant one."""


def stock(url: str) -> Items:
    """Two items in every community, each its own city here."""
    found: Items = {}
    database, now = Database(url), datetime.now(UTC)
    with database.session(writes=True) as session:
        for place in session.exec(select(Community.id)).all():
            here = (session, City(place, place, ""), place)
            found[place] = (
                put(*here, "1", "社会保障卡申领", now, materials=[PAPER] * 4),
                put(*here, "2", "证明复印盖章", now, promised=INSTANT),
            )
        session.commit()
    database.close()
    return found


def form(walker: Walker, items: tuple[str, str], instant: bool, number: int) -> dict[str, str]:
    """What somebody at a window typed for one of the households of their grid."""
    plain = {
        "id": uuid7(), "here": "window", "came": "window", "giving": "print",
        "item": items[instant], "household": walker.doors[number % len(walker.doors)],
        "applicant": "孙桂兰", "words": "老卡丢了，想补一张", "authorised": "1",
    }  # fmt: skip
    if not instant:
        return plain | {"ending": "accept", "brought": "0"}
    return plain | {"ending": "done", "result": "已盖章，交给本人", "score": "5"}


def requests(
    walkers: list[Walker], items: Items, instant: bool, count: int, port: int
) -> list[bytes]:
    """`count` forms as they go over the wire, spread over the windows."""
    made = []
    for number in range(count):
        walker = walkers[number % len(walkers)]
        body = urlencode(form(walker, items[walker.phone.community], instant, number)).encode()
        head = (
            f"POST /matters HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {COOKIE}={walker.token}"
            "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


def written(url: str) -> tuple[int, int]:
    """How many matters and steps there are: none was lost or doubled."""
    database = Database(url)
    with database.session() as session:
        found = _count(session)
    database.close()
    return found


def _count(session: Session) -> tuple[int, int]:
    return (
        len(session.exec(select(Matter.id)).all()),
        len(session.exec(select(MatterStep.number)).all()),
    )


def measure(engine: str, count: int = COUNT) -> None:
    """Both kinds over each number of connections, and the table."""
    rows, sent = [], 40
    with _stage.database(engine) as (url, data):
        walkers = _stage.people(url, WORKERS, COMMUNITIES)
        items = stock(url)
        with _stage.serving(url, data) as server:
            _stage.load(server.port, 4, requests(walkers, items, False, sent, server.port))
            for instant in (False, True):
                for connections in CONNECTIONS:
                    wanted = max(20, count // (SEQUENTIAL if connections == 1 else 1))
                    made = requests(walkers, items, instant, wanted, server.port)
                    found = _stage.load(server.port, connections, made)
                    sent += wanted
                    rate = found["requests"] / found["seconds"]
                    rows.append(
                        ("done at once" if instant else "with its notice", connections,
                         f"{rate:,.0f}", "yes" if rate >= AIM else "NO", f"{found['p50_ms']:.1f}",
                         f"{found['p99_ms']:.1f}", found["failed"])
                    )  # fmt: skip
        matters, steps = written(url)
    print(f"\n## {engine}: {COMMUNITIES} communities, {WORKERS} windows")
    _stage.table(
        ("matter", "connections", "accepted/s", f"at least {AIM}", "p50 ms", "p99 ms", "failed"),
        rows,
    )
    print(f"sent {sent:,}, written {matters:,} matters in {steps:,} steps")


def main() -> None:
    """Measure the engines named on the command line, or both."""
    for engine in sys.argv[1:] or _stage.ENGINES:
        measure(engine)


if __name__ == "__main__":
    main()
