"""Who has not said yet that they have a matter, and within how many minutes a community wants it

Revision ID: 0018_backup
Revises: 0016_breaches
"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import Utc

revision = "0018_backup"
down_revision = "0016_breaches"
branch_labels = None
depends_on = None

UNTAKEN = sa.text("take_until IS NOT NULL")


def upgrade() -> None:
    op.add_column(
        "community",
        sa.Column("take_minutes", sa.Integer(), nullable=False, server_default="30"),
    )
    # NULL in what is older: the digests of those rows stand in the chain as they are.
    op.add_column("matter", sa.Column("untaken", sa.Integer(), nullable=True))
    op.add_column("matter", sa.Column("take_until", Utc(), nullable=True))
    op.create_index(
        "matter_take_until", "matter", ["take_until"],
        sqlite_where=UNTAKEN, postgresql_where=UNTAKEN,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("matter_take_until", table_name="matter")
    op.drop_column("matter", "take_until")
    op.drop_column("matter", "untaken")
    op.drop_column("community", "take_minutes")
