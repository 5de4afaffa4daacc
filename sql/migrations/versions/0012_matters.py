"""Matters: their steps, tasks, papers and numbers

Revision ID: 0012_matters
Revises: 0011_catalogue
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0012_matters"
down_revision = "0011_catalogue"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "matter_count",
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "year"),
    )
    op.create_table(
        "matter",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("number", text_of(length=12), nullable=False),
        sa.Column("follow_code", text_of(length=26), nullable=False),
        sa.Column("flow", text_of(length=8), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("channel", text_of(length=12), nullable=False),
        sa.Column("grid_id", text_of(), nullable=True),
        sa.Column("household_id", text_of(), nullable=True),
        sa.Column("building_id", text_of(), nullable=True),
        sa.Column("place", text_of(length=120), nullable=False),
        sa.Column("title", text_of(length=80), nullable=False),
        sa.Column("words", text_of(length=2000), nullable=False),
        sa.Column("applicant", text_of(length=40), nullable=False),
        sa.Column("phone", text_of(length=20), nullable=False),
        sa.Column("item_id", text_of(), nullable=True),
        sa.Column("version_id", text_of(), nullable=True),
        sa.Column("category", text_of(length=30), nullable=False),
        sa.Column("problem", text_of(length=30), nullable=False),
        sa.Column("agency", text_of(length=8), nullable=False),
        sa.Column("concern_id", text_of(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("major", sa.Boolean(), nullable=False),
        sa.Column("device_id", text_of(length=36), nullable=True),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("first_contact_owner_id", text_of(), nullable=False),
        sa.Column("stage", text_of(length=12), nullable=False),
        sa.Column("handling", text_of(length=12), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("way", text_of(length=8), nullable=False),
        sa.Column("handling_owner_id", text_of(), nullable=True),
        sa.Column("owner_id", text_of(), nullable=True),
        sa.Column("limit_amount", sa.Integer(), nullable=True),
        sa.Column("limit_unit", text_of(length=14), nullable=False),
        sa.Column("due_at", Utc(), nullable=True),
        sa.Column("paused_since", Utc(), nullable=True),
        sa.Column("long_term_on", sa.Date(), nullable=True),
        sa.Column("supervised", sa.Integer(), nullable=False),
        sa.Column("done_at", Utc(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("follow_up", sa.Boolean(), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("erased_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["building_id"],
            ["building.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["concern_id"],
            ["concern.id"],
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["first_contact_owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["grid_id"],
            ["grid.id"],
        ),
        sa.ForeignKeyConstraint(
            ["handling_owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["service_item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["item_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "number"),
        sa.UniqueConstraint("concern_id"),
        sa.UniqueConstraint("follow_code"),
    )
    op.create_index(
        op.f("ix_matter_first_contact_owner_id"), "matter", ["first_contact_owner_id"], unique=False
    )
    op.create_index("matter_household", "matter", ["household_id", "opened_at"], unique=False)
    op.create_index(
        "matter_open_due",
        "matter",
        ["community_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "matter_open_grid",
        "matter",
        ["grid_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "matter_open_owner",
        "matter",
        ["owner_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("matter_opened", "matter", ["community_id", "opened_at"], unique=False)
    op.create_table(
        "matter_step",
        sa.Column("matter_id", text_of(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("kind", text_of(length=20), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", text_of(length=36), nullable=False),
        sa.Column("role", text_of(length=20), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["matter.id"],
        ),
        sa.PrimaryKeyConstraint("matter_id", "number"),
    )
    op.create_index(
        op.f("ix_matter_step_community_id"), "matter_step", ["community_id"], unique=False
    )
    op.create_table(
        "matter_task",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("matter_id", text_of(), nullable=False),
        sa.Column("text", text_of(length=200), nullable=False),
        sa.Column("owner_id", text_of(), nullable=True),
        sa.Column("department", text_of(length=80), nullable=False),
        sa.Column("due_at", Utc(), nullable=True),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("done_at", Utc(), nullable=True),
        sa.Column("result", text_of(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["matter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_matter_task_matter_id"), "matter_task", ["matter_id"], unique=False)
    op.create_index(
        "matter_task_open",
        "matter_task",
        ["owner_id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "matter_paper",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("matter_id", text_of(), nullable=False),
        sa.Column("kind", text_of(length=14), nullable=False),
        sa.Column("sha256", text_of(length=64), nullable=False),
        sa.Column("words", text_of(length=2000), nullable=False),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("by", text_of(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["matter.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_matter_paper_matter_id"), "matter_paper", ["matter_id"], unique=False)


def downgrade() -> None:
    op.drop_table("matter_paper")
    op.drop_table("matter_task")
    op.drop_table("matter_step")
    op.drop_table("matter")
    op.drop_table("matter_count")
