"""Items out of a sheet: first what would change, row by row; then all of it, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from app.catalogue.commands.versions import (
    TOO_EARLY,
    lacking_in,
    new_item,
    publish,
    save_draft,
)
from app.catalogue.forms.content import Content
from app.catalogue.forms.layers import BEFORE_TODAY
from app.catalogue.forms.sheet import COLUMN_OF, LABELS, Entry
from app.catalogue.models import ItemVersion, ServiceItem, VersionState
from app.catalogue.queries.guides import draft_of, published_of
from app.kit.i18n import Message

GONE = Message("这个事项已经撤销，请去掉这一行")


@dataclass(frozen=True, slots=True)
class Step:
    """What a row does: `new`, `changed`, `same` or `wrong`; which columns, and what is wrong."""

    entry: Entry
    does: str
    columns: tuple[str, ...] = ()
    faults: dict[str, Message] = field(default_factory=dict)


def plan(session: Session, area_id: str, today: date, entries: Sequence[Entry]) -> list[Step]:
    """What each row would do; nothing is written."""
    known = {
        item.code: item
        for item in session.exec(select(ServiceItem).where(ServiceItem.area_id == area_id))
    }
    return [_step(session, known.get(one.code), today, one) for one in entries]


def right(steps: Sequence[Step]) -> bool:
    """Whether every row is right and one of them changes something."""
    return all(one.does != "wrong" for one in steps) and any(one.does != "same" for one in steps)


def write(session: Session, now: datetime, area_id: str, by: str, steps: Sequence[Step]) -> int:
    """Write what was planned, in the running transaction; how many items. Raises Refused."""
    done = 0
    for one in steps:
        content = one.entry.content
        if one.does == "same" or content is None:
            continue
        known = session.exec(
            select(ServiceItem).where(
                ServiceItem.area_id == area_id, ServiceItem.code == one.entry.code
            )
        ).first()
        if known is None:
            known = new_item(session, now, area_id, by, one.entry.code, content)
        else:
            save_draft(session, now, known, by, content)
        if one.entry.effective_on is not None:
            publish(session, now, known, by, one.entry.effective_on)
        done += 1
    return done


def _step(session: Session, item: ServiceItem | None, today: date, entry: Entry) -> Step:
    if entry.content is None or entry.faults:
        return Step(entry, "wrong", faults=entry.faults)
    if item is not None and item.withdrawn_at is not None:
        return Step(entry, "wrong", faults={"code": GONE})
    newest = _newest(session, item.id) if item is not None else None
    columns = changed_columns(newest, entry.content) if newest else ()
    if newest is not None and not columns:
        publishes = newest.state == VersionState.DRAFT and entry.effective_on is not None
        if not publishes:
            return Step(entry, "same")
        columns = ("effective_on",)
    faults = _unpublishable(session, item, today, entry)
    if faults:
        return Step(entry, "wrong", columns, faults)
    return Step(entry, "changed" if item is not None else "new", columns)


def _unpublishable(
    session: Session, item: ServiceItem | None, today: date, entry: Entry
) -> dict[str, Message]:
    on, content = entry.effective_on, entry.content
    if on is None or content is None:
        return {}
    if on < today and item is not None:
        return {"effective_on": BEFORE_TODAY}
    lacking = lacking_in(ItemVersion.model_construct(**content.columns()))
    found = {
        COLUMN_OF.get(base, base): message
        for name, message in lacking.items()
        if (base := name.partition("-")[0])
    }
    latest = _latest_day(session, item.id) if item is not None else None
    if latest is not None and on < latest:
        found["effective_on"] = Message(TOO_EARLY.msgid, day=str(latest))
    return found


def changed_columns(version: ItemVersion, content: Content) -> tuple[str, ...]:
    """Where a row says something else than the version."""
    said, was = content.columns(), version.model_dump()
    return tuple(name for name in LABELS if name in said and _same(said[name]) != _same(was[name]))


def _same(value: Any) -> Any:
    """Empty parts say nothing: None, "" and a missing key are one."""
    if isinstance(value, dict):
        return {key: one for key, one in value.items() if one not in (None, "")}
    if isinstance(value, list):
        return [_same(one) for one in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def _newest(session: Session, item_id: str) -> ItemVersion | None:
    return (
        draft_of(session, item_id)
        or session.exec(
            select(ItemVersion)
            .where(ItemVersion.item_id == item_id)
            .order_by(col(ItemVersion.number).desc())
        ).first()
    )


def _latest_day(session: Session, item_id: str) -> date | None:
    latest = next(iter(published_of(session, item_id)), None)
    return latest.effective_on if latest else None
