"""The windows of a hall (rows R53, R55, R56)."""

from datetime import datetime

from sqlmodel import Session

from app.catalogue.forms.layers import WindowsEntry
from app.catalogue.models import HallWindows
from app.kit import audit


def set_windows(
    session: Session, now: datetime, community_id: str, by: str, entry: WindowsEntry
) -> None:
    """How many windows there are, and by which preset items are grouped."""
    session.merge(
        HallWindows(
            community_id=community_id, windows=entry.windows, preset=entry.preset, by=by, at=now
        )
    )
    session.flush()
    said = {"windows": entry.windows, "preset": entry.preset.value}
    audit.record(session, community_id, now, "hall.windows", by, community_id, said)
