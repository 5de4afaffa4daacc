"""Breaches of the one-time notice are counted without reading a community's steps

Revision ID: 0016_breaches
Revises: 0017_windows
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_breaches"
down_revision = "0017_windows"
branch_labels = None
depends_on = None

FURTHER = sa.text("kind = 'further_material'")


def upgrade() -> None:
    op.create_index(
        "matter_step_breach",
        "matter_step",
        ["community_id", "at"],
        sqlite_where=FURTHER,
        postgresql_where=FURTHER,
    )


def downgrade() -> None:
    op.drop_index("matter_step_breach", table_name="matter_step")
