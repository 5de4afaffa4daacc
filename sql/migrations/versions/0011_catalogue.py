"""The catalogue: items in versions, listings, uses, chains, admissions

Revision ID: 0011_catalogue
Revises: 0010_cases
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0011_catalogue"
down_revision = "0010_cases"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "service_item",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("area_id", text_of(), nullable=False),
        sa.Column("code", text_of(length=40), nullable=False),
        sa.Column("admitted_at", Utc(), nullable=False),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.Column("withdrawn_reason", text_of(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["area.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("area_id", "code"),
    )
    op.create_table(
        "item_version",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("item_id", text_of(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", text_of(length=10), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("name", text_of(length=80), nullable=False),
        sa.Column("initials", text_of(length=80), nullable=False),
        sa.Column("category", text_of(length=30), nullable=False),
        sa.Column("department", text_of(length=80), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("conditions", text_of(length=1000), nullable=False),
        sa.Column("materials", sa.JSON(), nullable=False),
        sa.Column("flow", sa.JSON(), nullable=False),
        sa.Column("statutory", sa.JSON(), nullable=True),
        sa.Column("promised", sa.JSON(), nullable=True),
        sa.Column("level", text_of(length=12), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("agency", text_of(length=8), nullable=False),
        sa.Column("rating_required", sa.Boolean(), nullable=False),
        sa.Column("fee", text_of(length=80), nullable=False),
        sa.Column("sample_text", text_of(length=2000), nullable=False),
        sa.Column("plain", text_of(length=2000), nullable=False),
        sa.Column("chain_code", text_of(length=40), nullable=False),
        sa.Column("source", text_of(length=200), nullable=False),
        sa.Column("source_url", text_of(length=300), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("made_by", text_of(), nullable=True),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("published_by", text_of(), nullable=True),
        sa.Column("published_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["service_item.id"],
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
        sa.UniqueConstraint("item_id", "number"),
    )
    op.create_index(
        "item_version_effective", "item_version", ["item_id", "state", "effective_on"], unique=False
    )
    op.create_table(
        "item_listing",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("area_id", text_of(), nullable=False),
        sa.Column("item_id", text_of(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("by", text_of(), nullable=True),
        sa.Column("reason", text_of(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["area.id"],
        ),
        sa.ForeignKeyConstraint(
            ["by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["service_item.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "item_listing_now",
        "item_listing",
        ["area_id", "item_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(op.f("ix_item_listing_item_id"), "item_listing", ["item_id"], unique=False)
    op.create_table(
        "item_use",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("item_id", text_of(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("promised", sa.JSON(), nullable=True),
        sa.Column("by", text_of(), nullable=True),
        sa.Column("reason", text_of(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["service_item.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "item_use_now",
        "item_use",
        ["community_id", "item_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(op.f("ix_item_use_item_id"), "item_use", ["item_id"], unique=False)
    op.create_table(
        "review_chain",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("area_id", text_of(), nullable=False),
        sa.Column("code", text_of(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", text_of(length=60), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("made_by", text_of(), nullable=True),
        sa.Column("made_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["area.id"],
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("area_id", "code", "number"),
    )
    op.create_table(
        "admission",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("area_id", text_of(), nullable=False),
        sa.Column("item_id", text_of(), nullable=True),
        sa.Column("department", text_of(length=80), nullable=False),
        sa.Column("title", text_of(length=80), nullable=False),
        sa.Column("basis", text_of(length=500), nullable=False),
        sa.Column("funding", text_of(length=500), nullable=False),
        sa.Column("training", text_of(length=500), nullable=False),
        sa.Column("filed_by", text_of(), nullable=False),
        sa.Column("filed_at", Utc(), nullable=False),
        sa.Column("decision", text_of(length=8), nullable=False),
        sa.Column("reason", text_of(length=500), nullable=False),
        sa.Column("decided_by", text_of(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["area.id"],
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["filed_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["service_item.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_admission_area_id"), "admission", ["area_id"], unique=False)
    op.create_table(
        "admission_answer",
        sa.Column("admission_id", text_of(), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("accepts", sa.Boolean(), nullable=False),
        sa.Column("reason", text_of(length=500), nullable=False),
        sa.Column("by", text_of(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["admission_id"],
            ["admission.id"],
        ),
        sa.ForeignKeyConstraint(
            ["by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.PrimaryKeyConstraint("admission_id", "community_id"),
    )


def downgrade() -> None:
    op.drop_table("admission_answer")
    op.drop_table("admission")
    op.drop_table("review_chain")
    op.drop_table("item_use")
    op.drop_table("item_listing")
    op.drop_table("item_version")
    op.drop_table("service_item")
