"""Field-accuracy checks: campaigns and the records they hold against the place

Revision ID: 0008_accuracy
Revises: 0007_second_readings
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0008_accuracy"
down_revision = "0007_second_readings"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString
NOT_CLOSED = sa.text("closed_at IS NULL")


def upgrade() -> None:
    _campaigns()
    _records()


def _campaigns() -> None:
    op.create_table(
        "accuracy_campaign",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("title", text_of(length=40), nullable=False),
        sa.Column("kind", text_of(length=12), nullable=False),
        sa.Column("grids", sa.JSON(), nullable=False),
        sa.Column("population", sa.LargeBinary(), nullable=False),
        sa.Column("population_digest", text_of(length=64), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", text_of(length=64), nullable=False),
        sa.Column("seed_digest", text_of(length=64), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("opened_by", text_of(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("closed_by", text_of(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_accuracy_campaign_community_id"), "accuracy_campaign", ["community_id"]
    )
    op.create_index(
        "accuracy_campaign_open",
        "accuracy_campaign",
        ["community_id", "kind"],
        unique=True,
        sqlite_where=NOT_CLOSED,
        postgresql_where=NOT_CLOSED,
    )


def _records() -> None:
    op.create_table(
        "accuracy_record",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("campaign_id", text_of(), nullable=False),
        sa.Column("household_id", text_of(), nullable=True),
        sa.Column("unit_id", text_of(), nullable=True),
        sa.Column("building_id", text_of(), nullable=True),
        sa.Column("asked_id", text_of(), nullable=True),
        sa.Column("file", sa.JSON(), nullable=False),
        sa.Column("outcome", text_of(length=12), nullable=False),
        sa.Column("ticks", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("compared_at", Utc(), nullable=True),
        sa.Column("compared_by", text_of(), nullable=True),
        sa.CheckConstraint("(outcome = '') = (compared_at IS NULL)"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.ForeignKeyConstraint(["campaign_id"], ["accuracy_campaign.id"]),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["local_unit.id"]),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"]),
        sa.ForeignKeyConstraint(["asked_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["compared_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("accuracy_record_campaign", "accuracy_record", ["campaign_id"])
    op.create_index("accuracy_record_asked", "accuracy_record", ["asked_id", "outcome"])
    op.create_index(op.f("ix_accuracy_record_household_id"), "accuracy_record", ["household_id"])


def downgrade() -> None:
    op.drop_table("accuracy_record")
    op.drop_table("accuracy_campaign")
