"""How the server process is set up."""

import pytest

from app.serving import request_threads
from app.settings import Settings

POSTGRESQL = "postgresql://somebody@localhost/qiaomen"


@pytest.mark.parametrize(
    ("url", "pool", "threads"),
    [("", 20, 20), ("", 3, 3), (POSTGRESQL, 20, 6), (POSTGRESQL, 4, 4)],
)
def test_no_more_threads_answer_than_the_database_lets_work(
    url: str, pool: int, threads: int
) -> None:
    """On SQLite they wait for its one writer; on PostgreSQL they would only hold each other up."""
    assert request_threads(Settings(database_url=url, pool_size=pool)) == threads
