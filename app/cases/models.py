"""What is kept of a case: what it is about, the steps taken in it, and what was handed in (R111).

Where a case stands is never stored: it follows from its steps and the moment (rules/state.py).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from app.org.models import moment

RUNNING = text("closed_at IS NULL")


class CaseFile(SQLModel, table=True):
    """What a case is about. `subject`: the facts that opened it, a check that does not match or
    lateness that is proved. `checkers` found them, `barred` have a conflict of interest; neither
    may decide anything. `told`: the stage that people were told of last."""

    __tablename__ = "case_file"
    __table_args__ = (
        Index(
            "case_file_open",
            "community_id",
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    worker_id: str = Field(foreign_key="person.id", index=True)
    check_id: str | None = Field(default=None, foreign_key="spot_check.id", unique=True)
    subject: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    checkers: list[str] = Field(sa_column=Column(JSON, nullable=False))
    barred: list[str] = Field(sa_column=Column(JSON, nullable=False))
    happened_at: datetime = moment()
    known_at: datetime = moment()
    opened_at: datetime = moment()
    told: str = Field(default="", max_length=20)
    closed_at: datetime | None = moment(nullable=True)
    erased_at: datetime | None = moment(nullable=True)
    """When the words of everybody in it went, because they had been kept for their time."""


class CaseStep(SQLModel, table=True):
    """One step, only ever added: `number` counts within the case, `by` is a person or "system"."""

    __tablename__ = "case_step"
    case_id: str = Field(primary_key=True, foreign_key="case_file.id", max_length=36)
    number: int = Field(primary_key=True, ge=1)
    community_id: str = Field(foreign_key="community.id", index=True)
    kind: str = Field(max_length=16)
    at: datetime = moment()
    by: str = Field(max_length=36)
    role: str = Field(max_length=20)
    said: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class RecordKind(StrEnum):
    """What was handed in."""

    WITNESS = "witness"
    DOCUMENT = "document"
    PHOTO = "photo"


class CaseRecord(SQLModel, table=True):
    """Something handed in with a notice or a reply, so that reasons can point at it. `source` says
    whose word it is: the id of somebody of the staff, or a name."""

    __tablename__ = "case_record"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    kind: str = Field(max_length=8)
    source: str = Field(default="", max_length=40)
    words: str = Field(default="", max_length=1000)
    photo: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()
