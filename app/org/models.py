"""Areas, grids, buildings, people and the posts they hold, each with from and to dates."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from app.kit.db import Utc


class Post(StrEnum):
    """What a person does in a community or above it (rows R20, R37, R38, R47)."""

    GRID_WORKER = "grid_worker"
    GRID_LEAD = "grid_lead"
    STATION_HEAD = "station_head"
    DATA_STEWARD = "data_steward"
    CLERK = "clerk"
    STREET_OFFICER = "street_officer"
    DISTRICT_OFFICER = "district_officer"


class AreaLevel(StrEnum):
    """Levels of the division codes of the National Bureau of Statistics."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


def moment(*, index: bool = False, nullable: bool = False) -> Any:
    """A column for an aware moment, kept in UTC."""
    return Field(
        sa_column=Column(Utc, nullable=nullable, index=index), default=None if nullable else ...
    )


class Area(SQLModel, table=True):
    """One node of the division tree; a community is an area of the lowest level."""

    id: str = Field(primary_key=True, max_length=36)
    code: str = Field(unique=True, min_length=12, max_length=12)
    name: str = Field(max_length=60)
    level: str = Field(max_length=12)
    parent_id: str | None = Field(default=None, foreign_key="area.id", index=True)


class Community(SQLModel, table=True):
    """Settings of one community; its id is that of its area."""

    id: str = Field(primary_key=True, foreign_key="area.id", max_length=36)
    name: str = Field(max_length=60)
    zone: str = Field(default="Asia/Shanghai", max_length=40)
    visits_per_day: int = Field(default=20, ge=1)
    grid_target_households: int = Field(default=300, ge=1)
    position_keep_days: int = Field(default=90, ge=1)
    slogan: str = Field(default="", max_length=80)


class Grid(SQLModel, table=True):
    """A grid: whole buildings looked after by one worker (rows R1, R5, R20)."""

    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    number: int = Field(ge=1)
    name: str = Field(max_length=40)


class Building(SQLModel, table=True):
    """A building of an estate; `number` is what people call it, e.g. 12号楼."""

    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    estate: str = Field(max_length=40)
    number: str = Field(max_length=20)
    place: int = Field(default=0)
    lat: float | None = None
    lon: float | None = None


class GridBuilding(SQLModel, table=True):
    """Which grid a building belongs to, from when to when (half open, UTC)."""

    __tablename__ = "grid_building"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until > since"),
        Index(
            "grid_building_now",
            "building_id",
            unique=True,
            sqlite_where=Column("until").is_(None),
            postgresql_where=Column("until").is_(None),
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    grid_id: str = Field(foreign_key="grid.id", index=True)
    building_id: str = Field(foreign_key="building.id", index=True)
    since: datetime = moment()
    until: datetime | None = moment(nullable=True)


class Person(SQLModel, table=True):
    """A member of staff. Residents are never people here; households are."""

    id: str = Field(primary_key=True, max_length=36)
    community_id: str | None = Field(default=None, foreign_key="community.id", index=True)
    name: str = Field(max_length=40)
    phone: str = Field(default="", max_length=20)
    lang: str = Field(default="", max_length=10)


class Holding(SQLModel, table=True):
    """A post held by a person in an area, for a grid where the post has one, from when to when."""

    __table_args__ = (CheckConstraint("until IS NULL OR until > since"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str | None = Field(default=None, foreign_key="community.id", index=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    post: str = Field(max_length=20)
    grid_id: str | None = Field(default=None, foreign_key="grid.id", index=True)
    since: datetime = moment()
    until: datetime | None = moment(nullable=True)


class AccessLog(SQLModel, table=True):
    """Who saw which household by name or address, when and why (rows R143, R244)."""

    __tablename__ = "access_log"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    at: datetime = moment(index=True)
    what: str = Field(max_length=20)
    reason: str = Field(default="", max_length=120)
    households: list[str] = Field(sa_column=Column(JSON, nullable=False))


def open_on(since: datetime, until: datetime | None, at: datetime) -> bool:
    """Whether the half-open period from `since` to `until` holds at the moment `at`."""
    return since <= at and (until is None or at < until)
