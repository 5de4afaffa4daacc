"""Looking up keys, invitations and recoveries; every query of people's data takes a scope."""

from datetime import datetime

from sqlmodel import Session, and_, col, func, or_, select

from app.auth.models import (
    Credential,
    Invitation,
    KeyKind,
    Recovery,
    RecoveryCode,
    RecoveryEnd,
    SignIn,
)
from app.auth.rules import RECOVERY_TOLD_FOR
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.org.models import Holding, Person, open_on


def known_id(given: str) -> str:
    """An id out of an address, which may be anything. Raises NotFound when it is no id."""
    if not is_uuid(given):
        raise NotFound
    return given


def name_of(session: Session, person_id: str | None) -> str:
    """What a person is called; empty for nobody."""
    person = session.get(Person, person_id) if person_id else None
    return person.name if person else ""


def keys_of(session: Session, person_id: str) -> list[Credential]:
    """A person's keys that still work, oldest first."""
    found = session.exec(
        select(Credential)
        .where(Credential.person_id == person_id, col(Credential.revoked_at).is_(None))
        .order_by(col(Credential.added_at), Credential.id)
    )
    return list(found)


def pin_key_of(session: Session, session_id: str) -> Credential | None:
    """The device key with which a session was opened; None when another way was taken."""
    return session.exec(
        select(Credential)
        .join(SignIn, col(SignIn.key_id) == Credential.id)
        .where(
            SignIn.id == session_id,
            Credential.kind == KeyKind.DEVICE_KEY,
            col(Credential.revoked_at).is_(None),
        )
    ).first()


def key_counts(session: Session, person_ids: list[str]) -> dict[str, int]:
    """How many working keys each of these people has."""
    found = session.exec(
        select(Credential.person_id, func.count())
        .where(col(Credential.person_id).in_(person_ids), col(Credential.revoked_at).is_(None))
        .group_by(col(Credential.person_id))
    )
    return dict(found.all())


def lost_phones(session: Session, person_ids: list[str], now: datetime) -> set[str]:
    """Those of these people whose recovery is under way."""
    found = session.exec(
        select(Recovery.person_id).where(
            col(Recovery.person_id).in_(person_ids),
            col(Recovery.closed_at).is_(None),
            col(Recovery.expires_at) > now,
        )
    )
    return set(found)


def passkey_handles(session: Session, person_id: str) -> list[str]:
    """The handles of a person's passkeys that still work."""
    return [one.handle for one in keys_of(session, person_id) if one.kind == KeyKind.PASSKEY]


def device_key_handles(session: Session, person_id: str) -> list[str]:
    """The handles of the keys of a person's phones without passkeys that still work."""
    return [one.handle for one in keys_of(session, person_id) if one.kind == KeyKind.DEVICE_KEY]


def handle_taken(session: Session, handle: str) -> bool:
    """Whether a key with this handle is known, whoever's it is."""
    found = session.exec(select(Credential.id).where(Credential.handle == handle))
    return found.first() is not None


def ever_had_key(session: Session, person_id: str) -> bool:
    """Whether the person ever registered a key, even one revoked since."""
    found = session.exec(select(Credential.id).where(Credential.person_id == person_id).limit(1))
    return found.first() is not None


def open_invitations(session: Session, person_ids: list[str], now: datetime) -> list[Invitation]:
    """Invitations that still work, of these people."""
    found = session.exec(
        select(Invitation).where(
            col(Invitation.person_id).in_(person_ids),
            col(Invitation.used_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
            col(Invitation.expires_at) > now,
        )
    )
    return list(found)


def open_recovery(session: Session, person_id: str, now: datetime) -> Recovery | None:
    """The recovery of a person that is under way."""
    return session.exec(
        select(Recovery).where(
            Recovery.person_id == person_id,
            col(Recovery.closed_at).is_(None),
            col(Recovery.expires_at) > now,
        )
    ).first()


def recovery_to_tell(session: Session, person_id: str, now: datetime) -> Recovery | None:
    """The recovery that a person must hear of on every page: under way, or used lately."""
    under_way = and_(col(Recovery.closed_at).is_(None), col(Recovery.expires_at) > now)
    used_lately = and_(
        col(Recovery.outcome) == RecoveryEnd.RESTORED,
        col(Recovery.closed_at) > now - RECOVERY_TOLD_FOR,
    )
    return session.exec(
        select(Recovery)
        .where(Recovery.person_id == person_id, or_(under_way, used_lately))
        .order_by(col(Recovery.opened_at).desc())
        .limit(1)
    ).first()


def stopped_lately(session: Session, person_id: str, now: datetime) -> bool:
    """Whether the person stopped a recovery of their own within a day."""
    found = session.exec(
        select(Recovery.id).where(
            Recovery.person_id == person_id,
            Recovery.closed_by == person_id,
            Recovery.outcome == RecoveryEnd.REFUSED,
            col(Recovery.closed_at) > now - RECOVERY_TOLD_FOR,
        )
    )
    return found.first() is not None


def has_recovery_code(session: Session, person_id: str) -> bool:
    """Whether the person holds a printed code that still works."""
    found = session.exec(
        select(RecoveryCode.code_hash).where(
            RecoveryCode.person_id == person_id,
            col(RecoveryCode.used_at).is_(None),
            col(RecoveryCode.withdrawn_at).is_(None),
        )
    )
    return found.first() is not None


def staff_of(
    session: Session, area_ids: list[str], now: datetime
) -> list[tuple[Person, list[Holding]]]:
    """People who hold a post now in one of these areas, with those posts, by name."""
    rows = session.exec(
        select(Person, Holding)
        .join(Holding, col(Holding.person_id) == Person.id)
        .where(col(Holding.area_id).in_(area_ids))
        .order_by(Person.name, Person.id)
    )
    found: dict[str, tuple[Person, list[Holding]]] = {}
    for person, holding in rows:
        if open_on(holding.since, holding.until, now):
            found.setdefault(person.id, (person, []))[1].append(holding)
    return list(found.values())


def first_sign_ins(session: Session, people: set[str]) -> dict[str, datetime]:
    """When each of `people` first signed in: no phone wrote anything of theirs before that."""
    if not people:
        return {}
    rows = session.exec(
        select(col(SignIn.person_id), func.min(col(SignIn.started_at)))
        .where(col(SignIn.person_id).in_(people))
        .group_by(col(SignIn.person_id))
    )
    return dict(rows.all())
