"""The migrations make exactly the tables that the code expects, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, inspect
from sqlmodel import SQLModel

from app.kit.db import Database
from app.schema import import_models

# A challenge is made before anybody is known; a national year is the same for all; the catalogue's
# upper two layers are a city's and a district's; departments are of a street or a district.
WITHOUT_COMMUNITY = {
    "area", "community", "challenge", "national_year",
    "service_item", "item_version", "item_listing", "review_chain", "admission",
    "department", "department_seat",
}  # fmt: skip


def test_the_migrated_schema_is_that_of_the_models(db: Database) -> None:
    import_models()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_table_of_a_community_says_which_one(db: Database) -> None:
    tables = set(inspect(db.engine).get_table_names()) - {"alembic_version"} - WITHOUT_COMMUNITY
    without = {
        name
        for name in tables
        if "community_id" not in {one["name"] for one in inspect(db.engine).get_columns(name)}
    }
    assert without == set()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_acknowledged_record_survives_a_power_cut(db: Database) -> None:
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2, "FULL"
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_no_column_keeps_a_moment_without_its_zone() -> None:
    import_models()
    bare = [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column, Column) and type(column.type).__name__ == "DateTime"
    ]
    assert bare == []
