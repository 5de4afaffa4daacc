"""An area's officer opens and closes departments, and says who sits there (row R94).

Each step stands in the chain of the area.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.org.models import Area, Holding, Person, Post
from app.referrals.forms.departments import DepartmentEntry, SeatEntry
from app.referrals.models import Department, DepartmentSeat
from app.referrals.queries.departments import departments_in, seats_of
from app.station.commands.posts import NOT_BEGUN, Refused

KNOWN = Message("已经有这个部门")
OF_A_COMMUNITY = Message("社区的工作人员不能当部门人员")
SITS = Message("这个人已经在任")
STILL_SITS = Message("还有人在任，请先结束任命")


def open_department(
    session: Session, area: Area, entry: DepartmentEntry, by: str, now: datetime
) -> Department:
    """A department to which communities below the area may pass something on. Raises Refused for a
    name that is taken."""
    _lock(session, area.id)
    if any(one.name == entry.name for one in departments_in(session, [area.id])):
        raise Refused("name", KNOWN)
    made = Department(
        id=uuid7(), area_id=area.id, name=entry.name, kind=entry.kind.value, since=now, made_by=by
    )
    session.add(made)
    session.flush()
    said = {"name": made.name, "kind": made.kind}
    audit.record(session, area.id, now, "department.opened", by, made.id, said)
    return made


def close_department(session: Session, department: Department, by: str, now: datetime) -> None:
    """Nothing more is passed on to it; what it has, its communities take back themselves. Raises
    Refused while somebody sits there."""
    _lock(session, department.area_id)
    if seats_of(session, [department], now)[department.id]:
        raise Refused("department", STILL_SITS)
    department.until = now
    session.add(department)
    session.flush()
    audit.record(session, department.area_id, now, "department.closed", by, department.id)


def seat(
    session: Session, department: Department, person: Person, entry: SeatEntry, by: str,
    now: datetime,
) -> Holding:  # fmt: skip
    """Somebody answers for a department from a moment on. Raises Refused for somebody who works in
    a community, or sits there already."""
    _lock(session, department.area_id)
    if person.community_id is not None:
        raise Refused("person", OF_A_COMMUNITY)
    sitting = seats_of(session, [department], now)[department.id]
    if any(one.person_id == person.id for one in sitting):
        raise Refused("person", SITS)
    held = Holding(
        id=uuid7(), area_id=department.area_id, person_id=person.id,
        post=Post.DEPARTMENT_OFFICER, since=entry.at,
    )  # fmt: skip
    session.add(held)
    session.flush()
    session.add(DepartmentSeat(holding_id=held.id, department_id=department.id))
    session.flush()
    _note(session, department, "post.joined", held, by, now, entry.reason)
    return held


def seat_new(
    session: Session, department: Department, entry: SeatEntry, by: str, now: datetime
) -> Person:
    """The same for somebody who was not here yet: they are invited like an officer."""
    person = Person(id=uuid7(), community_id=None, name=entry.name, phone=entry.phone)
    session.add(person)
    session.flush()
    seat(session, department, person, entry, by, now)
    return person


def unseat(
    session: Session, department: Department, held: Holding, at: datetime, reason: str, by: str,
    now: datetime,
) -> None:  # fmt: skip
    """A seat ends; one that has not begun by then never was. Raises Refused."""
    _lock(session, department.area_id)
    if at > held.since:
        held.until = at
        session.add(held)
        session.flush()
        _note(session, department, "post.left", held, by, now, reason)
        return
    if held.since <= now:
        raise Refused("at", NOT_BEGUN)
    _note(session, department, "post.left", held, by, now, reason)
    session.delete(session.get_one(DepartmentSeat, held.id))
    session.flush()
    session.delete(held)
    session.flush()


def _lock(session: Session, area_id: str) -> None:
    """Make everybody else who changes this area's departments wait."""
    session.exec(select(Area).where(col(Area.id) == area_id).with_for_update()).one()
    if not audit.lock_heads(session, [area_id]):
        audit.start_chain(session, area_id)


def _note(
    session: Session, department: Department, kind: str, held: Holding, by: str, now: datetime,
    reason: str,
) -> None:  # fmt: skip
    said: dict[str, Any] = {
        "person": held.person_id,
        "post": held.post,
        "department": department.id,
        "at": held.since.isoformat(),
        "until": held.until.isoformat() if held.until else None,
        "reason": reason,
    }
    audit.record(session, department.area_id, now, kind, by, held.id, said)
