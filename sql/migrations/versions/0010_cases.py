"""Cases: what they are about, their steps, and what was handed in

Revision ID: 0010_cases
Revises: 0008_accuracy
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0010_cases"
down_revision = "0008_accuracy"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString
RUNNING = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("worker_id", text_of(), nullable=False),
        sa.Column("check_id", text_of(), nullable=True),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("checkers", sa.JSON(), nullable=False),
        sa.Column("barred", sa.JSON(), nullable=False),
        sa.Column("happened_at", Utc(), nullable=False),
        sa.Column("known_at", Utc(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("told", text_of(length=20), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("erased_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.ForeignKeyConstraint(["worker_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["check_id"], ["spot_check.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("check_id"),
    )
    op.create_index(op.f("ix_case_file_community_id"), "case_file", ["community_id"])
    op.create_index(op.f("ix_case_file_worker_id"), "case_file", ["worker_id"])
    op.create_index(
        "case_file_open",
        "case_file",
        ["community_id"],
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.create_table(
        "case_step",
        sa.Column("case_id", text_of(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("kind", text_of(length=16), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", text_of(length=36), nullable=False),
        sa.Column("role", text_of(length=20), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.PrimaryKeyConstraint("case_id", "number"),
    )
    op.create_index(op.f("ix_case_step_community_id"), "case_step", ["community_id"])
    op.create_table(
        "case_record",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("case_id", text_of(), nullable=False),
        sa.Column("kind", text_of(length=8), nullable=False),
        sa.Column("source", text_of(length=40), nullable=False),
        sa.Column("words", text_of(length=1000), nullable=False),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("by", text_of(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_case_record_case_id"), "case_record", ["case_id"])
    op.create_index(op.f("ix_case_record_community_id"), "case_record", ["community_id"])


def downgrade() -> None:
    op.drop_table("case_record")
    op.drop_table("case_step")
    op.drop_table("case_file")
