"""The rules in their versions, who has read them, replies to breaches, and the knowledge base."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.org.models import moment


class RuleVersion(SQLModel, table=True):
    """What one of the five rules says in a community from a moment on (row R103). Version 1 of each
    is that of the program (app/catalogue/data/rules.jsonl), and has no row."""

    __tablename__ = "rule_version"
    __table_args__ = (UniqueConstraint("community_id", "code", "number"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    code: str = Field(max_length=20)
    number: int = Field(ge=2)
    paragraphs: list[str] = Field(sa_column=Column(JSON, nullable=False))
    changed: str = Field(max_length=200)
    made_by: str = Field(foreign_key="person.id")
    made_at: datetime = moment()


class RuleReading(SQLModel, table=True):
    """Somebody has read a version of a rule, and says so (row R103)."""

    __tablename__ = "rule_reading"
    community_id: str = Field(primary_key=True, foreign_key="community.id", max_length=36)
    code: str = Field(primary_key=True, max_length=20)
    number: int = Field(primary_key=True, ge=1)
    person_id: str = Field(primary_key=True, foreign_key="person.id", max_length=36)
    at: datetime = moment()


class BreachReply(SQLModel, table=True):
    """What the person concerned says to an entry of the breach log (row R103). The entry itself is
    a step of the matter, and is found by rule: nobody writes it, and nobody decides on it."""

    __tablename__ = "matter_breach_reply"
    matter_id: str = Field(primary_key=True, foreign_key="matter.id", max_length=36)
    number: int = Field(primary_key=True, ge=1)
    community_id: str = Field(foreign_key="community.id", index=True)
    person_id: str = Field(foreign_key="person.id")
    words: str = Field(max_length=1000)
    at: datetime = moment()


class CaseState(StrEnum):
    """A case is written, decided on by the head, and may be taken down again."""

    ASKED = "asked"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class KnowledgeCase(SQLModel, table=True):
    """How something was solved once, so that the next one need not find out again (row R92).

    Nobody can be recognised in it: it is checked against its matter before it is published. Its
    matter goes when it has been kept for its time, and the case stays. `sample`: made up as an
    example, and marked 示例 wherever it is shown.
    """

    __tablename__ = "knowledge_case"
    __table_args__ = (
        CheckConstraint("state <> 'published' OR sample OR decided_by <> written_by"),
        Index("knowledge_case_state", "community_id", "state"),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    matter_id: str | None = Field(default=None, foreign_key="matter.id")
    item_id: str | None = Field(default=None, foreign_key="service_item.id")
    title: str = Field(max_length=80)
    asked: str = Field(max_length=1000)
    done: str = Field(max_length=2000)
    learned: str = Field(default="", max_length=1000)
    state: str = Field(max_length=10)
    sample: bool = False
    written_by: str | None = Field(default=None, foreign_key="person.id")
    written_at: datetime = moment()
    decided_by: str | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = moment(nullable=True)
    reason: str = Field(default="", max_length=500)
