"""Closing a month: its archive file is written, and from then on it is read-only (row R131)."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlmodel import Session

from app.books.rules.cells import Cell
from app.books.sheets import Sheet, csv_bytes, xlsx_bytes
from app.hotline.models import MonthClose
from app.hotline.queries.months import is_closed
from app.hotline.rules.months import may_close, month_of
from app.kit import audit
from app.kit.clock import local_day
from app.kit.i18n import Message
from app.kit.problems import Conflict
from app.org.models import Community

READ_ONLY = Message("{month} 的台账已经归档，不能再改")
READ_ONLY_HINT = Message("有新的情况，请记到今天。")
NOT_OVER = Message("这个月还没有过完，不能归档")
CLOSED = Message("这个月已经归档")
Writer = Callable[[Sheet, Iterable[Sequence[Cell]]], Iterator[bytes]]


def keep_open(session: Session, community: Community, at: datetime) -> None:
    """Whether the month of `at` may still be written in. Raises Conflict when it is closed."""
    if is_closed(session, community.id, at, community.zone):
        month = month_of(local_day(at, community.zone))
        raise Conflict(Message(READ_ONLY.msgid, month=month), READ_ONLY_HINT)


def keep_day_open(session: Session, community: Community, on: date) -> None:
    """The same of a calendar day. Raises Conflict."""
    from app.org.queries import start_of

    keep_open(session, community, start_of(on, community.zone))


def close_month(
    session: Session,
    community: Community,
    month: str,
    by: str,
    now: datetime,
    sheet: Sheet,
    rows: Sequence[Sequence[Cell]],
    still_open: int,
) -> MonthClose:
    """Write the archive file of a month, with its digests in the chain. Raises Conflict when the
    month is not over, or closed already."""
    audit.lock_heads(session, [community.id])  # two who close at once: the second finds the first
    if not may_close(month, local_day(now, community.zone)):
        raise Conflict(NOT_OVER)
    if session.get(MonthClose, (community.id, month)) is not None:
        raise Conflict(CLOSED)
    csv, xlsx = _made(csv_bytes, sheet, rows), _made(xlsx_bytes, sheet, rows)
    closed = MonthClose(
        community_id=community.id, month=month, closed_by=by, at=now, rows=len(rows),
        still_open=still_open, csv=csv, csv_sha256=hashlib.sha256(csv).hexdigest(),
        xlsx=xlsx, xlsx_sha256=hashlib.sha256(xlsx).hexdigest(),
    )  # fmt: skip
    session.add(closed)
    session.flush()
    said = {
        "month": month, "rows": closed.rows, "open": still_open,
        "csv": closed.csv_sha256, "xlsx": closed.xlsx_sha256,
    }  # fmt: skip
    audit.record(session, community.id, now, "month.closed", by, f"{community.id}/{month}", said)
    return closed


def _made(write: Writer, sheet: Sheet, rows: Sequence[Sequence[Cell]]) -> bytes:
    return b"".join(write(sheet, rows))
