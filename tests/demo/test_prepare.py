"""The demo is built once, whole, and never over anything else."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select

from app.demo import build as building
from app.demo import prepare as preparing
from app.demo.build import Builder
from app.demo.divisions import HOME
from app.demo.prepare import NotADemo, prepare
from app.demo.progress import Progress
from app.demo.scale import Scale, Size
from app.kit.db import Database
from app.org.models import Area, AreaLevel, Community
from tests.demo.test_build import NOW


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three grids and three weeks are enough to see that a build is whole."""
    monkeypatch.setattr(building, "size_of", lambda _: Size({HOME: 3}, days=21))


def _prepare(url: str, scale: Scale = Scale.COMMUNITY) -> preparing.Demo:
    return prepare(url, scale, NOW, Progress(StringIO()))


def _change(url: str) -> str:
    database = Database(url)
    with database.session(writes=True) as session:
        community = session.exec(select(Community).limit(1)).one()
        community.slogan = "有事您说话"
        session.add(community)
        session.commit()
        changed = community.id
    database.close()
    return changed


def _slogan(url: str, community_id: str) -> str:
    database = Database(url)
    with database.session() as session:
        found = session.exec(select(Community).where(Community.id == community_id)).one().slogan
    database.close()
    return found


def test_a_second_start_keeps_the_data(database_url: str, tmp_path: Path) -> None:
    url = database_url
    if url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'demo.db'}"
    assert _prepare(url).built
    changed = _change(url)
    again = _prepare(url, Scale.DISTRICT)
    assert (again.built, again.scale) == (False, Scale.COMMUNITY)
    assert _slogan(url, changed) == "有事您说话"


def test_a_database_with_something_else_is_left_alone(database_url: str) -> None:
    database = Database(database_url)
    with database.session(writes=True) as session:
        session.add(Area(id="a" * 36, code="110101001001", name="别处", level=AreaLevel.COMMUNITY))
        session.commit()
    database.close()
    with pytest.raises(NotADemo):
        _prepare(database_url)


def test_an_interrupted_build_leaves_nothing_and_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'qiaomen.db'}"

    def stop(_: Builder) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Builder, "_record", stop)
        with pytest.raises(KeyboardInterrupt):
            _prepare(url)
    assert list(tmp_path.iterdir()) == []
    assert _prepare(url).built


def test_what_a_killed_build_left_is_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "qiaomen.db"
    path.with_name("qiaomen.db.building").write_bytes(b"half a database")
    assert _prepare(f"sqlite:///{path}").built
    assert [one.name for one in tmp_path.iterdir()] == ["qiaomen.db"]


def test_an_empty_migrated_file_becomes_a_demo(sqlite_url: str) -> None:
    assert _prepare(sqlite_url).built


def _bar(live: bool, steps: Callable[[Progress], None]) -> str:
    out = StringIO()
    out.isatty = lambda: live  # type: ignore[method-assign]
    steps(Progress(out))
    return out.getvalue()


def _hundred(progress: Progress) -> None:
    progress.stage("走访", 100)
    for _ in range(100):
        progress.step()


def test_progress_is_a_few_lines_in_a_log() -> None:
    lines = _bar(False, _hundred).splitlines()
    assert [line.split()[-1] for line in lines] == ["25/100", "50/100", "75/100", "100/100"]


def test_progress_is_one_line_on_a_terminal() -> None:
    text = _bar(True, _hundred)
    assert text.count("\n") == 1
    assert text.rstrip().endswith("走访 100/100")


DRAWN = {"draw", "draw_secret", "dice_entry", "spot_check", "second_reading", "told", "case_file",
         "case_step", "case_record", "accuracy_campaign", "accuracy_record", "matter",
         "matter_step", "register_entry", "entry_request", "opinion", "outside_ticket",
         "ticket_file"}  # fmt: skip


def _rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for the salt of the audit payloads and the secrets of draws,
    samples and follow codes, what hangs on them, and what was told, which is written as in life."""
    database = Database(url)
    with database.engine.connect() as connection:
        rows = {
            name: sorted(map(tuple, connection.execute(select(known)).all()), key=repr)
            for name, known in SQLModel.metadata.tables.items()
            if not name.startswith("audit_") and name not in DRAWN
        }
    database.close()
    return rows


def test_the_same_moment_gives_the_same_demo_row_by_row(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "other")]
    for url in urls:
        _prepare(url)
    one, other = map(_rows, urls)
    assert one == other
    assert len(one["visit"]) > 800
