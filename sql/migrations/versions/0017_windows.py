"""Windows of a hall; what an item says beside its limit, in English, and of its examples

Revision ID: 0017_windows
Revises: 0015_patrol
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0017_windows"
down_revision = "0015_patrol"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "hall_windows",
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("windows", sa.Integer(), nullable=False),
        sa.Column("preset", text_of(length=8), nullable=False),
        sa.Column("by", text_of(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.PrimaryKeyConstraint("community_id"),
    )
    for table, column, length in (
        ("item_version", "name_en", 120),
        ("item_version", "limit_note", 200),
        ("review_chain", "name_en", 120),
    ):
        op.add_column(
            table, sa.Column(column, text_of(length=length), nullable=False, server_default="")
        )
    op.add_column(
        "item_version",
        sa.Column("sample_fields", sa.JSON(), nullable=False, server_default="[]"),
    )


def downgrade() -> None:
    for table, column in (
        ("item_version", "sample_fields"),
        ("review_chain", "name_en"),
        ("item_version", "limit_note"),
        ("item_version", "name_en"),
    ):
        op.drop_column(table, column)
    op.drop_table("hall_windows")
