"""Signing in: what a community asks, each touch with what it proves, and what a lead decided."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.org.models import moment


class Terms(SQLModel, table=True):
    """What a community asks of its days from `since` on, until other terms begin; without a row
    the defaults hold (rows R26, R102, R104, R112, R114). Times are local."""

    __tablename__ = "day_terms"
    community_id: str = Field(primary_key=True, foreign_key="community.id", max_length=36)
    since: date = Field(primary_key=True)
    morning: time = time(8, 30)
    afternoon: time = time(15, 30)
    grace_minutes: int = Field(default=10, ge=0, le=60)
    opens: time = time(8, 30)
    closes: time = time(19, 0)
    hall_minimum: int = Field(default=2, ge=1)
    all_rounders: int = Field(default=2, ge=0)
    door_share_percent: int = Field(default=50, ge=0, le=100)
    # Whether the hall's screen shows a code that proves who stands before it.
    hall_code: bool = False


class Place(StrEnum):
    """Where a worker says that they signed in."""

    HALL = "hall"
    FIELD = "field"


class Touch(SQLModel, table=True):
    """One sign-in, as it came, with the interval that it proves (row R112).

    Several of one person in one part of a day make one record: the most favourable counts. The
    id is the envelope's. `challenge` is the SHA-256 of the day's challenge, used once.
    """

    __table_args__ = (
        CheckConstraint("latest >= earliest"),
        Index("touch_community_on", "community_id", "on"),
        Index("touch_person_on", "person_id", "on"),
        Index("touch_received", "community_id", "received_at"),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    person_id: str = Field(foreign_key="person.id")
    on: date
    part: str = Field(max_length=2)
    grade: str = Field(max_length=1)
    earliest: datetime = moment()
    latest: datetime = moment()
    # What the phone's clock said, or a lead who entered it; shown, and no proof.
    claimed: datetime | None = moment(nullable=True)
    # Empty in every row: how far that clock can be wrong is not known.
    margin_ms: int | None = None
    place: str = Field(default="", max_length=5)
    reason: str = Field(default="", max_length=200)
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    position_age_s: float | None = None
    has_position: bool = False
    device_id: str = Field(default="", max_length=36)
    key_id: str = Field(default="", max_length=36)
    challenge: str | None = Field(default=None, unique=True, max_length=64)
    # Why a person must look before it counts, "" when nobody need; then who did, and whether.
    set_aside: str = Field(default="", max_length=40)
    settled_by: str | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = moment(nullable=True)
    counts: bool = True
    # Entered by a lead for somebody without a phone, and confirmed by that person (grade D).
    entered_by: str | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = moment(nullable=True)
    received_at: datetime = moment()


class Decided(StrEnum):
    """What a lead made of a suggestion (row R113)."""

    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"
    PRESENT = "present"


class Decision(SQLModel, table=True):
    """What a lead decided about one part of a worker's day, why, and what the worker says to it."""

    __tablename__ = "day_decision"
    __table_args__ = (UniqueConstraint("person_id", "on", "part"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    person_id: str = Field(foreign_key="person.id")
    on: date
    part: str = Field(max_length=2)
    # What the evidence suggested when it was decided.
    suggested: str = Field(max_length=12)
    decided: str = Field(max_length=12)
    reason: str = Field(max_length=200)
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()
    reply: str = Field(default="", max_length=500)
    replied_at: datetime | None = moment(nullable=True)
