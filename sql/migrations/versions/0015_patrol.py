"""Patrols: photos of matters and reviews of utilities

Revision ID: 0015_patrol
Revises: 0014_referrals
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0015_patrol"
down_revision = "0014_referrals"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "matter_photo",
        sa.Column("matter_id", text_of(length=36), nullable=False),
        sa.Column("sha256", text_of(length=64), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", Utc(), nullable=True),
        sa.Column("stored", text_of(length=100), nullable=False),
        sa.Column("refused", text_of(length=40), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"]),
        sa.PrimaryKeyConstraint("matter_id", "sha256"),
    )
    op.create_table(
        "utility_review",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("utility", text_of(length=12), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("words", text_of(length=500), nullable=False),
        sa.Column("by", text_of(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("utility_review_year", "utility_review", ["community_id", "year", "utility"])


def downgrade() -> None:
    op.drop_table("utility_review")
    op.drop_table("matter_photo")
