"""Rows on which people's jobs depend, changed past every event, and the event that tells."""

import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy import select as columns

from app.attendance.models import Decision, Touch
from app.kit.sql import table
from app.spotchecks.models import DiceEntry, Draw, SpotCheck
from app.sync.models import Received
from app.visits.models import Amendment, Visit
from tests.sync.tampering import Row, Tamperer

# What is changed in which row, and the events of which kinds answer for it, by which name.
ROWS: Sequence[tuple[Any, Sequence[str], Sequence[str], str]] = (
    (Visit, ("outcome", "findings", "day", "author_id", "purposes", "met_role",
             "household_id", "visited_at", "made_at", "received_at", "requests", "set_aside"),
     ("visit.accepted", "visit.paper"), "id"),
    (Amendment, ("body", "rev", "state", "base_rev", "author_id", "made_at"),
     ("amendment.accepted",), "id"),
    (Touch, ("earliest", "latest", "on", "part", "grade", "person_id", "reason", "counts",
             "received_at", "settled_by", "confirmed_at"),
     ("sign_in.accepted", "touch.entered"), "id"),
    (Decision, ("decided", "reason", "by", "reply", "at", "part"), ("day.replied",), "id"),
    (SpotCheck, ("outcome", "reached", "visited", "way", "closed_by", "checker_id", "worker_id",
                 "household_id", "advisory", "answered_at"), ("check.closed", "draw.made"), "id"),
    (SpotCheck, ("heard", "reason", "visited_by"), ("check.words",), "visit_id"),
    (Draw, ("commitment", "root", "rules", "public_value", "seed", "secret", "result", "before",
            "owed", "cut_seq", "since_seq", "frozen"), ("draw.",), "day"),
    (DiceEntry, ("digits", "throws", "person_id"), ("dice.keyed",), "on"),
    (Received, ("outcome", "kind", "author_id", "received_at", "receipt", "device_id"),
     ("",), "id"),
)  # fmt: skip


def change_row(t: Tamperer, k: int) -> int:
    """A row of which people's jobs depend: one value of it, or the row is gone, or one too many."""
    model, names, kinds, key = t.rng.choice(ROWS)
    rows = table(model)
    found = t.connection.execute(columns(rows).where(t.own(rows)).order_by(*rows.primary_key))
    row = t.rng.choice([dict(one._mapping) for one in found])
    where = [column == row[column.name] for column in rows.primary_key]
    if (done := t.rng.random()) < 0.15 and model not in (Received, SpotCheck):
        t.run(delete(rows).where(*where))
        return _event_of(t, model, row, kinds, key)
    if done < 0.25 and model in (Visit, Touch):
        new = {**row, "id": "made-up-" + os.urandom(8).hex()} | (
            {"challenge": None} if model is Touch else {}
        )
        t.run(insert(rows).values(new))
        return max(one["seq"] for one in t.events if one["at"] <= row["received_at"])
    # Of an emptied record, the phone stands nowhere else.
    known = [one for one in names if one != "device_id" or row["text"]]
    name = t.rng.choice(known)
    t.did = f"{rows.name}.{name}"
    t.run(update(rows).where(*where).values({name: _other(row[name], name, t.rng)}))
    if (model, name) == (Touch, "settled_by"):
        # Nobody said so in any event: the newest about it is named, which may be its emptying.
        return max(int(one["seq"]) for one in t.events if one["object"] == row["id"])
    return _event_of(t, model, row, kinds, key)


def _event_of(t: Tamperer, model: Any, row: Row, kinds: Sequence[str], key: str) -> int:
    """The newest event that answers for a row."""
    named = (
        row[key]
        if key in ("id", "visit_id")
        else f"{'draw' if model is Draw else 'dice'}:{row[key]}"
    )
    about = [one for one in t.events if one["object"] == named and one["kind"].startswith(kinds[0])]
    if model is Received:
        return int(row["seq"])
    if model is DiceEntry:
        return int(about[row["number"] - 1]["seq"])
    for kind in kinds[1:]:
        about = about or [
            one for one in t.events
            if one["kind"] == kind and one["object"] in (named, f"draw:{row.get('day')}")
        ]  # fmt: skip
    return max(int(one["seq"]) for one in about)


def _other(value: Any, name: str, rng: random.Random) -> Any:
    """Another value of the same kind, that its column takes."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        by = {"earliest": -7, "latest": 7}.get(name) or rng.choice([-7, 7])
        return value + timedelta(minutes=by)
    if isinstance(value, int) or name.endswith("_seq"):
        value = value or 0
        return value + 10
    if isinstance(value, list):
        return [*value, "x"]
    if isinstance(value, dict):
        return {**value, "x": "x"}
    if isinstance(value, bytes):
        return value + b"x"
    if value is None or name.endswith("_at"):
        return datetime(2026, 11, 23, tzinfo=UTC) if name.endswith("_at") else "x"
    if isinstance(value, str):
        return ("x" + value[1:]) if value else "x"
    return value + timedelta(days=1)
