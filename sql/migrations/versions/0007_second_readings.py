"""Spot checks: answers that came from a phone, and checks that are compared once more

Revision ID: 0007_second_readings
Revises: 0005_draws
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0007_second_readings"
down_revision = "0005_draws"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString
NOT_SAVED = sa.text("saved_at IS NULL")


def upgrade() -> None:
    op.add_column("spot_check", sa.Column("answers_id", text_of(length=36), nullable=True))
    op.create_table(
        "second_reading",
        sa.Column("check_id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("reader_id", text_of(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("outcome", text_of(length=12), nullable=False),
        sa.Column("reason", text_of(length=500), nullable=False),
        sa.Column("saved_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["check_id"],
            ["spot_check.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("check_id"),
    )
    op.create_index(
        "second_reading_open",
        "second_reading",
        ["reader_id"],
        unique=False,
        sqlite_where=NOT_SAVED,
        postgresql_where=NOT_SAVED,
    )
    op.create_index(
        "second_reading_since", "second_reading", ["community_id", "opened_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index("second_reading_since", table_name="second_reading")
    op.drop_index("second_reading_open", table_name="second_reading")
    op.drop_table("second_reading")
    op.drop_column("spot_check", "answers_id")
