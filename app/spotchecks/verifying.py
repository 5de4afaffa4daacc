"""`qiaomen verify-draw`: a day's draw done again, and held against the chain of records.

What the document says is worked out by `recompute.py`, which shares no line with what drew it.
What a document cannot say, that the steps came in their order, the chain says.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.kit.audit import AuditEvent, AuditPayload
from app.spotchecks.models import Draw
from app.spotchecks.queries.draws import document_of
from app.spotchecks.queries.lists import LISTS_BEFORE
from app.spotchecks.recompute import history, recompute
from app.spotchecks.rules.reading import read_before

ORDER = ("draw.promised", "draw.cut_off", "draw.made", "draw.published")


def verify_day(session: Session, community_id: str, day: date) -> list[str] | None:
    """What does not hold about the draw of a day, each named; None when it is not published."""
    draw = session.get(Draw, (community_id, day))
    if draw is None or draw.published_at is None:
        return None
    document = document_of(draw)
    found = [*recompute(document), *history(document, _earlier(session, draw))]
    wrong = [f"{one.step}: {one.said} ≠ {one.found}" for one in found]
    return [*wrong, *_against_chain(session, draw)]


def _earlier(session: Session, draw: Draw) -> Iterator[dict[str, Any]]:
    """The documents on which this one rests: six lists before, and those of late records."""
    before = (
        select(Draw)
        .where(
            Draw.community_id == draw.community_id,
            col(Draw.day) < draw.day,
            col(Draw.published_at).is_not(None),
        )
        .order_by(col(Draw.day).desc())
    )
    late = {day for _, day in read_before(draw.before)}
    lists = session.exec(before.limit(LISTS_BEFORE)).all()
    named = session.exec(before.where(col(Draw.day).in_(late))).all()
    return (document_of(one) for one in {one.day: one for one in [*lists, *named]}.values())


def _against_chain(session: Session, draw: Draw) -> Iterator[str]:
    """Whether the chain says the same, and in this order."""
    events = _events(session, draw)
    kinds = [kind for kind, _ in events if kind in ORDER]
    if kinds != list(ORDER):
        yield f"chain: {', '.join(kinds) or '—'}"
        return
    said = dict(events)
    for kind, name, value in (
        ("draw.promised", "commitment", draw.commitment),
        ("draw.cut_off", "root", draw.root),
        ("draw.made", "dice", draw.public_value),
        ("draw.made", "seed", draw.seed),
        ("draw.published", "secret", draw.secret),
    ):
        if said[kind].get(name) != value:
            yield f"chain: {kind}: {name}"
    if draw.public_value and not _thrown_after(session, draw):
        yield "chain: dice before the cut-off"


def _events(session: Session, draw: Draw) -> list[tuple[str, dict[str, Any]]]:
    rows = session.exec(
        select(AuditEvent, AuditPayload.payload)
        .join(
            AuditPayload,
            (col(AuditPayload.community_id) == col(AuditEvent.community_id))
            & (col(AuditPayload.seq) == col(AuditEvent.seq)),
        )
        .where(
            AuditEvent.community_id == draw.community_id,
            AuditEvent.object == f"draw:{draw.day.isoformat()}",
        )
        .order_by(col(AuditEvent.seq))
    )
    return [(event.kind, json.loads(payload)) for event, payload in rows]


def _thrown_after(session: Session, draw: Draw) -> bool:
    """Whether nobody had keyed in these dice when the list was frozen."""
    number = {
        event.kind: event.seq
        for event in session.exec(
            select(AuditEvent).where(
                AuditEvent.community_id == draw.community_id,
                AuditEvent.object == f"draw:{draw.day.isoformat()}",
            )
        )
    }
    keyed = session.exec(
        select(AuditEvent.seq).where(
            AuditEvent.community_id == draw.community_id,
            AuditEvent.kind == "dice.keyed",
            col(AuditEvent.seq) > number["draw.cut_off"],
            col(AuditEvent.seq) < number["draw.made"],
        )
    ).all()
    return len(keyed) > 1
