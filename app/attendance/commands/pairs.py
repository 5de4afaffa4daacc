"""Making a week's pairs, and their note at its end (row R25)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, select

from app.attendance.commands.telling import tell
from app.attendance.models import Pairing, PairNote
from app.attendance.rules.pairs import next_pairs
from app.catalogue.rules import DutyLine
from app.kit import audit
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.station.commands.settings import lock


def make(
    session: Session,
    now: datetime,
    community_id: str,
    by: str,
    monday: date,
    people: Collection[str],
    before: Sequence[frozenset[str]],
) -> None:
    """The pairs of a week, from all that were before. Raises Conflict when there are some."""
    lock(session, community_id)
    there = select(Pairing).where(Pairing.community_id == community_id, Pairing.monday == monday)
    if session.exec(there).first() is not None:
        raise Conflict
    pairs = [sorted(pair) for pair in next_pairs(people, before)]
    for one, other in pairs:
        session.add(
            Pairing(community_id=community_id, monday=monday, one_id=one, other_id=other,
                    made_at=now)
        )  # fmt: skip
    session.flush()
    said = {"monday": str(monday), "pairs": pairs}
    audit.record(session, community_id, now, "pairs.made", by, str(monday), said)
    values, everybody = {"monday": str(monday)}, {one for pair in pairs for one in pair}
    tell(session, community_id, everybody, "pairs_made", values, "/pairs", now)


def write(
    session: Session, now: datetime, pair: Pairing, by: str, summary: str,
    learned: Mapping[str, Sequence[DutyLine]],
) -> None:  # fmt: skip
    """The note of a pair, or a better one."""
    lock(session, pair.community_id)
    row = session.exec(
        select(PairNote).where(
            PairNote.community_id == pair.community_id,
            PairNote.monday == pair.monday,
            PairNote.one_id == pair.one_id,
        )
    ).first() or PairNote(
        id=uuid7(), community_id=pair.community_id, monday=pair.monday, one_id=pair.one_id,
        summary=summary, by=by, at=now,
    )  # fmt: skip
    row.summary, row.by, row.at = summary, by, now
    row.one_learned = ",".join(learned.get(pair.one_id, ()))
    row.other_learned = ",".join(learned.get(pair.other_id, ()))
    session.add(row)
    session.flush()
    said = {"summary": summary, "one": row.one_learned, "other": row.other_learned}
    audit.record(session, pair.community_id, now, "pairs.noted", by, row.id, said)
