"""The draw of a day, step by step: promised, cut off, thrown for, drawn, published (R110)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.org.models import moment


class CheckRules(SQLModel, table=True):
    """A version of the rules of a community's draws. It holds from `since` on, which is never
    before the day after it was made; versions are only ever added.

    `capacities`: how many checks a day each checker says they can do. `conflicts`: pairs of a
    checker and a worker whose records they must not check.
    """

    __tablename__ = "check_rules"
    community_id: str = Field(primary_key=True, foreign_key="community.id", max_length=36)
    version: int = Field(primary_key=True, ge=1)
    since: date
    per_worker: int = Field(ge=1)
    anomaly: int = Field(ge=0)
    ask_again_days: int = Field(ge=0)
    cut_off: str = Field(max_length=5)
    dice_until: str = Field(max_length=5)
    capacities: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    conflicts: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    reason: str = Field(default="", max_length=200)
    made_by: str = Field(foreign_key="person.id")
    made_at: datetime = moment()


class Draw(SQLModel, table=True):
    """The draw of one day of a community. Each step fills its columns once and is in the chain.

    Promised: `commitment`, the digest of the secret. Cut off: the `frozen` list (a line a record,
    packed), its Merkle `root`, and the `rules` as they held, byte for byte. Drawn: `public_value`
    (ten dice, "" without), the seed and what came of it. Published: the `secret` (design 4e).
    """

    __table_args__ = (
        # Few are under way: what is still to do reads these alone.
        Index(
            "draw_open",
            "community_id",
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )
    community_id: str = Field(primary_key=True, foreign_key="community.id", max_length=36)
    day: date = Field(primary_key=True)
    commitment: str = Field(min_length=64, max_length=64)
    committed_at: datetime = moment()
    since_seq: int = Field(ge=0)
    """The list holds what came after this number of the community's chain, up to `cut_seq`."""
    cut_at: datetime | None = moment(nullable=True)
    cut_seq: int | None = None
    root: str = Field(default="", max_length=64)
    records: int = Field(default=0, ge=0)
    rules_version: int = Field(default=0, ge=0)
    rules: str = Field(default="")
    frozen: bytes = Field(sa_column=Column(LargeBinary, nullable=False), default=b"")
    owed: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    before: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    public_value: str = Field(default="", max_length=10)
    drawn_at: datetime | None = moment(nullable=True)
    seed: str = Field(default="", max_length=64)
    rate: str = Field(default="", max_length=10)
    advisory: bool = False
    result: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """`drawn` and `passed`, as the document of the draw has them."""
    published_at: datetime | None = moment(nullable=True)
    secret: str = Field(default="", max_length=64)


class DrawSecret(SQLModel, table=True):
    """The secret of a draw until it is published; gone from here then."""

    __tablename__ = "draw_secret"
    community_id: str = Field(primary_key=True, foreign_key="community.id", max_length=36)
    day: date = Field(primary_key=True)
    secret: str = Field(min_length=64, max_length=64)


class DiceEntry(SQLModel, table=True):
    """What one person keyed in of a morning's dice; the newest of each person counts."""

    __tablename__ = "dice_entry"
    __table_args__ = (UniqueConstraint("community_id", "on", "number"),)
    id: str = Field(primary_key=True, max_length=36)
    community_id: str = Field(foreign_key="community.id")
    on: date
    number: int = Field(ge=1)
    person_id: str = Field(foreign_key="person.id")
    throws: bool = False
    """Whether it is the workers' representative who threw; the other one watched."""
    digits: str = Field(min_length=10, max_length=10)
    at: datetime = moment()
