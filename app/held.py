"""What `qiaomen verify-log` holds against the chain beyond the chain itself, slice by slice.

A slice whose rows matter to somebody's job names its verifier here: a function that yields the
rows that are not what the chain says of them (app/kit/held.py).
"""

from collections.abc import Mapping
from pathlib import Path

from app.attendance.held import TouchHolder, decision_rows, touch_rows
from app.attendance.intake import SignInKind
from app.cases.held import case_rows
from app.kit.held import Holder, RowVerifier
from app.kit.secrets import SECRET_BYTES, load_secret
from app.matters.held import matter_rows
from app.settings import Settings
from app.spotchecks.held import check_rows, draw_rows
from app.sync.held import envelope_rows
from app.visits.held import AmendmentHolder, VisitHolder

DAY_KEY = "day.key"


def row_verifiers(settings: Settings) -> Mapping[str, RowVerifier]:
    """Every verifier by the name of what it holds. Raises BadSetting for keys that others read."""
    touches = TouchHolder(SignInKind(settings, _day_secret(settings)))
    kinds: Mapping[str, Holder] = {
        "visit": VisitHolder(),
        "amendment": AmendmentHolder(),
        "sign_in": touches,
    }
    return {
        "records": envelope_rows(kinds),
        "touches": touch_rows,
        "decisions": decision_rows,
        "checks": check_rows,
        "draws": draw_rows,
        "cases": case_rows,
        "matters": matter_rows,
    }


def _day_secret(settings: Settings) -> bytes:
    """The secret of the day's challenges. Where nobody was ever served there is none, and looking
    makes none."""
    there = (Path(settings.data) / "keys" / DAY_KEY).exists()
    return load_secret(settings.data, DAY_KEY) if there else bytes(SECRET_BYTES)
