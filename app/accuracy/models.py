"""A campaign, drawn at once from a seed, and the records that it holds against the place (R97)."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from app.org.models import moment


class Campaign(SQLModel, table=True):
    """One comparison of a book with the places. `population` holds the ids that it was drawn
    from, one a line, compressed; `seed` is shown when it is over, its digest from the beginning.

    It is over when somebody closed it, or when the day `until` has passed.
    """

    __tablename__ = "accuracy_campaign"
    __table_args__ = (
        Index(
            "accuracy_campaign_open",
            "community_id",
            "kind",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id", index=True)
    title: str = Field(max_length=40)
    kind: str = Field(max_length=12)
    grids: list[str] = Field(sa_column=Column(JSON, nullable=False))
    population: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    population_digest: str = Field(min_length=64, max_length=64)
    records: int = Field(ge=1)
    """How many records the sample was drawn from."""
    size: int = Field(ge=1)
    seed: str = Field(min_length=64, max_length=64)
    seed_digest: str = Field(min_length=64, max_length=64)
    until: date
    opened_by: str = Field(foreign_key="person.id")
    opened_at: datetime = moment()
    closed_by: str | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = moment(nullable=True)


class AccuracyRecord(SQLModel, table=True):
    """One record of the sample: what the file said when it was drawn, so that mending it in haste
    changes nothing; who was asked to look; and what they found. Erased with its household.
    """

    __tablename__ = "accuracy_record"
    __table_args__ = (
        CheckConstraint("(outcome = '') = (compared_at IS NULL)"),
        Index("accuracy_record_campaign", "campaign_id"),
        Index("accuracy_record_asked", "asked_id", "outcome"),
    )
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    campaign_id: str = Field(foreign_key="accuracy_campaign.id")
    household_id: str | None = Field(default=None, foreign_key="household.id", index=True)
    unit_id: str | None = Field(default=None, foreign_key="local_unit.id")
    building_id: str | None = Field(default=None, foreign_key="building.id")
    asked_id: str | None = Field(default=None, foreign_key="person.id")
    file: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    outcome: str = Field(default="", max_length=12)
    ticks: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    found: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    compared_at: datetime | None = moment(nullable=True)
    compared_by: str | None = Field(default=None, foreign_key="person.id")

    @property
    def erased(self) -> bool:
        """Whether what it was about is no longer held."""
        return self.household_id is None and self.unit_id is None
