"""What this slice puts into the places that it and lower slices leave open."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from app.households.queries import Door, needs_of
from app.kit.registry import Registry
from app.station.queries.hand_overs import LISTS, OpenWork


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main)."""
    registry.fill(LISTS, "households", needs_to_hand_over)


def needs_to_hand_over(session: Session, doors: Sequence[Door], day: date) -> list[OpenWork]:
    """Help that households asked for and that still holds, with the day on which it ends."""
    return [
        OpenWork("need", f"{one.household_id}:{one.until}", one.household_id, one.text, one.until)
        for some in needs_of(session, doors, day).values()
        for one in some
    ]
