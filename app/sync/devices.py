"""What each phone says of itself at every contact: build, how much waits, how old it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlmodel import Session, col

from app.kit.clock import from_iso
from app.kit.ids import is_uuid
from app.kit.sql import insert_rows, table
from app.sync.models import Device
from app.sync.senders import Sender

QUIET = timedelta(seconds=60)
MOST_UNSENT = 1_000_000


class DeviceState(msgspec.Struct, frozen=True):
    """The `device` of a sync request."""

    id: str
    build: str = ""
    unsent: int = 0
    refused: int = 0
    oldest: str | None = None
    persisted: bool = False
    lost: bool = False
    clock: str | None = None
    """What the phone's clock shows while it sends, as `made.wall` is written."""

    def row(self) -> dict[str, Any]:
        """The columns that the phone speaks for, held to their limits."""
        try:
            oldest = from_iso(self.oldest) if self.oldest else None
        except (ValueError, OverflowError):
            oldest = None
        return {
            "build": self.build[:16],
            "unsent": max(0, min(self.unsent, MOST_UNSENT)),
            "refused": max(0, min(self.refused, MOST_UNSENT)),
            "oldest": oldest,
            "persisted": self.persisted,
            "lost": self.lost,
            # Whatever a lead thought of it: a phone that speaks is in use.
            "retired_at": None,
        }


def note_contact(
    session: Session, states: Sequence[tuple[DeviceState, Sender]], now: datetime
) -> None:
    """Write down the newest state of each phone; unchanged ones at most once a minute."""
    newest = {
        (state.id, sender.person_id): (state, sender)
        for state, sender in states
        if is_uuid(state.id)
    }
    if not newest:
        return
    ids = {device_id for device_id, _ in newest}
    known = {
        (row.id, row.person_id): row
        for row in session.connection().execute(
            select(table(Device)).where(col(Device.id).in_(ids))
        )
    }
    fresh = []
    for (device_id, person_id), (state, sender) in newest.items():
        row = state.row()
        before = known.get((device_id, person_id))
        if before is None:
            fresh.append(_first_contact(device_id, sender, row, now))
        elif now - before.last_contact > QUIET or any(
            getattr(before, k) != v for k, v in row.items()
        ):
            session.connection().execute(
                update(table(Device))
                .where(col(Device.id) == device_id, col(Device.person_id) == person_id)
                .values(last_contact=now, **row)
            )
    insert_rows(session, Device, fresh)


def _first_contact(
    device_id: str, sender: Sender, said: dict[str, Any], now: datetime
) -> dict[str, Any]:
    return {
        "id": device_id,
        "person_id": sender.person_id,
        "community_id": sender.community_id or None,
        "first_contact": now,
        "last_contact": now,
        **said,
    }
