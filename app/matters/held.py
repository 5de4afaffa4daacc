"""The words of the chain for matters, and the digests of their rows that stand in it (row R75).

The opening and each step have an event with a digest of the step's row, and one of the matter's
row as the step left it. They go when the matter has been kept for its time.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from app.kit.held import row_digest
from app.kit.sql import table
from app.matters.models import MatterPaper, MatterStep
from app.matters.rules.written import KINDS

# Of what was handed in with a step, by its id.
PAPERS = "papers"
# Of the matter's row, as the step left it.
STANDS = "stands"
STEPS = tuple(f"matter.{kind}" for kind in KINDS)
ROWS, HANDED = table(MatterStep), table(MatterPaper)
Fields = Mapping[Any, Any]
# What no step changes, and what the steps have made of it. Not `household_id`: files are merged.
FACTS = (
    "id", "community_id", "number", "follow_code", "flow", "restricted", "channel", "grid_id",
    "building_id", "place", "title", "words", "applicant", "phone", "item_id", "version_id",
    "agency", "concern_id", "urgent", "major", "device_id", "opened_at", "received_at",
    "first_contact_owner_id",
)  # fmt: skip
FOLDED = (
    "stage", "handling", "level", "way", "category", "problem", "handling_owner_id", "owner_id",
    "limit_amount", "limit_unit", "due_at", "paused_since", "long_term_on", "supervised",
    "done_at", "score", "follow_up", "closed_at", "keep_until", "steps",
)  # fmt: skip


def matter_digest(row: Fields) -> str:
    """A matter, as it was opened and as it stands."""
    return row_digest({name: row[name] for name in (*FACTS, *FOLDED)})


def step_digest(row: Fields) -> str:
    """A step, whole."""
    return row_digest({one.name: row[one.name] for one in ROWS.columns})


def paper_digest(row: Fields) -> str:
    """What was handed in; a photo by its bytes."""
    said = {one.name: row[one.name] for one in HANDED.columns}
    return row_digest(said | {"photo": hashlib.sha256(row["photo"] or b"").hexdigest()})
