"""What happened to one row: the events of the chain that name it, and a file's own changes."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as columns
from sqlalchemy import text
from sqlmodel import Session, col, select

from app.households.models import Consent, Correction, HouseholdChange, Need
from app.kit.audit import RARE, AuditEvent, AuditPayload
from app.org.models import Holding
from app.org.queries import names_of

MOST = 200


@dataclass(frozen=True, slots=True)
class Happened:
    """One change: when, who, what, why, and the fields before and after."""

    at: datetime
    kind: str
    by: str
    reason: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


def of_objects(session: Session, community_id: str, objects: Collection[str]) -> list[Happened]:
    """The events of the community's chain about `objects`, the newest first."""
    rows = session.execute(
        columns(
            col(AuditEvent.at),
            col(AuditEvent.kind),
            col(AuditEvent.actor),
            col(AuditPayload.payload),
        )
        .outerjoin(
            AuditPayload,
            (col(AuditPayload.community_id) == col(AuditEvent.community_id))
            & (col(AuditPayload.seq) == col(AuditEvent.seq)),
        )
        .where(
            col(AuditEvent.community_id) == community_id,
            col(AuditEvent.object).in_(list(objects)),
            text(RARE),  # word for word, or the index of these few is not recognised
        )
        .order_by(col(AuditEvent.seq).desc())
        .limit(MOST)
    )
    return _named(session, [_event(*row) for row in rows])


def of_household(session: Session, community_id: str, household_id: str) -> list[Happened]:
    """Changes of a file's fields, and events about it, its consents, needs and corrections."""
    changed = session.exec(
        select(HouseholdChange)
        .where(HouseholdChange.household_id == household_id)
        .order_by(col(HouseholdChange.at).desc())
        .limit(MOST)
    ).all()
    fields = [
        Happened(one.at, "field", one.by, one.reason, ((one.field, one.old, one.new),))
        for one in changed
    ]
    objects = [household_id]
    for model in (Consent, Need, Correction):
        objects += session.scalars(
            columns(col(model.id)).where(col(model.household_id) == household_id)
        ).all()
    events = of_objects(session, community_id, objects)
    both = [*_named(session, fields), *events]
    return sorted(both, key=lambda one: one.at, reverse=True)


def of_person(session: Session, community_id: str, holding_id: str) -> list[Happened]:
    """Posts taken up and left by the person of a holding, and events about them."""
    holding = session.get(Holding, holding_id)
    if holding is None:
        return []
    held = session.exec(
        select(Holding).where(
            Holding.person_id == holding.person_id, Holding.community_id == community_id
        )
    ).all()
    posts = [
        Happened(one.since, "holding.since", "", "", (("post", "", one.post),)) for one in held
    ]
    posts += [
        Happened(one.until, "holding.until", "", "", (("post", one.post, ""),))
        for one in held
        if one.until is not None
    ]
    objects = [holding.person_id, *(one.id for one in held)]
    events = of_objects(session, community_id, objects)
    return sorted([*posts, *events], key=lambda one: one.at, reverse=True)


def _event(at: datetime, kind: str, actor: str, payload: str | None) -> Happened:
    said: dict[str, Any] = json.loads(payload) if payload else {}
    changes = said.get("changes", {})
    reason = said.get("reason", "")
    return Happened(
        at,
        kind,
        actor,
        reason if isinstance(reason, str) else "",
        tuple(
            (name, str(pair[0]), str(pair[1]))
            for name, pair in (changes.items() if isinstance(changes, dict) else ())
            if isinstance(pair, list) and len(pair) == 2
        ),
    )


def _named(session: Session, found: list[Happened]) -> list[Happened]:
    names = names_of(session, {one.by for one in found if one.by})
    return [
        Happened(one.at, one.kind, names.get(one.by, ""), one.reason, one.changes) for one in found
    ]
