"""The dice of a morning: thrown by the workers' representative, keyed in by two people.

Nobody can know them before the lists are frozen, and neither of the two alone can name a value
that counts. As soon as both say the same, every list that waits is drawn with it, for good.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.kit import audit
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.spotchecks.commands.draws import make
from app.spotchecks.models import DiceEntry
from app.spotchecks.queries.draws import dice_of
from app.spotchecks.queries.due import waiting_for_dice
from app.station.commands.settings import lock


@dataclass(frozen=True, slots=True)
class Keyed:
    """Who keys in what; `throws`: they are the workers' representative."""

    person_id: str
    throws: bool
    digits: str


def key_in(session: Session, community_id: str, on: date, keyed: Keyed, now: datetime) -> bool:
    """Write down what one of the two keyed in; whether both now say the same.

    Raises Conflict when no list waits for dice: they were drawn already.
    """
    lock(session, community_id)
    waiting = waiting_for_dice(session, community_id, on)
    if not waiting:
        raise Conflict
    entries = dice_of(session, community_id, on)
    session.add(
        DiceEntry(
            id=uuid7(), community_id=community_id, on=on, number=len(entries) + 1,
            person_id=keyed.person_id, throws=keyed.throws, digits=keyed.digits, at=now,
        )
    )  # fmt: skip
    session.flush()
    said = {"digits": keyed.digits, "throws": keyed.throws}
    object_id = f"dice:{on.isoformat()}"
    audit.record(session, community_id, now, "dice.keyed", keyed.person_id, object_id, said)
    if agreed(dice_of(session, community_id, on)) is None:
        return False
    for draw in waiting:
        make(session, community_id, draw.day, keyed.digits, now)
    return True


def agreed(entries: list[DiceEntry]) -> str | None:
    """The value on which the representative and somebody else agree: the newest word of each."""
    newest = {one.person_id: one for one in entries}
    thrown = {one.digits for one in newest.values() if one.throws}
    watched = {one.digits for one in newest.values() if not one.throws}
    both = thrown & watched
    return both.pop() if len(both) == 1 else None
