"""What a phone is to forget: households erased since it last asked, and its author's records."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.auth.principal import Principal
from app.households.models import Erasure
from app.households.queries.erasures import newest_erasure
from app.kit.ids import is_uuid
from app.visits.models import Amendment, Visit

# A phone keeps what was received for seven days; drafts may lie there longer.
TOLD_FOR = timedelta(days=90)


def to_forget(session: Session, principal: Principal, since: str, now: datetime) -> dict[str, Any]:
    """The mark of the newest erasure of the reader's community, and what to forget since
    `since`, the mark that the phone knows: ids, nothing about anybody."""
    community = principal.community_id or ""
    rows = session.execute(
        columns(col(Erasure.household_id)).where(
            col(Erasure.community_id) == community,
            col(Erasure.id) > (since if is_uuid(since) else ""),
            col(Erasure.at) > now - TOLD_FOR,
            col(Erasure.household_id).is_not(None),
        )
    )
    households = [one for (one,) in rows]
    recent = col(Visit.erased_at) > now - TOLD_FOR
    own = session.execute(
        columns(col(Visit.id)).where(col(Visit.author_id) == principal.id, recent)
    )
    mended = session.execute(
        columns(col(Amendment.id))
        .join(Visit, col(Visit.id) == col(Amendment.visit_id))
        .where(col(Amendment.author_id) == principal.id, recent)
    )
    records = [one for found in (own, mended) for (one,) in found]
    return {
        "mark": newest_erasure(session, community),
        "households": households,
        "records": records,
    }
