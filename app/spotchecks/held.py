"""Whether draws and checks are still what the chain says of them (R110).

Every step of a draw and of a check stands in the chain with a digest of the row as it was then;
the newest one holds. What a household said stands in an event of its own about the visit, which is
erased together with those words.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session

from app.kit.held import ROW, Fault, Said, newest_of, number_about, number_at, row_digest, said_of
from app.kit.sql import table
from app.spotchecks.erasing import BLANK
from app.spotchecks.models import DiceEntry, Draw, DrawSecret, SpotCheck

WORDS = "check.words"
# Of all checks that a draw opened, in the event of the draw.
CHECKS = "checks"
STEPS = ("check.answered", "check.closed", "check.taken_over")
OF_DRAWS = ("draw.promised", "draw.cut_off", "draw.made", "draw.published")
ROWS, DRAWS, SECRETS, DICE = table(SpotCheck), table(Draw), table(DrawSecret), table(DiceEntry)
FACTS = tuple(one.name for one in ROWS.columns if one.name not in BLANK)
OPENED = (
    "id", "visit_id", "household_id", "day", "stratum", "advisory", "worker_id", "opened_at",
    "due_on",
)  # fmt: skip
CHUNK = 1_000
Fields = Mapping[Any, Any]


def check_digest(row: Fields) -> str:
    """How a check stands: who did what, and what came of it; none of the words."""
    return row_digest({name: row[name] for name in FACTS})


def words_digest(row: Fields) -> str:
    """What was said and written in a check."""
    return row_digest({name: row[name] for name in BLANK})


def opened_digest(rows: Sequence[Fields]) -> str:
    """The checks that a draw opened, each with who was drawn to do it."""
    drawn = {
        row["id"]: row_digest(
            {name: row[name] for name in OPENED}
            | {"checker": row["drawn_checker_id"] or row["checker_id"]}
        )
        for row in rows
    }
    return row_digest(drawn)


def draw_digest(row: Fields) -> str:
    """A draw as far as it has come; its list by the digest of the bytes."""
    said = {one.name: row[one.name] for one in DRAWS.columns}
    return row_digest(said | {"frozen": hashlib.sha256(row["frozen"]).hexdigest()})


def check_rows(session: Session, community: str) -> Iterator[Fault]:
    """Checks that are not what was done in them."""
    steps = newest_of(session, community, STEPS)
    words = newest_of(session, community, (WORDS,))
    by_day: dict[str, list[Fields]] = {}
    for row in _checks(session, community):
        name = f"draw:{row['day'].isoformat()}"
        step, said = steps.pop(row["id"], None), words.get(row["visit_id"])
        why = _check_fault(row, step) or _words_fault(row, step, said)
        if why:
            named = said if step is None or why.startswith("words") else step
            seq = named.seq if named else number_about(session, community, name)
            yield Fault(community, seq, why)
        by_day.setdefault(name, []).append(row)
    for one in sorted(steps.values(), key=lambda step: step.seq):
        yield Fault(community, one.seq, f"check {one.object} is gone")
    yield from _opened_faults(session, community, by_day)


def _checks(session: Session, community: str) -> Iterator[Fields]:
    asked = columns(ROWS).where(ROWS.c.community_id == community).order_by(ROWS.c.id).limit(CHUNK)
    after = ""
    while rows := session.connection().execute(asked.where(ROWS.c.id > after)).all():
        yield from (row._mapping for row in rows)
        after = rows[-1].id


def _check_fault(row: Fields, step: Said | None) -> str:
    if step is None:
        done = row["answered_at"] or row["closed_at"] or row["taken_over_at"]
        return f"check {row['id']} was done in no event" if done else ""
    # A step taken before rows were held says nothing of its row; nobody can take it out of one.
    same = _held(step, check_digest(row))
    return "" if same else f"check {row['id']} was changed"


def _held(step: Said, digest: str) -> bool:
    said = step.payload
    return said is not None and said.get(ROW, digest) == digest


def _words_fault(row: Fields, step: Said | None, said: Said | None) -> str:
    if said is None and step is not None and ROW not in (step.payload or {ROW: ""}):
        return ""  # done before words were held
    if said is None or said.payload is None:  # none yet, or erased
        same = all(row[name] == BLANK[name] for name in BLANK)
    else:
        same = said.payload.get(ROW) == words_digest(row)
    return "" if same else f"words of check {row['id']} were changed"


def _opened_faults(
    session: Session, community: str, by_day: dict[str, list[Fields]]
) -> Iterator[Fault]:
    for one in said_of(session, community, ("draw.made",)):
        digest = opened_digest(by_day.pop(one.object, []))
        if one.payload is None or one.payload.get(CHECKS, digest) != digest:
            yield Fault(community, one.seq, f"the checks of {one.object} are not those drawn")
    for rows in by_day.values():
        seq = number_at(session, community, rows[0]["opened_at"])
        yield Fault(community, seq, f"check {rows[0]['id']} stands in no draw")


def draw_rows(session: Session, community: str) -> Iterator[Fault]:
    """Draws that are not what was drawn; secrets that are not what was promised."""
    steps = newest_of(session, community, OF_DRAWS)
    secrets = _secrets(session, community)
    asked = columns(DRAWS).where(DRAWS.c.community_id == community).order_by(DRAWS.c.day)
    for row in session.connection().execute(asked):
        name = f"draw:{row.day.isoformat()}"
        step = steps.pop(name, None)
        if step is None:
            yield Fault(community, number_at(session, community, row.committed_at),
                        f"{name} stands in no event")  # fmt: skip
        elif not _held(step, draw_digest(row._mapping)):
            yield Fault(community, step.seq, f"{name} was changed")
        elif row.published_at is None and secrets.get(row.day) != row.commitment:
            yield Fault(community, step.seq, f"the secret of {name} is gone, or another")
    for one in sorted(steps.values(), key=lambda step: step.seq):
        yield Fault(community, one.seq, f"{one.object} is gone")
    yield from _dice_faults(session, community)


def _secrets(session: Session, community: str) -> dict[Any, str]:
    """The digests of the secrets that wait, by day."""
    asked = columns(SECRETS.c.day, SECRETS.c.secret).where(SECRETS.c.community_id == community)
    rows = session.connection().execute(asked)
    return {day: _digest_of(secret) for day, secret in rows}


def _digest_of(secret: str) -> str:
    try:
        return hashlib.sha256(bytes.fromhex(secret)).hexdigest()
    except ValueError:
        return ""


def _dice_faults(session: Session, community: str) -> Iterator[Fault]:
    """What was keyed in, in the order in which the chain has it."""
    asked = columns(DICE).where(DICE.c.community_id == community).order_by(DICE.c.number)
    left: dict[str, list[Any]] = {}
    for row in session.connection().execute(asked):
        left.setdefault(f"dice:{row.on.isoformat()}", []).append(row)
    for one in said_of(session, community, ("dice.keyed",)):
        rows, said = left.get(one.object, []), one.payload or {}
        keyed = rows.pop(0) if rows else None
        named = (said.get("digits"), said.get("throws"), one.actor)
        if keyed is None or (keyed.digits, keyed.throws, keyed.person_id) != named:
            yield Fault(community, one.seq, f"{one.object} are not those keyed in")
    for name, rows in left.items():
        if rows:
            yield Fault(community, number_at(session, community, rows[0].at), f"{name}: one more")
