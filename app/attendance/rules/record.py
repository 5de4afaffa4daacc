"""Several touches make one record: the one that says most for the worker counts."""

from collections.abc import Sequence
from datetime import datetime

from app.attendance.rules.verdict import Evidence, Half, Verdict, punctual

FAVOUR = (Verdict.ON_TIME, Verdict.UNPROVED, Verdict.LATE)


def best(half: Half, found: Sequence[Evidence]) -> Evidence | None:
    """The evidence of the record: an honest first touch may arrive last, and a second one proves
    nothing against the first. None without any."""
    if len(found) < 2:
        return found[0] if found else None
    ranked = sorted(found, key=lambda one: _rank(half, one))
    return ranked[0]


def _rank(half: Half, evidence: Evidence) -> tuple[int, str, datetime, datetime]:
    favour = FAVOUR.index(punctual(half, evidence))
    return favour, evidence.grade, evidence.latest, evidence.earliest
