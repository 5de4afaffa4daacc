"""What was told to the station and is no matter by itself: calls and letters, opinions, the notes
of a day, tickets of 12345, closed months (rows R100, R106, R130-R134, R144, R146, R150)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.org.models import moment

AGREED = text("slot_from IS NOT NULL")
STANDS = text("struck_at IS NULL")
UNANSWERED = text("answered_at IS NULL")


class Entry(SQLModel, table=True):
    """登记: one call, letter, message or meeting (rows R130, R144, R146).

    `taken_by` answers for it first, and that never changes (row R100). `basics` is who is served,
    as far as they said it themselves (服务对象基本情况). `answered`, `guided` and `recorded` are
    the three duties of whoever takes a call. `help` is a kind of help at home with its agreed slot
    (row R106). What it asks for stands in its requests, each with the matter that it opened.
    """

    __tablename__ = "register_entry"
    __table_args__ = (
        CheckConstraint("(slot_from IS NULL) = (slot_until IS NULL)"),
        CheckConstraint("slot_until IS NULL OR slot_until > slot_from"),
        Index("register_entry_at", "community_id", "at"),
        Index("register_entry_grid", "grid_id", "at"),
        Index(
            "register_entry_slot",
            "community_id",
            "slot_from",
            sqlite_where=AGREED,
            postgresql_where=AGREED,
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    channel: str = Field(max_length=12)
    kind: str = Field(max_length=12)
    grid_id: str | None = Field(default=None, foreign_key="grid.id")
    household_id: str | None = Field(default=None, foreign_key="household.id", index=True)
    at: datetime = moment()
    written_at: datetime = moment()
    taken_by: str = Field(foreign_key="person.id", index=True)
    caller: str = Field(default="", max_length=40)
    phone: str = Field(default="", max_length=20)
    place: str = Field(default="", max_length=120)
    basics: str = Field(default="", max_length=200)
    words: str = Field(default="", max_length=2000)
    problem: str = Field(default="", max_length=30)
    answered: bool = False
    guided: bool = False
    recorded: bool = False
    answer: str = Field(default="", max_length=1000)
    help: str = Field(default="", max_length=12)
    slot_from: datetime | None = moment(nullable=True)
    slot_until: datetime | None = moment(nullable=True)
    erased_at: datetime | None = moment(nullable=True)


class EntryRequest(SQLModel, table=True):
    """One thing that an entry asks for, and the matter that it opened (row R130)."""

    __tablename__ = "entry_request"
    entry_id: str = Field(primary_key=True, foreign_key="register_entry.id", max_length=36)
    number: int = Field(primary_key=True, ge=1)
    community_id: str = Field(foreign_key="community.id")
    words: str = Field(max_length=500)
    matter_id: str = Field(foreign_key="matter.id", unique=True)


class Opinion(SQLModel, table=True):
    """意见建议, by class; struck off only with the matter whose result answers it (row R133).

    It may stem from an entry or from a visit; neither is copied into it.
    """

    __table_args__ = (
        CheckConstraint("(struck_at IS NULL) = (matter_id IS NULL)"),
        CheckConstraint("(struck_at IS NULL) = (struck_by IS NULL)"),
        Index("opinion_at", "community_id", "at"),
        Index(
            "opinion_open",
            "community_id",
            "grid_id",
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    grid_id: str | None = Field(default=None, foreign_key="grid.id")
    entry_id: str | None = Field(default=None, foreign_key="register_entry.id", index=True)
    visit_id: str | None = Field(default=None, foreign_key="visit.id", index=True)
    line: str = Field(max_length=20)
    words: str = Field(default="", max_length=1000)
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()
    matter_id: str | None = Field(default=None, foreign_key="matter.id")
    struck_by: str | None = Field(default=None, foreign_key="person.id")
    struck_at: datetime | None = moment(nullable=True)
    result: str = Field(default="", max_length=300)
    erased_at: datetime | None = moment(nullable=True)


class DailyNote(SQLModel, table=True):
    """What a worker adds to a grid's day; all else of the log is worked out (row R134)."""

    __tablename__ = "daily_note"
    grid_id: str = Field(primary_key=True, foreign_key="grid.id", max_length=36)
    on: date = Field(primary_key=True)
    community_id: str = Field(foreign_key="community.id", index=True)
    words: str = Field(default="", max_length=1000)
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()


class MonthClose(SQLModel, table=True):
    """A closed month of the register with its archive file (row R131). The file names no resident,
    no door and nobody's words, so that no erasure ever has to reach into it; its digests stand in
    the audit chain."""

    __tablename__ = "month_close"
    community_id: str = Field(primary_key=True, foreign_key="community.id", max_length=36)
    month: str = Field(primary_key=True, max_length=7)
    closed_by: str = Field(foreign_key="person.id")
    at: datetime = moment()
    rows: int = Field(ge=0)
    still_open: int = Field(ge=0)
    csv: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    csv_sha256: str = Field(min_length=64, max_length=64)
    xlsx: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    xlsx_sha256: str = Field(min_length=64, max_length=64)


class Ticket(SQLModel, table=True):
    """A ticket of 12345 and the matter that it became; the same number is one ticket (row R150).
    `due_at` is the limit that the ticket came with."""

    __tablename__ = "outside_ticket"
    __table_args__ = (
        UniqueConstraint("community_id", "number"),
        Index(
            "outside_ticket_open",
            "community_id",
            "due_at",
            sqlite_where=UNANSWERED,
            postgresql_where=UNANSWERED,
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    number: str = Field(max_length=40)
    matter_id: str = Field(foreign_key="matter.id", unique=True)
    sent_at: datetime = moment()
    due_at: datetime = moment()
    imported_by: str = Field(foreign_key="person.id")
    imported_at: datetime = moment()
    answered_by: str | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = moment(nullable=True)


class TicketFile(SQLModel, table=True):
    """A file of tickets as it was read: tried first, then written or dropped. What it says is
    emptied as soon as it was written or dropped."""

    __tablename__ = "ticket_file"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    name: str = Field(max_length=100)
    sha256: str = Field(min_length=64, max_length=64)
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()
    state: str = Field(max_length=8)
    tickets: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    faults: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    written: int = Field(default=0, ge=0)
    known: int = Field(default=0, ge=0)
