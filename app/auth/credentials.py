"""Revoking keys, and the printed code."""

from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, update

from app.auth.models import Credential, Invitation, RecoveryCode, SignIn
from app.auth.queries import keys_of
from app.auth.sessions import end_sessions
from app.auth.tokens import hashed, new_code, plain_code
from app.auth.trail import note
from app.org.models import Person


def revoke(session: Session, now: datetime, key: Credential, person: Person, by: str) -> None:
    """End a key: its sessions, those of its phone, and invitations still open die with it."""
    if key.revoked_at is not None:
        return
    key.revoked_at, key.revoked_by = now, by
    session.add(key)
    of_key = col(SignIn.key_id) == key.id
    if key.device_id:
        same_phone = and_(
            col(SignIn.device_id) == key.device_id, col(SignIn.person_id) == person.id
        )
        end_sessions(session, now, or_(of_key, same_phone))
    else:
        end_sessions(session, now, of_key)
    withdraw_invitations(session, now, person.id)
    note(session, person, now, "device.revoked", by, key.id, {"kind": key.kind})


def revoke_all(session: Session, now: datetime, person: Person, by: str) -> None:
    """End every key, session and code of a person."""
    for key in keys_of(session, person.id):
        revoke(session, now, key, person, by)
    end_sessions(session, now, col(SignIn.person_id) == person.id)
    withdraw_code(session, now, person.id)


def print_code(session: Session, now: datetime, person: Person) -> str:
    """A new printed code in place of the old one; shown this once."""
    withdraw_code(session, now, person.id)
    code = new_code()
    session.add(
        RecoveryCode(
            code_hash=hashed(plain_code(code)),
            person_id=person.id,
            community_id=person.community_id,
            made_at=now,
        )
    )
    note(session, person, now, "recovery_code.made", person.id, person.id)
    return code


def withdraw_code(session: Session, now: datetime, person_id: str) -> None:
    """Make a printed code useless."""
    session.exec(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.person_id) == person_id,
            col(RecoveryCode.used_at).is_(None),
            col(RecoveryCode.withdrawn_at).is_(None),
        )
        .values(withdrawn_at=now)
    )


def withdraw_invitations(session: Session, now: datetime, person_id: str) -> None:
    """Make every open invitation of a person useless."""
    session.exec(
        update(Invitation)
        .where(
            col(Invitation.person_id) == person_id,
            col(Invitation.used_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
        )
        .values(withdrawn_at=now)
    )
