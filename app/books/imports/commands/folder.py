"""Where the files of an import lie, until it is written or dropped."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.settings import Settings

FOLDER_MODE = 0o700


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of one import in the data folder."""

    path: Path

    @property
    def source(self) -> Path:
        """The file as it came."""
        return self.path / "source"

    @property
    def staged(self) -> Path:
        """Its rows, read once."""
        return self.path / "rows.jsonl"

    @property
    def faults(self) -> Path:
        """What is wrong with which cell."""
        return self.path / "faults.jsonl"

    @property
    def entries(self) -> Path:
        """The rows that are right, as they will be written."""
        return self.path / "entries.jsonl"

    @property
    def marked(self) -> Path:
        """The marked-up copy."""
        return self.path / "marked.xlsx"

    def make(self) -> "Folder":
        """Make the folder, for nobody else to look into."""
        self.path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        return self

    def clear(self) -> None:
        """Nothing of the file stays here."""
        shutil.rmtree(self.path, ignore_errors=True)


def folder_of(settings: Settings, job_id: str) -> Folder:
    """The folder of the import `job_id`."""
    return Folder(Path(settings.data) / "imports" / job_id)
