"""A published plan is taken back before it holds; a backup comes from next door (R1, R5, R20)."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.households.models import LocalUnit
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Grid, GridBuilding
from app.org.scope import Reach, Scope
from app.station.commands import plans
from app.station.commands.publication import publish
from app.station.commands.withdrawal import CannotWithdraw, withdraw
from app.station.forms.plans import Publication
from app.station.models import GridPlan, PlanState
from app.station.queries.overview import overview_of
from app.station.queries.plans import grids_in
from app.station.rules.neighbours import Lying, gap_m, neighbours
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.station.conftest import Desk

TOMORROW = MONDAY_NINE + timedelta(days=1)


def _scope(town: Town) -> Scope:
    return Scope(town.head, town.community, Reach.COMMUNITY, frozenset(), MONDAY_NINE)


def _held(session: Session) -> list[tuple[str, str]]:
    rows = session.exec(select(GridBuilding).where(col(GridBuilding.until).is_(None)))
    return sorted((one.building_id, one.grid_id) for one in rows)


def _grids(session: Session) -> list[tuple[str, int, str]]:
    rows = session.exec(select(Grid).where(col(Grid.closed_at).is_(None)))
    return sorted((one.id, one.number, one.name) for one in rows)


def _published(session: Session, town: Town, at: object = TOMORROW) -> GridPlan:
    """Everything into a new grid, and the old ones closed, from tomorrow on."""
    found = overview_of(session, _scope(town))
    draft = plans.begin(session, _scope(town), found.buildings, None)
    kept, *rest = grids_in(session, draft.id)
    plans.rename_grid(session, kept, 77, "改了名字")
    new = plans.add_grid(session, draft)
    plans.move_buildings(session, draft, [town.building20], new.grid_id)
    for one in rest:
        plans.move_buildings(
            session, draft, [b.id for b in found.buildings if b.id != town.building20], kept.grid_id
        )
        plans.remove_grid(session, draft, one)
    publish(session, MONDAY_NINE, draft, town.head, Publication("试一试", at))  # type: ignore[arg-type]
    return draft


def test_r1_a_plan_that_does_not_hold_yet_is_taken_back_whole(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        before, names = _held(session), _grids(session)
        plan = _published(session, town)
        assert _held(session) != before and _grids(session) != names
        withdraw(session, _scope(town), plan, "居民有意见")
        session.flush()
        assert _held(session) == before
        assert _grids(session) == names
        assert (plan.state, plan.withdrawn_reason) == (PlanState.WITHDRAWN, "居民有意见")
        kinds = [one.kind for one in session.exec(select(AuditEvent))]
        assert kinds[-1] == "plan.withdrawn"
        again = _published(session, town)
        assert again.version == plan.version + 1


def test_r1_a_plan_that_holds_stays(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        plan = _published(session, town, MONDAY_NINE)
        with pytest.raises(CannotWithdraw):
            withdraw(session, _scope(town), plan, "晚了")


def test_r1_a_draft_on_top_of_it_has_to_go_first(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        plan = _published(session, town)
        plans.begin(session, _scope(town), overview_of(session, _scope(town)).buildings, None)
        with pytest.raises(CannotWithdraw):
            withdraw(session, _scope(town), plan, "还有草稿")


def test_r1_the_head_takes_it_back_on_its_page_with_a_reason(
    desk: Desk, town: Town, db: Database
) -> None:
    with db.session(writes=True) as session:
        plan = _published(session, town).id
        session.commit()
    desk.head()
    assert "撤回这一版" in desk.get(f"/station/plans/{plan}")
    assert "请填写" in desk.post(f"/station/plans/{plan}/withdrawal", 422, reason="").text
    desk.post(f"/station/plans/{plan}/withdrawal", reason="居民有意见")
    assert "居民有意见" in desk.get(f"/station/plans/{plan}")
    assert "已撤回" in desk.get("/station/plan")
    desk.post(f"/station/plans/{plan}/withdrawal", 404, reason="再来")


SQUARE = [[121.0, 37.0], [121.001, 37.0], [121.001, 37.001], [121.0, 37.001]]


def _moved(east: float) -> list[list[float]]:
    return [[round(lon + east, 6), lat] for lon, lat in SQUARE]


def test_r20_grids_whose_outlines_touch_are_neighbours() -> None:
    grids = [
        Lying("a", 1, SQUARE),
        Lying("b", 9, _moved(0.001)),
        Lying("c", 2, _moved(0.0045)),
        Lying("d", 5, _moved(0.0005)),
        Lying("e", 3, []),
    ]
    assert neighbours(grids, "a") == {"b", "d"}
    assert 300 < gap_m(SQUARE, _moved(0.0045)) < 320
    inside = [[121.0004, 37.0004], [121.0006, 37.0004], [121.0005, 37.0006]]
    assert gap_m(SQUARE, inside) == 0


def test_r20_without_outlines_the_next_numbers_are_neighbours() -> None:
    grids = [Lying(name, number, []) for name, number in (("a", 1), ("b", 2), ("c", 4), ("d", 9))]
    assert neighbours(grids, "c") == {"b", "d"} and neighbours(grids, "a") == {"b"}


def test_r20_a_backup_from_further_away_needs_a_reason(
    desk: Desk, town: Town, db: Database
) -> None:
    """R23: a backup comes from an adjacent grid, or there is a reason."""
    with db.session(writes=True) as session:
        grid3 = session.get(Grid, town.grid3)
        assert grid3 is not None
        for number in (50, 60):
            far = Grid(id=uuid7(), community_id=town.community, number=number, name=f"{number}网格")
            session.add(far)
        session.commit()
        far_id = far.id
    desk.head()
    page = desk.get(f"/station/posts/{town.wang}")
    assert "04网格（相邻）" in page and "60网格（相邻）" not in page
    typed = {
        "form": "backup", "grid": far_id, "at": "2026-11-23T12:00", "until": "2026-11-24T12:00",
    }  # fmt: skip
    path = f"/station/posts/{town.wang}/backups"
    assert "不是相邻的网格" in desk.post(path, 422, **typed).text
    desk.post(path, **typed, reason="只有她有空")


def test_r5_units_stand_with_their_building_on_the_grids_page_and_in_its_book(
    desk: Desk, town: Town, db: Database
) -> None:
    """R5: units and shops belong to the grid of their building."""
    with db.session(writes=True) as session:
        for name, building, closed in (
            ("银河小超市", town.building12, None),
            ("关了的店", town.building12, MONDAY_NINE.date()),
            ("别格的店", town.building20, None),
        ):
            session.add(
                LocalUnit(
                    id=uuid7(), community_id=town.community, building_id=building, name=name,
                    kind="shop", closed_on=closed,
                )
            )  # fmt: skip
        session.commit()
    desk.head()
    for path in (f"/station/grids/{town.grid3}", f"/books/grids/{town.grid3}/print"):
        text = desk.get(path)
        assert "银河小超市" in text, path
        assert "关了的店" not in text and "别格的店" not in text, path
