"""Books: plans of grids, household files, ledgers, imports

Revision ID: 0002_books
Revises: 0001_doorstep
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kit.db import Utc

revision = "0002_books"
down_revision = "0001_doorstep"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("header", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["area.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "what", "header"),
    )
    op.create_table(
        "breach_report",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reporter_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("page", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("happened", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("reach", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("taken_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("taken_at", Utc(), nullable=True),
        sa.Column("handled_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("handled_at", Utc(), nullable=True),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["handled_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("breach_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_breach_report_community_id"), ["community_id"], unique=False
        )

    op.create_table(
        "seen_household",
        sa.Column("household_id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("access_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["access_id"],
            ["access_log.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.PrimaryKeyConstraint("household_id", "access_id"),
    )
    for name in ("community_id", "person_id"):
        op.drop_index(op.f(f"ix_access_log_{name}"), table_name="access_log")
        op.create_index(
            f"access_log_{name.removesuffix('_id')}_at", "access_log", [name, "at"], unique=False
        )
    op.create_table(
        "export_log",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("ledger", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("form", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("filters", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("watermark", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
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
    with op.batch_alter_table("export_log", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_export_log_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_export_log_person_id"), ["person_id"], unique=False)

    op.create_table(
        "grid_plan",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("effective_at", Utc(), nullable=True),
        sa.Column("made_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("published_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("published_at", Utc(), nullable=True),
        sa.Column("replaced", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("withdrawn_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.Column("withdrawn_reason", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["withdrawn_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "version"),
    )
    with op.batch_alter_table("grid_plan", schema=None) as batch_op:
        batch_op.create_index(
            "grid_plan_one_draft",
            ["community_id"],
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )

    op.create_table(
        "hand_over",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("grid_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_person", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("to_person", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("made_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("open_work", sa.JSON(), nullable=False),
        sa.Column("taken_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["from_person"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["grid_id"],
            ["grid.id"],
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["to_person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_hand_over_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_hand_over_grid_id"), ["grid_id"], unique=False)

    op.create_table(
        "import_job",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("filename", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("sheet", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("finished_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["area.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("import_job", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_job_community_id"), ["community_id"], unique=False
        )

    op.create_table(
        "local_unit",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("building_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("uscc", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("contact_name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("contact_phone", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["building_id"],
            ["building.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("local_unit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_local_unit_building_id"), ["building_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_local_unit_community_id"), ["community_id"], unique=False
        )

    op.create_table(
        "consent",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("household_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("purpose", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("text_version", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("giver", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("taken_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.Column("withdrawn_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("withdrawn_channel", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_community_id"), ["community_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_household_id"), ["household_id"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("household_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("author_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index("correction_open", ["community_id", "state", "made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_correction_household_id"), ["household_id"], unique=False
        )

    op.create_table(
        "household_change",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("household_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("old", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("new", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("household_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_household_change_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_household_change_household_id"), ["household_id"], unique=False
        )

    op.create_table(
        "plan_building",
        sa.Column("plan_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("building_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("grid_id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["building_id"],
            ["building.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["grid_plan.id"],
        ),
        sa.PrimaryKeyConstraint("plan_id", "building_id", "grid_id"),
    )
    op.create_table(
        "plan_grid",
        sa.Column("plan_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("grid_id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["grid_plan.id"],
        ),
        sa.PrimaryKeyConstraint("plan_id", "grid_id"),
        sa.UniqueConstraint("plan_id", "number"),
    )
    op.create_table(
        "rights_request",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("household_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("checked", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("wanted", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.Column("taken_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("ground", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.Column("copied_at", Utc(), nullable=True),
        sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["person.id"],
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
    with op.batch_alter_table("rights_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rights_request_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_rights_request_household_id"), ["household_id"], unique=False
        )

    op.create_table(
        "erasure",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("household_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("cause", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("erasure_community", "erasure", ["community_id", "id"])
    op.create_index(op.f("ix_erasure_household_id"), "erasure", ["household_id"])

    op.create_table(
        "building_chief",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("building_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("consent_channel", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("set_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("set_at", Utc(), nullable=False),
        sa.Column("ended_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("ended_reason", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.CheckConstraint("until IS NULL OR until >= since"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"]),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    running = sa.text("until IS NULL")
    op.create_index(
        "building_chief_now",
        "building_chief",
        ["building_id"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_index(op.f("ix_building_chief_community_id"), "building_chief", ["community_id"])

    op.create_table(
        "paper_visit",
        sa.Column("visit_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("community_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("worker_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("entered_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("entered_at", Utc(), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("reply", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("visit_id"),
    )
    with op.batch_alter_table("paper_visit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_paper_visit_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_paper_visit_worker_id"), ["worker_id"], unique=False)

    # Plain ALTERs: SQLite adds a column without writing the table anew, references too.
    text_of = sqlmodel.sql.sqltypes.AutoString
    op.add_column(
        "building", sa.Column("lane", text_of(length=40), server_default="", nullable=False)
    )
    for name, default in (
        ("grid_tolerance_percent", "20"),
        ("stale_after_days", "90"),
        ("keep_after_move_out_days", "180"),
        ("photo_keep_days", "365"),
        ("visit_keep_days", "1095"),
        ("need_keep_days", "365"),
        ("log_keep_days", "1095"),
        ("rights_days", "15"),
    ):
        op.add_column(
            "community", sa.Column(name, sa.Integer(), server_default=default, nullable=False)
        )
    op.add_column(
        "community", sa.Column("recalled", text_of(length=36), server_default="", nullable=False)
    )
    op.add_column("grid", sa.Column("outline", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("grid", sa.Column("closed_at", Utc(), nullable=True))
    op.add_column(
        "holding", sa.Column("backup", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute("ALTER TABLE holding ADD COLUMN delegate_of VARCHAR REFERENCES person (id)")
    for name in ("verified_on", "moved_in_on"):
        op.add_column("household", sa.Column(name, sa.Date(), nullable=True))
    op.add_column("household", sa.Column("erased_at", Utc(), nullable=True))
    op.execute("ALTER TABLE household ADD COLUMN merged_into VARCHAR REFERENCES household (id)")
    op.drop_index("household_building_door", table_name="household")
    lived_in = sa.text("moved_out_on IS NULL AND merged_into IS NULL")
    op.create_index(
        "household_building_door",
        "household",
        ["building_id", "entrance", "room"],
        unique=True,
        sqlite_where=lived_in,
        postgresql_where=lived_in,
    )
    op.create_index("household_building", "household", ["building_id"])
    for name, held, parts, where in (
        ("household_lived_in", "household", ["community_id", "moved_out_on"], "merged_into"),
        ("concern_open", "concern", ["community_id", "grid_id"], "closed_at"),
    ):
        some = sa.text(f"{where} IS NULL")
        op.create_index(name, held, parts, sqlite_where=some, postgresql_where=some)
    op.drop_index("visit_household_day", table_name="visit")
    op.create_index("visit_household_day", "visit", ["household_id", "day", "set_aside"])
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "household_merged",
        "household",
        ["merged_into"],
        sqlite_where=merged,
        postgresql_where=merged,
    )
    op.add_column("visit", sa.Column("erased_at", Utc(), nullable=True))
    for name, length in (("service", 60), ("ended_reason", 200)):
        op.add_column(
            "need", sa.Column(name, text_of(length=length), server_default="", nullable=False)
        )
    for name in ("review_on", "ended_on"):
        op.add_column("need", sa.Column(name, sa.Date(), nullable=True))
    op.add_column("need", sa.Column("every_days", sa.Integer(), nullable=True))
    op.add_column("need", sa.Column("code", text_of(length=12), nullable=True))
    op.create_index(op.f("ix_need_code"), "need", ["code"], unique=True)
    op.execute("ALTER TABLE need ADD COLUMN consent_id VARCHAR REFERENCES consent (id)")
    rare = sa.text("kind NOT IN ('visit.accepted', 'amendment.accepted', 'photo.accepted')")
    op.create_index(
        "audit_event_object",
        "audit_event",
        ["community_id", "object"],
        sqlite_where=rare,
        postgresql_where=rare,
    )


def downgrade() -> None:
    raise NotImplementedError("books that were kept are not thrown away by a step back")
