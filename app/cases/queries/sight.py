"""Who sees a case, and as what they may act in it (R111).

Its worker sees it from the first day. Leads see those of their community. Whoever judges from
outside sees a case only while it stands before them, and afterwards only what they judged
themselves; nobody who found it, or has a conflict of interest, sees it as a judge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from app.auth.principal import Principal
from app.cases.models import CaseFile
from app.cases.queries.whole import Whole, case_of, wholes
from app.cases.rules.measures import Measure
from app.cases.rules.state import Stage
from app.cases.rules.steps import AppealDecision, Role, Vote
from app.org.judging import judges_in
from app.org.models import Area, Post
from app.org.scope import scope_of
from app.spotchecks.queries.readings import unread_by

MOST = 200
STAFF = {
    Post.GRID_LEAD: Role.GRID_LEAD,
    Post.STATION_HEAD: Role.STATION_HEAD,
    Post.DATA_STEWARD: Role.DATA_STEWARD,
}
JUDGES = {Post.PANEL_MEMBER: Role.PANEL_MEMBER, Post.APPEAL_OFFICER: Role.APPEAL_OFFICER}
LEADING = frozenset({Role.GRID_LEAD, Role.STATION_HEAD})
# While a case stands before the panel: of what has ended only those who voted are left.
BEFORE_THE_PANEL = (Stage.DECIDING, Stage.FOUND, Stage.MEASURED, Stage.APPEALED)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with what they hold now, and where."""

    id: str
    own: str | None
    """The community in which they work."""
    staff: frozenset[Role]
    judges: Mapping[str, frozenset[Post]]
    street: frozenset[str]
    """The communities below a street officer."""
    unread: frozenset[str]
    """The checks that they are still to compare once more, without knowing what came of them."""

    def roles(self, file: CaseFile) -> frozenset[Role]:
        """As what they may act in a case. In one's own matter everybody is only its worker."""
        if file.worker_id == self.id:
            return frozenset({Role.WORKER})
        found = self.staff if self.own == file.community_id else frozenset[Role]()
        found |= {JUDGES[one] for one in self.judges.get(file.community_id, frozenset())}
        return found | {Role.STREET_OFFICER} if file.community_id in self.street else found


def reader_of(session: Session, person: Principal, now: datetime) -> Reader:
    """Who is asking, for every case they may ask about."""
    street: frozenset[str] = frozenset()
    if Post.STREET_OFFICER in person.posts:
        below = session.exec(select(Area.id).where(Area.parent_id == person.area_id))
        street = frozenset(below)
    staff = frozenset(STAFF[one] for one in person.posts if one in STAFF)
    judges = judges_in(session, person.id, now)
    unread = frozenset(unread_by(session, scope_of(person, now)))
    return Reader(person.id, person.community_id, staff, judges, street, unread)


def sees(whole: Whole, reader: Reader) -> bool:
    """Whether a case is for this reader's eyes now."""
    roles = reader.roles(whole.file)
    if whole.file.check_id in reader.unread:
        return False
    if Role.WORKER in roles or roles & LEADING:
        return True
    stage = whole.state.stage
    if Role.DATA_STEWARD in roles and stage is Stage.OPEN:
        return True
    if _judges(whole, reader, roles):
        return True
    recommended = whole.state.level is Measure.RECOMMENDATION
    return Role.STREET_OFFICER in roles and recommended and stage in (Stage.FINAL, Stage.EXPORTED)


def _judges(whole: Whole, reader: Reader, roles: frozenset[Role]) -> bool:
    """Whether the case stands before this reader, or was judged by them."""
    if reader.id in (*whole.file.checkers, *whole.file.barred):
        return False
    stage, taken = whole.state.stage, {type(one) for one in whole.steps if one.by == reader.id}
    if Role.PANEL_MEMBER in roles and (stage in BEFORE_THE_PANEL or Vote in taken):
        return True
    return Role.APPEAL_OFFICER in roles and (stage is Stage.APPEALED or AppealDecision in taken)


def seen_case(session: Session, reader: Reader, case_id: str, now: datetime) -> Whole | None:
    """A case that this reader may see, or None."""
    found = case_of(session, case_id, now)
    return found if found is not None and sees(found, reader) else None


def seen_cases(session: Session, reader: Reader, now: datetime) -> list[Whole]:
    """Every case that this reader may see, the newest first."""
    communities = set(reader.judges) | reader.street
    if reader.own and reader.staff:
        communities.add(reader.own)
    mine = col(CaseFile.worker_id) == reader.id
    files = session.exec(
        select(CaseFile)
        .where(or_(mine, col(CaseFile.community_id).in_(communities)))
        .order_by(col(CaseFile.opened_at).desc(), col(CaseFile.id))
        .limit(MOST)
    ).all()
    return [one for one in wholes(session, files, now) if sees(one, reader)]


def open_files(session: Session) -> list[CaseFile]:
    """Every case that is not closed, of every community: for the clock."""
    rows = select(CaseFile).where(col(CaseFile.closed_at).is_(None))
    return list(session.exec(rows.order_by(col(CaseFile.id))))
