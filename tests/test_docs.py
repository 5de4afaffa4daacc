"""The pages about the program say what the program does."""

import re
import tomllib
from dataclasses import Field, fields
from pathlib import Path

import pytest

from app.attendance.rules.challenges import DAYS_AHEAD
from app.attendance.rules.parts import CLOSES, OPENS, Due, Part
from app.settings import Settings
from tests.attendance.table import markdown

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def _page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf8")


@pytest.mark.parametrize("one", fields(Settings), ids=lambda one: one.name)
def test_every_setting_is_explained_in_its_own_words(one: Field[object]) -> None:
    row = re.search(rf"^\| `{one.name}` \|.*$", _page("docs/settings.md"), re.MULTILINE)
    assert row
    assert one.metadata["help"].replace("DATABASE_URL", "`DATABASE_URL`") in row[0]


def test_the_settings_page_names_no_setting_that_does_not_exist() -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", _page("docs/settings.md"), re.MULTILINE))
    assert named == {one.name for one in fields(Settings)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_command_of_a_page_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", _page("Makefile"), re.MULTILINE))
    used = set(re.findall(r"(?:^|`)\s*make ([a-z0-9]+)", page.read_text("utf8"), re.MULTILINE))
    assert used <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_make_alone_lists_every_target() -> None:
    text = _page("Makefile")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    for target in set(phony[1].split()) - {"help", "machine"}:
        assert f"make {target} " in text.split("run:")[0]


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads(_page("pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    page = _page("docs/dependencies.md")
    for requirement in wanted:
        name = re.split(r"[\[<>=; ]", requirement)[0]
        assert f"| {name} |" in page


def test_ci_runs_the_tests_and_nothing_else() -> None:
    lines = [line for line in _page(".ci/run").splitlines() if not line.startswith("#")]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]


def test_the_page_of_the_day_says_what_the_rules_say() -> None:
    page = _page("docs/day.md")
    assert markdown() in page
    for part in Part:
        assert f"{OPENS[part]:%H:%M} to {CLOSES[part]:%H:%M}" in page
    due = Due()
    assert f"({due.morning:%H:%M} and\n{due.afternoon:%H:%M})" in page
    assert f"still are in time ({due.grace_minutes})" in page
    assert f"each half of {DAYS_AHEAD} days" in page
