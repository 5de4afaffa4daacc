"""Departments outside the communities, who sits there, and what was passed on to them (row R94).

A department and its seats belong to a street or a district, so they name an area and no community.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from app.org.models import moment


class DepartmentKind(StrEnum):
    """在工商所、分局科室、区各职能部门、各镇街政府 (row R94), and who runs water, power and gas."""

    BUREAU = "bureau"
    BRANCH = "branch"
    STREET = "street"
    UTILITY = "utility"


class Department(SQLModel, table=True):
    """Who takes what a community cannot do itself. A matter names it by its name, so that a name
    stays: another name is another department."""

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since"),
        Index(
            "department_name_now",
            "area_id",
            "name",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    area_id: str = Field(foreign_key="area.id")
    name: str = Field(max_length=40)
    kind: str = Field(max_length=10)
    since: datetime = moment()
    until: datetime | None = moment(nullable=True)
    made_by: str = Field(foreign_key="person.id")


class DepartmentSeat(SQLModel, table=True):
    """For which department somebody holds the post; who it is, since and until when stands in the
    holding."""

    __tablename__ = "department_seat"
    holding_id: str = Field(primary_key=True, foreign_key="holding.id", max_length=36)
    department_id: str = Field(foreign_key="department.id", index=True)


class Passed(SQLModel, table=True):
    """What a referral says beside the matter's own words, and what became of it.

    `number`: the step that passed it on. `contact`: the department needs the resident's name and
    telephone, and why; without it, it sees neither. `answer` is empty until there is one.
    """

    __tablename__ = "matter_passed"
    __table_args__ = (
        CheckConstraint("NOT contact OR contact_reason <> ''"),
        Index("matter_passed_ended", "department_id", "ended_at"),
    )
    matter_id: str = Field(primary_key=True, foreign_key="matter.id", max_length=36)
    number: int = Field(primary_key=True, ge=1)
    community_id: str = Field(foreign_key="community.id", index=True)
    department_id: str = Field(foreign_key="department.id")
    words: str = Field(default="", max_length=500)
    contact: bool = False
    contact_reason: str = Field(default="", max_length=120)
    by: str = Field(foreign_key="person.id")
    at: datetime = moment()
    answer: str = Field(default="", max_length=10)
    ended_at: datetime | None = moment(nullable=True)
