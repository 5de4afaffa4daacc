"""Spot checks: the draw of a day, its dice and rules, and the checks

Revision ID: 0005_draws
Revises: 0004_reminders
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0005_draws"
down_revision = "0004_reminders"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString
OPEN = sa.text("published_at IS NULL")
NOT_CLOSED = sa.text("closed_at IS NULL")


def upgrade() -> None:
    _posts_of(30)
    op.create_table(
        "draw",
        sa.Column("community_id", text_of(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("commitment", text_of(length=64), nullable=False),
        sa.Column("committed_at", Utc(), nullable=False),
        sa.Column("since_seq", sa.Integer(), nullable=False),
        sa.Column("cut_at", Utc(), nullable=True),
        sa.Column("cut_seq", sa.Integer(), nullable=True),
        sa.Column("root", text_of(length=64), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("rules", text_of(), nullable=False),
        sa.Column("frozen", sa.LargeBinary(), nullable=False),
        sa.Column("owed", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("public_value", text_of(length=10), nullable=False),
        sa.Column("drawn_at", Utc(), nullable=True),
        sa.Column("seed", text_of(length=64), nullable=False),
        sa.Column("rate", text_of(length=10), nullable=False),
        sa.Column("advisory", sa.Boolean(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("published_at", Utc(), nullable=True),
        sa.Column("secret", text_of(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "day"),
    )
    op.create_index(
        "draw_open",
        "draw",
        ["community_id"],
        unique=False,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )

    op.create_table(
        "draw_secret",
        sa.Column("community_id", text_of(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("secret", text_of(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "day"),
    )
    op.create_table(
        "check_rules",
        sa.Column("community_id", text_of(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("per_worker", sa.Integer(), nullable=False),
        sa.Column("anomaly", sa.Integer(), nullable=False),
        sa.Column("ask_again_days", sa.Integer(), nullable=False),
        sa.Column("cut_off", text_of(length=5), nullable=False),
        sa.Column("dice_until", text_of(length=5), nullable=False),
        sa.Column("capacities", sa.JSON(), nullable=False),
        sa.Column("conflicts", sa.JSON(), nullable=False),
        sa.Column("reason", text_of(length=200), nullable=False),
        sa.Column("made_by", text_of(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "version"),
    )
    op.create_table(
        "dice_entry",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", text_of(), nullable=False),
        sa.Column("throws", sa.Boolean(), nullable=False),
        sa.Column("digits", text_of(length=10), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "on", "number"),
    )
    op.create_table(
        "spot_check",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("visit_id", text_of(), nullable=False),
        sa.Column("household_id", text_of(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("stratum", text_of(length=8), nullable=False),
        sa.Column("advisory", sa.Boolean(), nullable=False),
        sa.Column("worker_id", text_of(), nullable=False),
        sa.Column("checker_id", text_of(), nullable=True),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("way", text_of(length=6), nullable=False),
        sa.Column("reached", text_of(length=12), nullable=False),
        sa.Column("visited", text_of(length=6), nullable=False),
        sa.Column("visited_when", text_of(length=60), nullable=False),
        sa.Column("visited_by", text_of(length=40), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("heard", text_of(length=500), nullable=False),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("answered_by", text_of(), nullable=True),
        sa.Column("outcome", text_of(length=12), nullable=False),
        sa.Column("reason", text_of(length=500), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("closed_by", text_of(), nullable=True),
        sa.Column("drawn_checker_id", text_of(), nullable=True),
        sa.Column("taken_over_at", Utc(), nullable=True),
        sa.Column("taken_over_why", text_of(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["checker_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["drawn_checker_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("visit_id"),
    )
    op.create_index(op.f("ix_spot_check_worker_id"), "spot_check", ["worker_id"], unique=False)
    op.create_index("spot_check_day", "spot_check", ["community_id", "day"], unique=False)
    op.create_index(
        "spot_check_household", "spot_check", ["household_id", "opened_at"], unique=False
    )
    op.create_index(
        "spot_check_open",
        "spot_check",
        ["checker_id"],
        unique=False,
        sqlite_where=NOT_CLOSED,
        postgresql_where=NOT_CLOSED,
    )


def _posts_of(length: int) -> None:
    """How long the name of a post may be: workers_representative is longer than any before."""
    # SQLite makes the table anew, and would forget a check that has no name.
    kept = [sa.CheckConstraint("until IS NULL OR until > since")]
    with op.batch_alter_table("holding", table_args=kept) as batch:
        batch.alter_column("post", type_=text_of(length=length), existing_nullable=False)


def downgrade() -> None:
    _posts_of(20)
    op.drop_index("spot_check_open", table_name="spot_check")
    op.drop_index("spot_check_household", table_name="spot_check")
    op.drop_index("spot_check_day", table_name="spot_check")
    op.drop_index(op.f("ix_spot_check_worker_id"), table_name="spot_check")

    op.drop_table("spot_check")
    op.drop_table("dice_entry")
    op.drop_table("check_rules")
    op.drop_table("draw_secret")
    op.drop_index("draw_open", table_name="draw")

    op.drop_table("draw")
