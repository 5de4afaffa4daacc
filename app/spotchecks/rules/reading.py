"""A frozen list read back, for drawing from it and for showing it."""

from datetime import date

from app.spotchecks.rules.rows import Row


def read_list(text: str) -> tuple[Row, ...]:
    """The records of a frozen list. Raises ValueError for a line that is none."""
    return tuple(_row(line) for line in text.split("\n")) if text else ()


def _row(line: str) -> Row:
    visit, worker, household, late_of, signals, asked, barred = line.split("|")
    return Row(
        visit=visit,
        worker=worker,
        household=household,
        late_of=date.fromisoformat(late_of) if late_of else None,
        signals=tuple(signals.split(",")) if signals else (),
        asked=asked == "1",
        barred=tuple(barred.split(",")) if barred else (),
    )


def read_before(stored: dict[str, int]) -> dict[tuple[str, date], int]:
    """How many records came in time, by worker and day, as a draw takes them."""
    pairs = [(key.split("|"), count) for key, count in stored.items()]
    return {(worker, date.fromisoformat(day)): count for (worker, day), count in pairs}
