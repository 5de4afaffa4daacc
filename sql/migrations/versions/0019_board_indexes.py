"""Lists and boards of a district with 200,000 matters read only what they show

Revision ID: 0019_board_indexes
Revises: 0018_backup
"""

import sqlalchemy as sa
from alembic import op

revision = "0019_board_indexes"
down_revision = "0018_backup"
branch_labels = None
depends_on = None

PARTS = (
    ("matter_ended", "matter", ["community_id", "closed_at"], "closed_at IS NOT NULL"),
    (
        "matter_step_ordered",
        "matter_step",
        ["community_id", "at"],
        "kind = 'supervision' AND \"by\" = 'system'",
    ),
)
INDEXES = (
    ("matter_task_owner", "matter_task", ["owner_id", "matter_id"]),
    ("concern_at", "concern", ["community_id", "opened_at", "visit_id"]),
    ("item_use_community", "item_use", ["community_id", "item_id"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    for name, table, columns, which in PARTS:
        part = sa.text(which)
        op.create_index(name, table, columns, sqlite_where=part, postgresql_where=part)


def downgrade() -> None:
    for name, table, *_ in reversed((*INDEXES, *PARTS)):
        op.drop_index(name, table_name=table)
