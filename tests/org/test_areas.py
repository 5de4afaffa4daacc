"""Areas lie in each other: what is above one and what is below it."""

from sqlmodel import Session

from app.kit.db import Database
from app.org.areas import areas_above, areas_below
from app.org.models import Area, AreaLevel

CHAIN = (
    ("city", AreaLevel.CITY, None),
    ("district", AreaLevel.DISTRICT, "city"),
    ("street", AreaLevel.STREET, "district"),
    ("here", AreaLevel.COMMUNITY, "street"),
    ("beside", AreaLevel.COMMUNITY, "street"),
)


def _build(session: Session) -> None:
    for number, (name, level, parent) in enumerate(CHAIN):
        session.add(Area(id=name, code=f"{number:012}", name=name, level=level, parent_id=parent))
        session.flush()


def test_what_contains_an_area_comes_lowest_first(db: Database) -> None:
    """R61: a community, its street, its district, its city; each decides for what is in it."""
    with db.session(writes=True) as session:
        _build(session)
        assert [one.id for one in areas_above(session, "here")] == [
            "here", "street", "district", "city",
        ]  # fmt: skip
        assert [one.id for one in areas_above(session, "city")] == ["city"]
        assert areas_above(session, "nowhere") == []
        assert areas_above(session, "") == []


def test_everything_in_an_area_is_below_it(db: Database) -> None:
    """What lies beside is not."""
    with db.session(writes=True) as session:
        _build(session)
        assert set(areas_below(session, "street")) == {"street", "here", "beside"}
        assert areas_below(session, "here") == ["here"]


def test_areas_that_lie_in_each_other_in_a_ring_end_somewhere(db: Database) -> None:
    """Nobody can write such a thing, and if somebody did the station would still answer."""
    with db.session(writes=True) as session:
        _build(session)
        city = session.get_one(Area, "city")
        city.parent_id = "here"
        session.flush()
        assert len(areas_above(session, "here")) < 20
        assert {"city", "street"} < set(areas_below(session, "here"))
