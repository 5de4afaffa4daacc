"""Photos of received records: checked, written anew, stored once.

Visits and matters keep their photos alike, each in an album of its own; a record has its photos in
the one whose kind it is.
"""

import hashlib
import os
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select as columns
from sqlmodel import col, func, select

from app.auth.principal import Principal
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import is_uuid, uuid7
from app.kit.images import NotAPicture, TooBig, clean
from app.kit.problems import NotFound
from app.kit.web import Work
from app.matters.models import Matter, MatterPhoto
from app.sync.models import Received
from app.visits.models import Photo, Visit


class Album(NamedTuple):
    """Where the records of a kind keep their photos: the records, the photos, and by which columns
    a record names its author and a photo its record."""

    records: type[Visit] | type[Matter]
    photos: type[Photo] | type[MatterPhoto]
    author: Any
    record: Any


OF_VISITS = Album(Visit, Photo, col(Visit.author_id), col(Photo.visit_id))
OF_MATTERS = Album(
    Matter, MatterPhoto, col(Matter.first_contact_owner_id), col(MatterPhoto.matter_id)
)


def take_photo(
    work: Work, principal: Principal, record: str, sha256: str, body: bytes
) -> dict[str, Any]:
    """Take in the photo `sha256` of the record. Raises NotFound when its author did not name it."""
    album = _album(work, record)
    if _erased(work, principal, album, record):
        return _told(work, album, record, "refused", "erased")
    photo = _expected(work, principal, album, record, sha256)
    if photo.received_at is not None:
        return _told(work, album, record, "accepted")
    if photo.refused:
        return _told(work, album, record, "refused", photo.refused)
    if hashlib.sha256(body).hexdigest() != sha256:
        return _told(work, album, record, "later", "incomplete")
    community = photo.community_id
    # The picture is written anew with no transaction open: it takes longer than any query.
    work.session.rollback()
    try:
        content = clean(body).content
    except (NotAPicture, TooBig) as error:
        code = "too_large" if isinstance(error, TooBig) else "not_a_picture"
        _expected(work, principal, album, record, sha256).refused = code
        audit.record(
            work.session,
            community,
            work.now,
            "photo.refused",
            principal.id,
            record,
            {"sha256": sha256, "code": code},
        )
        return _told(work, album, record, "refused", code)
    stored = f"{community}/{sha256[:2]}/{uuid7()}.webp"
    _write(work.settings.files / stored, content)
    return _keep(work, principal, album, record, sha256, stored)


def _album(work: Work, record: str) -> Album:
    kind = work.session.exec(select(Received.kind).where(Received.id == record)).first()
    return OF_MATTERS if kind == "matter" else OF_VISITS


def _keep(
    work: Work, principal: Principal, album: Album, record: str, sha256: str, stored: str
) -> dict[str, Any]:
    if _erased(work, principal, album, record):  # while the picture was being written
        (work.settings.files / stored).unlink(missing_ok=True)
        return _told(work, album, record, "refused", "erased")
    photo = _expected(work, principal, album, record, sha256)
    if photo.received_at is not None:  # the same photo came twice at once; the first one stays
        (work.settings.files / stored).unlink(missing_ok=True)
        return _told(work, album, record, "accepted")
    photo.received_at, photo.stored = work.now, stored
    audit.record(
        work.session,
        photo.community_id,
        work.now,
        "photo.accepted",
        principal.id,
        record,
        {"sha256": sha256, "stored": stored},
    )
    return _told(work, album, record, "accepted")


def _erased(work: Work, principal: Principal, album: Album, record: str) -> bool:
    """Whether the author's own record was erased, with its photos."""
    if not is_uuid(record):
        return False
    found = work.session.execute(
        columns(col(album.records.erased_at)).where(
            col(album.records.id) == record, album.author == principal.id
        )
    ).first()
    return found is not None and found[0] is not None


def _expected(
    work: Work, principal: Principal, album: Album, record: str, sha256: str
) -> Photo | MatterPhoto:
    if not is_uuid(record):
        raise NotFound
    photos: Any = album.photos
    named: Photo | MatterPhoto | None = work.session.exec(
        select(photos)
        .join(Received, col(Received.id) == album.record)
        .where(
            album.record == record,
            col(album.photos.sha256) == sha256,
            Received.author_id == principal.id,
        )
        .execution_options(populate_existing=True)
    ).first()
    if named is None:
        raise NotFound
    return named


WORDS = {
    "": Message("照片已送达"),
    "incomplete": Message("照片没有传完，将自动再传"),
    "too_large": Message("照片太大，请重拍"),
    "erased": Message("这一户的资料已删除，照片不再保存"),
    "not_a_picture": Message("照片损坏，请重拍"),
}


def _told(work: Work, album: Album, record: str, outcome: str, code: str = "") -> dict[str, Any]:
    work.session.flush()
    received, of = work.session.execute(
        columns(func.count(col(album.photos.received_at)), func.count()).where(
            album.record == record
        )
    ).one()
    return {
        "outcome": outcome,
        "code": code,
        "message": WORDS[code].text(work.lang),
        "received": received,
        "of": of,
    }


def _write(path: Path, content: bytes) -> None:
    """Durable before the receipt: the file and the folder entry are both on disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_suffix(".new")
    with open(aside, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
