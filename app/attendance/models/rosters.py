"""Who serves where in a week: shifts, the hotline, swaps, pairs, and who can do what."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.org.models import moment


class RosterState(StrEnum):
    """A week is drafted, then holds; a later version replaces it and it stays as history."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"


class RosterWeek(SQLModel, table=True):
    """A version of a community's roster for the week that begins on `monday` (row R22)."""

    __tablename__ = "roster_week"
    __table_args__ = (
        UniqueConstraint("community_id", "monday", "version"),
        Index(
            "roster_week_draft", "community_id", "monday", unique=True,
            sqlite_where=text("state = 'draft'"), postgresql_where=text("state = 'draft'"),
        ),
        Index(
            "roster_week_holds", "community_id", "monday", unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
    )  # fmt: skip
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    monday: date
    version: int = Field(ge=1)
    state: str = Field(max_length=10)
    made_by: str = Field(foreign_key="person.id")
    made_at: datetime = moment()
    published_by: str | None = Field(default=None, foreign_key="person.id")
    published_at: datetime | None = moment(nullable=True)


class RosterShift(SQLModel, table=True):
    """One worker at post A (hall) or B (door) on a day, from one local hour until another."""

    __tablename__ = "roster_shift"
    __table_args__ = (CheckConstraint("ends > begins"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    week_id: str = Field(foreign_key="roster_week.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    on: date
    post: str = Field(max_length=1)
    begins: time
    ends: time


class HotlineDuty(SQLModel, table=True):
    """Who answers the hotline on a day, and who does when they cannot (row R145)."""

    __tablename__ = "hotline_duty"
    week_id: str = Field(primary_key=True, foreign_key="roster_week.id")
    on: date = Field(primary_key=True)
    community_id: str = Field(foreign_key="community.id")
    person_id: str = Field(foreign_key="person.id")
    backup_id: str | None = Field(default=None, foreign_key="person.id")


class SwapState(StrEnum):
    """Asked of a colleague, agreed by them, then granted by a lead; or refused by either."""

    ASKED = "asked"
    AGREED = "agreed"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Swap(SQLModel, table=True):
    """A worker asks to give a shift for a colleague's, with the lead's approval (row R24)."""

    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    shift_id: str = Field(foreign_key="roster_shift.id")
    other_shift_id: str = Field(foreign_key="roster_shift.id")
    asked_by: str = Field(foreign_key="person.id")
    asked_of: str = Field(foreign_key="person.id")
    reason: str = Field(default="", max_length=200)
    state: str = Field(max_length=10)
    asked_at: datetime = moment()
    agreed_at: datetime | None = moment(nullable=True)
    answered_by: str | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = moment(nullable=True)
    answer: str = Field(default="", max_length=200)


class Pairing(SQLModel, table=True):
    """Two who work together in the week that begins on `monday` (拍档, row R25)."""

    __tablename__ = "pairing"
    __table_args__ = (CheckConstraint("one_id < other_id"),)
    community_id: str = Field(primary_key=True, foreign_key="community.id")
    monday: date = Field(primary_key=True)
    one_id: str = Field(primary_key=True, foreign_key="person.id")
    other_id: str = Field(foreign_key="person.id")
    made_at: datetime = moment()


class PairNote(SQLModel, table=True):
    """What a pair writes at the week's end: what went well, and what each has learned (R25)."""

    __tablename__ = "pair_note"
    __table_args__ = (UniqueConstraint("community_id", "monday", "one_id"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    monday: date
    one_id: str = Field(foreign_key="person.id")
    summary: str = Field(max_length=1000)
    # The duty lines that each of the two has learned from the other.
    one_learned: str = Field(default="", max_length=200)
    other_learned: str = Field(default="", max_length=200)
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()


class Skill(SQLModel, table=True):
    """A duty line that a worker is certified for; `all` makes them an all-rounder (row R104)."""

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    line: str = Field(primary_key=True, max_length=20)
    community_id: str = Field(foreign_key="community.id", index=True)
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()
