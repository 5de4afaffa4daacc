"""What residents asked of the station under the law, and what became of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from app.org.models import moment


class Asked(StrEnum):
    """What a resident may ask for (个人信息保护法 articles 45 to 47)."""

    COPY = "copy"
    CORRECTION = "correction"
    ERASURE = "erasure"


class Answer(StrEnum):
    """How a request ended."""

    DONE = "done"
    REFUSED = "refused"


class Ground(StrEnum):
    """Why the law lets a station refuse; what it does not name is no ground."""

    NOT_PROVED = "not_proved"
    MUST_KEEP = "must_keep"
    DUTY = "duty"
    SECRET = "secret"
    NOT_HELD = "not_held"


class RightsRequest(SQLModel, table=True):
    """What a resident asked for: a copy, a correction, erasure. `asked_by` and `checked` are
    words (户主本人; 上门核对), never the number of a document; erasure takes them away too."""

    __tablename__ = "rights_request"
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    household_id: str = Field(foreign_key="household.id", index=True)
    kind: str = Field(max_length=12)
    asked_at: datetime = moment()
    asked_on: date
    due_on: date
    asked_by: str = Field(default="", max_length=60)
    checked: str = Field(default="", max_length=120)
    wanted: str = Field(default="", max_length=400)
    taken_by: str = Field(foreign_key="person.id")
    outcome: str = Field(default="", max_length=10)
    ground: str = Field(default="", max_length=12)
    reason: str = Field(default="", max_length=400)
    copied_at: datetime | None = moment(nullable=True)
    decided_by: str | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = moment(nullable=True)
