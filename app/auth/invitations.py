"""Invitations: a link or QR code that registers one key, once, within a day."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from app.auth import credentials
from app.auth.models import Credential, Invitation, KeyKind, Recovery, RecoveryEnd
from app.auth.problems import InvitationOver
from app.auth.queries import ever_had_key
from app.auth.rules import (
    TOKEN_SHAPE,
    Purpose,
    invitation_ends,
    may_invite_first,
    open_invitation,
)
from app.auth.tokens import hashed, new_token
from app.auth.trail import note
from app.kit.ids import uuid7
from app.org.models import Person


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just proved, before it belongs to anybody."""

    kind: KeyKind
    handle: str
    public_key: bytes
    name: str
    device_id: str
    sign_count: int = 0
    backed_up: bool = False
    pin_hash: str = ""


def invite(
    session: Session,
    now: datetime,
    person: Person,
    made_by: str,
    purpose: Purpose,
    recovery: Recovery | None = None,
) -> str:
    """A new invitation for `person`; those that were open are withdrawn. Returns its token.

    Raises PermissionError when one officer alone may not invite this person any more.
    """
    one_at_a_time(session, person.id)
    if purpose is Purpose.FIRST and not may_invite_first(ever_had_key(session, person.id)):
        raise PermissionError("has had a key")
    credentials.withdraw_invitations(session, now, person.id)
    token = new_token()
    row = Invitation(
        id=uuid7(),
        token_hash=hashed(token),
        person_id=person.id,
        community_id=person.community_id,
        purpose=purpose,
        made_by=made_by,
        made_at=now,
        expires_at=invitation_ends(now, recovery.expires_at if recovery else None),
        recovery_id=recovery.id if recovery else None,
    )
    session.add(row)
    session.flush()
    note(session, person, now, "invitation.made", made_by, row.id, {"purpose": purpose})
    return token


def find(session: Session, now: datetime, token: str) -> tuple[Invitation, Person]:
    """The open invitation of a token. Raises InvitationOver."""
    if TOKEN_SHAPE.fullmatch(token) is None:
        raise InvitationOver
    found = session.exec(
        select(Invitation, Person)
        .join(Person, col(Person.id) == Invitation.person_id)
        .where(Invitation.token_hash == hashed(token))
    ).first()
    if found is None:
        raise InvitationOver
    invitation, person = found
    withdrawn = invitation.withdrawn_at is not None
    if withdrawn or not open_invitation(invitation.expires_at, invitation.used_at, now):
        raise InvitationOver
    if invitation.purpose == Purpose.FIRST and ever_had_key(session, person.id):
        raise InvitationOver
    return invitation, person


def use(session: Session, now: datetime, token: str, new: NewKey) -> tuple[Credential, Person]:
    """Register a key by an invitation, which is used up. Raises InvitationOver."""
    invitation, person = find(session, now, token)
    one_at_a_time(session, person.id)
    invitation, person = find(session, now, token)
    # The condition makes two phones that use one link at the same moment one and a refusal.
    claimed = session.exec(
        update(Invitation)
        .where(
            col(Invitation.id) == invitation.id,
            col(Invitation.used_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
        )
        .values(used_at=now)
    )
    if claimed.rowcount != 1:
        raise InvitationOver
    if invitation.purpose == Purpose.RECOVERY:
        _restore(session, now, invitation, person)
    key = Credential(
        id=new.handle if new.kind is KeyKind.DEVICE_KEY else uuid7(),
        person_id=person.id,
        community_id=person.community_id,
        kind=new.kind,
        handle=new.handle,
        public_key=new.public_key,
        sign_count=new.sign_count,
        backed_up=new.backed_up,
        pin_hash=new.pin_hash,
        name=new.name[:60],
        device_id=new.device_id,
        added_at=now,
    )
    session.add(key)
    session.flush()
    said = {"kind": new.kind, "invitation": invitation.id, "purpose": invitation.purpose}
    note(session, person, now, f"{new.kind}.added", person.id, key.id, said)
    return key, person


def one_at_a_time(session: Session, person_id: str) -> None:
    """Make everybody who changes this person's keys wait until this transaction is over."""
    session.exec(select(Person.id).where(Person.id == person_id).with_for_update()).one()


def _restore(session: Session, now: datetime, invitation: Invitation, person: Person) -> None:
    """The new phone replaces everything that was lost with the old one."""
    credentials.revoke_all(session, now, person, invitation.made_by)
    recovery = session.get(Recovery, invitation.recovery_id)
    if recovery is None or recovery.closed_at is not None or recovery.confirmed_by is None:
        raise InvitationOver
    recovery.closed_at, recovery.closed_by, recovery.outcome = now, person.id, RecoveryEnd.RESTORED
    session.add(recovery)
    note(session, person, now, "recovery.done", person.id, recovery.id)
