"""What the station tells its own people."""

from datetime import datetime

from sqlalchemy import JSON as Json
from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from app.org.models import moment


class Told(SQLModel, table=True):
    """One piece of news for one person (the roster changed, leave was answered).

    `kind` names its words; `values` fills them; `link` is where it leads.
    """

    __table_args__ = (Index("told_person", "person_id", "seen_at"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    person_id: str = Field(foreign_key="person.id")
    kind: str = Field(max_length=30)
    values: dict[str, str] = Field(sa_column=Column(Json, nullable=False))
    link: str = Field(max_length=200)
    at: datetime = moment()
    seen_at: datetime | None = moment(nullable=True)
