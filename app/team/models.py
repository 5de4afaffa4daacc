"""The team of each grid, which buildings its agents answer for, and what it was given to do."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from app.org.models import moment


class Organisation(StrEnum):
    """Where somebody of the team works (row R40). Never what they believe or are a member of."""

    COMMUNITY = "community"
    OFFICE = "office"
    VOLUNTEER = "volunteer"
    PROPERTY = "property"
    POLICE = "police"
    MEDICAL = "medical"


class TeamTerms(SQLModel, table=True):
    """How many agents a grid has in a community, and how many buildings each (row R41); without a
    row the defaults hold."""

    __tablename__ = "team_terms"
    __table_args__ = (CheckConstraint("buildings_least <= buildings_most"),)
    community_id: str = Field(primary_key=True, foreign_key="community.id", max_length=36)
    agents: int = Field(default=3, ge=1, le=20)
    buildings_least: int = Field(default=2, ge=1, le=50)
    buildings_most: int = Field(default=3, ge=1, le=50)


class TeamMember(SQLModel, table=True):
    """Somebody who helps in a grid, named because they agreed to it (row R40). Most are no staff:
    when they take that back, or have been gone for their time, name and phone are emptied."""

    __tablename__ = "team_member"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since"),
        Index("team_member_grid", "grid_id", "until"),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    grid_id: str = Field(foreign_key="grid.id")
    name: str = Field(max_length=40)
    phone: str = Field(default="", max_length=20)
    organisation: str = Field(max_length=10)
    workplace: str = Field(default="", max_length=60)
    agent: bool = False
    since: date
    until: date | None = None
    consent_channel: str = Field(max_length=10)
    consent_on: date
    set_by: str = Field(foreign_key="person.id")
    set_at: datetime = moment()
    ended_by: str | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = moment(nullable=True)
    ended_reason: str = Field(default="", max_length=200)
    erased_at: datetime | None = moment(nullable=True)


class AgentBuilding(SQLModel, table=True):
    """A building for which an agent answers (row R41); half open, by days."""

    __tablename__ = "agent_building"
    __table_args__ = (
        Index(
            "agent_building_now",
            "member_id",
            "building_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    member_id: str = Field(foreign_key="team_member.id")
    building_id: str = Field(foreign_key="building.id", index=True)
    since: date
    until: date | None = None


class TeamTask(SQLModel, table=True):
    """Which member has a task of a matter (row R40). The matter's own step says only where they
    work, so that a name goes when its member's does."""

    __tablename__ = "team_task"
    task_id: str = Field(primary_key=True, foreign_key="matter_task.id", max_length=36)
    member_id: str = Field(foreign_key="team_member.id", index=True)
    community_id: str = Field(foreign_key="community.id", index=True)
    matter_id: str = Field(foreign_key="matter.id", index=True)
