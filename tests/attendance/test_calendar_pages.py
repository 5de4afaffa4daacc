"""A year by months, what a community decides itself, and years that are not out yet (row R22)."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from app.attendance.models import CalendarDay
from app.attendance.queries.terms import DATA, calendar_of
from app.cli import main
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.settings import Settings
from tests.people import Town
from tests.station.conftest import Desk

PROVISIONAL = "暂按周末排，国务院公布后更新"


def test_r22_a_year_shows_holidays_and_make_up_days(desk: Desk, town: Town) -> None:
    shown = desk.as_(town.clerk).get("/calendar")
    assert "2026年日历" in shown and PROVISIONAL not in shown
    assert "国庆节" in shown and "调休上班" in shown
    assert "改一天" not in shown
    for odd in ("year=99999", "year=%E4%BA%8C", "year=0001", "on=x", "on=2026-13-01", "year="):
        assert "2026年日历" in desk.get(f"/calendar?{odd}")


def test_a_year_that_is_not_out_is_provisional_until_its_file_comes(
    desk: Desk, db: Database, settings: Settings, town: Town, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert PROVISIONAL in desk.as_(town.wang).get("/calendar?year=2027")
    days = [{"name": "元旦", "date": "2027-01-04", "isOffDay": True}]
    path = tmp_path / "2027.json"
    path.write_text(json.dumps({"year": 2027, "days": days}), encoding="utf8")
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    assert main(["calendar", str(path), "--data", settings.data]) == 0
    shown = desk.get("/calendar?year=2027")
    assert PROVISIONAL not in shown and "1月4日 元旦 放假" in shown
    days[0]["date"] = "2027-01-05"
    path.write_text(json.dumps({"year": 2027, "days": days}), encoding="utf8")
    assert main(["calendar", str(path), "--data", settings.data]) == 0
    with db.session() as session:
        found = calendar_of(session, town.community)
        assert found.day(date(2027, 1, 4)).works and not found.day(date(2027, 1, 5)).works
        assert not found.day(date(2026, 10, 1)).works


@pytest.mark.parametrize(
    "text", ["", "[]", '{"year": 2027}', '{"year": 2027, "days": []}',
             '{"year": 2027, "days": [{"name": "x", "date": "2020-01-01", "isOffDay": true}]}']
)  # fmt: skip
def test_a_file_of_another_shape_is_not_added(
    text: str, settings: Settings, db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf8")
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    assert main(["calendar", str(path), "--data", settings.data]) == 1


def test_every_year_that_came_along_can_be_read() -> None:
    assert {path.name[-9:-5] for path in DATA.glob("*.json")} >= {"2024", "2025", "2026"}


def test_a_head_changes_a_day_and_takes_it_back(desk: Desk, db: Database, town: Town) -> None:
    day = {"on": "2026-11-27", "works": "0", "name": "社区日"}
    desk.as_(town.lead).post("/calendar/days", 403, **day)
    head = desk.as_(town.head)
    assert 'value="2026-11-27"' in head.get("/calendar?on=2026-11-27")
    for changed in (
        {"name": ""},
        {"works": ""},
        {"on": ""},
        {"on": "2026-02-30"},
        {"on": "1999-01-01"},
    ):
        head.post("/calendar/days", 422, **{**day, **changed})
    head.post("/calendar/days", **day)
    head.post("/calendar/days", **{**day, "name": "社区节"})
    shown = desk.as_(town.wang).get("/calendar")
    assert "11月27日 社区节 放假" in shown
    with db.session() as session:
        assert not calendar_of(session, town.community).day(date(2026, 11, 27)).works
        assert calendar_of(session, town.other_community).day(date(2026, 11, 27)).works
    desk.as_(town.head).post("/calendar/removals", on="2026-11-27")
    desk.post("/calendar/removals", on="2026-11-27")
    desk.post("/calendar/removals", 422, on="")
    with db.session() as session:
        assert not session.exec(select(CalendarDay)).all()
        kinds = session.exec(select(AuditEvent.kind)).all()
        assert [one for one in kinds if one.startswith("calendar.")] == [
            "calendar.set", "calendar.set", "calendar.unset",
        ]  # fmt: skip
