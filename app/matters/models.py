"""A matter, its steps, and the tasks and papers under its number (rows R75-R90).

Where a matter stands follows from its steps alone (rules/state.py). The columns under "as the steps
have it" repeat that for boards and counts; commands/taking.py writes them in the same transaction,
and nothing else does.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.org.models import moment

OPEN, ENDED = text("closed_at IS NULL"), text("closed_at IS NOT NULL")
UNTAKEN = text("take_until IS NOT NULL")
ORDERED = text("kind = 'supervision' AND \"by\" = 'system'")


class Matter(SQLModel, table=True):
    """办件. The id is made where the form opens, on the phone too; `number` is what people say
    (2026-000123), `follow_code` the resident's secret for following it (row R149).

    `flow`: service or dispute; a dispute is `restricted`: only who works on it and the head read it
    (row R76). `channel`: how it came (row R144). `first_contact_owner_id` never changes (row R98),
    nor does the first handling owner; `owner_id` is who has it now (row R83).
    `untaken`: nobody said yet that they have it, until `take_until` (row R87).
    `due_at` already holds the time that the clock stood still; `paused_since` is set while it does.
    """

    __table_args__ = (
        UniqueConstraint("community_id", "number"),
        Index("matter_opened", "community_id", "opened_at"),
        Index("matter_household", "household_id", "opened_at"),
        # Boards read only what is open: a few thousand of 200,000.
        Index(
            "matter_open_due", "community_id", "due_at", sqlite_where=OPEN, postgresql_where=OPEN
        ),
        Index(
            "matter_ended", "community_id", "closed_at", sqlite_where=ENDED, postgresql_where=ENDED
        ),
        Index("matter_open_owner", "owner_id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("matter_open_grid", "grid_id", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
        # The clock looks every few seconds for what nobody took in time: a handful at most.
        Index("matter_take_until", "take_until", sqlite_where=UNTAKEN, postgresql_where=UNTAKEN),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    number: str = Field(max_length=12)
    follow_code: str = Field(max_length=26, unique=True)
    flow: str = Field(max_length=8)
    restricted: bool = False
    channel: str = Field(max_length=12)
    grid_id: str | None = Field(default=None, foreign_key="grid.id")
    household_id: str | None = Field(default=None, foreign_key="household.id")
    building_id: str | None = Field(default=None, foreign_key="building.id")
    place: str = Field(default="", max_length=120)
    title: str = Field(max_length=80)
    words: str = Field(default="", max_length=2000)
    applicant: str = Field(default="", max_length=40)
    phone: str = Field(default="", max_length=20)
    item_id: str | None = Field(default=None, foreign_key="service_item.id")
    version_id: str | None = Field(default=None, foreign_key="item_version.id")
    category: str = Field(default="", max_length=30)
    problem: str = Field(default="", max_length=30)
    agency: str = Field(default="", max_length=8)
    # What residents asked for is erased before a matter may be: then the matter stands alone.
    concern_id: str | None = Field(
        default=None, foreign_key="concern.id", unique=True, ondelete="SET NULL"
    )
    urgent: bool = False
    major: bool = False
    device_id: str | None = Field(default=None, max_length=36)
    opened_at: datetime = moment()
    received_at: datetime = moment()
    first_contact_owner_id: str = Field(foreign_key="person.id", index=True)
    # ---- as the steps have it ------------------------------------------------------------------
    stage: str = Field(max_length=12)
    handling: str = Field(default="", max_length=12)
    level: int = Field(default=1, ge=1, le=4)
    way: str = Field(default="", max_length=8)
    handling_owner_id: str | None = Field(default=None, foreign_key="person.id")
    owner_id: str | None = Field(default=None, foreign_key="person.id")
    untaken: int | None = Field(default=None, ge=1, le=3)
    take_until: datetime | None = moment(nullable=True)
    limit_amount: int | None = None
    limit_unit: str = Field(default="", max_length=14)
    due_at: datetime | None = moment(nullable=True)
    paused_since: datetime | None = moment(nullable=True)
    long_term_on: date | None = None
    supervised: int = Field(default=0, ge=0, le=2)
    done_at: datetime | None = moment(nullable=True)
    score: int | None = Field(default=None, ge=1, le=5)
    follow_up: bool = False
    closed_at: datetime | None = moment(nullable=True)
    keep_until: date | None = None
    steps: int = Field(default=0, ge=0)
    erased_at: datetime | None = moment(nullable=True)


class MatterStep(SQLModel, table=True):
    """One step, only ever added: `number` counts within the matter; `by` is a person, "system", or
    "resident" for what somebody said themselves (row R75: actor, time, note)."""

    __tablename__ = "matter_step"
    __table_args__ = (
        # What was asked for after the one-time notice is counted by the month (row R101).
        Index(
            "matter_step_breach",
            "community_id",
            "at",
            sqlite_where=text("kind = 'further_material'"),
            postgresql_where=text("kind = 'further_material'"),
        ),
        # And what departments are asked to do together is few of many (row R95).
        Index(
            "matter_step_joint",
            "community_id",
            "at",
            sqlite_where=text("kind = 'joint_action'"),
            postgresql_where=text("kind = 'joint_action'"),
        ),
        # What the clock ordered stands in the breach log (row R103).
        Index(
            "matter_step_ordered",
            "community_id",
            "at",
            sqlite_where=ORDERED,
            postgresql_where=ORDERED,
        ),
    )
    matter_id: str = Field(primary_key=True, foreign_key="matter.id", max_length=36)
    number: int = Field(primary_key=True, ge=1)
    community_id: str = Field(foreign_key="community.id", index=True)
    kind: str = Field(max_length=20)
    at: datetime = moment()
    by: str = Field(max_length=36)
    role: str = Field(max_length=20)
    said: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class MatterTask(SQLModel, table=True):
    """A task of the back office: several run side by side under one number, and the resident sees
    one progress (row R67). The work of a person of the staff, or of a department outside."""

    __tablename__ = "matter_task"
    __table_args__ = (
        Index(
            "matter_task_open",
            "owner_id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        # What somebody may see is also what they ever had a task of.
        Index("matter_task_owner", "owner_id", "matter_id"),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    matter_id: str = Field(foreign_key="matter.id", index=True)
    text: str = Field(max_length=200)
    owner_id: str | None = Field(default=None, foreign_key="person.id")
    department: str = Field(default="", max_length=80)
    due_at: datetime | None = moment(nullable=True)
    opened_at: datetime = moment()
    done_at: datetime | None = moment(nullable=True)
    result: str = Field(default="", max_length=500)


class MatterPaper(SQLModel, table=True):
    """A document under a matter's number: a photo, an authorisation slip, an agreement (R76, R80).
    `stored` names the re-encoded file; `words` is what a written paper says."""

    __tablename__ = "matter_paper"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    matter_id: str = Field(foreign_key="matter.id", index=True)
    kind: str = Field(max_length=14)
    sha256: str = Field(default="", max_length=64)
    words: str = Field(default="", max_length=2000)
    photo: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()


class MatterCount(SQLModel, table=True):
    """The last number of a community's year; read and raised in the transaction that opens one."""

    __tablename__ = "matter_count"
    community_id: str = Field(primary_key=True, foreign_key="community.id")
    year: int = Field(primary_key=True)
    last: int = Field(ge=0)


class MatterPhoto(SQLModel, table=True):
    """A photo that a report names, and whether it has come; kept like a visit's photos (row R182).
    `stored` names the re-encoded file, `refused` says why there is none."""

    __tablename__ = "matter_photo"
    matter_id: str = Field(primary_key=True, foreign_key="matter.id", max_length=36)
    sha256: str = Field(primary_key=True, min_length=64, max_length=64)
    community_id: str = Field(foreign_key="community.id")
    place: int
    size: int
    received_at: datetime | None = moment(nullable=True)
    stored: str = Field(default="", max_length=100)
    refused: str = Field(default="", max_length=40)


class UtilityReview(SQLModel, table=True):
    """What a resident says of a utility's service in a year (row R186): a score and words, and
    nothing of who said it."""

    __tablename__ = "utility_review"
    __table_args__ = (Index("utility_review_year", "community_id", "year", "utility"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    year: int
    utility: str = Field(max_length=12)
    score: int = Field(ge=1, le=5)
    words: str = Field(default="", max_length=500)
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()
