"""R110: what the program drew, a second program finds again; and any change is caught."""

import copy
import json
import random
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.spotchecks.recompute import STEPS, history, recompute
from app.spotchecks.rules.merkle import root
from app.spotchecks.rules.rates import read_rules
from app.spotchecks.rules.rows import Row
from tests.spotchecks.days import YESTERDAY, Document, day, drawn_document, rules, some_day

CHANCE = st.randoms(use_true_random=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def steps(document: Any) -> set[str]:
    """The names of what does not hold."""
    return {one.step for one in recompute(document)}


@settings(max_examples=1000)
@given(CHANCE)
def test_r110_a_thousand_days_drawn_by_one_are_found_the_same_by_the_other(
    chance: random.Random,
) -> None:
    assert recompute(drawn_document(some_day(chance))) == []


@pytest.fixture
def published() -> Document:
    """A day with everything in it: late records, signals, asked households, few checkers."""
    rows = [
        *(Row(f"v-{n:02}", "wang", f"home-{n}") for n in range(6)),
        *(Row(f"v-{n:02}", "li", f"home-{n}", asked=True) for n in (6, 7, 8)),
        *(Row(f"v-{n:02}", "li", f"home-{n}", signals=("same_text",)) for n in (9, 10)),
        *(Row(f"v-{n:02}", "sun", f"home-{n}", YESTERDAY, barred=("zhao",)) for n in (11, 12)),
    ]
    terms = rules({"zhao": 1, "qian": 1}, conflicts=[("zhao", "li")])
    return drawn_document(day(rows, terms, owed=frozenset({"li"}), before={("sun", YESTERDAY): 3}))


def test_a_list_changed_by_one_bit_is_caught(published: Document) -> None:
    """Any bit of any field of any line."""
    whole = published["list"].encode()
    assert steps(published) == set()
    for place in range(len(whole) * 8):
        changed = bytearray(whole)
        changed[place // 8] ^= 1 << place % 8
        assert "root" in steps({**published, "list": changed.decode("latin-1")}), f"bit {place}"


def test_a_changed_list_under_its_own_new_root_is_caught_by_the_seed(published: Document) -> None:
    lines = published["list"].split("\n")
    changed = {**published, "list": "\n".join(lines[1:]), "root": root(lines[1:]).hex()}
    assert "seed" in steps(changed)
    assert "root" not in steps(changed)


@pytest.mark.parametrize(
    "text",
    [
        "v-2|wang|||||\nv-1|wang|||||",
        "v-1|wang|||||\nv-1|wang|||||",
        "v-1|wang|||||\nv-1|li|||||",
        "v-1|wang||2026-11-20|||",
        "v-1|wang||2026-12-01|||",
        "v-1|wang||yesterday|||",
        "v-1|wang||||0|",
        "v-1|wang|||||,",
        "v-1|wang|a,b||||",
        "v-1|wang|||a,,b||",
        "v-1||||||",
        "v-1|wang||||||",
        "v-1|wang|||||\n",
        "v-é|wang|||||",
    ],
)
def test_a_list_that_can_be_read_in_two_ways_is_none_under_any_root(
    published: Document, text: str
) -> None:
    right = root(text.split("\n")).hex()
    [found] = recompute({**published, "list": text, "root": right})
    assert found.step == "root"


@pytest.mark.parametrize(
    ("key", "other", "step"),
    [
        ("v", "draw/v2", "seed"),
        ("community", "another", "seed"),
        ("day", "2026-11-21", "seed"),
        ("rules", None, "seed"),
        ("commitment", "0" * 64, "commitment"),
        ("secret", "0" * 64, "commitment"),
        ("secret", "", "seed"),
        ("public_value", "3141566123", "seed"),
        ("public_value", "", "seed"),
        ("public_value", "31415661220", "commitment"),
        ("root", "0" * 64, "root"),
        ("seed", "0" * 64, "seed"),
        ("advisory", True, "advisory"),
        ("advisory", 0, "advisory"),
        ("rate", "full", "rate"),
        ("owed", ["sun"], "rate"),
        ("owed", ["wang", "li"], "rate"),
        ("before", {}, "drawn"),
        ("before", {"sun|2026-11-19": 0}, "drawn"),
        ("before", {"sun|2026-11-19": True}, "drawn"),
        # These would draw the same, and say what nobody can have counted.
        ("before", {"sun|2026-11-19": 3.0}, "drawn"),
        ("before", {"sun|2026-11-19": -9}, "drawn"),
        ("before", {"sun|2026-11-19": 3, "li|2026-11-19": 1}, "drawn"),
    ],
)
def test_any_input_changed_is_caught(published: Document, key: str, other: Any, step: str) -> None:
    changed = published[key] + " " if other is None else other
    assert step in steps({**published, key: changed})


@pytest.mark.parametrize("key", ["drawn", "passed"])
def test_any_change_of_what_was_drawn_is_caught(published: Document, key: str) -> None:
    assert len(published[key]) > 1
    for place, entry in enumerate(published[key]):
        for name in entry:
            document = copy.deepcopy(published)
            document[key][place][name] += "x"
            assert steps(document) == {"checkers" if name == "checker" else key}
        del document[key][place]
        assert key in steps(document)
    assert key in steps({**published, key: published[key][::-1]})


def test_nothing_is_drawn_only_where_an_empty_list_says_so() -> None:
    nothing = drawn_document(day([]))
    assert steps(nothing) == set()
    for key in ("drawn", "passed", "before", "owed", "list"):
        for other in ({}, [], "", None, 0, False):
            if json.dumps(other) != json.dumps(nothing[key]):
                assert steps({**nothing, key: other}), (key, other)


def test_owed_to_somebody_else_is_caught_as_soon_as_it_matters() -> None:
    rows = [Row(f"v-{n:02}", worker) for n, worker in enumerate(["wang", "li", "sun"] * 4)]
    none = drawn_document(day(rows, rules({"zhao": 0})))
    assert none["drawn"] == []
    assert steps({**none, "owed": ["li"]}) == {"drawn", "checkers"}


def test_owed_and_before_are_what_the_days_before_say() -> None:
    def of(on: int, rows: list[Row], **more: Any) -> Document:
        return drawn_document(day(rows, rules({"zhao": 1}), on=date(2026, 11, on), **more))

    two = [Row("a1", "wang"), Row("a2", "li")]
    past = [of(12, two, owed=frozenset({"wang", "li"})), *(of(on, []) for on in range(13, 18))]
    late = [Row("b1", "wang"), Row("b2", "li"), Row("b3", "li", late_of=date(2026, 11, 12))]
    nobody = of(18, late, before={("li", date(2026, 11, 12)): 1})
    assert history(nobody, past) == []
    [found] = history({**nobody, "owed": ["li"]}, past)
    assert (found.step, found.said, found.found) == ("owed", '["li"]', "[]")
    [found] = history({**nobody, "before": {"li|2026-11-12": 0}}, past)
    assert found.step == "before"
    seventh = [*past, of(18, [])]
    assert history(of(19, two, owed=frozenset({"wang", "li"})), seventh) == []


def test_without_the_day_a_late_record_belongs_to_nothing_is_said_to_hold(
    published: Document,
) -> None:
    assert [one.step for one in history(published, [])] == ["owed", "before"]
    assert [one.step for one in history(None, [published])] == ["owed"]


def test_a_lost_secret_leaves_the_commitment_open_and_the_draw_advisory() -> None:
    document = drawn_document(day([Row("v", "wang")], secret=""))
    assert document["advisory"] is True
    assert steps(document) == set()
    assert steps({**document, "commitment": "nothing"}) == {"commitment"}


@given(st.data())
def test_a_hostile_document_is_a_difference_and_never_a_crash(data: st.DataObject) -> None:
    document = drawn_document(some_day(data.draw(CHANCE)))
    key = data.draw(st.sampled_from(sorted(document)))
    if data.draw(st.booleans()):
        del document[key]
    else:
        value = data.draw(JSON)
        if json.dumps(value) == json.dumps(document[key]):
            return
        document[key] = value
    assert set(steps(document)) <= set(STEPS)
    assert steps(document) or key in ("owed", "before", "commitment")


@given(JSON | st.dictionaries(st.sampled_from(["secret", "public_value", "list"]), JSON))
def test_what_is_no_document_at_all_holds_in_nothing(document: Any) -> None:
    assert steps(document) == {"commitment"}


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "null", "{}", '{"v":1}', '"\ud800"', "NaN", "1" * 5000, "\ud800"],
)
def test_rules_that_are_none_are_a_difference(published: Document, text: str) -> None:
    assert steps({**published, "rules": text}) == {"rules"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("v", 2),
        ("v", True),
        ("of", 0),
        ("per_worker", -1),
        ("per_worker", 2.0),
        ("anomaly", "2"),
        ("checkers", [{"id": "zhao", "capacity": 1}] * 2),
        ("checkers", [{"id": "a|b", "capacity": 1}]),
        ("checkers", [{"id": "zhao", "capacity": 10**7}]),
        ("conflicts", [["zhao"]]),
        ("conflicts", [["zhao", "li", "wang"]]),
        ("conflicts", [["zhao", "l|i"]]),
        ("conflicts", None),
    ],
)
def test_both_refuse_rules_that_can_be_read_in_two_ways(
    published: Document, key: str, value: Any
) -> None:
    text = json.dumps({**json.loads(published["rules"]), key: value})
    assert "rules" in steps({**published, "rules": text})
    with pytest.raises(ValueError):
        read_rules(text)


def test_the_verifier_can_be_carried_away_and_run_alone(tmp_path: Path) -> None:
    """One file, Python, and nothing else: no package of ours, none of anybody."""
    (tmp_path / "recompute.py").write_text(Path(recompute.__code__.co_filename).read_text("utf8"))
    (tmp_path / "draw.json").write_text(json.dumps(drawn_document(day([Row("v", "wang")]))))
    program = "import json, recompute; print(recompute.recompute(json.load(open('draw.json'))))"
    ran = subprocess.run(
        [sys.executable, "-S", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "[]\n"
