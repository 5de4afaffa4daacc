"""What authors correct afterwards: most corrections follow the record, some cross each other."""

import random
from datetime import datetime, timedelta
from typing import Any

from app.demo import words
from app.demo.chance import stable_id
from app.visits.models import RevisionState, Visit
from app.visits.queries.record import original_body

Row = dict[str, Any]
CROSSES = 0.1
ZONE_NAME = "Asia/Shanghai"


def corrections(visit: Row, now: datetime, rng: random.Random) -> list[Row]:
    """The corrections of `visit`; none that would come after `now`."""
    first = _correction(visit, rng, 2, RevisionState.HEAD, words.AMENDED)
    rows = [first]
    if rng.random() < CROSSES:
        # Written on a second phone that had not seen the first: a person has to merge them.
        rows.append(_correction(visit, rng, 3, RevisionState.PENDING, words.AMENDED_AGAIN))
    return [row for row in rows if row["received_at"] <= now]


def _correction(
    visit: Row, rng: random.Random, rev: int, state: RevisionState, findings: str
) -> Row:
    made_at = visit["received_at"] + timedelta(minutes=30 * (rev - 1) + int(rng.random() * 30))
    return {
        "id": stable_id(rng, int(made_at.timestamp() * 1000)),
        "community_id": visit["community_id"],
        "visit_id": visit["id"],
        "base_rev": 1,
        "rev": rev,
        "state": state.value,
        "author_id": visit["author_id"],
        "made_at": made_at,
        "received_at": made_at + timedelta(seconds=3),
        "body": {**original_body(Visit(**visit), ZONE_NAME), "findings": findings},
    }
