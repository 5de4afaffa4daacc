"""The day: touches, rosters, leave, and what was told to whom

Revision ID: 0003_day
Revises: 0002_books
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0003_day"
down_revision = "0002_books"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "day_terms",
        sa.Column("community_id", text_of(length=36), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("morning", sa.Time(), nullable=False),
        sa.Column("afternoon", sa.Time(), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("hall_minimum", sa.Integer(), nullable=False),
        sa.Column("all_rounders", sa.Integer(), nullable=False),
        sa.Column("door_share_percent", sa.Integer(), nullable=False),
        sa.Column("hall_code", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "since"),
    )
    op.create_table(
        "national_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("text", text_of(length=100_000), nullable=False),
        sa.Column("added_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("year"),
    )
    op.create_table(
        "calendar_day",
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", text_of(length=40), nullable=False),
        sa.Column("set_by", text_of(), nullable=False),
        sa.Column("set_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["set_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "on"),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("person_id", text_of(), nullable=False),
        sa.Column("token_hash", text_of(length=64), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("revoked_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(
        op.f("ix_calendar_feed_person_id"), "calendar_feed", ["person_id"], unique=False
    )
    op.create_table(
        "day_decision",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("person_id", text_of(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("part", text_of(length=2), nullable=False),
        sa.Column("suggested", text_of(length=12), nullable=False),
        sa.Column("decided", text_of(length=12), nullable=False),
        sa.Column("reason", text_of(length=200), nullable=False),
        sa.Column("by", text_of(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("reply", text_of(length=500), nullable=False),
        sa.Column("replied_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "on", "part"),
    )
    op.create_index(
        op.f("ix_day_decision_community_id"), "day_decision", ["community_id"], unique=False
    )
    op.create_table(
        "day_leave",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("person_id", text_of(), nullable=False),
        sa.Column("kind", text_of(length=10), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("first_part", text_of(length=2), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("last_part", text_of(length=2), nullable=False),
        sa.Column("words", text_of(length=200), nullable=False),
        sa.Column("state", text_of(length=10), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("answered_by", text_of(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("answer", text_of(length=200), nullable=False),
        sa.Column("backup_id", text_of(), nullable=True),
        sa.CheckConstraint("last_on >= first_on"),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["backup_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_day_leave_community_id"), "day_leave", ["community_id"], unique=False)
    op.create_index(op.f("ix_day_leave_person_id"), "day_leave", ["person_id"], unique=False)
    op.create_table(
        "pair_note",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("one_id", text_of(), nullable=False),
        sa.Column("summary", text_of(length=1000), nullable=False),
        sa.Column("one_learned", text_of(length=200), nullable=False),
        sa.Column("other_learned", text_of(length=200), nullable=False),
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
            ["one_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "monday", "one_id"),
    )
    op.create_table(
        "pairing",
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("one_id", text_of(), nullable=False),
        sa.Column("other_id", text_of(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.CheckConstraint("one_id < other_id"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["one_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "monday", "one_id"),
    )
    op.create_table(
        "roster_week",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", text_of(length=10), nullable=False),
        sa.Column("made_by", text_of(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("published_by", text_of(), nullable=True),
        sa.Column("published_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["published_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "monday", "version"),
    )
    op.create_index(
        "roster_week_draft",
        "roster_week",
        ["community_id", "monday"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_index(
        "roster_week_holds",
        "roster_week",
        ["community_id", "monday"],
        unique=True,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_table(
        "skill",
        sa.Column("person_id", text_of(), nullable=False),
        sa.Column("line", text_of(length=20), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
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
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person_id", "line"),
    )
    op.create_index(op.f("ix_skill_community_id"), "skill", ["community_id"], unique=False)
    op.create_table(
        "told",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("person_id", text_of(), nullable=False),
        sa.Column("kind", text_of(length=30), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("link", text_of(length=200), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("told_person", "told", ["person_id", "seen_at"], unique=False)
    op.create_table(
        "touch",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("person_id", text_of(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("part", text_of(length=2), nullable=False),
        sa.Column("grade", text_of(length=1), nullable=False),
        sa.Column("earliest", Utc(), nullable=False),
        sa.Column("latest", Utc(), nullable=False),
        sa.Column("claimed", Utc(), nullable=True),
        sa.Column("margin_ms", sa.Integer(), nullable=True),
        sa.Column("place", text_of(length=5), nullable=False),
        sa.Column("reason", text_of(length=200), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("position_age_s", sa.Float(), nullable=True),
        sa.Column("has_position", sa.Boolean(), nullable=False),
        sa.Column("device_id", text_of(length=36), nullable=False),
        sa.Column("key_id", text_of(length=36), nullable=False),
        sa.Column("challenge", text_of(length=64), nullable=True),
        sa.Column("set_aside", text_of(length=40), nullable=False),
        sa.Column("settled_by", text_of(), nullable=True),
        sa.Column("settled_at", Utc(), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("entered_by", text_of(), nullable=True),
        sa.Column("confirmed_at", Utc(), nullable=True),
        sa.Column("received_at", Utc(), nullable=False),
        sa.CheckConstraint("latest >= earliest"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("challenge"),
    )
    op.create_index("touch_community_on", "touch", ["community_id", "on"], unique=False)
    op.create_index("touch_person_on", "touch", ["person_id", "on"], unique=False)
    op.create_index("touch_received", "touch", ["community_id", "received_at"], unique=False)
    op.create_table(
        "hotline_duty",
        sa.Column("week_id", text_of(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("person_id", text_of(), nullable=False),
        sa.Column("backup_id", text_of(), nullable=True),
        sa.ForeignKeyConstraint(
            ["backup_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["week_id"],
            ["roster_week.id"],
        ),
        sa.PrimaryKeyConstraint("week_id", "on"),
    )
    op.create_table(
        "roster_shift",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("week_id", text_of(), nullable=False),
        sa.Column("person_id", text_of(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("post", text_of(length=1), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("ends > begins"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["week_id"],
            ["roster_week.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_roster_shift_person_id"), "roster_shift", ["person_id"], unique=False)
    op.create_index(op.f("ix_roster_shift_week_id"), "roster_shift", ["week_id"], unique=False)
    op.create_table(
        "swap",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("shift_id", text_of(), nullable=False),
        sa.Column("other_shift_id", text_of(), nullable=False),
        sa.Column("asked_by", text_of(), nullable=False),
        sa.Column("asked_of", text_of(), nullable=False),
        sa.Column("reason", text_of(length=200), nullable=False),
        sa.Column("state", text_of(length=10), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("agreed_at", Utc(), nullable=True),
        sa.Column("answered_by", text_of(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("answer", text_of(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["asked_of"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["other_shift_id"],
            ["roster_shift.id"],
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"],
            ["roster_shift.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_swap_community_id"), "swap", ["community_id"], unique=False)
    op.add_column("device", sa.Column("refused", sa.Integer(), server_default="0", nullable=False))
    op.add_column("device", sa.Column("retired_at", Utc(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("days that were kept are not thrown away by a step back")
