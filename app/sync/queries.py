"""What is known of received records and of the phones that send them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.auth.models import Credential
from app.org.models import Person
from app.sync.models import Device, Received

OLD_UNSENT = timedelta(hours=24)
HELP_NEEDED = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A phone of the community as its lead sees it; what waits on it is a count, never content."""

    id: str
    person_id: str
    person: str
    last_contact: datetime
    unsent: int
    refused: int
    oldest: datetime | None
    build: str
    persisted: bool
    lost: bool
    state: str
    may_retire: bool


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
    keyed = _keyed(session, community_id)
    lines = [
        _line(device, name, now, (device.person_id, device.id) in keyed) for device, name in rows
    ]
    order = {"help": 0, "old": 1, "refused": 2, "waiting": 3, "clear": 4, "gone": 5}
    return sorted(lines, key=lambda one: (order[one.state], one.person, one.last_contact))


def phone_to_retire(
    session: Session, community_id: str, person_id: str, device_id: str
) -> tuple[Device, str] | None:
    """A phone of the community that may be said to be gone, and whose it is: none that somebody can
    sign in with, for that is to be stopped first."""
    device = session.get(Device, (device_id, person_id))
    if device is None or device.community_id != community_id or device.retired_at is not None:
        return None
    if (person_id, device_id) in _keyed(session, community_id):
        return None
    return device, session.get_one(Person, person_id).name


def _keyed(session: Session, community_id: str) -> set[tuple[str, str]]:
    """The phones on which a key is good, with whose it is."""
    rows = session.exec(
        select(Credential.person_id, Credential.device_id)
        .join(Device, col(Device.id) == Credential.device_id)
        .where(Device.community_id == community_id, col(Credential.revoked_at).is_(None))
    )
    return set(rows.all())


def _line(device: Device, name: str, now: datetime, keyed: bool) -> DeviceLine:
    return DeviceLine(
        id=device.id,
        person_id=device.person_id,
        person=name,
        last_contact=device.last_contact,
        unsent=device.unsent,
        refused=device.refused,
        oldest=device.oldest,
        build=device.build,
        persisted=device.persisted,
        lost=device.lost,
        state=_state(device, now),
        may_retire=device.retired_at is None and not keyed,
    )


def _state(device: Device, now: datetime) -> str:
    if device.retired_at is not None:
        return "gone"
    if device.lost:
        return "help"
    if not device.unsent:
        return "refused" if device.refused else "clear"
    if device.oldest is None:
        return "waiting"
    age = now - device.oldest
    return "help" if age > HELP_NEEDED else "old" if age > OLD_UNSENT else "waiting"
