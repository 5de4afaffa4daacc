"""A review chain gets a new version; items bind it by its code (row R58)."""

from datetime import datetime

from sqlmodel import Session

from app.catalogue.forms.chains import ChainEntry
from app.catalogue.models import ReviewChain
from app.catalogue.queries.chains import chain_versions
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.station.commands.posts import Refused

TOO_EARLY = Message("要晚于上一版的生效日期")


def write_chain(
    session: Session, now: datetime, area_id: str, by: str | None, code: str, entry: ChainEntry
) -> ReviewChain:
    """The next version of a chain. Raises Refused when an older one would hold after it."""
    known = chain_versions(session, area_id, code)
    if known and entry.effective_on < known[0].effective_on:
        raise Refused("effective_on", TOO_EARLY)
    made = ReviewChain(
        id=uuid7(),
        area_id=area_id,
        code=code,
        number=max((one.number for one in known), default=0) + 1,
        name=entry.name,
        name_en=entry.name_en,
        checks=entry.checks,
        effective_on=entry.effective_on,
        made_by=by,
        made_at=now,
    )
    session.add(made)
    session.flush()
    said = {"code": code, "number": made.number, "effective_on": str(entry.effective_on)}
    audit.record(session, area_id, now, "chain.written", by or "system", made.id, said)
    return made
