"""The page about the ladder says what the rules say."""

from pathlib import Path

from app.cases.rules.evidence import Rate
from app.cases.rules.gate import RULES
from app.cases.rules.measures import beyond_chance
from app.cases.rules.state import ENDED, Stage
from app.cases.rules.steps import Role
from tests.cases.table import ONWARD, ROLES, STAGES, clocks, measures, sentences

PAGE = (Path(__file__).parents[2] / "docs/ladder.md").read_text(encoding="utf8")


def test_the_page_holds_both_tables_as_the_rules_have_them() -> None:
    assert clocks() in PAGE
    assert measures() in PAGE


def test_the_sentences_of_the_page_have_the_rules_numbers() -> None:
    text = " ".join(PAGE.split())
    assert [one for one in sentences() if one not in text] == []


def test_the_examples_of_a_rate_are_the_first_that_count() -> None:
    assert "9 of 40 or 12 of 60" in " ".join(PAGE.split())
    for hits, n in ((9, 40), (12, 60)):
        assert beyond_chance(Rate("r", hits, n, 2))
        assert not beyond_chance(Rate("r", hits - 1, n, 2))


def test_the_table_names_every_stage_and_every_role() -> None:
    assert set(STAGES) == set(ONWARD) == set(Stage) - ENDED
    assert set(ROLES) == set(Role)


def test_each_stage_is_left_by_the_step_that_the_table_names() -> None:
    assert all(stage in RULES[step].stages for stage, step in ONWARD.items())
