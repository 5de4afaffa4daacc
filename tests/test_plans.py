"""A list is planned for what is asked for, on whichever connection it is asked."""

import psycopg
from sqlalchemy import text

from app.kit.db import Database

SETTING = text("SHOW plan_cache_mode")


def test_what_reads_is_planned_each_time_and_what_writes_is_not(postgresql_url: str) -> None:
    """One plan for all values made lists up to eight times as slow from the eleventh time on."""
    db = Database(postgresql_url, pool_size=1)
    try:
        found = []
        for writes in (False, True, False):
            with db.session(writes=writes) as session:
                found.append(session.connection().scalar(SETTING))
                session.commit()  # as a request does: nothing of it stays on the connection
        assert found == ["force_custom_plan", "auto", "force_custom_plan"]
    finally:
        db.close()


def test_what_has_no_transaction_begins_without_a_warning(postgresql_url: str) -> None:
    """Each nightly cleaning would leave one in the log of the database."""
    db = Database(postgresql_url, pool_size=1)
    heard: list[str] = []
    try:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            server = connection.connection.driver_connection
            assert isinstance(server, psycopg.Connection)
            server.add_notice_handler(lambda said: heard.append(said.message_primary or ""))
            connection.exec_driver_sql("VACUUM household")
    finally:
        db.close()
    assert heard == []
