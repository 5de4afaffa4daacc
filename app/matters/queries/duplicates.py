"""Open matters that may be the same as another: looked for among the newest of the same place and
of the community, within what the reader may see (row R182)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import false, or_, true
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.auth.principal import Principal
from app.matters.forms.door import TRIED
from app.matters.models import Matter
from app.matters.queries.sight import seen_clause
from app.matters.rules.duplicates import Ground, Reported, maybe_same

# Of the same building or class there are a few; words are compared with the newest of the rest.
MOST_NEAR, MOST_NEW = 100, 300


@dataclass(frozen=True, slots=True)
class Alike:
    """An open matter that may be the same, and why."""

    id: str
    number: str
    title: str
    stage: str
    ground: Ground


def alike(session: Session, reader: Principal, report: Reported) -> list[Alike]:
    """The open matters that may be about the same as `report`, the likeliest first."""
    near = or_(
        col(Matter.building_id) == report.building if report.building else false(),
        col(Matter.problem) == report.problem if report.problem else false(),
    )
    rows = {
        one.id: one
        for which, most in ((near, MOST_NEAR), (true(), MOST_NEW))
        for one in session.execute(
            columns(
                col(Matter.id), col(Matter.number), col(Matter.title), col(Matter.stage),
                col(Matter.building_id), col(Matter.place), col(Matter.problem), col(Matter.words),
            )
            .where(seen_clause(reader), col(Matter.closed_at).is_(None), which)
            .order_by(col(Matter.opened_at).desc())
            .limit(most)
        )
    }  # fmt: skip
    others = [
        Reported(one.id, one.building_id or "", one.place, one.problem, _said(one.title, one.words))
        for one in rows.values()
    ]
    return [
        Alike(one.id, rows[one.id].number, rows[one.id].title, rows[one.id].stage, one.ground)
        for one in maybe_same(report, others)
    ]


def alike_to(session: Session, reader: Principal, matter: Matter) -> Sequence[Alike]:
    """For a matter's own page: what it may be the same as, while it is open. Never merges."""
    if matter.closed_at is not None:
        return []
    words = _said(matter.title, matter.words)
    report = Reported(matter.id, matter.building_id or "", matter.place, matter.problem, words)
    return alike(session, reader, report)


def _said(title: str, words: str) -> str:
    """Title and words as one text: either may hold what the other leaves out. What was tried on the
    spot is said of any two reports alike."""
    for tried in TRIED.values():
        words = words.replace(tried.msgid, "")
    return f"{title}\n{words}"
