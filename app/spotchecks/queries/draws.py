"""The draws of a community: the list of days, and one day whole."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.org.scope import Scope
from app.spotchecks.models import DiceEntry, Draw
from app.spotchecks.queries.lists import unpacked

MOST_DAYS = 60


def draws_of(session: Session, scope: Scope) -> list[Draw]:
    """The newest days with a draw."""
    return list(
        session.exec(
            select(Draw)
            .where(Draw.community_id == scope.community_id)
            .order_by(col(Draw.day).desc())
            .limit(MOST_DAYS)
        )
    )


def draw_of(session: Session, scope: Scope, day: date) -> Draw | None:
    """The draw of a day in the reader's community."""
    return session.get(Draw, (scope.community_id, day)) if scope.community_id else None


def document_of(draw: Draw) -> dict[str, Any]:
    """A published draw as anybody can draw it again (docs/draw.md). Raises ValueError before it
    is published: until then its secret and what was drawn are nobody's."""
    if draw.published_at is None:
        raise ValueError("not published")
    return {
        "v": "draw/v1",
        "community": draw.community_id,
        "day": draw.day.isoformat(),
        "rules": draw.rules,
        "commitment": draw.commitment,
        "secret": draw.secret,
        "public_value": draw.public_value,
        "root": draw.root,
        "list": unpacked(draw.frozen),
        "owed": draw.owed,
        "before": draw.before,
        "seed": draw.seed,
        "advisory": draw.advisory,
        "rate": draw.rate,
        "drawn": draw.result["drawn"],
        "passed": draw.result["passed"],
    }


def dice_of(session: Session, community_id: str, on: date) -> list[DiceEntry]:
    """What was keyed in on a day, in order."""
    return list(
        session.exec(
            select(DiceEntry)
            .where(DiceEntry.community_id == community_id, DiceEntry.on == on)
            .order_by(col(DiceEntry.number))
        )
    )
