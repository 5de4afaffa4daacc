"""Departments find what they are asked to do together without reading a community's steps

Revision ID: 0020_joint_action
Revises: 0019_board_indexes
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_joint_action"
down_revision = "0019_board_indexes"
branch_labels = None
depends_on = None

JOINT = sa.text("kind = 'joint_action'")


def upgrade() -> None:
    op.create_index(
        "matter_step_joint",
        "matter_step",
        ["community_id", "at"],
        sqlite_where=JOINT,
        postgresql_where=JOINT,
    )


def downgrade() -> None:
    op.drop_index("matter_step_joint", table_name="matter_step")
