"""Levels above a community see counts; names for an hour, with a reason (rows R9, R21)."""

from datetime import timedelta

from sqlmodel import select

from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.registry import Registry
from app.org.models import AccessLog, Area, Holding
from app.org.scope import OPENED, OPENED_FOR, opened_scope
from app.station.queries.areas import Figures, Now, figures_of, grids_figures, tree_of
from app.visits.panels import fill
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.station.conftest import Desk

STREET, COMMUNITY, OTHER = "370611001000", "370611001005", "370611001006"
NOW = Now(MONDAY_NINE, MONDAY_NINE.date(), MONDAY_NINE - timedelta(days=22))


def _registry() -> Registry:
    registry = Registry()
    fill(registry)
    return registry


def test_r9_r21_counts_of_communities_and_grids(db: Database, town: Town) -> None:
    """R9, R21: workers against grids, for each community and each grid."""
    with db.session(writes=True) as session:
        held = session.exec(select(Holding).where(Holding.person_id == town.wang)).one()
        held.until = MONDAY_NINE
        session.flush()
        found = figures_of(session, _registry(), [town.community, town.other_community], NOW)
        assert found[town.community] == Figures(1, 12, 2, 1, 0, 0)
        assert found[town.community].gap == 1
        assert found[town.other_community] == Figures(communities=1)
        rows = grids_figures(session, _registry(), town.community, NOW)
        assert [(grid.number, one.households, one.gap) for grid, one in rows] == [
            (3, 6, 1), (4, 6, 0),
        ]  # fmt: skip


def test_r2_the_mean_size_of_a_grid_is_shown_for_district_and_community(desk: Desk) -> None:
    """R2: how many grids, and how large on average, for each area and the whole district."""
    desk.as_(desk.town.district_officer)
    for code in ("370611000000", COMMUNITY):
        page = desk.get(f"/areas/{code}")
        assert "<dt>网格</dt><dd>2</dd>" in page and "<dt>平均每格户数</dt><dd>6</dd>" in page


def test_r9_visits_and_concerns_are_counted(desk: Desk) -> None:
    town = desk.town
    desk.as_(town.wang).post(
        "/visits", id=uuid7(), household=town.doors3[0], outcome="met", requests="楼道灯"
    )
    with desk.db.session() as session:
        found = figures_of(session, _registry(), [town.community], NOW)[town.community]
        assert (found.visits, found.concerns) == (1, 1)
        rows = {
            grid.id: one for grid, one in grids_figures(session, _registry(), town.community, NOW)
        }
        assert (rows[town.grid3].visits, rows[town.grid4].concerns) == (1, 0)


def test_an_area_lies_in_those_above_it_only(db: Database, town: Town) -> None:
    with db.session() as session:
        street = session.exec(select(Area).where(Area.code == STREET)).one()
        tree = tree_of(session)
        assert [one.code for one in tree.path(town.community, street.id)] == [STREET, COMMUNITY]
        assert tree.path(street.id, town.community) == []
        assert set(tree.below(street.id)) == {street.id, town.community, town.other_community}


def test_r9_an_officer_sees_counts_and_no_name_without_a_reason(desk: Desk) -> None:
    """R9: upper levels see counts."""
    town = desk.town
    desk.as_(town.street_officer)
    assert desk.client.get("/areas").headers["location"] == f"/areas/{STREET}"
    assert "银河社区" in desk.get(f"/areas/{STREET}")
    page = desk.get(f"/areas/{COMMUNITY}?grid={town.grid3}")
    assert "03网格" in page and "12号楼" not in page and "王敏" not in page
    desk.get("/areas/370611000000", 404)
    desk.get("/areas/nowhere", 404)


def test_r9_names_are_open_for_an_hour_and_the_steward_reads_why(desk: Desk) -> None:
    """R9: names only with a reason, which is logged and read in the community."""
    town, path = desk.town, f"/areas/{COMMUNITY}"
    desk.as_(town.street_officer)
    assert "请填写" in desk.post(f"{path}/views", 422, reason=" ").text
    desk.post(f"/areas/{STREET}/views", 404, reason="街道不是社区")
    desk.post(f"{path}/views", reason="核实门牌号")
    shown = desk.get(f"{path}?grid={town.grid3}")
    assert "12号楼 1-101" in shown and "20号楼" not in shown
    assert "12号楼" not in desk.get(f"/areas/{OTHER}?grid={town.grid3}")
    with desk.db.session() as session:
        rows = session.exec(select(AccessLog).order_by(AccessLog.at)).all()
    assert [(one.what, one.reason) for one in rows] == [
        (OPENED, "核实门牌号"),
        ("area_names", "核实门牌号"),
    ]
    assert set(rows[1].households) == set(town.doors3)
    assert "核实门牌号" in desk.as_(town.steward).get("/area-views")
    desk.clock.forward(minutes=OPENED_FOR.total_seconds() / 60 + 1)
    assert "12号楼" not in desk.as_(town.street_officer).get(f"{path}?grid={town.grid3}")


def test_r9_one_officers_reason_opens_nothing_for_another(desk: Desk) -> None:
    desk.as_(desk.town.street_officer).post(f"/areas/{COMMUNITY}/views", reason="核实")
    with desk.db.session() as session:
        given = (desk.town.community, MONDAY_NINE)
        assert opened_scope(session, desk.town.street_officer, *given) is not None
        assert opened_scope(session, desk.town.district_officer, *given) is None
