"""What has arrived: envelopes with their receipts."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.org.models import moment


class Received(SQLModel, table=True):
    """An envelope and the one receipt it was given. `text` is gone after its retention period."""

    __table_args__ = (UniqueConstraint("community_id", "seq"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    seq: int
    kind: str = Field(max_length=20)
    author_id: str = Field(foreign_key="person.id", index=True)
    device_id: str = Field(default="", max_length=36)
    digest: str = Field(min_length=64, max_length=64)
    text: str | None = None
    outcome: str = Field(max_length=12)
    reason: str = Field(default="", max_length=40)
    received_at: datetime = moment()
    receipt: str = Field(max_length=600)


class Device(SQLModel, table=True):
    """A phone that sends records, as it last described itself; its id is made on the phone."""

    id: str = Field(primary_key=True, max_length=36)
    person_id: str = Field(primary_key=True, foreign_key="person.id")
    community_id: str | None = Field(default=None, foreign_key="community.id", index=True)
    first_contact: datetime = moment()
    last_contact: datetime = moment()
    build: str = Field(default="", max_length=16)
    unsent: int = Field(default=0, ge=0)
    refused: int = Field(default=0, ge=0, sa_column_kwargs={"server_default": "0"})
    oldest: datetime | None = moment(nullable=True)
    persisted: bool = False
    lost: bool = False
    # A lead said that nobody uses it any more; its next contact takes that back.
    retired_at: datetime | None = moment(nullable=True)
