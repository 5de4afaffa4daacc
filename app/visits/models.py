"""Visit records, their amendments, photos, and the concerns and agreed contacts they bring."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.org.models import moment


class Outcome(StrEnum):
    """How a visit ended. Declining is normal and never scored (product: what we never build)."""

    MET = "met"
    NOBODY_HOME = "nobody_home"
    PHONE = "phone"
    DECLINED = "declined"


class MetRole(StrEnum):
    """Who was met: a role, not a name (row R109)."""

    HOUSEHOLDER = "householder"
    FAMILY = "family"
    TENANT = "tenant"
    NEIGHBOUR = "neighbour"
    OTHER = "other"


class Purpose(StrEnum):
    """Why the worker called (row R116)."""

    UPDATE_DATA = "update_data"
    SAFETY_CHECK = "safety_check"
    HELP_NEED = "help_need"
    DELIVER_RESULT = "deliver_result"
    POLICY_TALK = "policy_talk"


class Point(StrEnum):
    """The six points of a visit, 六清, with needs in place of categories of people (row R117)."""

    FAMILY = "family"
    NEEDS = "needs"
    FACILITIES = "facilities"
    HAZARDS = "hazards"
    SERVICES = "services"
    CONCERNS = "concerns"


class RevisionState(StrEnum):
    """Whether an amendment follows the newest revision or waits for a person to merge it."""

    HEAD = "head"
    PENDING = "pending"


class Decision(StrEnum):
    """What a lead made of a record that was set aside."""

    ACCEPT = "accept"
    RETURN = "return"


class Visit(SQLModel, table=True):
    """One visit as first written. It is never changed; amendments stand beside it (row R109).
    Only its position is erased after a time (row R123); and of an erased one (`erased_at`) there
    stays that its author made it on that day, no longer where or what was said.

    `made_at` is when it was written, as far as that can be known; `said_at` is what the phone's
    clock said, `skew_ms` how far that clock was known to be off, `received_at` the server's time.
    """

    __table_args__ = (
        Index("visit_household_made", "household_id", "made_at"),
        # With `set_aside`, SQLite reads the last day of each door from here alone.
        Index("visit_household_day", "household_id", "day", "set_aside"),
        Index("visit_author_day", "author_id", "day"),
        Index("visit_community_received", "community_id", "received_at"),
        # Few rows stand in these two; without them a lead's page reads the community's whole year.
        Index(
            "visit_set_aside",
            "community_id",
            sqlite_where=text("set_aside <> ''"),
            postgresql_where=text("set_aside <> ''"),
        ),
        Index(
            "visit_unlisted",
            "community_id",
            sqlite_where=text("household_id IS NULL"),
            postgresql_where=text("household_id IS NULL"),
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    household_id: str | None = Field(default=None, foreign_key="household.id")
    grid_id: str | None = Field(default=None)
    address: str = Field(default="", max_length=120)
    author_id: str = Field(foreign_key="person.id")
    device_id: str | None = Field(default=None, max_length=36)
    day: date
    made_at: datetime = moment()
    said_at: datetime = moment()
    skew_ms: int | None = Field(default=None, sa_column=Column(BigInteger))
    clock_doubtful: bool = False
    received_at: datetime = moment()
    visited_at: datetime | None = moment(nullable=True)
    outcome: str = Field(max_length=12)
    met_role: str = Field(default="", max_length=12)
    purposes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    checklist: list[str] = Field(sa_column=Column(JSON, nullable=False))
    findings: str = Field(default="", max_length=2000)
    requests: list[str] = Field(sa_column=Column(JSON, nullable=False))
    next_on: date | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    position_age_s: float | None = None
    # Whether the envelope's text names a position, also one that was too old to be kept.
    has_position: bool = False
    set_aside: str = Field(default="", max_length=40)
    photo_count: int = Field(default=0, ge=0)
    erased_at: datetime | None = moment(nullable=True)


class PaperVisit(SQLModel, table=True):
    """A visit written on paper and entered by a lead in the worker's name: the worker confirms
    it or says that it was otherwise; until then it is marked so."""

    __tablename__ = "paper_visit"
    visit_id: str = Field(primary_key=True, foreign_key="visit.id")
    community_id: str = Field(foreign_key="community.id", index=True)
    worker_id: str = Field(foreign_key="person.id", index=True)
    entered_by: str = Field(foreign_key="person.id")
    entered_at: datetime = moment()
    answer: str = Field(default="", max_length=10)
    answered_at: datetime | None = moment(nullable=True)
    reply: str = Field(default="", max_length=200)


class Amendment(SQLModel, table=True):
    """A correction of a visit, beside the original; `rev` 2 is the first (the visit is 1)."""

    __table_args__ = (UniqueConstraint("visit_id", "rev"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    visit_id: str = Field(foreign_key="visit.id")
    base_rev: int = Field(ge=1)
    rev: int = Field(ge=2)
    state: str = Field(max_length=8)
    author_id: str = Field(foreign_key="person.id")
    made_at: datetime = moment()
    received_at: datetime = moment()
    body: dict[str, str | list[str]] = Field(sa_column=Column(JSON, nullable=False))
    has_position: bool = False


class SetAsideDecision(SQLModel, table=True):
    """What a lead decided about a record that was set aside, and why."""

    __tablename__ = "set_aside_decision"
    visit_id: str = Field(primary_key=True, foreign_key="visit.id")
    community_id: str = Field(foreign_key="community.id", index=True)
    decision: str = Field(max_length=8)
    reason: str = Field(default="", max_length=200)
    decided_by: str = Field(foreign_key="person.id")
    decided_at: datetime = moment()


class Photo(SQLModel, table=True):
    """A photo that a record names, and whether it has come; the stored file is re-encoded."""

    visit_id: str = Field(primary_key=True, foreign_key="visit.id")
    sha256: str = Field(primary_key=True, min_length=64, max_length=64)
    community_id: str = Field(foreign_key="community.id")
    place: int
    size: int
    received_at: datetime | None = moment(nullable=True)
    stored: str = Field(default="", max_length=100)
    refused: str = Field(default="", max_length=40)


class Concern(SQLModel, table=True):
    """What a resident asked for at the door, ready to become a matter."""

    __table_args__ = (
        Index("concern_household_open", "household_id", "closed_at"),
        # A month of the register, and the visits at which anything was asked for.
        Index("concern_at", "community_id", "opened_at", "visit_id"),
        # Few of many are open: the counts of a district read these alone.
        Index(
            "concern_open",
            "community_id",
            "grid_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    grid_id: str | None = Field(default=None)
    household_id: str | None = Field(default=None, foreign_key="household.id")
    visit_id: str | None = Field(default=None, foreign_key="visit.id", index=True)
    author_id: str = Field(foreign_key="person.id", index=True)
    text: str = Field(max_length=500)
    opened_at: datetime = moment()
    due_on: date | None = None
    closed_at: datetime | None = moment(nullable=True)


class AgreedContact(SQLModel, table=True):
    """A day agreed at the door for coming back; met by the next visit that reaches somebody."""

    __tablename__ = "agreed_contact"
    visit_id: str = Field(primary_key=True, foreign_key="visit.id")
    community_id: str = Field(foreign_key="community.id")
    household_id: str = Field(foreign_key="household.id", index=True)
    due_on: date
    made_at: datetime = moment()
