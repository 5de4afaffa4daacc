"""Stories that run side by side: what is made once for all of them, and who is alone meanwhile.

The process that was started by hand makes a folder for the run; xdist's workers inherit it.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

FOLDER = "E2E_FOLDER"


def begin() -> None:
    """Make this run's folder."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="qm-e2e-")


def end() -> None:
    """Remove it."""
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` of this run; `make` fills it for whoever asks first. Copy it, never write
    into it."""
    folder = _folder() / name
    half = folder.with_suffix(".half")
    with _locked(folder.with_suffix(".lock"), fcntl.LOCK_EX):
        if not folder.exists():
            shutil.rmtree(half, ignore_errors=True)  # what somebody left who failed
            make(half)
            half.rename(folder)
    return folder


@contextmanager
def on_stage(alone: bool) -> Iterator[None]:
    """Others play too meanwhile, unless this story is to be `alone`."""
    with ExitStack() as stage:
        # Whoever waits to be alone keeps the door, or others would come in for ever.
        with _locked(_folder() / "door", fcntl.LOCK_EX):
            how = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
            stage.enter_context(_locked(_folder() / "stage", how))
        yield


def _folder() -> Path:
    return Path(os.environ[FOLDER])


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, how)
        yield
