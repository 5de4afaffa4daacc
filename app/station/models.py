"""How a community is divided into grids, in versions (rows R1, R5, R7)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.org.models import moment


class PlanState(StrEnum):
    """A plan is worked on, then holds, then stays as history; one that was withdrawn never held."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


class GridPlan(SQLModel, table=True):
    """A version of how a community is divided into grids (rows R1, R5, R7).

    At most one draft a community; publishing writes `GridBuilding` from `effective_at` on, and
    what was visited before stays with the grid it had.
    """

    __tablename__ = "grid_plan"
    __table_args__ = (
        UniqueConstraint("community_id", "version"),
        Index(
            "grid_plan_one_draft",
            "community_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    version: int = Field(ge=1)
    state: str = Field(max_length=10)
    reason: str = Field(default="", max_length=200)
    effective_at: datetime | None = moment(nullable=True)
    made_by: str = Field(foreign_key="person.id")
    made_at: datetime = moment()
    published_by: str | None = Field(default=None, foreign_key="person.id")
    published_at: datetime | None = moment(nullable=True)
    replaced: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    """Number, name and outline that its grids had before, for taking it back."""
    withdrawn_by: str | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = moment(nullable=True)
    withdrawn_reason: str = Field(default="", max_length=200)


class PlanGrid(SQLModel, table=True):
    """A grid as a plan has it. `grid_id` is the grid's own id, also before it exists."""

    __tablename__ = "plan_grid"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    plan_id: str = Field(primary_key=True, foreign_key="grid_plan.id")
    grid_id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    number: int = Field(ge=1)
    name: str = Field(max_length=40)
    outline: list[list[float]] = Field(sa_column=Column(JSON, nullable=False))


class PlanBuilding(SQLModel, table=True):
    """A building in a grid of a plan; a draft may hold one twice, which blocks publishing."""

    __tablename__ = "plan_building"
    plan_id: str = Field(primary_key=True, foreign_key="grid_plan.id")
    building_id: str = Field(primary_key=True, foreign_key="building.id")
    grid_id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
