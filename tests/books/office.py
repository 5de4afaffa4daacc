"""A file as LibreOffice shows it."""

import csv
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.machine import NO_OFFICE, find_office

SECONDS = 180
# UTF-8, commas, cells as they are shown: a formula would come out as what it made.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"


def opened(path: Path) -> list[list[str]]:
    """What LibreOffice shows of a file, cell by cell."""
    soffice = find_office()
    assert soffice, NO_OFFICE
    profile = path.parent / "profile"
    # What its window asks a person who opens a CSV, and guesses right: UTF-8 and commas.
    reading = ["--infilter=CSV:44,34,76,1"] if path.suffix == ".csv" else []
    program = subprocess.Popen(
        [soffice, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
         *reading, "--convert-to", AS_SHOWN, "--outdir", str(path.parent / "shown"), str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = program.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)  # it is several processes
        program.communicate()
        pytest.fail(f"LibreOffice did not open {path.name} in {SECONDS} s")
    shown = path.parent / "shown" / f"{path.stem}.csv"
    assert shown.exists(), said.decode(errors="replace")
    with shown.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))
