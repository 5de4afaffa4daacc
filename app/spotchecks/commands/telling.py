"""Telling people what the spot checks mean for them, in the app's own news."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from app.attendance.commands.telling import tell
from app.spotchecks.models import SpotCheck

CHECKS = "/checks"


def tell_checkers(
    session: Session, community_id: str, opened: Sequence[SpotCheck], now: datetime
) -> None:
    """One piece of news for each checker, with how many wait; nothing for anybody else yet."""
    counts = Counter(one.checker_id for one in opened if one.checker_id)
    for checker, count in sorted(counts.items()):
        values = {"n": str(count), "due": opened[0].due_on.isoformat()}
        tell(session, community_id, [checker], "checks_drawn", values, CHECKS, now)


def tell_worker(
    session: Session, community_id: str, workers: Iterable[str], values: dict[str, str],
    link: str, now: datetime,
) -> None:  # fmt: skip
    """A check of one of their records is over and may be seen."""
    tell(session, community_id, workers, "check_shown", values, link, now)
