"""What this slice puts into the places that lower slices leave open."""

from app.attendance.commands.login import touch_at_sign_in
from app.attendance.commands.telephone import telling_who_answers
from app.attendance.pages.told import tally, unsigned
from app.attendance.queries.leave import away_at
from app.auth.sessions import SIGNED_IN
from app.kit.registry import Registry
from app.station.pages.common import AWAY, LEAVING


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main)."""
    registry.fill(SIGNED_IN, "attendance", touch_at_sign_in)
    registry.fill(AWAY, "attendance", away_at)
    registry.fill(LEAVING, "attendance", telling_who_answers)
    registry.fill("page.tallies", "news", tally)
    registry.fill("page.tallies", "unsigned", unsigned)
