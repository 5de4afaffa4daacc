"""The table of docs/day.md, from the rules. Run it to print the table again."""

from datetime import UTC, datetime, timedelta

from app.attendance.rules.verdict import Duty, Evidence, Grade, Half, Verdict, judge

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DUE = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
HALF = Half(opens=DUE - 4.5 * HOUR, due=DUE, closes=DUE + 5 * HOUR)
LIMIT, CLOSES = HALF.limit, HALF.closes
WORDS = {
    Verdict.ON_TIME: "in time",
    Verdict.LATE: "late (suggested)",
    Verdict.UNPROVED: "待核 unproved",
    Verdict.EXPECTED: "expected",
    Verdict.MAY_ARRIVE: "may still arrive",
    Verdict.ABSENT: "absent (suggested)",
}


def _touched(earliest: datetime, latest: datetime, heard: datetime | None) -> Verdict:
    found = {
        judge(HALF, Duty.WORKING, Evidence(grade, earliest, latest), CLOSES + HOUR, heard)
        for grade in Grade
    }
    (same,) = found  # the grade is shown; it decides nothing
    return same


def rows() -> list[tuple[str, Verdict]]:
    """What is known of a half in which a worker was asked for, and what it comes to."""
    heard, silent = CLOSES + MINUTE, LIMIT

    def missing(now: datetime, until: datetime | None) -> Verdict:
        return judge(HALF, Duty.WORKING, None, now, until)

    return [
        ("surely touched before the limit", _touched(LIMIT - HOUR, LIMIT, silent)),
        ("touched before or after the limit, nobody can say", _touched(
            LIMIT - HOUR, LIMIT + MINUTE, heard)),
        ("surely touched after the limit, a phone not heard since the limit", _touched(
            LIMIT + MINUTE, LIMIT + HOUR, silent)),
        ("surely touched after the limit, every phone heard since", _touched(
            LIMIT + MINUTE, LIMIT + HOUR, heard)),
        ("surely touched after the limit, without a phone of their own", _touched(
            LIMIT + MINUTE, LIMIT + HOUR, None)),
        ("no touch, the window is open", missing(CLOSES, CLOSES)),
        ("no touch, a phone not heard since the window closed", missing(CLOSES + HOUR, CLOSES)),
        ("no touch, every phone heard since the window closed", missing(CLOSES + HOUR, heard)),
        ("no touch, no phone, within a day", missing(CLOSES + 24 * HOUR, None)),
        ("no touch, no phone, after a day", missing(CLOSES + 25 * HOUR, None)),
    ]  # fmt: skip


def markdown() -> str:
    """The table as it stands on the page."""
    lines = ["| what is known | what it comes to |", "| ------------- | --------------- |"]
    return "\n".join([*lines, *(f"| {what} | {WORDS[verdict]} |" for what, verdict in rows())])


if __name__ == "__main__":
    print(markdown())
