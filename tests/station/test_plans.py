"""A head divides the community anew; what held before still counts (rows R1, R5, R7)."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Building, Grid, GridBuilding
from app.org.rules import Period
from app.org.scope import Care, Reach, Scope, care_of
from app.station.commands import plans
from app.station.commands.publication import NotWhole, TooEarly, publish
from app.station.forms.plans import Publication
from app.station.models import GridPlan, PlanBuilding, PlanState
from app.station.queries.overview import overview_of
from app.station.queries.plans import draft_of, grids_in, load_plan
from tests.clock import MONDAY_NINE
from tests.people import FOUNDED, Town
from tests.station.conftest import Desk

DAY = timedelta(days=1)
TOMORROW = MONDAY_NINE + DAY


def _scope(town: Town) -> Scope:
    return Scope(town.head, town.community, Reach.COMMUNITY, frozenset(), MONDAY_NINE)


def test_r5_old_visits_stay_with_the_grid_of_their_day(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        found = overview_of(session, _scope(town))
        draft = plans.begin(session, _scope(town), found.buildings, None)
        plans.move_buildings(session, draft, [town.building12], town.grid4)
        plans.move_buildings(session, draft, [town.building20], town.grid3)
        publish(session, MONDAY_NINE, draft, town.head, Publication("两格对换", TOMORROW))
        session.commit()
        care = care_of(session, [town.wang], [town.building12, town.building20])
        assert care == {
            (town.wang, town.building12): [Care(town.grid3, Period(FOUNDED, TOMORROW))],
            (town.wang, town.building20): [Care(town.grid3, Period(TOMORROW))],
        }


def test_r7_a_building_in_no_grid_blocks_publishing(db: Database, town: Town) -> None:
    """R7: a plan that leaves a building out is not published."""
    with db.session(writes=True) as session:
        found = overview_of(session, _scope(town))
        draft = plans.begin(session, _scope(town), found.buildings, None)
        plans.move_buildings(session, draft, [town.building12], None)
        loaded = load_plan(session, draft, found.buildings, found.within)
        assert [one.name for one in loaded.loose] == ["银河花园 12号楼"] and not loaded.ready
        with pytest.raises(NotWhole):
            publish(session, MONDAY_NINE, draft, town.head, Publication("漏了", TOMORROW))


def test_r7_a_building_in_two_grids_blocks_publishing(db: Database, town: Town) -> None:
    """R1, R5, R7: no building, and so no household, is in two grids of a published plan."""
    with db.session(writes=True) as session:
        found = overview_of(session, _scope(town))
        draft = plans.begin(session, _scope(town), found.buildings, None)
        session.add(
            PlanBuilding(
                plan_id=draft.id, building_id=town.building12, grid_id=town.grid4,
                community_id=town.community,
            )
        )  # fmt: skip
        session.flush()
        loaded = load_plan(session, draft, found.buildings, found.within)
        assert [one.id for one in loaded.doubled] == [town.building12]
        with pytest.raises(NotWhole):
            publish(session, MONDAY_NINE, draft, town.head, Publication("重了", TOMORROW))


def test_a_plan_holds_only_after_the_one_before_it(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        found = overview_of(session, _scope(town))
        first = plans.begin(session, _scope(town), found.buildings, None)
        publish(session, MONDAY_NINE, first, town.head, Publication("第一版", TOMORROW))
        second = plans.begin(session, _scope(town), found.buildings, None)
        assert (first.version, second.version) == (1, 2)
        with pytest.raises(TooEarly):
            publish(session, MONDAY_NINE, second, town.head, Publication("早了", MONDAY_NINE))


def test_r1_an_even_split_makes_and_closes_grids(db: Database, town: Town) -> None:
    """R1: grids are drawn anew on a draft, and published."""
    with db.session(writes=True) as session:
        for place in range(5, 9):
            session.add(
                Building(
                    id=uuid7(), community_id=town.community, estate="银河花园",
                    number=f"{place}号楼", place=place,
                )
            )  # fmt: skip
        session.flush()
        found = overview_of(session, _scope(town))
        draft = plans.begin(session, _scope(town), found.buildings, 6)
        assert [one.number for one in grids_in(session, draft.id)] == [3, 4]
        plans.drop(session, MONDAY_NINE, draft, town.head)
        one_grid = plans.begin(session, _scope(town), found.buildings, 100)
        publish(session, MONDAY_NINE, one_grid, town.head, Publication("并为一格", MONDAY_NINE))
        session.commit()
        closed = session.exec(select(Grid).where(col(Grid.closed_at).is_not(None))).all()
        assert [one.id for one in closed] == [town.grid4]
        running = session.exec(select(GridBuilding).where(col(GridBuilding.until).is_(None))).all()
        assert {one.grid_id for one in running} == {town.grid3} and len(running) == 6


def test_a_new_grid_begins_with_its_plan(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        found = overview_of(session, _scope(town))
        draft = plans.begin(session, _scope(town), found.buildings, None)
        grid = plans.add_grid(session, draft)
        assert (grid.number, grid.name) == (1, "01网格")
        plans.move_buildings(session, draft, [town.building20], grid.grid_id)
        publish(session, MONDAY_NINE, draft, town.head, Publication("分一格", TOMORROW))
        session.commit()
        later = Scope(town.head, town.community, Reach.COMMUNITY, frozenset(), TOMORROW)
        assert [one.vacant_since for one in overview_of(session, _scope(town)).grids] == [None] * 3
        new = overview_of(session, later).grids[0]
        assert (new.id, new.vacant_since) == (grid.grid_id, TOMORROW)


def test_the_head_publishes_on_the_page_and_the_version_can_be_read(desk: Desk) -> None:
    desk.head().post("/station/plans", how="now")
    desk.post("/station/plans", 409, how="now")
    with desk.db.session() as session:
        draft = draft_of(session, _scope(desk.town))
        assert draft is not None
    path = f"/station/plans/{draft.id}"
    desk.post(f"{path}/buildings", building=desk.town.building12, grid="none")
    assert "1 栋楼不在任何网格里" in desk.get("/station/plan")
    said = {"reason": "试试", "when": "later", "at": "2026-11-24T09:00"}
    assert "不能发布" in desk.post(f"{path}/publication", 422, **said).text
    desk.post(f"{path}/buildings", building=desk.town.building12, grid=desk.town.grid4)
    refused = desk.post(f"{path}/publication", 422, reason="", when="later", at="2026-11-20T09:00")
    assert "请填写" in refused.text and "应是今后三个月内的时间" in refused.text
    desk.post(f"{path}/publication", **said)
    assert "试试" in desk.get(path) and "第 1 版" in desk.get("/station/plan")
    desk.post(f"{path}/buildings", 404, building=desk.town.building12, grid=desk.town.grid3)
    with desk.db.session() as session:
        assert "plan.published" in session.exec(select(AuditEvent.kind)).all()


def test_grids_of_a_draft_are_named_drawn_and_removed(desk: Desk) -> None:
    desk.head().post("/station/plans", how="now")
    with desk.db.session() as session:
        draft = draft_of(session, _scope(desk.town))
        assert draft is not None
    path = f"/station/plans/{draft.id}"
    taken = desk.post(f"{path}/grids/{desk.town.grid3}", 422, number="4", name="北")
    assert "这个编号已有别的网格用了" in taken.text
    desk.post(f"{path}/grids/{desk.town.grid3}", number="7", name="北片")
    bad = desk.post(f"{path}/outlines", 422, outlined=desk.town.grid3, points="1,2")
    assert "每行一个点" in bad.text
    ring = "121.1,37.1\r\n121.2,37.1\r\n121.2,37.2"
    desk.post(f"{path}/outlines", outlined=desk.town.grid3, points=ring)
    desk.post(f"{path}/grids/{desk.town.grid4}/removal")
    with desk.db.session() as session:
        (grid,) = grids_in(session, draft.id)
        assert (grid.number, grid.name, len(grid.outline)) == (7, "北片", 3)
    desk.post(f"{path}/outlines", around="1")
    desk.post(f"{path}/dropping")
    desk.get(path, 404)


def test_a_plan_of_another_community_is_not_found(desk: Desk) -> None:
    desk.head().post("/station/plans", how="now")
    with desk.db.session() as session:
        plan = session.exec(select(GridPlan).where(GridPlan.state == PlanState.DRAFT)).one()
    desk.as_(desk.town.other_lead, desk.town.other_community)
    desk.get(f"/station/plans/{plan.id}", 404)
    assert "草稿" not in desk.get("/station/plan").replace("先做草稿", "")
