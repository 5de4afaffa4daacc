"""A lost phone, restored by two officers: one opens, another confirms, the first hands over.

No single person can register a key for somebody else who ever had one (row B39).
"""

from datetime import datetime

from sqlmodel import Session

from app.auth.credentials import withdraw_invitations
from app.auth.invitations import invite, one_at_a_time
from app.auth.models import Recovery, RecoveryEnd
from app.auth.principal import Principal, held_by
from app.auth.queries import known_id, open_recovery
from app.auth.rules import RECOVERY_LASTS, Purpose, two_officers
from app.auth.trail import note
from app.kit.ids import uuid7
from app.kit.problems import Conflict, NotAllowed, NotFound
from app.org.areas import ids_above
from app.org.models import Person, Post

OFFICERS = frozenset((Post.STREET_OFFICER, Post.DISTRICT_OFFICER))


def may_open(session: Session, who: Principal, person: Person, now: datetime) -> bool:
    """Whether `who` may report that `person` lost their phone."""
    head = Post.STATION_HEAD in who.posts and person.community_id == who.community_id is not None
    return who.id != person.id and (head or oversees(session, who, person, now))


def oversees(session: Session, who: Principal, person: Person, now: datetime) -> bool:
    """Whether `who` is an officer of the street or district in which `person` works."""
    if not who.posts & OFFICERS or who.id == person.id:
        return False
    area = person.community_id or next((h.area_id for h in held_by(session, person.id, now)), "")
    return who.area_id in ids_above(session, area)


def open_for(session: Session, now: datetime, who: Principal, person: Person) -> Recovery:
    """Report a lost phone. Raises NotAllowed, and Conflict when one is under way."""
    if not may_open(session, who, person, now):
        raise NotAllowed
    if open_recovery(session, person.id, now) is not None:
        raise Conflict
    row = Recovery(
        id=uuid7(),
        person_id=person.id,
        community_id=person.community_id,
        opened_by=who.id,
        opened_at=now,
        expires_at=now + RECOVERY_LASTS,
    )
    session.add(row)
    session.flush()
    note(session, person, now, "recovery.opened", who.id, row.id)
    return row


def under_way(session: Session, now: datetime, recovery_id: str) -> tuple[Recovery, Person]:
    """A recovery that is not closed, locked for this transaction. Raises NotFound."""
    row = session.get(Recovery, known_id(recovery_id))
    person = session.get(Person, row.person_id) if row else None
    if row is None or person is None:
        raise NotFound
    # The person first, as the new phone's registration does, or the two could wait for each other.
    one_at_a_time(session, person.id)
    session.refresh(row, with_for_update=True)
    if row.closed_at is not None or row.expires_at <= now:
        raise NotFound
    return row, person


def confirm(session: Session, now: datetime, who: Principal, recovery_id: str) -> None:
    """The second officer, who has told the owner of the phone, agrees.

    Raises NotFound out of scope, NotAllowed for the opener.
    """
    row, person = under_way(session, now, recovery_id)
    if not oversees(session, who, person, now):
        raise NotFound
    if not two_officers(person.id, row.opened_by, who.id):
        raise NotAllowed
    if row.confirmed_by is not None:
        raise Conflict
    row.told_by, row.told_at = who.id, now
    row.confirmed_by, row.confirmed_at = who.id, now
    session.add(row)
    note(session, person, now, "recovery.told", who.id, row.id)
    note(session, person, now, "recovery.confirmed", who.id, row.id)


def refuse(session: Session, now: datetime, who: Principal, recovery_id: str) -> None:
    """Stop a recovery: the owner of the phone, the opener, or an officer. Raises NotFound."""
    row, person = under_way(session, now, recovery_id)
    if who.id not in (person.id, row.opened_by) and not oversees(session, who, person, now):
        raise NotFound
    row.closed_at, row.closed_by, row.outcome = now, who.id, RecoveryEnd.REFUSED
    session.add(row)
    withdraw_invitations(session, now, person.id)
    note(session, person, now, "recovery.refused", who.id, row.id)


def hand_over(
    session: Session, now: datetime, who: Principal, recovery_id: str
) -> tuple[str, Person]:
    """The invitation of a confirmed recovery, for its opener to hand over. Returns its token.

    Raises NotFound for anybody else, and Conflict before it is confirmed.
    """
    row, person = under_way(session, now, recovery_id)
    if row.opened_by != who.id or not may_open(session, who, person, now):
        raise NotFound
    if row.confirmed_by is None:
        raise Conflict
    return invite(session, now, person, who.id, Purpose.RECOVERY, row), person
