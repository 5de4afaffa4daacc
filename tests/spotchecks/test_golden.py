"""R110: the published vectors. Whoever writes a verifier of their own tries it on these."""

import json
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from app.spotchecks.recompute import recompute
from app.spotchecks.rules.draw import Day
from app.spotchecks.rules.merkle import root
from app.spotchecks.rules.rates import read_rules
from app.spotchecks.rules.rows import Row
from tests.spotchecks.days import Document, drawn_document
from tests.spotchecks.golden_days import vectors

DOCS = Path(__file__).parents[2] / "docs" / "draw.md"
VECTORS = vectors()


@pytest.fixture(params=VECTORS)
def vector(request: pytest.FixtureRequest) -> Document:
    return VECTORS[request.param]


def _row(line: str) -> Row:
    visit, worker, household, late_of, signals, asked, barred = line.split("|")
    codes, people = (tuple(one.split(",")) if one else () for one in (signals, barred))
    day = date.fromisoformat(late_of) if late_of else None
    return Row(visit, worker, household, day, codes, asked == "1", people)


def _day(said: Document) -> Day:
    pairs = {tuple(key.split("|")): count for key, count in said["before"].items()}
    return Day(
        said["community"],
        date.fromisoformat(said["day"]),
        read_rules(said["rules"]),
        said["commitment"],
        said["secret"],
        said["public_value"],
        tuple(_row(line) for line in said["list"].split("\n") if line),
        frozenset(said["owed"]),
        {(worker, date.fromisoformat(day)): count for (worker, day), count in pairs.items()},
    )


def test_the_program_draws_what_was_published(vector: Document) -> None:
    assert drawn_document(_day(vector)) == vector


def test_the_verifier_finds_what_was_published(vector: Document) -> None:
    assert recompute(vector) == []


def test_the_vectors_show_every_kind_of_thing_that_can_happen() -> None:
    drawn = [one for vector in VECTORS.values() for one in vector["drawn"]]
    passed = [one for vector in VECTORS.values() for one in vector["passed"]]
    assert {one["stratum"] for one in drawn} == {"base", "anomaly", "late"}
    assert {one["why"] for one in passed} == {"asked", "same_household"}
    assert "" in {one["checker"] for one in drawn}
    assert {one["rate"] for one in VECTORS.values()} == {"full", "capacity"}
    assert {one["advisory"] for one in VECTORS.values()} == {True, False}
    assert {one["list"] for one in VECTORS.values()} >= {""}


def test_the_commands_of_the_page_find_by_hand_what_both_programs_find() -> None:
    """docs/draw.md shows the commands and what they print; both are true of `by_hand`."""
    [commands, printed] = re.findall(
        r"^```(?:bash|text)\n(.*?)^```", DOCS.read_text("utf8"), re.MULTILINE | re.DOTALL
    )
    ran = subprocess.run(["bash", "-ec", commands], capture_output=True, text=True, check=True)
    assert ran.stdout == printed
    lines = [line.split() for line in printed.splitlines()]
    said = VECTORS["by_hand"]
    assert lines[:3] == [[key, said[key]] for key in ("commitment", "root", "seed")]
    order = [line[0] for line in lines if len(line) == 2][3:]
    checker = {line[0]: line[2] for line in lines if len(line) == 4}
    assert [[one["visit"], one["checker"]] for one in said["drawn"]] == [
        [visit, checker[visit]] for visit in order[:2]
    ]
    assert json.loads(said["rules"])["per_worker"] == 2


def test_the_root_is_that_of_rfc_6962() -> None:
    """The leaves and roots that the implementations of Certificate Transparency are tested with."""
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    ]
    lines = [bytes.fromhex(leaf).decode() for leaf in leaves]
    assert [root(lines[:count]).hex() for count in range(8)] == roots
