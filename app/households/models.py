"""Households and what they asked for: the minimal file (rows R127, R139, R117)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.org.models import moment


class Contact(StrEnum):
    """How a household wants to be reached."""

    DOOR = "door"
    PHONE = "phone"
    MESSAGE = "message"


class Household(SQLModel, table=True):
    """An address with people in it; a name only where the household chose to give one."""

    __table_args__ = (
        Index("household_building_door", "building_id", "entrance", "room", unique=True),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    building_id: str = Field(foreign_key="building.id")
    entrance: str = Field(default="", max_length=10)
    room: str = Field(max_length=12)
    people: int | None = Field(default=None, ge=0, le=30)
    contact_name: str = Field(default="", max_length=40)
    contact_phone: str = Field(default="", max_length=20)
    contact_by: str = Field(default=Contact.DOOR, max_length=10)
    moved_out_on: date | None = None


class Need(SQLModel, table=True):
    """Help that a resident asked for, with consent and an end date; never a category of person."""

    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    household_id: str = Field(foreign_key="household.id", index=True)
    asked_for: str = Field(max_length=60)
    consent_at: datetime = moment()
    starts_on: date
    ends_on: date
    withdrawn_at: datetime | None = moment(nullable=True)
