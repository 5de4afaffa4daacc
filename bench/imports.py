"""Claim: 127,500 households from a spreadsheet are read, checked and written in under 3 minutes on
2 cores, with memory that does not grow with the file.

A community and a file of that size are made first. Each run is a process of its own, so that its
peak memory is its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from app.books.imports.jobs import import_file
from app.books.imports.rules.fields import What
from app.kit.clock import utc_now
from app.kit.db import ROOT, Database
from app.kit.web import House
from app.settings import Settings
from bench import _stage
from tests.people import found_town

ROWS, PER_BUILDING = 127_500, 30
BOUND_S = 180.0
HEADERS = ["小区", "楼栋", "单元", "房号", "人数", "联系人", "联系电话", "网格", "入住日期"]


def rows(count: int) -> Iterator[list[Any]]:
    """Households as a spreadsheet has them: numbers as numbers, ten buildings a grid."""
    for one in range(count):
        building, door = divmod(one, PER_BUILDING)
        yield [
            f"第{building // 500 + 1}小区", building % 500 + 1, door // 10 + 1,
            (door % 10 // 2 + 1) * 100 + door % 2 + 1, one % 6 + 1, "王女士" if one % 3 else "",
            15_400_000_000 + one, f"{building // 10 % 425 + 1:02d}网格", datetime(2020, 1, 1),
        ]  # fmt: skip


def make_files(folder: Path, count: int = ROWS) -> dict[str, Path]:
    """The same households as XLSX and as CSV in GBK."""
    book = Workbook(write_only=True)
    page = book.create_sheet("住户")
    page.append(HEADERS)
    lines = [",".join(HEADERS)]
    for row in rows(count):
        page.append(row)
        lines.append(",".join(map(str, row)))
    book.save(folder / "homes.xlsx")
    (folder / "homes.csv").write_bytes("\r\n".join(lines).encode("gbk"))
    return {"XLSX": folder / "homes.xlsx", "CSV, GBK": folder / "homes.csv"}


def run(file: str, data: str, url: str, community: str, person: str) -> None:
    """One import in this process; its figures as JSON."""
    settings = Settings(data=data, database_url=url)
    database = Database(settings.url)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    outcome = import_file(
        House(settings, database, utc_now), What.HOUSEHOLDS, Path(file), community, person,
        create=True,
    )  # fmt: skip
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {name: outcome.found[name] for name in ("new", "changed", "same", "wrong")}
    print(json.dumps({"s": took, "before": before / 1024, "peak": peak / 1024, **found}))
    assert outcome.written is not None or found["same"], outcome.faults[:5]


def measure(files: dict[str, Path], engine: str) -> list[list[str]]:
    """Two lines of the table for each file: into an empty database of its own, and once again."""
    table = []
    for name, path in files.items():
        with _stage.database(engine) as (url, data):
            database = Database(url)
            with database.session(writes=True) as session:
                town = found_town(session)
            database.close()
            for again in (False, True):
                given = [str(path), str(data), url, town.community, town.head]
                said = subprocess.run(
                    [sys.executable, "-m", "bench.imports", "--one", *given],
                    cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
                ).stdout  # fmt: skip
                table.append(_line(f"{name}, again" if again else name, json.loads(said)))
    return table


def _line(name: str, got: dict[str, float]) -> list[str]:
    return [
        name,
        f"{got['new'] or got['same']:,}",
        f"{got['s']:.1f} s",
        f"{BOUND_S:.0f} s",
        f"{got['s'] / BOUND_S:.2f}",
        f"{got['before']:.0f} to {got['peak']:.0f} MB",
        "ok" if got["s"] <= BOUND_S else "over",
    ]


def main() -> None:
    """Measure, and print a table."""
    if "--one" in sys.argv:
        run(*sys.argv[2:])
        return
    heads = ["file", "rows", "measured", "bound", "measured / bound", "memory", ""]
    with tempfile.TemporaryDirectory(prefix="qm-imports-") as name:
        files = make_files(Path(name))
        for engine in sys.argv[1:] or _stage.ENGINES:
            print(f"{ROWS:,} households, {engine}: read, checked and written\n")
            _stage.table(heads, measure(files, engine))


if __name__ == "__main__":
    main()
