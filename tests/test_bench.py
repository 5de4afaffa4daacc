"""What a measurement may touch: it fills databases with invented people."""

import sys

import pytest

from bench import day


@pytest.mark.parametrize("named", ["postgresql://localhost:1/theirs", "sqlite:///theirs.db"])
def test_the_bench_of_the_day_writes_into_no_database_that_somebody_names(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench.day", "sqlite", named])
    monkeypatch.setattr(day, "district", lambda engine: pytest.fail(f"{engine} was opened"))
    with pytest.raises(SystemExit, match="invented people"):
        day.main()
