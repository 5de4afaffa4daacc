"""A small catalogue for tests: a city above the town's district, and items in all three layers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.catalogue.commands.initials import initials_of
from app.catalogue.models import ItemListing, ItemUse, ItemVersion, ServiceItem, VersionState
from app.kit import audit
from app.kit.ids import uuid7
from app.org.models import Area, AreaLevel, Holding, Person, Post
from tests.people import FOUNDED, Town

SINCE = date(2026, 1, 1)
BASIS = [{"title": "中华人民共和国社会保险法", "article": "第八十二条", "number": "", "date": ""}]


@dataclass(frozen=True, slots=True)
class City:
    """The city above the district, and its officer."""

    id: str
    district: str
    officer: str


def found_city(session: Session, town: Town) -> City:
    """A city over the town's district, with an officer of its own."""
    city = Area(id=uuid7(), code="370600000000", name="烟台市", level=AreaLevel.CITY)
    officer = Person(id=uuid7(), name="于洋")
    session.add_all([city, officer])
    session.flush()
    session.add(
        Holding(id=uuid7(), area_id=city.id, person_id=officer.id, post=Post.DISTRICT_OFFICER,
                since=FOUNDED)
    )  # fmt: skip
    street = session.get(Area, (session.get(Area, town.community) or city).parent_id)
    assert street is not None and street.parent_id is not None
    district = session.get(Area, street.parent_id)
    assert district is not None
    district.parent_id = city.id
    audit.start_chain(session, city.id)
    session.flush()
    return City(city.id, district.id, officer.id)


def put(
    session: Session,
    city: City,
    community: str,
    code: str,
    name: str,
    now: datetime,
    **said: Any,
) -> str:
    """An item that is admitted, listed and used; `said` changes its version. Its id."""
    item = ServiceItem(id=uuid7(), area_id=city.id, code=code, admitted_at=now - timedelta(days=90))
    session.add(item)
    session.flush()
    session.add(version(item.id, now, name=name, **said))
    session.add(ItemListing(id=uuid7(), area_id=city.district, item_id=item.id, since=SINCE))
    session.add(ItemUse(id=uuid7(), community_id=community, item_id=item.id, since=SINCE))
    session.flush()
    return item.id


def version(item_id: str, now: datetime, **said: Any) -> ItemVersion:
    """A whole version of an item, published unless `said` otherwise."""
    whole: dict[str, Any] = {
        "number": 1,
        "state": VersionState.PUBLISHED,
        "effective_on": SINCE,
        "name": "社会保障卡申领",
        "category": "shebao",
        "department": "区人力资源和社会保障局",
        "basis": BASIS,
        "materials": [{"name": "居民身份证", "needed": True, "form": "原件", "copies": 1,
                       "source": "本人", "sample": ""}],
        "flow": ["受理", "办结"],
        "statutory": {"amount": 20, "unit": "working_days"},
        "promised": {"amount": 5, "unit": "working_days"},
        "level": "community",
        "channels": ["window"],
        "agency": "full",
        "sample_text": "申请表填写样例",
        "made_at": now,
    }  # fmt: skip
    whole |= said
    return ItemVersion(
        id=uuid7(), item_id=item_id, initials=initials_of(str(whole["name"])), **whole
    )
