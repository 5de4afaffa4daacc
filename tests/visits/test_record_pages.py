"""One record: its history, corrections and photos, for those who may see it (row R115)."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from app.kit.db import Database
from app.org.models import AccessLog
from app.settings import Settings
from app.visits.models import Amendment, Photo
from tests.clock import MONDAY_NINE, HeldClock
from tests.people import Town
from tests.visits.conftest import Station, visits_in

# One engine for pages: the queries below them are tested on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_record_shows_its_history_and_reading_it_is_logged(
    station: Station, town: Town, db: Database
) -> None:
    record = station.as_(town.wang).write(town.doors3[0], findings="灯坏了")
    reply = station.post(
        f"/visits/{record}/amendments", base="1", outcome="phone", findings="灯已修好"
    )
    assert (reply.status_code, reply.headers["location"]) == (303, f"/visits/{record}")
    shown = station.as_(town.lead).get(f"/visits/{record}")
    assert "灯坏了" in shown.text and "灯已修好" in shown.text and 'data-base="2"' in shown.text
    assert visits_in(db)[0].findings == "灯坏了"
    with db.session() as session:
        row = session.exec(select(AccessLog).where(AccessLog.person_id == town.lead)).one()
        assert (row.what, row.households) == ("visit", [town.doors3[0]])


def test_never_23_a_late_correction_is_kept_and_shown_to_both(
    station: Station, town: Town, db: Database
) -> None:
    """R215: two corrections of one record: both are kept, and a person decides."""
    record = station.as_(town.wang).write(town.doors3[0])
    amend = f"/visits/{record}/amendments"
    station.post(amend, base="1", outcome="met", findings="甲的更正")
    station.as_(town.lead).post(amend, base="1", outcome="met", findings="乙的更正")
    for person in (town.wang, town.lead):
        shown = station.as_(person).get(f"/visits/{record}").text
        assert "乙的更正" in shown and "待合并" in shown
    with db.session() as session:
        assert session.exec(select(Amendment.state).order_by(col(Amendment.rev))).all() == [
            "head", "pending",
        ]  # fmt: skip


def test_a_wrong_correction_is_named_and_kept_in_the_form(station: Station, town: Town) -> None:
    record = station.as_(town.wang).write(town.doors3[0])
    reply = station.post(f"/visits/{record}/amendments", base="1", outcome="", findings="写了很多")
    assert reply.status_code == 422 and "写了很多" in reply.text and "请选择一项" in reply.text


def test_a_photo_is_shown_to_those_who_see_the_record(
    station: Station, town: Town, db: Database, settings: Settings
) -> None:
    record = station.as_(town.wang).write(town.doors3[0])
    with db.session(writes=True) as session:
        session.add(
            Photo(
                visit_id=record, sha256="a" * 64, community_id=town.community, place=0, size=9,
                received_at=MONDAY_NINE, stored="x/photo.webp",
            )
        )  # fmt: skip
        session.commit()
    path = Path(settings.files) / "x" / "photo.webp"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"RIFF" + b"w" * 2000)
    photo = f"/visits/{record}/photos/{'a' * 64}"
    reply = station.get(photo)
    assert reply.content == path.read_bytes() and reply.headers["content-type"] == "image/webp"
    assert reply.headers["cache-control"].startswith("private")
    assert photo in station.as_(town.lead).get(f"/visits/{record}").text
    assert station.as_(town.li).get(photo).status_code == 404
    assert station.as_(town.wang).get(photo[:-1] + "b").status_code == 404


def test_a_position_is_for_the_worker_and_who_checks(
    station: Station, town: Town, clock: HeldClock
) -> None:
    """R123: the worker sees their own place."""
    record = station.as_(town.wang).write(town.doors3[0], position="37.49123,121.24,12,3")
    for person in (town.wang, town.lead):
        assert "37.49123" in station.as_(person).get(f"/visits/{record}").text


@pytest.mark.parametrize("path", ["/visits/x", "/visits/x/photos/y", "/households/x"])
def test_what_is_no_id_is_not_found(station: Station, town: Town, path: str) -> None:
    assert station.as_(town.wang).get(path).status_code == 404
