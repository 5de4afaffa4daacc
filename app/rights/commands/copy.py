"""One file with everything that is held about a household, for the household."""

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

import msgspec
from sqlmodel import Session

from app.households.models import ExportLog
from app.kit import audit
from app.kit.clock import iso
from app.kit.html import Pages
from app.kit.ids import uuid7
from app.org.commands import note_access
from app.rights.models import RightsRequest
from app.rights.queries.held import LANG, Held
from app.settings import Settings

PAGE, DATA = "index.html", "data.json"


def note_copy(
    session: Session, asked: RightsRequest, by: tuple[str, str], at: datetime, rows: int
) -> None:
    """Write down that a copy leaves: by (id, name)."""
    session.add(
        ExportLog(
            id=uuid7(),
            community_id=asked.community_id,
            person_id=by[0],
            at=at,
            ledger="copy",
            form="zip",
            filters=f"household={asked.household_id}",
            rows=rows,
            watermark=f"{by[1]} · {iso(at)}",
        )
    )
    asked.copied_at = at
    session.add(asked)
    note_access(session, asked.community_id, by[0], at, "copy", [asked.household_id])
    said = {"household": asked.household_id, "rows": rows}
    audit.record(session, asked.community_id, at, "rights.copied", by[0], asked.id, said)


def make_copy(
    pages: Pages, settings: Settings, held: Held, community: str, by: str, at: datetime
) -> bytes:
    """The ZIP: a page to read, the same as data, and the photos."""
    shown = [(one.title.text(LANG), len(one.rows), *one.shown(held.names)) for one in held.sections]
    page = pages.render(
        "rights/copy.html", LANG, label=held.label, community=community, by=by, at=at,
        sections=shown, photos=sorted(held.photos),
    )  # fmt: skip
    data: dict[str, Any] = {one.name: one.rows for one in held.sections}
    data = {"made_at": iso(at), "community": community, "household": held.label, **data}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(PAGE, page)
        file.writestr(DATA, msgspec.json.format(msgspec.json.encode(data)))
        for name, stored in held.photos.items():
            path = settings.files / stored
            if path.is_file():
                file.write(path, f"photos/{name}", zipfile.ZIP_STORED)
    return out.getvalue()
