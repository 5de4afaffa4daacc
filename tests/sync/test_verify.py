"""The log is tamper-evident: each way of changing it is found, and the first bad row is named."""

import pytest
from sqlalchemy import text

from app.kit import audit
from app.kit.db import Database
from app.sync.commands import erase_texts
from app.sync.verify import Fault, Sound, verify
from tests.clock import HeldClock
from tests.people import Town
from tests.sync.conftest import Line
from tests.sync.phone import Phone

DROP = {
    "sqlite": ("DROP TRIGGER IF EXISTS audit_event_no_update",
               "DROP TRIGGER IF EXISTS audit_event_no_delete",
               "DROP TRIGGER IF EXISTS audit_payload_no_update"),
    "postgresql": ("SET session_replication_role = replica",),
}  # fmt: skip


@pytest.fixture
def kept(line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock) -> list[str]:
    """Six visits and an event with a payload; the ids of the visits."""
    with db.session(writes=True) as session:
        audit.record(session, town.community, clock(), "test.began", town.head, "x", {"a": 1})
        session.commit()
    results = line.send(wang, *[wang.visit(door, clock()) for door in town.doors3])
    return [one["id"] for one in results]


def found(db: Database, town: Town) -> Fault | Sound:
    with db.session() as session:
        [finding] = verify(session, town.community)
    return finding


def tamper(db: Database, statement: str, **values: object) -> None:
    """Change the database as its owner could, past the triggers."""
    with db.session(writes=True) as session:
        for drop in DROP[session.connection().dialect.name]:
            session.connection().execute(text(drop))
        session.connection().execute(text(statement), values)
        session.commit()


def test_an_untouched_log_is_sound(db: Database, town: Town, kept: list[str]) -> None:
    assert found(db, town) == Sound(town.community, 7)


TAMPERS = {
    "an actor": ("UPDATE audit_event SET actor = 'x' WHERE seq = 3", 3),
    "a time": ("UPDATE audit_event SET at = '2001-01-01' WHERE seq = 3", 3),
    "a kind": ("UPDATE audit_event SET kind = 'visit.set_aside' WHERE seq = 3", 3),
    "an object": ("UPDATE audit_event SET object = 'y' WHERE seq = 3", 3),
    "a digest": ("UPDATE audit_event SET payload_digest = 'z' WHERE seq = 3", 3),
    "the middle cut out": ("DELETE FROM audit_event WHERE seq = 4", 4),
    "the end cut off": ("DELETE FROM audit_event WHERE seq = 7", 8 - 1),
    "a payload": ("UPDATE audit_payload SET payload = '{}' WHERE seq = 1", 1),
    "a payload gone": ("DELETE FROM audit_payload WHERE seq = 1", 1),
    "a record's text": ("UPDATE received SET text = '{}' WHERE seq = 5", 5),
    "a record's author": (
        "UPDATE received SET author_id = (SELECT id FROM person WHERE name = '李强') WHERE seq = 5",
        5,
    ),
    "a record's digest": ("UPDATE received SET digest = 'q' WHERE seq = 5", 5),
    "a record gone": ("DELETE FROM received WHERE seq = 5", 5),
    "a text gone without erasure": ("UPDATE received SET text = NULL WHERE seq = 5", 5),
    "a record moved past the end": ("UPDATE received SET seq = 99 WHERE seq = 7", 7),
    "the head set back": ("UPDATE audit_head SET seq = 6", 8),
}


@pytest.mark.parametrize("what", TAMPERS)
def test_tampering_is_found_and_the_first_bad_row_named(
    db: Database, town: Town, kept: list[str], what: str
) -> None:
    statement, seq = TAMPERS[what]
    tamper(db, statement)
    finding = found(db, town)
    assert isinstance(finding, Fault)
    assert finding.seq == seq


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'x'",
        "DELETE FROM audit_event",
        "UPDATE audit_payload SET payload = ''",
    ],
)
def test_the_database_itself_refuses_to_rewrite_the_chain(
    db: Database, kept: list[str], statement: str
) -> None:
    with db.session(writes=True) as session, pytest.raises(Exception, match="may only grow"):
        session.connection().execute(text(statement))


def test_erasing_what_a_record_said_leaves_the_chain_sound(
    db: Database, town: Town, kept: list[str], clock: HeldClock
) -> None:
    with db.session(writes=True) as session:
        erase_texts(session, town.community, kept[:2], clock())
        session.commit()
    assert found(db, town) == Sound(town.community, 9)
