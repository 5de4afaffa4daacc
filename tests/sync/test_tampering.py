"""Whoever owns the database can change every row of it, and is found out (bar B22)."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import pytest
from sqlalchemy import event, text

from app.held import row_verifiers
from app.kit.db import Database
from app.settings import Settings
from app.sync.verify import Fault, Sound, verify
from tests.people import Town
from tests.spotchecks.conftest import Checks, station, town
from tests.sync import tampering as ways
from tests.sync.changed_rows import change_row
from tests.sync.chronicle import Chronicle
from tests.sync.tampering import Tamperer, events_of

__all__ = ["station", "town"]
POSITIONS = 100
SEED = int(os.environ.get("QIAOMEN_TEST_SEED", "0")) or random.SystemRandom().randrange(10**9)

CLASSES: Mapping[str, Callable[[Tamperer, int], int]] = {
    "edit payload": ways.edit_payload,
    "edit actor": ways.edit_actor,
    "edit time": ways.edit_time,
    "delete middle": ways.delete_middle,
    "delete tail": ways.delete_tail,
    "insert": ways.insert_one,
    "swap": ways.swap,
    "duplicate seq": ways.duplicate_seq,
    "restore older DB": ways.restore_older,
    "re-chain from k": ways.rechain_from,
    "re-chain + wrong key": ways.rechain_and_sign,
    "salt removed without event": ways.remove_salt,
    "domain row changed without event": change_row,
}


@pytest.fixture
def chronicle(station: Checks, settings: Settings) -> Chronicle:
    """A chain of some two hundred events, and its checkpoints."""
    made = Chronicle(station, settings)
    made.live()
    return made


@pytest.fixture
def owner(chronicle: Chronicle, database_url: str) -> Iterator[Database]:
    """The database as its owner opens it: nothing refuses anything."""
    database = Database(database_url, pool_size=1)
    event.listen(database.engine, "connect", _unlock)
    with database.session(writes=True) as session:
        if database.sqlite:
            asked = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in session.connection().execute(asked).all():
                session.connection().execute(text(f'DROP TRIGGER "{name}"'))
        session.commit()
    yield database
    database.close()


def _unlock(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    if type(connection).__module__.startswith("sqlite3"):
        cursor.execute("PRAGMA foreign_keys = OFF")
    else:
        cursor.execute("SET session_replication_role = replica")
        connection.commit()  # type: ignore[attr-defined]


def test_b22_thirteen_classes_at_a_hundred_positions_each_are_all_found_and_named(
    chronicle: Chronicle, owner: Database, town: Town, settings: Settings
) -> None:
    rng, kept = random.Random(SEED), chronicle.kept()
    rows = list(row_verifiers(settings).values())
    with owner.session() as session:  # untouched, it is sound; else the rest would prove nothing
        (sound,) = verify(session, town.community, kept, rows)
        events = events_of(session.connection(), town.community)
    assert isinstance(sound, Sound) and sound.events > 100, sound
    found, missed, begun = Counter[str](), [], time.perf_counter()
    for name, tamper in CLASSES.items():
        for _ in range(POSITIONS):
            with owner.session(writes=True) as session:
                t = Tamperer(session.connection(), events, rng, kept)
                expected = tamper(t, rng.randint(1, t.sizes[-1]))
                (finding,) = verify(session, town.community, t.kept, rows)
                session.rollback()
            if isinstance(finding, Fault) and finding.seq == expected:
                found[name] += 1
            else:
                missed.append((name, t.did, expected, finding))
    took = time.perf_counter() - begun
    print(f"seed {SEED}: {found.total()} of {len(CLASSES) * POSITIONS} in {took:.0f} s")
    print(*missed, sep="\n")
    assert missed == [], f"seed {SEED}: {found}"
    assert found.total() == 1300
