"""The hotline: what was told to the station, opinions, notes of days, closed months, tickets

Revision ID: 0013_hotline
Revises: 0012_matters
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0013_hotline"
down_revision = "0012_matters"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "daily_note",
        sa.Column("grid_id", text_of(length=36), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("words", text_of(length=1000), nullable=False),
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
            ["grid_id"],
            ["grid.id"],
        ),
        sa.PrimaryKeyConstraint("grid_id", "on"),
    )
    op.create_index(
        op.f("ix_daily_note_community_id"), "daily_note", ["community_id"], unique=False
    )
    op.create_table(
        "month_close",
        sa.Column("community_id", text_of(length=36), nullable=False),
        sa.Column("month", text_of(length=7), nullable=False),
        sa.Column("closed_by", text_of(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("still_open", sa.Integer(), nullable=False),
        sa.Column("csv", sa.LargeBinary(), nullable=False),
        sa.Column("csv_sha256", text_of(length=64), nullable=False),
        sa.Column("xlsx", sa.LargeBinary(), nullable=False),
        sa.Column("xlsx_sha256", text_of(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "month"),
    )
    op.create_table(
        "ticket_file",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("name", text_of(length=100), nullable=False),
        sa.Column("sha256", text_of(length=64), nullable=False),
        sa.Column("by", text_of(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("state", text_of(length=8), nullable=False),
        sa.Column("tickets", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_ticket_file_community_id"), "ticket_file", ["community_id"], unique=False
    )
    op.create_table(
        "register_entry",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("channel", text_of(length=12), nullable=False),
        sa.Column("kind", text_of(length=12), nullable=False),
        sa.Column("grid_id", text_of(), nullable=True),
        sa.Column("household_id", text_of(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("written_at", Utc(), nullable=False),
        sa.Column("taken_by", text_of(), nullable=False),
        sa.Column("caller", text_of(length=40), nullable=False),
        sa.Column("phone", text_of(length=20), nullable=False),
        sa.Column("place", text_of(length=120), nullable=False),
        sa.Column("basics", text_of(length=200), nullable=False),
        sa.Column("words", text_of(length=2000), nullable=False),
        sa.Column("problem", text_of(length=30), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("guided", sa.Boolean(), nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.Column("answer", text_of(length=1000), nullable=False),
        sa.Column("help", text_of(length=12), nullable=False),
        sa.Column("slot_from", Utc(), nullable=True),
        sa.Column("slot_until", Utc(), nullable=True),
        sa.Column("erased_at", Utc(), nullable=True),
        sa.CheckConstraint("(slot_from IS NULL) = (slot_until IS NULL)"),
        sa.CheckConstraint("slot_until IS NULL OR slot_until > slot_from"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["grid_id"],
            ["grid.id"],
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_register_entry_household_id"), "register_entry", ["household_id"], unique=False
    )
    op.create_index(
        op.f("ix_register_entry_taken_by"), "register_entry", ["taken_by"], unique=False
    )
    op.create_index("register_entry_at", "register_entry", ["community_id", "at"], unique=False)
    op.create_index("register_entry_grid", "register_entry", ["grid_id", "at"], unique=False)
    op.create_index(
        "register_entry_slot",
        "register_entry",
        ["community_id", "slot_from"],
        unique=False,
        sqlite_where=sa.text("slot_from IS NOT NULL"),
        postgresql_where=sa.text("slot_from IS NOT NULL"),
    )
    op.create_table(
        "entry_request",
        sa.Column("entry_id", text_of(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("words", text_of(length=500), nullable=False),
        sa.Column("matter_id", text_of(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["register_entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["matter.id"],
        ),
        sa.PrimaryKeyConstraint("entry_id", "number"),
        sa.UniqueConstraint("matter_id"),
    )
    op.create_table(
        "opinion",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("grid_id", text_of(), nullable=True),
        sa.Column("entry_id", text_of(), nullable=True),
        sa.Column("visit_id", text_of(), nullable=True),
        sa.Column("line", text_of(length=20), nullable=False),
        sa.Column("words", text_of(length=1000), nullable=False),
        sa.Column("by", text_of(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("matter_id", text_of(), nullable=True),
        sa.Column("struck_by", text_of(), nullable=True),
        sa.Column("struck_at", Utc(), nullable=True),
        sa.Column("result", text_of(length=300), nullable=False),
        sa.Column("erased_at", Utc(), nullable=True),
        sa.CheckConstraint("(struck_at IS NULL) = (matter_id IS NULL)"),
        sa.CheckConstraint("(struck_at IS NULL) = (struck_by IS NULL)"),
        sa.ForeignKeyConstraint(
            ["by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["register_entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["grid_id"],
            ["grid.id"],
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["matter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["struck_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_opinion_entry_id"), "opinion", ["entry_id"], unique=False)
    op.create_index(op.f("ix_opinion_visit_id"), "opinion", ["visit_id"], unique=False)
    op.create_index("opinion_at", "opinion", ["community_id", "at"], unique=False)
    op.create_index(
        "opinion_open",
        "opinion",
        ["community_id", "grid_id"],
        unique=False,
        sqlite_where=sa.text("struck_at IS NULL"),
        postgresql_where=sa.text("struck_at IS NULL"),
    )
    op.create_table(
        "outside_ticket",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("number", text_of(length=40), nullable=False),
        sa.Column("matter_id", text_of(), nullable=False),
        sa.Column("sent_at", Utc(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("imported_by", text_of(), nullable=False),
        sa.Column("imported_at", Utc(), nullable=False),
        sa.Column("answered_by", text_of(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["imported_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["matter.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "number"),
        sa.UniqueConstraint("matter_id"),
    )
    op.create_index(
        "outside_ticket_open",
        "outside_ticket",
        ["community_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "outside_ticket_open",
        table_name="outside_ticket",
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.drop_table("outside_ticket")
    op.drop_index(
        "opinion_open",
        table_name="opinion",
        sqlite_where=sa.text("struck_at IS NULL"),
        postgresql_where=sa.text("struck_at IS NULL"),
    )
    op.drop_index("opinion_at", table_name="opinion")
    op.drop_index(op.f("ix_opinion_visit_id"), table_name="opinion")
    op.drop_index(op.f("ix_opinion_entry_id"), table_name="opinion")
    op.drop_table("opinion")
    op.drop_table("entry_request")
    op.drop_index(
        "register_entry_slot",
        table_name="register_entry",
        sqlite_where=sa.text("slot_from IS NOT NULL"),
        postgresql_where=sa.text("slot_from IS NOT NULL"),
    )
    op.drop_index("register_entry_grid", table_name="register_entry")
    op.drop_index("register_entry_at", table_name="register_entry")
    op.drop_index(op.f("ix_register_entry_taken_by"), table_name="register_entry")
    op.drop_index(op.f("ix_register_entry_household_id"), table_name="register_entry")
    op.drop_table("register_entry")
    op.drop_index(op.f("ix_ticket_file_community_id"), table_name="ticket_file")
    op.drop_table("ticket_file")
    op.drop_table("month_close")
    op.drop_index(op.f("ix_daily_note_community_id"), table_name="daily_note")
    op.drop_table("daily_note")
