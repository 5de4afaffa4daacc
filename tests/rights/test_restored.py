"""A restored backup does not bring back who was erased since."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.backup.restore import CannotRestore, restore
from app.backup.take import take
from app.households.models import Household
from app.kit.db import Database
from app.rights.commands.raw import NAME, list_of, noted
from app.rights.commands.retention import run
from app.settings import Settings
from app.sync.verify import Sound, verify
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.rights.canaries import NAME as BIRD
from tests.rights.canaries import found_in, plant
from tests.rights.test_erasure import erase
from tests.visits.conftest import Station

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def elsewhere(settings: Settings, tmp_path: Path) -> Settings:
    """An empty place for a restored installation."""
    (tmp_path / "other").mkdir()
    return replace(settings, data=str(tmp_path / "other"), database_url="")


@pytest.mark.parametrize("told_by", ["the next backup", "the old data folder"])
def test_r137_what_was_erased_after_the_backup_is_erased_again(
    station: Station, db: Database, settings: Settings, town: Town, tmp_path: Path, told_by: str
) -> None:
    birds = plant(station, settings, town.doors3[0])
    old = take(settings, tmp_path / "backups", MONDAY_NINE, 14)
    assert found_in(old.folder, {"name": BIRD}), (
        "the backup still holds it, as docs/privacy.md says"
    )
    erase(db, settings, town.doors3[0], town.head)
    known = list_of(settings)
    if told_by == "the next backup":
        take(settings, tmp_path / "backups", MONDAY_NINE + timedelta(days=1), 14)
        assert [one.household for one in noted(tmp_path / "backups" / NAME)] == [town.doors3[0]]
        known = None  # type: ignore[assignment]
    other = elsewhere(settings, tmp_path)
    _, again = restore(other, old.folder, MONDAY_NINE + timedelta(days=2), known)
    assert again == 1
    assert found_in(Path(other.data), birds.words) == {}
    opened = Database(other.url)
    with opened.session() as session:
        assert session.get_one(Household, town.doors3[0]).erased_at
        assert all(isinstance(one, Sound) for one in verify(session))
    assert run(other, opened, MONDAY_NINE + timedelta(days=2))
    opened.close()


def test_a_list_that_is_not_there_stops_the_restoring_before_anything_is_made(
    station: Station, settings: Settings, tmp_path: Path
) -> None:
    old = take(settings, tmp_path / "backups", MONDAY_NINE, 14)
    other = elsewhere(settings, tmp_path)
    with pytest.raises(CannotRestore, match="no such file"):
        restore(other, old.folder, MONDAY_NINE, tmp_path / "none.jsonl")
    assert not (Path(other.data) / "qiaomen.db").exists()
