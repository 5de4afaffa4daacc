"""Telling people what the spot checks mean for them, in the app's own news."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from app.attendance.commands.telling import tell
from app.kit.i18n import Message
from app.kit.problems import Conflict
from app.org.queries import names_of
from app.spotchecks.models import SpotCheck

CHECKS = "/checks"


class Done(Conflict):
    """Somebody was first."""

    def __init__(self, name: str) -> None:
        super().__init__(Message("{name}已经交了这一步", name=name))


def done(session: Session, by: str | None) -> Done:
    """What whoever comes second is told."""
    return Done(names_of(session, {by or ""}).get(by or "", ""))


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


def tell_reader(session: Session, check: SpotCheck, reader: str, now: datetime) -> None:
    """A check is to be compared once more; nothing of what came of it is said."""
    link = f"/checks/{check.id}"
    tell(session, check.community_id, [reader], "checks_again", {}, link, now)
