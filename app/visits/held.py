"""Whether visits and their corrections are still what was sent: each is worked out again from its
envelope and laid beside its row; once the envelope was emptied, by the digest noted then."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as columns
from sqlmodel import Session

from app.kit.audit import BUILT
from app.kit.forms import Refusal
from app.kit.held import (
    ROW,
    Came,
    Fault,
    begun_with,
    newest_of,
    number_at,
    row_digest,
    said_of,
)
from app.kit.intake import Sent
from app.kit.sql import table
from app.org.queries import zones_of
from app.visits.erasing import BLANK
from app.visits.forms import When, parse_visit, written
from app.visits.intake import DEFAULT_ZONE, visit_row
from app.visits.models import Amendment, RevisionState, Visit

POSITION = ("lat", "lon", "accuracy_m", "position_age_s", "has_position")
# Counted down when photos have run out, and set when it is erased: other events say so.
CHANGING = ("photo_count", "erased_at")
FACTS = tuple(one.name for one in table(Visit).columns if one.name not in (*POSITION, *CHANGING))
VISITS, AMENDED = table(Visit), table(Amendment)
Fields = Mapping[Any, Any]


def visit_digest(row: Fields) -> str:
    """What a visit says beyond its position."""
    return row_digest({name: row[name] for name in FACTS})


def amendment_digest(row: Fields) -> str:
    """What a correction says."""
    return row_digest({name: row[name] for name in row if name != "has_position"})


def rest_of(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """The digests of these visits and corrections as they are, for when their envelopes go."""
    found = {key: visit_digest(row) for key, row in _rows(session, Visit, ids).items()}
    amended = _rows(session, Amendment, ids)
    return found | {key: amendment_digest(row) for key, row in amended.items()}


def _rows(
    session: Session, model: type[Visit] | type[Amendment], ids: Sequence[str]
) -> dict[str, Fields]:
    rows = table(model)
    asked = columns(rows).where(rows.c.id.in_(list(ids)))
    return {row.id: row._mapping for row in session.connection().execute(asked)}


class VisitHolder:
    """走访 as their envelopes have them."""

    model = Visit

    def differ(self, session: Session, came: Sequence[Came]) -> dict[str, str]:
        """What is wrong with a visit, by its id."""
        rows = _rows(session, Visit, [one.id for one in came])
        zones = zones_of(session, {row["community_id"] for row in rows.values()})
        found = ((one.id, _visit_fault(one, rows.get(one.id), zones)) for one in came)
        return {key: why for key, why in found if why}

    def strays(self, session: Session, community: str, ids: Select[tuple[str]]) -> Iterator[Fault]:
        """Visits that came neither in an envelope nor from paper, nor with a demo."""
        papers = newest_of(session, community, ("visit.paper",))
        since = begun_with(session, community)
        asked = ids.add_columns(VISITS.c.received_at)
        for key, received_at in session.connection().execute(asked):
            said = papers.get(key)
            if said is not None:
                yield from _paper_fault(session, community, said.seq, key, said.payload)
            elif since is None or received_at > since:
                seq = number_at(session, community, received_at)
                yield Fault(community, seq, f"visit {key} stands in no event")
        yield from _built_fault(session, community, ids)


def _visit_fault(came: Came, row: Fields | None, zones: Mapping[str, str]) -> str:
    if row is None:
        return f"visit {came.id} is gone"
    if came.sent is not None:
        return _differs(came.sent, row, zones, came.set_aside)
    if came.rest:
        same = visit_digest(row) == came.rest
    else:
        same = row["erased_at"] is not None and all(row[key] == BLANK[key] for key in BLANK)
    return "" if same else f"visit {came.id} was changed"


def _differs(sent: Sent, row: Fields, zones: Mapping[str, str], set_aside: str) -> str:
    zone = zones.get(row["community_id"], DEFAULT_ZONE)
    when = When(zone, sent.made_at, sent.received_at, sent.clock_doubtful)
    entry = parse_visit(sent.envelope.body, when)
    if isinstance(entry, Refusal):  # written by rules that have changed since: nothing to hold
        return ""
    # Where the household lay then, plans and moves have decided since.
    expected = visit_row(sent, entry, row["grid_id"], set_aside) | {
        "photo_count": row["photo_count"]
    }
    wrong = next((key for key, value in expected.items() if row[key] != value), "")
    wrong = wrong or ("erased_at" if row["erased_at"] is not None else "")
    return f"visit {row['id']} was changed: {wrong}" if wrong else ""


def _paper_fault(
    session: Session, community: str, seq: int, key: str, payload: Fields | None
) -> Iterator[Fault]:
    """From paper: the digest stands in the event, until both are erased."""
    row = _rows(session, Visit, [key])[key]
    blank = row["erased_at"] is not None and all(row[one] == BLANK[one] for one in BLANK)
    if not (blank if payload is None else visit_digest(row) == payload.get(ROW)):
        yield Fault(community, seq, f"visit {key} was changed")


def _built_fault(session: Session, community: str, ids: Select[tuple[str]]) -> Iterator[Fault]:
    """A demo says how many visits it put in."""
    for said in itertools.islice(said_of(session, community, (BUILT,)), 1):
        papers = columns(func.count()).select_from(ids.subquery())
        put_in = session.connection().scalar(papers) or 0
        put_in -= len(newest_of(session, community, ("visit.paper",)))
        if said.payload is not None and put_in != said.payload.get("visits"):
            yield Fault(community, said.seq, "visits of the demo are gone, or there are more")


class AmendmentHolder:
    """更正 as their envelopes have them."""

    model = Amendment

    def differ(self, session: Session, came: Sequence[Came]) -> dict[str, str]:
        """What is wrong with a correction, by its id."""
        rows = _rows(session, Amendment, [one.id for one in came])
        of = {row["visit_id"] for row in rows.values()}
        visits = _rows(session, Visit, sorted(of))
        zones = zones_of(session, {row["community_id"] for row in rows.values()})
        states = _replayed(session, of)
        found = {}
        for one in came:
            row = rows.get(one.id)
            why = "is gone" if row is None else ""
            if row is not None and not self._holds(one, row, visits, zones):
                why = "was changed"
            rev, follows = states.get(one.id, (0, False))
            state = RevisionState.HEAD if follows and not one.set_aside else RevisionState.PENDING
            if row is not None and (row["rev"], row["state"]) != (rev, state):
                why = "was changed: its place among the corrections"
            if why:
                found[one.id] = f"correction {one.id} {why}"
        return found

    def _holds(
        self, came: Came, row: Fields, visits: Mapping[str, Fields], zones: Mapping[str, str]
    ) -> bool:
        visit = visits.get(row["visit_id"])
        if visit is None:
            return False
        if came.sent is not None:
            return _says(came.sent, row, visit, zones)
        return amendment_digest(row) == came.rest if came.rest else row["body"] == {}

    def strays(self, session: Session, community: str, ids: Select[tuple[str]]) -> Iterator[Fault]:
        """Corrections that came in no envelope, nor with a demo."""
        since = begun_with(session, community)
        asked = ids.add_columns(AMENDED.c.received_at)
        for key, received_at in session.connection().execute(asked):
            if since is None or received_at > since:
                seq = number_at(session, community, received_at)
                yield Fault(community, seq, f"correction {key} stands in no event")


def _says(sent: Sent, row: Fields, visit: Fields, zones: Mapping[str, str]) -> bool:
    envelope = sent.envelope
    zone = zones.get(row["community_id"], DEFAULT_ZONE)
    when = When(zone, visit["made_at"], visit["received_at"], visit["clock_doubtful"])
    body = {**envelope.body, "household": visit["household_id"] or ""}
    entry = parse_visit(body, when)
    base = (envelope.base.id, envelope.base.rev) if envelope.base else ("", 0)
    named = (*base, envelope.author, sent.made_at, sent.received_at)
    held = (row["visit_id"], row["base_rev"], row["author_id"], row["made_at"], row["received_at"])
    return named == held and (isinstance(entry, Refusal) or written(entry, zone) == row["body"])


def _replayed(session: Session, visits: set[str]) -> dict[str, tuple[int, bool]]:
    """Of every correction of these visits: its number, and whether it follows the newest one that
    was in force before it."""
    asked = (
        columns(AMENDED.c.id, AMENDED.c.visit_id, AMENDED.c.base_rev, AMENDED.c.state)
        .where(AMENDED.c.visit_id.in_(sorted(visits)))
        .order_by(AMENDED.c.rev)
    )
    last: dict[str, int] = {}
    head: dict[str, int] = {}
    found = {}
    for key, visit, base, state in session.connection().execute(asked):
        last[visit] = last.get(visit, 1) + 1
        found[key] = (last[visit], base == head.get(visit, 1))
        if state == RevisionState.HEAD:
            head[visit] = last[visit]
    return found
