"""Who looked after which building, asked for many people at once."""

from datetime import timedelta

from sqlmodel import select

from app.kit.db import Database
from app.org.models import Holding, Post
from app.org.rules import Period
from app.org.scope import Care, care_of, grids_of, post_periods
from tests.clock import MONDAY_NINE
from tests.people import FOUNDED, found_town


def test_care_is_the_time_in_which_post_and_building_met(db: Database) -> None:
    with db.session(writes=True) as session:
        town = found_town(session)
        held = session.exec(select(Holding).where(Holding.person_id == town.wang)).one()
        held.until = MONDAY_NINE
        session.flush()
        found = care_of(session, [town.wang, town.li], [town.building12, town.building20])
        assert found == {
            (town.wang, town.building12): [Care(town.grid3, Period(FOUNDED, MONDAY_NINE))],
            (town.li, town.building20): [Care(town.grid4, Period(FOUNDED))],
        }
        assert care_of(session, [town.lead], [town.building12]) == {}
        assert care_of(session, [], []) == {}


def test_grids_end_with_the_post(db: Database) -> None:
    with db.session(writes=True) as session:
        town = found_town(session)
        held = session.exec(select(Holding).where(Holding.person_id == town.wang)).one()
        held.until = MONDAY_NINE
        session.flush()
        assert grids_of(session, town.wang, MONDAY_NINE - timedelta(seconds=1)) == {town.grid3}
        assert grids_of(session, town.wang, MONDAY_NINE) == frozenset()


def test_posts_are_told_by_community(db: Database) -> None:
    with db.session(writes=True) as session:
        town = found_town(session)
        found = post_periods(session, [town.lead, town.wang, town.street_officer], [Post.GRID_LEAD])
        assert found == {(town.lead, town.community): [Care("", Period(FOUNDED))]}
