"""Every requirement row that is built has a test that shows it and a page that serves it."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests import rows
from tests.rows_run import Shown

ONE = "tests/test_one.py::test_it"


def test_every_built_row_has_a_test_and_a_page() -> None:
    assert rows.faults() == [], "\n" + "\n".join(rows.faults())


def test_the_page_of_the_rows_is_what_the_tests_say() -> None:
    """That each of them passes is held by the run itself: tests/rows_run.py."""
    said = rows.PAGE.read_text(encoding="utf8")
    assert said == rows.render(rows.named().tests), "docs/rows.md is not up to date: `make rows`"


@pytest.mark.parametrize(
    ("words", "numbers", "nearly"),
    [
        ("R75: every step has its time.", ("R75",), False),
        ("R75, R90: archived whole.", ("R75", "R90"), False),
        ("Signed in for half a day (R112).", (), False),
        ("Row R75: every step.", (), True),
        ("R75 and R90: every step.", (), True),
        ("R75.", (), True),
        ("", (), False),
    ],
)
def test_only_a_docstring_that_begins_with_the_row_names_it(
    words: str, numbers: tuple[str, ...], nearly: bool
) -> None:
    found = rows.Named()
    rows.note(found, ONE, words)
    assert found.tests.get(ONE, ()) == numbers
    assert bool(found.nearly) is nearly


def _run(request: Any, *said: tuple[str, str, str], exitstatus: int = 0) -> tuple[Shown, int]:
    """A run of these cases: case, when, outcome. What it says, and how it ends."""
    shown = Shown(request.config)
    shown.wanted = {ONE: ("R1",)}
    for case, when, outcome in said:
        report: Any = SimpleNamespace(
            nodeid=ONE + case, when=when, outcome=outcome, passed=outcome == "passed"
        )
        shown.pytest_runtest_logreport(report)
    session: Any = SimpleNamespace(exitstatus=exitstatus)
    shown.judge(session, exitstatus, [])
    return shown, session.exitstatus


def test_a_row_is_shown_when_every_case_of_its_test_passed(request: pytest.FixtureRequest) -> None:
    shown, ended = _run(request, ("[sqlite]", "call", "passed"), ("[postgresql]", "call", "passed"))
    assert (shown.passed, shown.wrong, ended) == ([ONE], [], 0)


@pytest.mark.parametrize(
    ("when", "outcome"), [("setup", "skipped"), ("call", "skipped"), ("teardown", "failed")]
)
def test_a_case_that_was_skipped_or_broke_fails_the_run(
    request: pytest.FixtureRequest, when: str, outcome: str
) -> None:
    shown, ended = _run(request, ("[sqlite]", "call", "passed"), ("[postgresql]", when, outcome))
    assert (shown.passed, ended) == ([], 1)
    assert shown.wrong == [f"R1: {ONE} {outcome}"]


def test_what_a_part_of_the_tests_did_not_come_to_is_no_fault_of_it(
    request: pytest.FixtureRequest,
) -> None:
    assert _run(request)[1] == 0
    shown = Shown(request.config)
    shown.wanted = {ONE: ("R1",)}
    session: Any = SimpleNamespace(exitstatus=0)
    shown.judge(session, 0, ["tests"])
    assert session.exitstatus == 1 and shown.wrong == [f"R1: {ONE} not run"]
