"""Every requirement row that is built is named by the tests that prove it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Wave 1, the worker, the round and the visit.
BUILT = (
    "R1",
    "R2",
    "R3",
    "R5",
    "R7",
    "R8",
    "R9",
    "R10",
    "R17",
    "R20",
    "R21",
    "R22",
    "R23",
    "R24",
    "R25",
    "R26",
    "R37",
    "R38",
    "R46",
    "R47",
    "R97",
    "R102",
    "R104",
    "R108",
    "R109",
    "R110",
    "R112",
    "R113",
    "R114",
    "R115",
    "R116",
    "R117",
    "R119",
    "R120",
    "R123",
    "R125",
    "R126",
    "R127",
    "R137",
    "R138",
    "R139",
    "R142",
    "R143",
    "R145",
    "R215",
    "R244",
)


def test_every_built_row_is_named_by_a_test() -> None:
    texts = [
        path.read_text(encoding="utf8")
        for folder in ("tests", "e2e")
        for path in (ROOT / folder).rglob("test_*.py")
        if path != Path(__file__)
    ]
    named = set(re.findall(r"\bR\d{1,3}\b", "\n".join(texts)))
    assert set(BUILT) - named == set()
