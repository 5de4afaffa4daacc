"""Passkeys, device keys, invitations, sessions and recoveries."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.org.models import moment


class SignIn(SQLModel, table=True):
    """A session. The cookie holds an opaque token; only its SHA-256 stands here."""

    __tablename__ = "sign_in_session"
    token_hash: str = Field(primary_key=True, min_length=64, max_length=64)
    id: str = Field(unique=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True)
    community_id: str | None = Field(default=None, index=True, max_length=36)
    device_id: str = Field(default="", max_length=36)
    key_id: str = Field(default="", max_length=36)
    agent: str = Field(default="", max_length=120)
    started_at: datetime = moment()
    seen_at: datetime = moment()
    expires_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    way: str = Field(default="passkey", max_length=12)


