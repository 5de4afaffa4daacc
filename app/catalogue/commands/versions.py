"""An item's text is worked on as a draft, then published for a day, and history stays (row R57)."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from app.catalogue.commands.initials import initials_of
from app.catalogue.forms.content import Content
from app.catalogue.models import ItemVersion, ServiceItem, VersionState
from app.catalogue.queries.guides import draft_of, published_of
from app.catalogue.rules.grounds import grounded
from app.catalogue.rules.items import missing
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.station.commands.posts import Refused

NO_DRAFT = Message("没有可以发布的草稿")
EMPTY = Message("空着不能发布")
UNGROUNDED = Message("至少要有一部法律法规，或省级以上党委、政府的文件")
TOO_EARLY = Message("要晚于上一版的生效日期 {day}")
GONE = Message("这个事项已经撤销")
WITHDRAWN = Message("这个事项早就撤销了")
FORM_FIELDS = {"basis": "law-0", "materials": "material-0"}


class Unfit(Refused):
    """A draft that cannot be published: every field that is in the way."""

    def __init__(self, errors: dict[str, Message]) -> None:
        field, message = next(iter(errors.items()))
        super().__init__(field, message)
        self.errors = errors


def new_item(
    session: Session, now: datetime, area_id: str, by: str | None, code: str, content: Content
) -> ServiceItem:
    """An area admits an item, with a first draft of what it says."""
    item = ServiceItem(id=uuid7(), area_id=area_id, code=code, admitted_at=now)
    session.add(item)
    session.flush()
    _note(session, item, now, by, "item.admitted", {"code": code, "name": content.name})
    save_draft(session, now, item, by, content)
    return item


def save_draft(
    session: Session, now: datetime, item: ServiceItem, by: str | None, content: Content
) -> ItemVersion:
    """Write the draft of an item, beginning one where there is none. Raises Refused."""
    if item.withdrawn_at is not None:
        raise Refused("name", GONE)
    draft = draft_of(session, item.id)
    said = content.columns() | {"initials": initials_of(content.name)[:80]}
    if draft is None:
        draft = ItemVersion(
            id=uuid7(),
            item_id=item.id,
            number=_next(session, item.id),
            state=VersionState.DRAFT,
            made_by=by,
            made_at=now,
            **said,
        )
    else:
        for name, value in said.items():
            setattr(draft, name, value)
        draft.made_by, draft.made_at = by, now
    session.add(draft)
    session.flush()
    _note(session, item, now, by, "item.drafted", {"number": draft.number})
    return draft


def publish(
    session: Session, now: datetime, item: ServiceItem, by: str | None, on: date
) -> ItemVersion:
    """Let the draft hold from a day on. Raises Refused, naming the fields that are empty (rows R60,
    R62)."""
    draft = draft_of(session, item.id)
    if item.withdrawn_at is not None:
        raise Refused("effective_on", GONE)
    if draft is None:
        raise Refused("effective_on", NO_DRAFT)
    lacking = lacking_in(draft)
    if lacking:
        raise Unfit(lacking)
    latest = next(iter(published_of(session, item.id)), None)
    if latest is not None and latest.effective_on is not None and on < latest.effective_on:
        raise Refused("effective_on", Message(TOO_EARLY.msgid, day=str(latest.effective_on)))
    draft.state, draft.effective_on = VersionState.PUBLISHED, on
    draft.published_by, draft.published_at = by, now
    session.add(draft)
    session.flush()
    said = {"number": draft.number, "effective_on": str(on), "name": draft.name}
    _note(session, item, now, by, "item.published", said)
    return draft


def lacking_in(version: ItemVersion) -> dict[str, Message]:
    """For what a version cannot be published, by the fields of its form."""
    found = {FORM_FIELDS.get(name, name): EMPTY for name in missing(version.model_dump())}
    if version.basis and not grounded(version.basis):
        found["law-0"] = UNGROUNDED
    return found


def drop_draft(session: Session, now: datetime, item: ServiceItem, by: str) -> None:
    """Put the draft away. Raises Refused when it is all there is of the item."""
    draft = draft_of(session, item.id)
    if draft is None or not published_of(session, item.id):
        raise Refused("effective_on", NO_DRAFT)
    session.delete(draft)
    session.flush()
    _note(session, item, now, by, "item.draft_dropped", {"number": draft.number})


def withdraw(session: Session, now: datetime, item: ServiceItem, by: str, reason: str) -> None:
    """Nobody may use the item from now on, and why. Raises Refused."""
    if item.withdrawn_at is not None:
        raise Refused("reason", WITHDRAWN)
    item.withdrawn_at, item.withdrawn_reason = now, reason
    session.add(item)
    session.flush()
    _note(session, item, now, by, "item.withdrawn", {"reason": reason})


def _next(session: Session, item_id: str) -> int:
    newest = session.exec(
        select(func.max(col(ItemVersion.number))).where(ItemVersion.item_id == item_id)
    ).one()
    return (newest or 0) + 1


def _note(
    session: Session,
    item: ServiceItem,
    now: datetime,
    by: str | None,
    kind: str,
    said: dict[str, Any],
) -> None:
    audit.record(session, item.area_id, now, kind, by or "system", item.id, said)
