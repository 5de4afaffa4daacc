"""Alembic's entry: one connection, one transaction, the models of every slice."""

from alembic import context
from sqlmodel import SQLModel

from app.kit.db import Utc, open_engine
from app.schema import import_models

# A new migration is written by the models; a server that starts would read them for nothing.
if not context.config.attributes.get("as_written"):
    import_models()


def render_item(kind, item, autogen_context):  # type: ignore[no-untyped-def]
    """Write our one column type by its name."""
    if kind == "type" and isinstance(item, Utc):
        autogen_context.imports.add("from app.kit.db import Utc")
        return "Utc()"
    return False


engine = open_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render_item,
        compare_type=True,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
