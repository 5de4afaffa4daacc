"""R110, R111: that there is a case says what came of its check, so a second reader counts none."""

import pytest
from sqlmodel import select

from app.cases.queries.figures import case_figures
from app.kit.db import Database
from app.org.scope import Reach, Scope
from app.spotchecks.models import SecondReading
from tests.cases.conftest import Court
from tests.people import FOUNDED


def test_r110_the_count_of_cases_leaves_out_that_of_a_check_still_to_be_compared_again(
    court: Court, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.spotchecks.rules.second.LAST", "ffffffff")
    case = court.opened()
    with db.session() as session:
        reader = session.exec(
            select(SecondReading.reader_id).where(SecondReading.check_id == case.check_id)
        ).one()
        scope = Scope(reader, court.town.community, Reach.COMMUNITY, frozenset(), court.clock.now)
        told = case_figures(session, scope, FOUNDED, frozenset())
        blind = case_figures(session, scope, FOUNDED, frozenset({case.check_id or ""}))
    assert (told[0].n, blind[0].n) == (1, 0)
    other = next(one for one in (court.town.lead, court.deputy) if one != reader)
    counted, nothing = "1 次里有 0 次", "还没有，什么也说明不了"
    assert counted in court.as_(other).get("/checks/people").text
    page = court.as_(reader).get("/checks/people").text
    assert counted not in page and nothing in page
