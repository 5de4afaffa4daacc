"""Another version of the rules of the draws, from the next day on (worked design 4e)."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.kit import audit
from app.spotchecks.forms.terms import RulesEntry
from app.spotchecks.models import CheckRules
from app.spotchecks.queries.terms import versions_of
from app.spotchecks.rules.terms import ASK_AGAIN_DAYS
from app.station.commands.settings import lock


def change(
    session: Session, community_id: str, by: str, entry: RulesEntry, today: date, now: datetime
) -> CheckRules:
    """Add a version; what was promised or cut off today keeps the rules it had."""
    lock(session, community_id)
    before = versions_of(session, community_id)
    row = CheckRules(
        community_id=community_id,
        version=before[0].version + 1 if before else 1,
        since=today + timedelta(days=1),
        per_worker=entry.per_worker,
        anomaly=entry.anomaly,
        ask_again_days=ASK_AGAIN_DAYS,
        cut_off=f"{entry.cut_off:%H:%M}",
        dice_until=f"{entry.dice_until:%H:%M}",
        capacities=entry.capacities,
        conflicts=[list(one) for one in entry.conflicts],
        reason=entry.reason,
        made_by=by,
        made_at=now,
    )
    session.add(row)
    session.flush()
    said = {
        "version": row.version,
        "since": row.since.isoformat(),
        "per_worker": row.per_worker,
        "anomaly": row.anomaly,
        "capacities": row.capacities,
        "conflicts": row.conflicts,
        "reason": row.reason,
    }
    audit.record(
        session, community_id, now, "check_rules.changed", by, f"rules:{row.version}", said
    )
    return row
