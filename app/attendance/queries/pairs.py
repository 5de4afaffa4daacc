"""拍档: who works with whom, what they wrote, who has learned what (row R25)."""

from collections import defaultdict
from datetime import date

from sqlmodel import Session, col, select

from app.attendance.models import Pairing, PairNote
from app.catalogue.rules import DutyLine
from app.org.scope import Scope


def pairings(session: Session, scope: Scope) -> dict[date, list[Pairing]]:
    """Every week's pairs of the reader's community, the oldest week first."""
    rows = session.exec(
        select(Pairing)
        .where(Pairing.community_id == scope.community_id)
        .order_by(col(Pairing.monday), col(Pairing.one_id))
    )
    found: dict[date, list[Pairing]] = defaultdict(list)
    for one in rows:
        found[one.monday].append(one)
    return dict(found)


def notes(session: Session, scope: Scope) -> dict[tuple[date, str], PairNote]:
    """What pairs wrote, by week and the first of the two."""
    rows = session.exec(select(PairNote).where(PairNote.community_id == scope.community_id))
    return {(one.monday, one.one_id): one for one in rows}


def pair_of(session: Session, scope: Scope, monday: date) -> Pairing | None:
    """The reader's own pair of a week."""
    return session.exec(
        select(Pairing).where(
            Pairing.community_id == scope.community_id,
            Pairing.monday == monday,
            (col(Pairing.one_id) == scope.person_id) | (col(Pairing.other_id) == scope.person_id),
        )
    ).first()


def lines_of(text: str) -> list[DutyLine]:
    """The lines that a note keeps as one text."""
    kept = set(text.split(","))
    return [one for one in DutyLine if one in kept]


def learned(
    weeks: dict[date, list[Pairing]], written: dict[tuple[date, str], PairNote]
) -> dict[str, set[DutyLine]]:
    """Which lines each has learned from partners."""
    found: dict[str, set[DutyLine]] = defaultdict(set)
    for monday, pairs in weeks.items():
        for pair in pairs:
            note = written.get((monday, pair.one_id))
            if note is not None:
                found[pair.one_id] |= set(lines_of(note.one_learned))
                found[pair.other_id] |= set(lines_of(note.other_learned))
    return dict(found)
