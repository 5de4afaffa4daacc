"""The cast of the tests: one small community, its grids, its doors, and who works there."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from app.auth.models import SignIn
from app.auth.principal import token_hash
from app.households.models import Household
from app.kit import audit
from app.kit.ids import uuid7
from app.org.models import (
    Area,
    AreaLevel,
    Building,
    Community,
    Grid,
    GridBuilding,
    Holding,
    Person,
    Post,
)

FOUNDED = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Town:
    """Ids of the known people and doors. Grid 3 is Wang Min's, grid 4 Li Qiang's."""

    community: str
    other_community: str
    grid3: str
    grid4: str
    building12: str
    building20: str
    wang: str
    li: str
    lead: str
    head: str
    steward: str
    clerk: str
    street_officer: str
    district_officer: str
    other_lead: str
    doors3: list[str] = field(default_factory=list)
    doors4: list[str] = field(default_factory=list)


def found_town(session: Session, doors: int = 6) -> Town:
    """Write the cast into an empty database and commit; `doors` households in each grid."""
    district = _area(session, "370611000000", "福山区", AreaLevel.DISTRICT, None)
    street = _area(session, "370611001000", "清洋街道", AreaLevel.STREET, district)
    community = _area(session, "370611001005", "银河社区", AreaLevel.COMMUNITY, street)
    other = _area(session, "370611001006", "福海社区", AreaLevel.COMMUNITY, street)
    session.flush()
    for one, name in ((community, "银河社区"), (other, "福海社区")):
        session.add(Community(id=one, name=name))
    session.flush()
    for one in (community, other, street, district):
        audit.start_chain(session, one)
    grid3, building12, doors3 = _grid(session, community, 3, "12号楼", doors)
    grid4, building20, doors4 = _grid(session, community, 4, "20号楼", doors)
    staff = {
        "wang": ("王敏", Post.GRID_WORKER, community, community, grid3),
        "li": ("李强", Post.GRID_WORKER, community, community, grid4),
        "lead": ("张丽", Post.GRID_LEAD, community, community, None),
        "head": ("陈建国", Post.STATION_HEAD, community, community, None),
        "steward": ("刘洋", Post.DATA_STEWARD, community, community, None),
        "clerk": ("赵倩", Post.CLERK, community, community, None),
        "street_officer": ("孙伟", Post.STREET_OFFICER, None, street, None),
        "district_officer": ("周静", Post.DISTRICT_OFFICER, None, district, None),
        "other_lead": ("吴刚", Post.GRID_LEAD, other, other, None),
    }
    people = {slug: _person(session, *who) for slug, who in staff.items()}
    session.commit()
    return Town(
        community=community, other_community=other, grid3=grid3, grid4=grid4,
        building12=building12, building20=building20, doors3=doors3, doors4=doors4, **people,
    )  # fmt: skip


def sign_in(
    session: Session,
    person_id: str,
    community_id: str | None,
    now: datetime,
    device_id: str = "",
) -> str:
    """Open a session for a person as a ceremony would, and commit; the cookie's token."""
    token = uuid7() + uuid7()
    session.add(
        SignIn(
            token_hash=token_hash(token), id=uuid7(), person_id=person_id,
            community_id=community_id, device_id=device_id, started_at=now, seen_at=now,
            expires_at=now + timedelta(days=14),
        )
    )  # fmt: skip
    session.commit()
    return token


def _area(session: Session, code: str, name: str, level: AreaLevel, parent: str | None) -> str:
    area = Area(id=uuid7(), code=code, name=name, level=level, parent_id=parent)
    session.add(area)
    session.flush()
    return area.id


def _grid(
    session: Session, community: str, number: int, building_number: str, doors: int
) -> tuple[str, str, list[str]]:
    grid = Grid(id=uuid7(), community_id=community, number=number, name=f"{number:02}网格")
    building = Building(
        id=uuid7(), community_id=community, estate="银河花园", number=building_number, place=number
    )
    session.add(grid)
    session.add(building)
    session.flush()
    session.add(
        GridBuilding(
            id=uuid7(), community_id=community, grid_id=grid.id,
            building_id=building.id, since=FOUNDED,
        )
    )  # fmt: skip
    households = [
        Household(
            id=uuid7(), community_id=community, building_id=building.id,
            entrance="1", room=f"{index // 2 + 1}0{index % 2 + 1}", people=3,
        )
        for index in range(doors)
    ]  # fmt: skip
    session.add_all(households)
    session.flush()
    return grid.id, building.id, [one.id for one in households]


def _person(
    session: Session,
    name: str,
    post: Post,
    community: str | None,
    area: str,
    grid: str | None,
) -> str:
    person = Person(id=uuid7(), community_id=community, name=name)
    session.add(person)
    session.flush()
    session.add(
        Holding(
            id=uuid7(), community_id=community, area_id=area, person_id=person.id,
            post=post, grid_id=grid, since=FOUNDED,
        )
    )  # fmt: skip
    return person.id
