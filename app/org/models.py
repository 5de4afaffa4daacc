"""Areas, grids, buildings, people and the posts they hold, each with from and to dates."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, false, text
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
    WORKERS_REPRESENTATIVE = "workers_representative"
    PANEL_MEMBER = "panel_member"
    APPEAL_OFFICER = "appeal_officer"
    DEPARTMENT_OFFICER = "department_officer"


JUDGES = (Post.PANEL_MEMBER, Post.APPEAL_OFFICER)
"""Posts over a community for people from outside it, appointed by its street (row R111). Such a
holding names the community as its area and, like an officer's, has no `community_id`: who judges
a community is not of its staff."""


class AreaLevel(StrEnum):
    """Levels of the division codes of the National Bureau of Statistics."""

    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


def moment(*, index: bool = False, nullable: bool = False) -> Any:
    """A column for an aware moment, kept in UTC."""
    return Field(
        sa_column=Column(Utc, nullable=nullable, index=index), default=None if nullable else ...
    )


def _default(value: str) -> dict[str, Any]:
    """For columns that came to tables which had rows already."""
    return {"server_default": value}


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
    grid_tolerance_percent: int = Field(
        default=20, ge=0, le=100, sa_column_kwargs={"server_default": "20"}
    )
    stale_after_days: int = Field(default=90, ge=1, sa_column_kwargs={"server_default": "90"})
    keep_after_move_out_days: int = Field(
        default=180, ge=1, sa_column_kwargs={"server_default": "180"}
    )
    # How long photos, the words of visits, ended needs, and what proves who did what, are kept.
    photo_keep_days: int = Field(default=365, ge=1, sa_column_kwargs={"server_default": "365"})
    visit_keep_days: int = Field(default=1095, ge=1, sa_column_kwargs={"server_default": "1095"})
    need_keep_days: int = Field(default=365, ge=1, sa_column_kwargs={"server_default": "365"})
    log_keep_days: int = Field(default=1095, ge=180, sa_column_kwargs={"server_default": "1095"})
    # Within how many days a resident's request is answered.
    rights_days: int = Field(default=15, ge=1, sa_column_kwargs={"server_default": "15"})
    # Within how many open minutes somebody says that they have what was given to them (row R87).
    take_minutes: int = Field(default=30, ge=5, le=480, sa_column_kwargs={"server_default": "30"})
    position_keep_days: int = Field(default=90, ge=1)
    slogan: str = Field(default="", max_length=80)
    recalled: str = Field(default="", max_length=36, sa_column_kwargs={"server_default": ""})
    """Changes when phones must renew what they keep at their next contact (org.commands.recall)."""


class Grid(SQLModel, table=True):
    """A grid: whole buildings looked after by one worker (rows R1, R5, R20).

    `outline` is a ring of [longitude, latitude] in WGS 84, empty when none was drawn. What the
    grid was under an earlier plan stands in that plan (`PlanGrid`).
    """

    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    number: int = Field(ge=1)
    name: str = Field(max_length=40)
    outline: list[list[float]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    closed_at: datetime | None = moment(nullable=True)


class Building(SQLModel, table=True):
    """A building of an estate; `number` is what people call it, e.g. 12号楼."""

    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    estate: str = Field(max_length=40)
    number: str = Field(max_length=20)
    lane: str = Field(default="", max_length=40, sa_column_kwargs=_default(""))
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
    """A post held by a person in an area, for a grid where the post has one, from when to when.

    `backup`: stands in for a neighbouring grid beside its own worker. `delegate_of`: holds the
    post for the person named, until they are back. Neither counts as the one worker of a grid or
    the one head of a station (rows R20, R37).
    """

    __table_args__ = (CheckConstraint("until IS NULL OR until > since"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str | None = Field(default=None, foreign_key="community.id", index=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    post: str = Field(max_length=30)
    grid_id: str | None = Field(default=None, foreign_key="grid.id", index=True)
    since: datetime = moment()
    until: datetime | None = moment(nullable=True)
    backup: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    delegate_of: str | None = Field(default=None, foreign_key="person.id")


class BuildingChief(SQLModel, table=True):
    """楼(院)长: a resident who looks after a building as a volunteer (row R8).

    The one resident that the station names, with their consent and only as long as it holds: taken
    back, name and phone are emptied here too.
    """

    __tablename__ = "building_chief"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since"),
        Index(
            "building_chief_now",
            "building_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    building_id: str = Field(foreign_key="building.id")
    name: str = Field(max_length=40)
    phone: str = Field(default="", max_length=20)
    since: date
    until: date | None = None
    consent_channel: str = Field(max_length=10)
    set_by: str = Field(foreign_key="person.id")
    set_at: datetime = moment()
    ended_by: str | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = moment(nullable=True)
    ended_reason: str = Field(default="", max_length=200)


class HandOver(SQLModel, table=True):
    """A grid passed from one worker to another: what was open then, and who took it on (R20)."""

    __tablename__ = "hand_over"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    grid_id: str = Field(foreign_key="grid.id", index=True)
    from_person: str | None = Field(default=None, foreign_key="person.id")
    to_person: str | None = Field(default=None, foreign_key="person.id")
    at: datetime = moment()
    reason: str = Field(default="", max_length=200)
    made_by: str = Field(foreign_key="person.id")
    open_work: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    taken_at: datetime | None = moment(nullable=True)


class BreachReport(SQLModel, table=True):
    """Somebody says that people's data got where it should not be (row R244).

    Anyone may, also without a session; `page` is the path they came from, `reach` how they can be
    told what came of it.
    """

    __tablename__ = "breach_report"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    reporter_id: str | None = Field(default=None, foreign_key="person.id")
    at: datetime = moment()
    page: str = Field(default="", max_length=200)
    what: str = Field(max_length=1000)
    place: str = Field(default="", max_length=120)
    happened: str = Field(default="", max_length=60)
    reach: str = Field(default="", max_length=120)
    taken_by: str | None = Field(default=None, foreign_key="person.id")
    taken_at: datetime | None = moment(nullable=True)
    handled_by: str | None = Field(default=None, foreign_key="person.id")
    handled_at: datetime | None = moment(nullable=True)
    outcome: str = Field(default="", max_length=500)


class AccessLog(SQLModel, table=True):
    """Who saw which household by name or address, when and why (rows R143, R244)."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index("access_log_community_at", "community_id", "at"),
        Index("access_log_person_at", "person_id", "at"),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    person_id: str = Field(foreign_key="person.id")
    at: datetime = moment(index=True)
    what: str = Field(max_length=20)
    reason: str = Field(default="", max_length=120)
    households: list[str] = Field(sa_column=Column(JSON, nullable=False))


class SeenHousehold(SQLModel, table=True):
    """A household of a row of the access log, so that one household's rows are found."""

    __tablename__ = "seen_household"
    household_id: str = Field(primary_key=True, max_length=36)
    access_id: str = Field(primary_key=True, foreign_key="access_log.id")
    community_id: str = Field(foreign_key="community.id")


def open_on(since: datetime, until: datetime | None, at: datetime) -> bool:
    """Whether the half-open period from `since` to `until` holds at the moment `at`."""
    return since <= at and (until is None or at < until)
