"""The set-up at a glance: sizes, people, gaps (rows R1, R2, R3, R20, R21)."""

from datetime import timedelta

from sqlmodel import select

from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.org.models import GridBuilding, Holding
from app.org.scope import Reach, Scope
from app.station.queries.overview import overview_of
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.station.conftest import Desk

DAY = timedelta(days=1)


def _scope(town: Town, community: str | None = None) -> Scope:
    return Scope(town.head, community or town.community, Reach.COMMUNITY, frozenset(), MONDAY_NINE)


def test_r1_r2_grids_are_listed_with_their_counts(db: Database, town: Town) -> None:
    """R1, R2: each grid with its households, the mean, and which are outside the tolerance."""
    with db.session() as session:
        found = overview_of(session, _scope(town))
        assert [(one.number, one.households, len(one.buildings)) for one in found.grids] == [
            (3, 6, 1), (4, 6, 1),
        ]  # fmt: skip
        assert (found.households, found.mean, found.workers) == (12, 6, 2)
        assert found.coverage.whole and not found.vacant and len(found.unfit) == 2


def test_another_community_sees_nothing_of_it(db: Database, town: Town) -> None:
    with db.session() as session:
        found = overview_of(session, _scope(town, town.other_community))
        assert (found.grids, found.buildings, found.placed) == ([], [], [])


def test_r20_r21_a_vacancy_is_named_and_counted(db: Database, town: Town) -> None:
    """R20, R21: a grid without a worker is an alert at once; workers are counted against grids."""
    with db.session(writes=True) as session:
        held = session.exec(select(Holding).where(Holding.person_id == town.wang)).one()
        held.until = MONDAY_NINE - 3 * DAY
        session.commit()
    with db.session() as session:
        found = overview_of(session, _scope(town))
        assert [(one.id, one.vacant_since) for one in found.vacant] == [
            (town.grid3, MONDAY_NINE - 3 * DAY)
        ]
        assert found.workers == 1


def test_r20_a_backup_does_not_fill_a_vacancy(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        held = session.exec(select(Holding).where(Holding.person_id == town.wang)).one()
        held.backup = True
        session.commit()
    with db.session() as session:
        found = overview_of(session, _scope(town))
        assert [one.id for one in found.vacant] == [town.grid3]
        assert [one.name for one in found.grids[0].backups] == ["王敏"]


def test_r7_a_building_without_a_grid_is_named(desk: Desk) -> None:
    """R7: a building in no grid is named on the station's page."""
    with desk.db.session(writes=True) as session:
        session.delete(session.exec(select(GridBuilding)).first())
        session.commit()
    assert "1 栋楼不在任何网格里" in desk.head().get("/station")


def test_r3_the_head_sets_the_target_of_this_community(desk: Desk) -> None:
    """R3: the target size is a setting of each community."""
    desk.head()
    assert "应为 10 到 5000" in desk.post("/station/sizes", 422, target="3", tolerance="20").text
    desk.post("/station/sizes", target="400", tolerance="10")
    assert "目标 400 户，上下 10%" in desk.get("/station")
    with desk.db.session() as session:
        kinds = session.exec(select(AuditEvent.kind)).all()
    assert "station.sizes" in kinds


def test_the_head_sets_within_how_many_minutes_a_matter_is_taken(desk: Desk) -> None:
    """R87: 30 minutes at first, from 5 to 480, set by the head; what was set is in the record."""
    assert "30 分钟" in desk.head().get("/station")
    for wrong in ("4", "481", "半小时", ""):
        desk.post("/station/take-minutes", 422, take_minutes=wrong)
    refused = desk.post("/station/take-minutes", 422, take_minutes="4").text
    assert "应为 5 到 480" in refused
    assert 'name="target"' in refused and 'value="300"' in refused, "the other form keeps its own"
    desk.post("/station/take-minutes", take_minutes="45")
    assert "45 分钟" in desk.get("/station")
    with desk.db.session() as session:
        kinds = session.exec(select(AuditEvent.kind)).all()
    assert "station.take_minutes" in kinds


def test_a_grid_names_its_worker_and_its_buildings(desk: Desk) -> None:
    text = desk.head().get(f"/station/grids/{desk.town.grid3}")
    assert "王敏" in text and "银河花园 12号楼" in text and "20号楼" not in text


def test_a_grid_of_another_community_is_not_found(desk: Desk) -> None:
    desk.as_(desk.town.other_lead, desk.town.other_community)
    desk.get(f"/station/grids/{desk.town.grid3}", 404)
    assert "银河花园" not in desk.get("/station")
