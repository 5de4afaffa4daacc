"""Leave, the community's own calendar, and the calendars that people subscribe to."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.org.models import moment


class LeaveState(StrEnum):
    """Asked for, then granted or refused; its owner may take it back."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Leave(SQLModel, table=True):
    """Days away, from one part of a day to another, both included (row R23).

    `kind` is a plain word (annual, personal, official, other); nothing of anybody's health.
    """

    __tablename__ = "day_leave"
    __table_args__ = (CheckConstraint("last_on >= first_on"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=10)
    first_on: date
    first_part: str = Field(default="am", max_length=2)
    last_on: date
    last_part: str = Field(default="pm", max_length=2)
    words: str = Field(default="", max_length=200)
    state: str = Field(max_length=10)
    asked_at: datetime = moment()
    answered_by: str | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = moment(nullable=True)
    answer: str = Field(default="", max_length=200)
    # Who stands in for the grid meanwhile.
    backup_id: str | None = Field(default=None, foreign_key="person.id")


class CalendarDay(SQLModel, table=True):
    """A day that a community works, or does not, other than the national calendar says."""

    __tablename__ = "calendar_day"
    community_id: str = Field(primary_key=True, foreign_key="community.id")
    on: date = Field(primary_key=True)
    works: bool
    name: str = Field(max_length=40)
    set_by: str = Field(foreign_key="person.id")
    set_at: datetime = moment()


class NationalYear(SQLModel, table=True):
    """A year of the national calendar that came after this version of the program, as published
    (NateScarlet/holiday-cn); it goes before the file that came along."""

    __tablename__ = "national_year"
    year: int = Field(primary_key=True)
    text: str = Field(max_length=100_000)
    added_at: datetime = moment()


class Feed(SQLModel, table=True):
    """The secret address of one person's calendar; only the hash of its token stands here."""

    __tablename__ = "calendar_feed"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    person_id: str = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(unique=True, min_length=64, max_length=64)
    made_at: datetime = moment()
    revoked_at: datetime | None = moment(nullable=True)
