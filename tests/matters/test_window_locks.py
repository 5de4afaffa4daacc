"""Nobody who changes a station's set-up stands in the way of a window."""

import pytest
from sqlmodel import text

from app.kit.db import Database
from app.kit.ids import uuid7
from app.matters.commands.opening import Opening, open_matter
from app.matters.rules.stages import Channel
from app.matters.rules.steps import Role
from app.station.commands.settings import lock
from tests.clock import HeldClock
from tests.people import Town


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_window_accepts_while_somebody_changes_the_stations_set_up(
    db: Database, town: Town, clock: HeldClock
) -> None:
    """R52: a matter names its community, whose row the set-up holds: the window waits for nothing,
    and nothing waits for it in a circle (it did: deadlocks under load)."""
    now = clock()
    opening = Opening(
        id=uuid7(), community_id=town.community, by=town.clerk, channel=Channel.WINDOW,
        title="楼道灯不亮", opened_at=now, received_at=now,
    )  # fmt: skip
    with db.session(writes=True) as changing, db.session(writes=True) as window:
        lock(changing, town.community)
        window.connection().execute(text("SET LOCAL lock_timeout = '3s'"))
        open_matter(window, opening, Role.CLERK)
        window.commit()
