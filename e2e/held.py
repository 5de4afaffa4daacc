"""What the server really holds: its database file, read (or changed) behind its back."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any

from e2e.server import Server


@contextmanager
def database(server: Server) -> Iterator[sqlite3.Connection]:
    """The server's database, committed at the end."""
    with closing(sqlite3.connect(server.data / "qiaomen.db", timeout=20)) as connection:
        connection.row_factory = sqlite3.Row
        with connection:
            yield connection


def rows(server: Server, query: str, *given: Any) -> list[dict[str, Any]]:
    """What a query finds, as plain dictionaries."""
    with database(server) as connection:
        return [dict(row) for row in connection.execute(query, given)]


def change(server: Server, statement: str, *given: Any) -> int:
    """Change what the server holds; how many rows it was."""
    with database(server) as connection:
        return connection.execute(statement, given).rowcount


def envelopes(server: Server, author: str = "") -> dict[str, str]:
    """The envelopes that came from phones, id and text; of one author or of everybody.

    Fails when a text is not what its digest says.
    """
    found = rows(server, "SELECT id, digest, text FROM received WHERE author_id = ? OR ? = ''",
                 author, author)  # fmt: skip
    for row in found:
        assert digest(row["text"]) == row["digest"], f"{row['id']} is not what its digest says"
    return {row["id"]: row["text"] for row in found}


def body(text: str) -> dict[str, Any]:
    """The form inside an envelope."""
    said: dict[str, Any] = json.loads(text)["body"]
    return said


def digest(text: str) -> str:
    """As the phone and the server make it."""
    return hashlib.sha256(text.encode()).hexdigest()


def end_sessions(server: Server, person: str, what: str = "expires_at") -> None:
    """Let every session of a person be over: expired, or ended (`ended_at`)."""
    assert what in ("expires_at", "ended_at")
    past = "2026-01-01 00:00:00.000000"
    assert change(
        server, f"UPDATE sign_in_session SET {what} = ? WHERE person_id = ?", past, person
    )


def give_away(server: Server, household: str, new_worker: str) -> None:
    """From now on the door's building belongs to the grid of `new_worker`."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    (door,) = rows(server, "SELECT building_id FROM household WHERE id = ?", household)
    (holding,) = rows(
        server,
        "SELECT grid_id FROM holding WHERE post = 'grid_worker' AND until IS NULL"
        " AND person_id = (SELECT id FROM person WHERE name = ?)",
        new_worker,
    )
    building = door["building_id"]
    kept = "building_id = ? AND until IS NULL"
    assert change(server, f"UPDATE grid_building SET until = ? WHERE {kept}", now, building) == 1
    change(
        server,
        "INSERT INTO grid_building (id, community_id, grid_id, building_id, since, until)"
        " SELECT '0190a000-0000-7000-8000-000000000001', community_id, ?, building_id, ?, NULL"
        " FROM grid_building WHERE building_id = ? LIMIT 1",
        holding["grid_id"],
        now,
        building,
    )
