"""Triggers that forbid changing the record: they prevent accidents, the chain finds the rest."""

from alembic import op

MESSAGE = "the audit chain may only grow"
FORBIDDEN = (("audit_event", "UPDATE"), ("audit_event", "DELETE"), ("audit_payload", "UPDATE"))


def forbid_changes() -> None:
    """Make the tables of the chain refuse what would rewrite it."""
    if op.get_bind().dialect.name == "sqlite":
        for table, verb in FORBIDDEN:
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    for table, verb in FORBIDDEN:
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION audit_only_grows()"
        )
