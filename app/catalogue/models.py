"""Items in their versions, who lists and uses them, review chains, and admission (rows R57-R63)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.org.models import moment


def _list() -> Any:
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class VersionState(StrEnum):
    """A version is worked on, then holds from its day until another one does."""

    DRAFT = "draft"
    PUBLISHED = "published"


class ServiceItem(SQLModel, table=True):
    """服务事项: what may be asked of a station. `area_id` is the city that admitted it, the first
    of the three layers (row R61); what it says stands in its versions."""

    __tablename__ = "service_item"
    __table_args__ = (UniqueConstraint("area_id", "code"),)
    id: str = Field(primary_key=True, max_length=36)
    area_id: str = Field(foreign_key="area.id")
    code: str = Field(max_length=40)
    admitted_at: datetime = moment()
    withdrawn_at: datetime | None = moment(nullable=True)
    withdrawn_reason: str = Field(default="", max_length=200)


class ItemVersion(SQLModel, table=True):
    """What an item says from `effective_on` on (rows R57, R60, R62, R66, R68, R80).

    `basis`: [{title, article, number, date}]. `materials`: [{name, needed, form, copies, source,
    sample}]. `flow`: steps in order. Limits are null or {amount, unit}. `source` names the document
    that the words were taken from; `sample`: made up as an example, and marked 示例 wherever shown.
    `initials`: the pinyin initials of the name, for finding it. `limit_note`: what the law says of
    the limit in other words, such as calendar days. `sample_fields`: the texts that are made up.
    """

    __tablename__ = "item_version"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        Index("item_version_effective", "item_id", "state", "effective_on"),
    )
    id: str = Field(primary_key=True, max_length=36)
    item_id: str = Field(foreign_key="service_item.id")
    number: int = Field(ge=1)
    state: str = Field(max_length=10)
    effective_on: date | None = None
    name: str = Field(max_length=80)
    initials: str = Field(default="", max_length=80)
    name_en: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    category: str = Field(max_length=30)
    department: str = Field(default="", max_length=80)
    basis: list[dict[str, str]] = _list()
    conditions: str = Field(default="", max_length=1000)
    materials: list[dict[str, Any]] = _list()
    flow: list[str] = _list()
    statutory: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    promised: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    limit_note: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})
    level: str = Field(max_length=12)
    channels: list[str] = _list()
    agency: str = Field(max_length=8)
    rating_required: bool = True
    fee: str = Field(default="", max_length=80)
    sample_text: str = Field(default="", max_length=2000)
    plain: str = Field(default="", max_length=2000)
    chain_code: str = Field(default="", max_length=40)
    source: str = Field(default="", max_length=200)
    source_url: str = Field(default="", max_length=300)
    sample: bool = False
    sample_fields: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    made_by: str | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = moment()
    published_by: str | None = Field(default=None, foreign_key="person.id")
    published_at: datetime | None = moment(nullable=True)


class ItemListing(SQLModel, table=True):
    """A district lists an admitted item (row R61); half open, by days."""

    __tablename__ = "item_listing"
    __table_args__ = (
        Index(
            "item_listing_now",
            "area_id",
            "item_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    area_id: str = Field(foreign_key="area.id")
    item_id: str = Field(foreign_key="service_item.id", index=True)
    since: date
    until: date | None = None
    by: str | None = Field(default=None, foreign_key="person.id")
    reason: str = Field(default="", max_length=200)


class ItemUse(SQLModel, table=True):
    """A community uses a listed item, with a promise of its own where it is shorter (row R61)."""

    __tablename__ = "item_use"
    __table_args__ = (
        # What a community uses on a day, also what it has stopped using since.
        Index("item_use_community", "community_id", "item_id"),
        Index(
            "item_use_now",
            "community_id",
            "item_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    item_id: str = Field(foreign_key="service_item.id", index=True)
    since: date
    until: date | None = None
    promised: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    by: str | None = Field(default=None, foreign_key="person.id")
    reason: str = Field(default="", max_length=200)


class ReviewChain(SQLModel, table=True):
    """审核链条: an ordered checklist that an item binds (row R58), in its versions.

    `checks`: [{text, text_en, owner, limit_hours}]; `owner` is a post or "department".
    """

    __tablename__ = "review_chain"
    __table_args__ = (UniqueConstraint("area_id", "code", "number"),)
    id: str = Field(primary_key=True, max_length=36)
    area_id: str = Field(foreign_key="area.id")
    code: str = Field(max_length=40)
    number: int = Field(ge=1)
    name: str = Field(max_length=60)
    name_en: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    checks: list[dict[str, Any]] = _list()
    effective_on: date
    made_by: str | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = moment()


class Admission(SQLModel, table=True):
    """A department asks that stations take on an item: with a basis, funding and training, or not
    at all (row R63, 权随责走、费随事转). Everybody of the staff may read the log."""

    id: str = Field(primary_key=True, max_length=36)
    area_id: str = Field(foreign_key="area.id", index=True)
    item_id: str | None = Field(default=None, foreign_key="service_item.id")
    department: str = Field(max_length=80)
    title: str = Field(max_length=80)
    basis: str = Field(max_length=500)
    funding: str = Field(max_length=500)
    training: str = Field(max_length=500)
    filed_by: str = Field(foreign_key="person.id")
    filed_at: datetime = moment()
    decision: str = Field(default="", max_length=8)
    reason: str = Field(default="", max_length=500)
    decided_by: str | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = moment(nullable=True)


class AdmissionAnswer(SQLModel, table=True):
    """What a community says to it; a refusal needs a reason (row R63)."""

    __tablename__ = "admission_answer"
    admission_id: str = Field(primary_key=True, foreign_key="admission.id")
    community_id: str = Field(primary_key=True, foreign_key="community.id")
    accepts: bool
    reason: str = Field(default="", max_length=500)
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()


class HallWindows(SQLModel, table=True):
    """How many windows a community's hall has, and by which preset its items are grouped (rows R53,
    R55, R56). One window takes any item: the groups are for filters and counts."""

    __tablename__ = "hall_windows"
    community_id: str = Field(primary_key=True, foreign_key="community.id")
    windows: int = Field(ge=1)
    preset: str = Field(max_length=8)
    by: str | None = Field(default=None, foreign_key="person.id")
    at: datetime = moment()
