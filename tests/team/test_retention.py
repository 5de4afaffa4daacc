"""Who left a service team is forgotten when their time is over (row R40)."""

from datetime import timedelta

import pytest

from app.rights.commands.retention import run
from app.rights.queries.retention import Rule
from app.settings import Settings
from tests.team.conftest import Helpers

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_name_of_who_left_goes_after_their_time(desk: Helpers, settings: Settings) -> None:
    """R40: names of outsiders are kept 180 days after they left, and no longer."""
    member = desk.joined()
    desk.post(f"/team/{member}/ending", ended_reason="调走了")
    early = desk.clock() + timedelta(days=179)
    run(settings, desk.db, early)
    assert desk.member(member).name == "冯师傅"
    reports = run(settings, desk.db, desk.clock() + timedelta(days=181))
    assert [one.counts[Rule.TEAM] for one in reports if one.counts[Rule.TEAM]] == [1]
    row = desk.member(member)
    assert (row.name, row.phone) == ("", "") and row.erased_at is not None
