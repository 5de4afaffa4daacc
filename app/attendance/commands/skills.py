"""The head certifies what somebody can do (row R104)."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, select

from app.attendance.models import Skill
from app.kit import audit
from app.station.commands.settings import lock


def certify(
    session: Session, now: datetime, community_id: str, by: str, person: str, lines: Collection[str]
) -> None:
    """Exactly these lines from now on; what stays keeps its day."""
    lock(session, community_id)
    held = session.exec(
        select(Skill).where(Skill.person_id == person, Skill.community_id == community_id)
    ).all()
    for one in held:
        if one.line not in lines:
            session.delete(one)
    for line in sorted(set(lines) - {one.line for one in held}):
        session.add(Skill(person_id=person, line=line, community_id=community_id, by=by, at=now))
    session.flush()
    said = {"was": sorted(one.line for one in held), "now": sorted(set(lines))}
    audit.record(session, community_id, now, "skills.certified", by, person, said)
