"""A list leaves the system: written down first, then made (row R125)."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.books.forms import View
from app.books.queries.ledger import Column, Kind, Ledger
from app.books.queries.lists import all_of
from app.books.rules.cells import Cell
from app.books.sheets import Sheet
from app.books.words import LEDGERS
from app.households.models import ExportLog
from app.kit import audit
from app.kit.db import Database
from app.kit.i18n import translate
from app.kit.ids import uuid7

WIDTHS = {Kind.NUMBER: 8, Kind.DAY: 12, Kind.PHONE: 15, Kind.WORD: 12, Kind.TEXT: 18}
# What was searched for may be somebody's name, and a log is kept for long.
SEARCHED = "q=*"


def watermark(who: str, at: datetime, zone: str, number: str = "") -> str:
    """Who took it, when, and under which number it stands in the log; paper has no number."""
    moment = f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return " · ".join(one for one in (who, moment, number) if one)


def short(export_id: str) -> str:
    """The number of an export as people read it out: the part of its id that is chance."""
    return export_id[-8:].upper()


def note_export(
    session: Session,
    community_id: str,
    by: tuple[str, str],
    at: datetime,
    zone: str,
    taken: tuple[str, str, View, int],
    reason: str,
) -> ExportLog:
    """Write down what is about to leave: by (id, name), taken (ledger, form, view, rows)."""
    ledger, form, view, rows = taken
    export_id = uuid7()
    filters = "&".join(
        [*([SEARCHED] if view.q else []), *(f"{key}={value}" for key, value in view.chosen.items())]
    )
    made = ExportLog(
        id=export_id,
        community_id=community_id,
        person_id=by[0],
        at=at,
        ledger=ledger,
        form=form,
        filters=filters[:400],
        reason=reason,
        rows=rows,
        watermark=watermark(by[1], at, zone, short(export_id)),
    )
    session.add(made)
    payload = {"ledger": ledger, "form": form, "rows": rows}
    audit.record(session, community_id, at, "export.made", by[0], export_id, payload)
    return made


def sheet_of(ledger: Ledger, made: ExportLog, by: str, community: str, lang: str) -> Sheet:
    """What stands around the rows of an export."""
    title = LEDGERS[ledger.name].text(lang)
    head = translate(
        lang,
        "{community} {title} · {mark} · 原因：{reason}",
        community=community,
        title=title,
        mark=made.watermark,
        reason=made.reason,
    )
    columns = exported(ledger)
    headings = tuple(one.heading.text(lang) for one in columns)
    return Sheet(title, head, by, made.at, headings, tuple(WIDTHS[one.kind] for one in columns))


def exported(ledger: Ledger) -> list[Column]:
    """The columns that leave."""
    return [one for one in ledger.columns if one.exported]


def cells_of(db: Database, ledger: Ledger, view: View, lang: str) -> Iterator[list[Cell]]:
    """The rows that leave, read while they are sent, in a session of their own."""
    columns = exported(ledger)
    words = [
        {code: word.text(lang) for code, word in one.words.items()}
        if one.kind is Kind.WORD
        else None
        for one in columns
    ]
    with db.session() as session:
        for line in all_of(session, ledger, view, columns):
            yield [
                value if known is None or value is None else known.get(value, value)
                for value, known in zip(line.values, words, strict=True)
            ]
