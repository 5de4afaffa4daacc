"""Up to when every phone of somebody has told all it had: nobody is absent before that (R113)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.auth.models import Credential
from app.sync.models import Device

# A phone counts before it speaks and gives up after 20 s (exchange.js); what was touched meanwhile
# is not in the count.
ON_ITS_WAY = timedelta(seconds=30)


def heard_until(session: Session, people: Collection[str]) -> dict[str, datetime]:
    """The earliest of the watermarks of each person's phones; nobody who never had one.

    A phone all of whose keys were revoked (lost, replaced), or of which a lead said that nobody
    uses it, is waited for no more.
    """
    devices = session.exec(select(Device).where(col(Device.person_id).in_(people))).all()
    keys = _keys(session, people)
    live = {(one.person_id, one.device_id) for one in keys if one.revoked_at is None}
    gone = {(one.person_id, one.device_id) for one in keys} - live
    found: dict[str, datetime] = {}
    for one in devices:
        if one.retired_at is None and (one.person_id, one.id) not in gone:
            mark = _watermark(one)
            found[one.person_id] = min(mark, found.get(one.person_id, mark))
    # A phone with a key that has told nothing yet may hold a touch since it was registered.
    told = {(one.person_id, one.id) for one in devices}
    for key in keys:
        silent = key.revoked_at is None and (key.person_id, key.device_id) not in told
        if silent:
            found[key.person_id] = min(key.added_at, found.get(key.person_id, key.added_at))
    return found


def _watermark(device: Device) -> datetime:
    """What the phone says of its oldest unsent record is dated by its clock, as far as it knows how
    wrong that is: a moment that cannot be believed (it lies ahead of the contact) says nothing."""
    if not device.unsent:
        return device.last_contact - ON_ITS_WAY
    if device.oldest is None or device.oldest > device.last_contact:
        return device.first_contact
    return device.oldest - ON_ITS_WAY


def _keys(session: Session, people: Collection[str]) -> Sequence[Credential]:
    """The keys of these people that stand on a phone we know by its id."""
    return session.exec(
        select(Credential).where(col(Credential.person_id).in_(people), Credential.device_id != "")
    ).all()
