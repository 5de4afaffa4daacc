"""What is known of received records and of the phones that send them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.org.models import Person
from app.sync.models import Device, Received

OLD_UNSENT = timedelta(hours=24)
HELP_NEEDED = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A phone of the community as its lead sees it; what waits on it is a count, never content."""

    person: str
    last_contact: datetime
    unsent: int
    oldest: datetime | None
    build: str
    persisted: bool
    lost: bool
    state: str


def receipt_shorts(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """The four characters of each record's receipt, by the record's id."""
    rows = session.exec(select(Received.id, Received.receipt).where(col(Received.id).in_(ids)))
    return {one: str(json.loads(receipt)["short"]) for one, receipt in rows}


def devices_of(session: Session, community_id: str, now: datetime) -> list[DeviceLine]:
    """The phones that ever sent for people of a community, those that need help first."""
    rows = session.exec(
        select(Device, Person.name)
        .join(Person, col(Person.id) == Device.person_id)
        .where(Device.community_id == community_id)
    )
    lines = [_line(device, name, now) for device, name in rows]
    order = {"help": 0, "old": 1, "waiting": 2, "clear": 3}
    return sorted(lines, key=lambda one: (order[one.state], one.person, one.last_contact))


def _line(device: Device, name: str, now: datetime) -> DeviceLine:
    return DeviceLine(
        person=name,
        last_contact=device.last_contact,
        unsent=device.unsent,
        oldest=device.oldest,
        build=device.build,
        persisted=device.persisted,
        lost=device.lost,
        state=_state(device, now),
    )


def _state(device: Device, now: datetime) -> str:
    if device.lost:
        return "help"
    if not device.unsent or device.oldest is None:
        return "waiting" if device.unsent else "clear"
    age = now - device.oldest
    return "help" if age > HELP_NEEDED else "old" if age > OLD_UNSENT else "waiting"
