"""The requirement rows: which are built, on which page, and which test shows each (docs/rows.md).

docs/requirements.tsv holds the rows, one a line: its wave, whether it is built as written, the
pages or commands that serve it, what it asks, and a note: what stands in the place of what is never
built, or which part of a row comes later.

A test shows a row when its docstring begins with the row's number and a colon: `R75: …`, or
`R75, R90: …` for several. Nothing else counts: no name of a test, no docstring of a file, no word
in the app. tests/rows_run.py holds each such test to having passed.

`make rows` runs these tests, and no others, and writes docs/rows.md.
"""

import ast
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "rows.md"
LIST = ROOT / "docs" / "requirements.tsv"
FOLDERS = ("tests", "e2e")
# A row of these waves has a page and a test that passes, or the run fails.
BUILT_WAVES = ("1 doorstep", "2 attendance", "3 spot checks", "4 matters")
# Rows of this one may have a test before they have a page, and the app may speak of them before
# both are there: until then they are listed as not built yet.
BUILDING = "5 public"

HEAD = re.compile(r"(R\d+(?:, R\d+)*): ")
NEARLY = re.compile(r"\(?[Rr]ows? R\d|R\d+\b")
ROW = re.compile(r"\bR\d{1,3}\b")
PLACES = ("app/**/*.py", "templates/**/*.html", "static/[!v]*/**/*.js", "sql/**/*.py")
HOW = """\
# Requirement rows

Which of the requirements in [requirements.tsv](requirements.tsv) are built, the page or command
that serves each, and the tests that show it. A test shows a row when its docstring begins with the
row's number (`R75: …`); a row that only a docstring of the app names is not built.

`make rows` runs those tests and writes this page from what passed. `make unit` fails when this page
is not what the tests say, or a row of a finished wave has no test or no page; it and `make e2e`
fail when a test that is listed here did not pass. Skipped is not shown.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement: `pages` are routes (`/visits/{visit_id}`) and commands (`qiaomen tidy`)."""

    number: str
    wave: str
    build: str
    pages: tuple[str, ...]
    asks: str
    note: str

    @property
    def order(self) -> int:
        """R2 stands before R10."""
        return int(self.number[1:])


@dataclass(slots=True)
class Named:
    """What the tests of the project say of rows: test ids are `folder/file.py::test_name`."""

    tests: dict[str, tuple[str, ...]] = field(default_factory=dict)
    nearly: list[str] = field(default_factory=list)

    def of(self, number: str) -> list[str]:
        """The tests that show a row."""
        return [test for test, rows in self.tests.items() if number in rows]


@cache
def requirements() -> dict[str, Row]:
    """Every row by its number, in the order of the list."""
    lines = LIST.read_text(encoding="utf8").splitlines()[1:]
    return {row.number: row for row in map(_row, lines)}


def _row(line: str) -> Row:
    number, wave, build, pages, asks, note = line.split("\t")
    return Row(number, wave, build, tuple(filter(None, pages.split(", "))), asks, note)


@cache
def named() -> Named:
    """Reads every test file; runs nothing."""
    found = Named()
    for path in (one for folder in FOLDERS for one in sorted((ROOT / folder).rglob("test_*.py"))):
        source = path.read_text(encoding="utf8")
        if ROW.search(source):
            for name, words in _docstrings(ast.parse(source)):
                note(found, f"{path.relative_to(ROOT).as_posix()}::{name}", words)
    return found


def _docstrings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for one in tree.body:
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"):
            yield one.name, ast.get_docstring(one) or ""


def note(found: Named, test: str, words: str) -> None:
    """What the docstring of a test says of rows."""
    if head := HEAD.match(words):
        found.tests[test] = tuple(head[1].split(", "))
    elif NEARLY.match(words):
        found.nearly.append(test)


@cache
def spoken_of() -> dict[str, str]:
    """Each row that the program names somewhere, with the first file that does."""
    found: dict[str, str] = {}
    for path in sorted(one for place in PLACES for one in ROOT.glob(place)):
        for number in ROW.findall(path.read_text(encoding="utf8")):
            found.setdefault(number, path.relative_to(ROOT).as_posix())
    return found


def plain(path: str) -> str:
    """A route as it is compared: what its parts are called is not what matters."""
    return re.sub(r"\{[^}]*\}", "{}", path)


@cache
def served() -> frozenset[str]:
    """Every route and command of the program, as `Row.pages` names them."""
    # Here, because they load the application: a run of pytest needs the names of tests alone.
    from app.cli import _parser
    from tests.test_routes import TABLE

    listed = (one.choices for one in _parser()._actions)
    commands = {f"qiaomen {name}" for one in listed if isinstance(one, dict) for name in one}
    # That TABLE is what the application answers is shown in test_routes.py.
    return frozenset({plain(path) for _, path in TABLE} | commands)


def unserved(row: Row) -> list[str]:
    """The pages of a row that are not there."""
    return [one for one in row.pages if plain(one) not in served()]


def faults() -> list[str]:
    """What is wrong with the rows, a line each; empty when each has its test and page."""
    rows, tests = requirements(), named()
    found = [f"{one}: write the rows first, as in `R75, R90: …`" for one in tests.nearly]
    said = {number: test for test, numbers in tests.tests.items() for number in numbers}
    for number, place in {**spoken_of(), **said}.items():
        if number not in rows:
            found.append(f"{number} ({place}) is in no line of docs/requirements.tsv")
    for row in rows.values():
        found += _faults_of(row, row.number in said)
    return found


def _faults_of(row: Row, shown: bool) -> Iterator[str]:
    if row.build == "never":
        if not row.note:
            yield f"{row.number} is never built: say in the list what stands in its place"
        return
    if not shown:
        if row.wave in BUILT_WAVES:
            yield f"{row.number} has no test: begin the docstring of one with `{row.number}: `"
        elif row.wave != BUILDING and row.number in spoken_of():
            yield f"{row.number} is named in {spoken_of()[row.number]}, and no test shows it"
        return
    if row.wave == BUILDING:
        return
    if not row.pages:
        yield f"{row.number} has a test and no page: name its routes in docs/requirements.tsv"
    for one in unserved(row):
        yield f"{row.number}: no route or command is called {one}"


def render(passed: Collection[str]) -> str:
    """docs/rows.md, with the tests among `passed` as those that show their rows."""
    rows, tests = requirements().values(), named()
    shown = {row.number: [one for one in tests.of(row.number) if one in passed] for row in rows}
    parts = [HOW]
    listed = [row for row in rows if row.build != "never"]
    built = [row for row in listed if shown[row.number] and row.pages and not unserved(row)]
    for wave in _waves(built):
        of_wave = [row for row in built if row.wave == wave]
        parts.append(f"\n## Built: {_title(wave)} ({len(of_wave)})\n\n" + _shown(of_wave, shown))
    missing = [row for row in listed if row not in built]
    for wave in _waves(missing):
        parts.append(_missing(wave, [row for row in missing if row.wave == wave]))
    never = [row for row in rows if row.build == "never"]
    parts.append(f"\n## Never built ({len(never)})\n\n" + _never(never, shown))
    return "".join(parts)


def _waves(rows: Collection[Row]) -> list[str]:
    return sorted({row.wave for row in rows})


def _title(wave: str) -> str:
    number, _, words = wave.partition(" ")
    return f"wave {number}, {words}" if words else wave


def _shown(rows: Collection[Row], shown: Mapping[str, list[str]]) -> str:
    lines = ["| row | what | where | shown by |\n", "|---|---|---|---|\n"]
    for row in rows:
        where = "<br>".join(f"`{one}`" for one in row.pages)
        lines.append(f"| {row.number} | {_asked(row)} | {where} | {_links(shown[row.number])} |\n")
    return "".join(lines)


def _missing(wave: str, rows: Collection[Row]) -> str:
    words = "Not shown" if wave in BUILT_WAVES else "Not built yet"
    head = f"\n## {words}: {_title(wave)} ({len(rows)})\n\n"
    if wave == "later":
        head += "Nothing stands in their place yet. What is built leaves room for them.\n\n"
    lines = "".join(f"| {row.number} | {_asked(row)} |\n" for row in rows)
    return f"{head}| row | what |\n|---|---|\n{lines}"


def _never(rows: Collection[Row], shown: Mapping[str, list[str]]) -> str:
    lines = ["| row | what | what stands in its place | shown by |\n", "|---|---|---|---|\n"]
    for row in rows:
        asked, instead = _cell(row.asks), _cell(row.note)
        lines.append(f"| {row.number} | {asked} | {instead} | {_links(shown[row.number])} |\n")
    return "".join(lines)


def _asked(row: Row) -> str:
    changed = "*Not as it was asked for, but:* " if row.build == "changed" else ""
    note = f"<br>*{_cell(row.note)}.*" if row.note else ""
    return f"{changed}{_cell(row.asks)}{note}"


def _links(tests: Iterable[str]) -> str:
    return "<br>".join(
        f"[{test.partition('::')[2]}](../{test.partition('::')[0]})" for test in tests
    )


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def listed() -> set[str]:
    """The tests that docs/rows.md lists: they passed before, and each run holds them to it."""
    page = PAGE.read_text(encoding="utf8") if PAGE.exists() else ""
    links = re.findall(r"\[(test_\w+)\]\(\.\./([\w/.]+)\)", page)
    return {f"{file}::{name}" for name, file in links} & named().tests.keys()


def _run(tests: Collection[str], words: Collection[str]) -> tuple[int, set[str]]:
    failed = 0
    with tempfile.TemporaryDirectory(prefix="qm-rows-") as folder:
        noted = Path(folder) / "passed"
        noted.touch()
        for one in FOLDERS:
            nodes = [test for test in tests if test.startswith(f"{one}/")]
            # The pages of tests/ are many and light; a browser wants the machine for itself.
            spread = ["-n", "2"] if one == "tests" else []
            asked = [sys.executable, "-m", "pytest", "-q", f"--rows-passed={noted}", *spread]
            if nodes:
                ended = subprocess.run([*asked, *words, *nodes], cwd=ROOT, check=False)
                failed = failed or ended.returncode
        return failed, set(noted.read_text(encoding="utf8").split())


def main(words: list[str]) -> int:
    """Run the tests that name rows, write docs/rows.md from those that passed; 0: all did.

    `--new` runs only those that are not on the page yet; other words are for pytest.
    """
    known = listed() if "--new" in words else set()
    asked = [test for test in named().tests if test not in known]
    failed, passed = _run(asked, [one for one in words if one != "--new"])
    PAGE.write_text(render(known | passed), encoding="utf8")
    print(f"{PAGE.relative_to(ROOT)}: {len(passed)} of {len(asked)} tests passed")
    return failed


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
