"""Passkeys, device keys, invitations, sessions and recoveries."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, LargeBinary
from sqlmodel import Field, SQLModel

from app.org.models import moment


class KeyKind(StrEnum):
    """What a person signs in with."""

    PASSKEY = "passkey"
    DEVICE_KEY = "device_key"


class SignIn(SQLModel, table=True):
    """A session. The cookie holds an opaque token; only its SHA-256 stands here."""

    __tablename__ = "sign_in_session"
    token_hash: str = Field(primary_key=True, min_length=64, max_length=64)
    id: str = Field(unique=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True)
    community_id: str | None = Field(default=None, index=True, max_length=36)
    device_id: str = Field(default="", max_length=36)
    key_id: str = Field(default="", max_length=36, index=True)
    agent: str = Field(default="", max_length=120)
    started_at: datetime = moment()
    seen_at: datetime = moment()
    expires_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    way: str = Field(default="passkey", max_length=12)


class Credential(SQLModel, table=True):
    """A passkey, or the device key and PIN of a phone without passkeys. Rows are never deleted:
    whether somebody ever had a key decides who may invite them."""

    __table_args__ = (
        CheckConstraint("kind <> 'device_key' OR pin_hash <> ''", name="device_key_has_pin"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
    )
    id: str = Field(primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True)
    community_id: str | None = Field(default=None, index=True, max_length=36)
    kind: str = Field(max_length=12)
    # The authenticator's own id of a passkey (base64url), the row's id of a device key.
    handle: str = Field(unique=True, max_length=1400)
    public_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sign_count: int = Field(default=0, ge=0)
    backed_up: bool = False
    pin_hash: str = Field(default="", max_length=120)
    tries: int = 0
    locked_until: datetime | None = moment(nullable=True)
    name: str = Field(default="", max_length=60)
    device_id: str = Field(default="", max_length=36)
    added_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)
    revoked_at: datetime | None = moment(nullable=True)
    revoked_by: str = Field(default="", max_length=36)


class Invitation(SQLModel, table=True):
    """A link to register one key, once, within a day. Only the hash of its token stands here."""

    id: str = Field(primary_key=True, max_length=36)
    token_hash: str = Field(unique=True, min_length=64, max_length=64)
    person_id: str = Field(foreign_key="person.id", index=True)
    community_id: str | None = Field(default=None, index=True, max_length=36)
    purpose: str = Field(max_length=10)
    made_by: str = Field(max_length=36)
    made_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)
    withdrawn_at: datetime | None = moment(nullable=True)
    recovery_id: str | None = Field(default=None, foreign_key="recovery.id")


class RecoveryEnd(StrEnum):
    """How a recovery came out."""

    REFUSED = "refused"
    RESTORED = "restored"


class Recovery(SQLModel, table=True):
    """A lost phone: one officer opens it, another confirms, then an invitation can be made."""

    __table_args__ = (
        CheckConstraint("opened_by <> person_id", name="opener_is_another"),
        CheckConstraint(
            "confirmed_by IS NULL OR (confirmed_by <> opened_by AND confirmed_by <> person_id)",
            name="confirmer_is_a_third",
        ),
        CheckConstraint("confirmed_by IS NULL OR told_by IS NOT NULL", name="told_before"),
    )
    id: str = Field(primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True)
    community_id: str | None = Field(default=None, index=True, max_length=36)
    opened_by: str = Field(foreign_key="person.id")
    opened_at: datetime = moment()
    expires_at: datetime = moment()
    confirmed_by: str | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = moment(nullable=True)
    # Who told the owner of the phone, by telephone or face to face, and when.
    told_by: str | None = Field(default=None, foreign_key="person.id")
    told_at: datetime | None = moment(nullable=True)
    closed_by: str = Field(default="", max_length=36)
    closed_at: datetime | None = moment(nullable=True)
    outcome: str = Field(default="", max_length=10)


class RecoveryCode(SQLModel, table=True):
    """The code on a sheet of paper: 128 bits, shown once, hashed here, good for one sign-in."""

    __tablename__ = "recovery_code"
    code_hash: str = Field(primary_key=True, min_length=64, max_length=64)
    person_id: str = Field(foreign_key="person.id", index=True)
    community_id: str | None = Field(default=None, index=True, max_length=36)
    made_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)
    withdrawn_at: datetime | None = moment(nullable=True)


class Challenge(SQLModel, table=True):
    """A question put to one key: answered once, within five minutes."""

    challenge_hash: str = Field(primary_key=True, min_length=64, max_length=64)
    purpose: str = Field(max_length=50)
    expires_at: datetime = moment(index=True)
