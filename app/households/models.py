"""What a station knows of a household, why, and how it came to know (rows R127, R137-R139).

The minimal file: an address, how many people, and the contact the household chose. Every field
has a purpose, a basis and a retention (`rules.FIELDS`); needs are what residents asked for.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from app.org.models import moment


class Contact(StrEnum):
    """How a household wants to be reached."""

    DOOR = "door"
    PHONE = "phone"
    MESSAGE = "message"


class Household(SQLModel, table=True):
    """An address with people in it; a name only where the household chose to give one.

    A closed file (`moved_out_on`) frees its door for the next household. A merged one points to
    the file that goes on; an erased one keeps its id and its door alone.
    """

    __table_args__ = (
        Index(
            "household_building_door",
            "building_id",
            "entrance",
            "room",
            unique=True,
            sqlite_where=text("moved_out_on IS NULL AND merged_into IS NULL"),
            postgresql_where=text("moved_out_on IS NULL AND merged_into IS NULL"),
        ),
        Index("household_building", "building_id"),
        # The doors of a whole district are counted without reading one of them.
        Index(
            "household_lived_in",
            "community_id",
            "moved_out_on",
            sqlite_where=text("merged_into IS NULL"),
            postgresql_where=text("merged_into IS NULL"),
        ),
        Index(
            "household_merged",
            "merged_into",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
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
    verified_on: date | None = None
    moved_in_on: date | None = None
    moved_out_on: date | None = None
    merged_into: str | None = Field(default=None, foreign_key="household.id")
    erased_at: datetime | None = moment(nullable=True)


class HouseholdChange(SQLModel, table=True):
    """One field of a file before and after: the history of the file, erased with it."""

    __tablename__ = "household_change"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    household_id: str = Field(foreign_key="household.id", index=True)
    field: str = Field(max_length=20)
    old: str = Field(default="", max_length=200)
    new: str = Field(default="", max_length=200)
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()
    reason: str = Field(default="", max_length=200)
    source: str = Field(default="", max_length=20)


class CorrectionState(StrEnum):
    """A change that a worker proposed: it waits, or the steward decided (row R47)."""

    OPEN = "open"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Correction(SQLModel, table=True):
    """Fields that a worker found to be otherwise at the door; the data steward decides (R47)."""

    __table_args__ = (Index("correction_open", "community_id", "state", "made_at"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    household_id: str = Field(foreign_key="household.id", index=True)
    fields: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    reason: str = Field(default="", max_length=200)
    author_id: str = Field(foreign_key="person.id", index=True)
    made_at: datetime = moment()
    received_at: datetime = moment()
    state: str = Field(max_length=10)
    decided_by: str | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = moment(nullable=True)
    answer: str = Field(default="", max_length=200)


class Channel(StrEnum):
    """Where something was said or given."""

    DOOR = "door"
    HALL = "hall"
    PHONE = "phone"
    PAPER = "paper"


class Consent(SQLModel, table=True):
    """What a household agreed to: the text by its version, who, where, when; and the withdrawal."""

    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    household_id: str = Field(foreign_key="household.id", index=True)
    purpose: str = Field(max_length=20)
    text_version: str = Field(max_length=20)
    giver: str = Field(max_length=20)
    channel: str = Field(max_length=10)
    at: datetime = moment()
    taken_by: str = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = moment(nullable=True)
    withdrawn_by: str | None = Field(default=None, foreign_key="person.id")
    withdrawn_channel: str = Field(default="", max_length=10)


class Need(SQLModel, table=True):
    """Help that a resident asked for, with consent and an end date; never a category of person.

    `code` is the opaque service code of agreed regular help (row R142): drawn by chance, it says
    nothing. `every_days` makes the help regular; `review_on` makes a task on 今天 (row R119).
    """

    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    household_id: str = Field(foreign_key="household.id", index=True)
    asked_for: str = Field(max_length=60)
    service: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    consent_at: datetime = moment()
    consent_id: str | None = Field(default=None, foreign_key="consent.id")
    starts_on: date
    review_on: date | None = None
    ends_on: date
    every_days: int | None = Field(default=None, ge=1, le=366)
    code: str | None = Field(default=None, unique=True, index=True, max_length=12)
    withdrawn_at: datetime | None = moment(nullable=True)
    ended_on: date | None = None
    ended_reason: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})


class LocalUnit(SQLModel, table=True):
    """A unit or shop in the community (row R5; ledger 3). `uscc`: unified social credit code,
    as it was given: a wrong one is kept too, and only warned about."""

    __tablename__ = "local_unit"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    building_id: str | None = Field(default=None, foreign_key="building.id", index=True)
    name: str = Field(max_length=80)
    kind: str = Field(max_length=20)
    uscc: str = Field(default="", max_length=30)
    address: str = Field(default="", max_length=120)
    contact_name: str = Field(default="", max_length=40)
    contact_phone: str = Field(default="", max_length=20)
    verified_on: date | None = None
    closed_on: date | None = None


class ExportLog(SQLModel, table=True):
    """A list that left the system: who took what, in what form, and under which watermark."""

    __tablename__ = "export_log"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    at: datetime = moment()
    ledger: str = Field(max_length=20)
    form: str = Field(max_length=8)
    filters: str = Field(default="", max_length=400)
    reason: str = Field(default="", max_length=120)
    rows: int = Field(default=0, ge=0)
    watermark: str = Field(max_length=120)


class ImportState(StrEnum):
    """An import is read, checked, shown, and then written whole or not at all."""

    UPLOADED = "uploaded"
    CHECKED = "checked"
    WRITING = "writing"
    DONE = "done"
    DROPPED = "dropped"


class ImportJob(SQLModel, table=True):
    """One file on its way into the books (row R127). The file itself lies in the data folder.

    `community_id` is the area whose file it is: a community, or that of the officer who brings a
    part of the tree (row R9).
    """

    __tablename__ = "import_job"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="area.id", index=True)
    person_id: str = Field(foreign_key="person.id")
    what: str = Field(max_length=20)
    filename: str = Field(max_length=120)
    sha256: str = Field(min_length=64, max_length=64)
    sheet: str = Field(default="", max_length=60)
    state: str = Field(max_length=10)
    mapping: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    done: int = Field(default=0, ge=0)
    total: int = Field(default=0, ge=0)
    errors: int = Field(default=0, ge=0)
    report: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    made_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)


class ImportMapping(SQLModel, table=True):
    """A foreign header that a person has once said to mean one of our fields."""

    __tablename__ = "import_mapping"
    community_id: str = Field(primary_key=True, foreign_key="area.id")
    what: str = Field(primary_key=True, max_length=20)
    header: str = Field(primary_key=True, max_length=80)
    field: str = Field(max_length=40)


class ErasedFor(StrEnum):
    """Why a household was erased: it asked, or its time was over."""

    REQUEST = "request"
    RETENTION = "retention"


class Erasure(SQLModel, table=True):
    """A household that was erased: which and when, and nothing about it; or, without one, records
    that had run out.

    Phones hear of it by its id, the newest of a community being what they know; `files` are
    photos whose bytes are still to be removed from the disk.
    """

    __table_args__ = (Index("erasure_community", "community_id", "id"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    household_id: str | None = Field(default=None, foreign_key="household.id", index=True)
    at: datetime = moment()
    cause: str = Field(max_length=12)
    files: list[str] = Field(sa_column=Column(JSON, nullable=False))
