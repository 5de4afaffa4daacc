"""How the checking itself goes, in numbers that say of how many they are."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.kit.i18n import Message
from app.org.scope import Scope
from app.spotchecks.queries.readings import read_twice
from app.spotchecks.rules.stats import Z_95, agreement

FIGURES = "checks.figures"
"""A place: `(session, scope, since, unread) -> list[Figure]`, rows of 抽查做得怎么样, for leads.

`unread`: the checks that the reader is still to compare a second time. Nothing that follows from
what came of them may be counted, as of few the count would tell.
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """`hits` of `n`, and what that counts. The page adds the interval: never a share alone."""

    word: Message
    hits: int
    n: int


def agreed(session: Session, scope: Scope, since: datetime, unread: frozenset[str]) -> list[Figure]:
    """How often two checkers who compared the same record came to the same outcome (R110). Only
    those that both have compared: none of `unread`."""
    if not scope.leads:
        return []
    found = agreement(read_twice(session, scope, since), Z_95)
    return [Figure(Message("两个人比同一条，结果一样"), found.hits, found.n)]
