"""A spot check: who asks whom about which record, what was heard, and what came of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from app.org.models import moment


class Way(StrEnum):
    """How the checker asked."""

    PHONE = "phone"
    DOOR = "door"


class Reached(StrEnum):
    """Whether the household could be asked. Only the first ever counts for anybody."""

    ANSWERED = "answered"
    NOT_REACHED = "not_reached"
    DECLINED = "declined"
    MOVED = "moved"


class Heard(StrEnum):
    """Whether anybody came, as the household says."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class CheckOutcome(StrEnum):
    """What came of a check (row R110). The last three never count against anyone."""

    TRUE = "true"
    PARTLY = "partly"
    FALSE = "false"
    NOT_REACHED = "not_reached"
    DECLINED = "declined"
    MOVED = "moved"


class SpotCheck(SQLModel, table=True):
    """One record to be checked. `answered_at`: the household's answers are saved, and only from
    then on may the checker see the record; `closed_at`: an outcome was given, once.
    """

    __tablename__ = "spot_check"
    __table_args__ = (
        Index("spot_check_day", "community_id", "day"),
        Index(
            "spot_check_open",
            "checker_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("spot_check_household", "household_id", "opened_at"),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    visit_id: str = Field(foreign_key="visit.id", unique=True)
    household_id: str = Field(foreign_key="household.id")
    day: date
    stratum: str = Field(max_length=8)
    advisory: bool = False
    worker_id: str = Field(foreign_key="person.id", index=True)
    checker_id: str | None = Field(default=None, foreign_key="person.id")
    opened_at: datetime = moment()
    due_on: date
    way: str = Field(default="", max_length=6)
    reached: str = Field(default="", max_length=12)
    visited: str = Field(default="", max_length=6)
    visited_when: str = Field(default="", max_length=60)
    visited_by: str = Field(default="", max_length=40)
    about: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    heard: str = Field(default="", max_length=500)
    answered_at: datetime | None = moment(nullable=True)
    answered_by: str | None = Field(default=None, foreign_key="person.id")
    outcome: str = Field(default="", max_length=12)
    reason: str = Field(default="", max_length=500)
    closed_at: datetime | None = moment(nullable=True)
    closed_by: str | None = Field(default=None, foreign_key="person.id")
    drawn_checker_id: str | None = Field(default=None, foreign_key="person.id")
    """Who was drawn to check it, where somebody else took it over since."""
    taken_over_at: datetime | None = moment(nullable=True)
    taken_over_why: str = Field(default="", max_length=200)
    answers_id: str | None = Field(default=None, max_length=36)
    """The envelope that brought the answers from a phone, so that an erasure finds its words."""


class SecondReading(SQLModel, table=True):
    """A check that is compared once more, by somebody who does not know what came of it (R110).

    It tells how well checkers agree, and never changes the first outcome. `saved_at`: an outcome
    was given, once. What was not read when its record is erased is not read at all.
    """

    __tablename__ = "second_reading"
    __table_args__ = (
        Index(
            "second_reading_open",
            "reader_id",
            sqlite_where=text("saved_at IS NULL"),
            postgresql_where=text("saved_at IS NULL"),
        ),
        Index("second_reading_since", "community_id", "opened_at"),
    )
    check_id: str = Field(primary_key=True, foreign_key="spot_check.id", max_length=36)
    community_id: str = Field(foreign_key="community.id")
    reader_id: str = Field(foreign_key="person.id")
    opened_at: datetime = moment()
    outcome: str = Field(default="", max_length=12)
    reason: str = Field(default="", max_length=500)
    saved_at: datetime | None = moment(nullable=True)
