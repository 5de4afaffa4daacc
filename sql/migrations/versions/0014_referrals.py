"""Departments outside, the service team of each grid, the rules, and the knowledge base

Revision ID: 0014_referrals
Revises: 0013_hotline
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0014_referrals"
down_revision = "0013_hotline"
branch_labels = None
depends_on = None

text_of = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "team_terms",
        sa.Column("community_id", text_of(length=36), nullable=False),
        sa.Column("agents", sa.Integer(), nullable=False),
        sa.Column("buildings_least", sa.Integer(), nullable=False),
        sa.Column("buildings_most", sa.Integer(), nullable=False),
        sa.CheckConstraint("buildings_least <= buildings_most"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.PrimaryKeyConstraint("community_id"),
    )
    op.create_table(
        "department",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("area_id", text_of(), nullable=False),
        sa.Column("name", text_of(length=40), nullable=False),
        sa.Column("kind", text_of(length=10), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("until", Utc(), nullable=True),
        sa.Column("made_by", text_of(), nullable=False),
        sa.CheckConstraint("until IS NULL OR until >= since"),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["area.id"],
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "department_name_now",
        "department",
        ["area_id", "name"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "rule_reading",
        sa.Column("community_id", text_of(length=36), nullable=False),
        sa.Column("code", text_of(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", text_of(length=36), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "code", "number", "person_id"),
    )
    op.create_table(
        "rule_version",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("code", text_of(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("paragraphs", sa.JSON(), nullable=False),
        sa.Column("changed", text_of(length=200), nullable=False),
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
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "code", "number"),
    )
    op.create_table(
        "team_member",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("grid_id", text_of(), nullable=False),
        sa.Column("name", text_of(length=40), nullable=False),
        sa.Column("phone", text_of(length=20), nullable=False),
        sa.Column("organisation", text_of(length=10), nullable=False),
        sa.Column("workplace", text_of(length=60), nullable=False),
        sa.Column("agent", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("consent_channel", text_of(length=10), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=False),
        sa.Column("set_by", text_of(), nullable=False),
        sa.Column("set_at", Utc(), nullable=False),
        sa.Column("ended_by", text_of(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("ended_reason", text_of(length=200), nullable=False),
        sa.Column("erased_at", Utc(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["grid_id"],
            ["grid.id"],
        ),
        sa.ForeignKeyConstraint(
            ["set_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_team_member_community_id"), "team_member", ["community_id"], unique=False
    )
    op.create_index("team_member_grid", "team_member", ["grid_id", "until"], unique=False)
    op.create_table(
        "agent_building",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("member_id", text_of(), nullable=False),
        sa.Column("building_id", text_of(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["building_id"],
            ["building.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["team_member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "agent_building_now",
        "agent_building",
        ["member_id", "building_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        op.f("ix_agent_building_building_id"), "agent_building", ["building_id"], unique=False
    )
    op.create_index(
        op.f("ix_agent_building_community_id"), "agent_building", ["community_id"], unique=False
    )
    op.create_table(
        "department_seat",
        sa.Column("holding_id", text_of(length=36), nullable=False),
        sa.Column("department_id", text_of(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
        ),
        sa.ForeignKeyConstraint(
            ["holding_id"],
            ["holding.id"],
        ),
        sa.PrimaryKeyConstraint("holding_id"),
    )
    op.create_index(
        op.f("ix_department_seat_department_id"), "department_seat", ["department_id"], unique=False
    )
    op.create_table(
        "knowledge_case",
        sa.Column("id", text_of(length=36), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("matter_id", text_of(), nullable=True),
        sa.Column("item_id", text_of(), nullable=True),
        sa.Column("title", text_of(length=80), nullable=False),
        sa.Column("asked", text_of(length=1000), nullable=False),
        sa.Column("done", text_of(length=2000), nullable=False),
        sa.Column("learned", text_of(length=1000), nullable=False),
        sa.Column("state", text_of(length=10), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("written_by", text_of(), nullable=True),
        sa.Column("written_at", Utc(), nullable=False),
        sa.Column("decided_by", text_of(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("reason", text_of(length=500), nullable=False),
        sa.CheckConstraint("state <> 'published' OR sample OR decided_by <> written_by"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["service_item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["matter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["written_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "knowledge_case_state", "knowledge_case", ["community_id", "state"], unique=False
    )
    op.create_table(
        "matter_breach_reply",
        sa.Column("matter_id", text_of(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("person_id", text_of(), nullable=False),
        sa.Column("words", text_of(length=1000), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["matter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("matter_id", "number"),
    )
    op.create_index(
        op.f("ix_matter_breach_reply_community_id"),
        "matter_breach_reply",
        ["community_id"],
        unique=False,
    )
    op.create_table(
        "matter_passed",
        sa.Column("matter_id", text_of(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("department_id", text_of(), nullable=False),
        sa.Column("words", text_of(length=500), nullable=False),
        sa.Column("contact", sa.Boolean(), nullable=False),
        sa.Column("contact_reason", text_of(length=120), nullable=False),
        sa.Column("by", text_of(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("answer", text_of(length=10), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.CheckConstraint("NOT contact OR contact_reason <> ''"),
        sa.ForeignKeyConstraint(
            ["by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["matter.id"],
        ),
        sa.PrimaryKeyConstraint("matter_id", "number"),
    )
    op.create_index(
        op.f("ix_matter_passed_community_id"), "matter_passed", ["community_id"], unique=False
    )
    op.create_index(
        "matter_passed_ended", "matter_passed", ["department_id", "ended_at"], unique=False
    )
    op.create_table(
        "team_task",
        sa.Column("task_id", text_of(length=36), nullable=False),
        sa.Column("member_id", text_of(), nullable=False),
        sa.Column("community_id", text_of(), nullable=False),
        sa.Column("matter_id", text_of(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["matter.id"],
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["team_member.id"],
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["matter_task.id"],
        ),
        sa.PrimaryKeyConstraint("task_id"),
    )
    op.create_index(op.f("ix_team_task_community_id"), "team_task", ["community_id"], unique=False)
    op.create_index(op.f("ix_team_task_matter_id"), "team_task", ["matter_id"], unique=False)
    op.create_index(op.f("ix_team_task_member_id"), "team_task", ["member_id"], unique=False)


def downgrade() -> None:
    op.drop_table("team_task")
    op.drop_table("matter_passed")
    op.drop_table("matter_breach_reply")
    op.drop_table("knowledge_case")
    op.drop_table("department_seat")
    op.drop_table("agent_building")
    op.drop_table("team_member")
    op.drop_table("rule_version")
    op.drop_table("rule_reading")
    op.drop_table("department")
    op.drop_table("team_terms")
