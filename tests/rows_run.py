"""Holds the run to docs/rows.md: a test that shows a row has passed, or the run fails.

Skipped is not shown, and neither is what a whole run of its folder never came to. Under xdist only
the process that was started by hand looks: the reports of all workers pass through it.
"""

from collections import defaultdict
from pathlib import Path

import pytest

from tests.rows import FOLDERS, ROOT, named

NARROWED = (
    "keyword", "markexpr", "deselect", "lf", "ignore", "ignore_glob", "stepwise", "collectonly",
)  # fmt: skip


class Shown:
    """What became of each test that names a row: the cases of one count together."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.wanted = named().tests
        self.outcomes: dict[str, set[str]] = defaultdict(set)
        self.wrong: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A case that was skipped, expected to fail or broken in its fixtures did not pass."""
        test = report.nodeid.partition("[")[0]
        if test in self.wanted and (report.when == "call" or not report.passed):
            self.outcomes[test].add(report.outcome)

    @property
    def passed(self) -> list[str]:
        """The tests whose every case passed."""
        return [one for one in self.wanted if self.outcomes[one] == {"passed"}]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write down what passed, if asked to, and fail the run for what did not."""
        if noted := self.config.getoption("--rows-passed"):
            with Path(noted).open("a", encoding="utf8") as file:
                file.writelines(f"{one}\n" for one in self.passed)
        self.judge(session, exitstatus, self._whole())

    def judge(self, session: pytest.Session, exitstatus: int, whole: list[str]) -> None:
        """`whole` are the folders of which this run was to come to every test."""
        green = exitstatus == pytest.ExitCode.OK
        for test, rows in self.wanted.items():
            due = green and test.partition("/")[0] in whole
            if (self.outcomes[test] or due) and self.outcomes[test] != {"passed"}:
                how = ", ".join(sorted(self.outcomes[test] - {"passed"})) or "not run"
                self.wrong.append(f"{', '.join(rows)}: {test} {how}")
        if self.wrong and green:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _whole(self) -> list[str]:
        if any(self.config.getoption(one, None) for one in NARROWED):
            return []
        asked = {(self.config.invocation_params.dir / one).resolve() for one in self.config.args}
        return [one for one in FOLDERS if {ROOT, ROOT / one} & asked]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say which rows are not shown."""
        if self.wrong:
            terminalreporter.section("requirement rows that this run does not show", red=True)
            for one in self.wrong:
                terminalreporter.line(one)
            terminalreporter.line("docs/rows.md lists what passed: mend the test, or `make rows`.")


def add_option(parser: pytest.Parser) -> None:
    """The file to which `make rows` has the tests noted that passed."""
    parser.addoption("--rows-passed", default="", help="append the tests of rows that passed here")


def watch(config: pytest.Config) -> None:
    """Look at the reports, in the one process that gets them all."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Shown(config), "rows")
