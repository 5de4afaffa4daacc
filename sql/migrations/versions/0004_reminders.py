"""Reminders: phones that asked for them

Revision ID: 0004_reminders
Revises: 0003_day
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0004_reminders"
down_revision = "0003_day"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "push_subscription",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("person_id", text_of(), nullable=False),
        sa.Column("session_id", text_of(length=36), nullable=False),
        sa.Column("endpoint", text_of(length=1000), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("news_at", Utc(), nullable=False),
        sa.Column("half", text_of(length=20), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["session_id"], ["sign_in_session.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("endpoint"),
        sa.UniqueConstraint("session_id"),
    )
    op.create_index(
        op.f("ix_push_subscription_person_id"), "push_subscription", ["person_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_push_subscription_person_id"), table_name="push_subscription")
    op.drop_table("push_subscription")
