"""The shipped catalogue for a real installation, by whoever looks after its server (row R57)."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from app.catalogue.commands.shipped import Shipped, put_shipped
from app.catalogue.queries.shelves import shelf_of
from app.kit import audit
from app.kit.clock import local_day
from app.kit.html import ZONE
from app.org.models import Area, AreaLevel
from app.org.queries import CODE_LENGTH

ADMITS = (AreaLevel.CITY, AreaLevel.DISTRICT)


class CannotLoad(ValueError):
    """The area cannot take the catalogue; the text says why, for the operator."""


def load_shipped(session: Session, now: datetime, named: str) -> tuple[Area, Shipped]:
    """Put what comes along into the city of that code, name or id, in the running transaction.

    Also a district that stands under no city. A second run adds only what is not there. Raises
    CannotLoad.
    """
    area = _admitting(session, named)
    # Taken first: two runs at once come one after the other, and the second finds everything.
    if not audit.lock_heads(session, [area.id]):
        audit.start_chain(session, area.id)
    return area, put_shipped(session, now, local_day(now, ZONE.key), area.id)


def _admitting(session: Session, named: str) -> Area:
    code = named.ljust(CODE_LENGTH, "0")  # as it is imported: 370600 is 370600000000
    found = session.exec(
        select(Area).where(
            or_(Area.code == code, Area.id == named, Area.name == named),
            col(Area.level).in_(ADMITS),
        )
    ).all()
    if len(found) != 1:
        raise CannotLoad(
            f"有几个叫这个名字，请写代码  several are called {named!r}, give the code"
            if found
            else f"没有这个市或区县  no city or district {named!r}"
        )
    shelf = shelf_of(session, found[0].id)
    if shelf is None or shelf.top != found[0].id:
        top = session.get(Area, shelf.top) if shelf else None
        raise CannotLoad(
            f"事项由上级准入，请写  items are admitted above it, give: "
            f"{top.code if top else ''} {top.name if top else ''}"
        )
    return found[0]
