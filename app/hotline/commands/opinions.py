"""Opinions written down and struck off one by one (row R133), and what a worker adds to a day."""

from datetime import date, datetime

from sqlmodel import Session

from app.hotline.commands.months import keep_day_open
from app.hotline.forms.opinions import OpinionForm
from app.hotline.models import DailyNote, Opinion
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.matters.models import Matter
from app.org.models import Community, Grid

STRUCK = Message("这条意见已经注销")


def write_opinion(
    session: Session, community_id: str, by: str, form: OpinionForm, grid: str | None, now: datetime
) -> Opinion:
    """A new opinion, of the grid that its source lies in, or of the one that was chosen."""
    opinion = Opinion(
        id=uuid7(), community_id=community_id, grid_id=grid or form.grid_id, line=form.line,
        visit_id=form.visit_id, entry_id=form.entry_id, words=form.words, by=by, at=now,
    )  # fmt: skip
    session.add(opinion)
    session.flush()
    said = {"line": opinion.line, "grid": opinion.grid_id}
    audit.record(session, community_id, now, "opinion.written", by, opinion.id, said)
    return opinion


def strike(
    session: Session, opinion: Opinion, matter: Matter, result: str, by: str, now: datetime
) -> None:
    """Strike an opinion off, with the matter whose result answers it. Raises Conflict when it is
    struck off already."""
    session.refresh(opinion, with_for_update=True)
    if opinion.struck_at is not None:
        raise Conflict(STRUCK)
    opinion.matter_id, opinion.struck_by, opinion.struck_at = matter.id, by, now
    opinion.result = result
    session.add(opinion)
    session.flush()
    said = {"matter": matter.id}
    audit.record(session, opinion.community_id, now, "opinion.struck", by, opinion.id, said)


def note_day(
    session: Session, community: Community, grid: Grid, on: date, words: str, by: str, now: datetime
) -> None:
    """What is added to a grid's day; empty words take it away. Raises Conflict in a closed month
    (rows R131, R134)."""
    keep_day_open(session, community, on)
    note = session.get(DailyNote, (grid.id, on))
    if note is None:
        note = DailyNote(grid_id=grid.id, on=on, community_id=community.id, by=by, at=now)
    note.words, note.by, note.at = words, by, now
    session.add(note)
    session.flush()
    audit.record(session, community.id, now, "day.noted", by, grid.id, {"on": on.isoformat()})
