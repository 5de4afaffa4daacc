"""Positions are erased when the time to check them is over (row R123)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, select

from app.kit.db import Database
from app.visits.intake import VisitKind
from app.visits.jobs import tidy
from app.visits.models import Visit
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.visits.conftest import sent
from tests.visits.test_intake import take


def test_old_positions_go_with_the_text_that_names_them_and_new_ones_stay(
    db: Database, town: Town
) -> None:
    """R123: the place of a visit is erased after the time to check it."""
    erased: list[str] = []

    def erase(
        session: Session, community: str, ids: Sequence[str], now: datetime, rest: dict[str, str]
    ) -> None:
        assert community == town.community
        assert set(rest) == set(ids), "the rows that stay are held by what they say now"
        erased.extend(ids)

    here = "37.49,121.24,12,3"
    old, new = MONDAY_NINE - timedelta(days=91), MONDAY_NINE - timedelta(days=89)
    items = [
        sent(town, town.wang, old, household=town.doors3[0], position=here, findings="灯坏了"),
        sent(town, town.wang, old, household=town.doors3[1], position="37,121,12,999"),
        sent(town, town.wang, old, household=town.doors3[2]),
        sent(town, town.wang, new, household=town.doors3[3], position=here),
    ]
    with db.session(writes=True) as session:
        take(session, VisitKind(), *items)
        session.commit()
    with db.session(writes=True) as session:
        assert tidy(session, MONDAY_NINE, [erase]) == 2
        assert tidy(session, MONDAY_NINE, [erase]) == 0
    assert set(erased) == {items[0].envelope.id, items[1].envelope.id}
    with db.session() as session:
        kept = {one.id: one for one in session.exec(select(Visit))}
    assert kept[items[0].envelope.id].lat is None
    assert kept[items[0].envelope.id].findings == "灯坏了"
    assert kept[items[3].envelope.id].lat == 37.49
