"""What users of other tools lost has a test here, named after its number (docs/gaps.md)."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
# 9 and 35 speak of server-side copies of drafts, which there are none of yet.
REQUIRED = set(range(1, 52)) - {9, 35}
ON_IPHONES = {1, 3, 4, 33, 44, 45}
NAME = re.compile(r"def (test_\w*never_\w*)\(")
NUMBERS = re.compile(r"never((?:_(?:\d+|and))+)(?:_|$)")


def numbers(name: str) -> set[int]:
    """The numbers in a test's name: `never_07_…`, `never_1_11_12_…`, `never_12_and_29_…`."""
    found = NUMBERS.search(name)
    return {int(part) for part in found[1].split("_") if part.isdigit()} if found else set()


def covered() -> dict[int, list[str]]:
    """Each number with the tests that are named after it."""
    found: dict[int, list[str]] = {}
    for folder in ("tests", "e2e"):
        for path in sorted((ROOT / folder).rglob("test_*.py")):
            for name in NAME.findall(path.read_text(encoding="utf8")):
                for number in numbers(name):
                    found.setdefault(number, []).append(name)
    return found


def test_every_loss_has_a_test() -> None:
    assert REQUIRED - covered().keys() == set()


def test_what_only_iphones_show_is_listed_with_its_nearest_test() -> None:
    lines = (ROOT / "docs" / "gaps.md").read_text(encoding="utf8").splitlines()
    listed = {int(found[1]): line for line in lines if (found := re.match(r"\| (\d+) \|", line))}
    assert listed.keys() >= ON_IPHONES | (set(range(1, 52)) - REQUIRED)
    known = {name for names in covered().values() for name in names}
    for number, line in listed.items():
        named = set(re.findall(r"`(test_\w+)`", line))
        assert named <= known, f"{number}: no such test: {named - known}"
        assert named or number not in REQUIRED, f"{number}: names no test"
