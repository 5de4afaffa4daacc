"""Which building has nobody, and how agents share them (row R41)."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.team.models import Organisation, TeamMember
from app.team.rules.coverage import Terms, coverage

PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_three_agents_with_two_or_three_buildings_each_cover_a_grid() -> None:
    """R41: 3 agents a grid, 2-3 buildings each, is how it should be."""
    agents = {"a": {"1", "2"}, "b": {"3", "4", "5"}, "c": {"6", "7"}}
    assert coverage("1234567", agents, Terms()).good


def test_a_building_without_an_agent_is_a_warning() -> None:
    """R41: an uncovered building shows."""
    found = coverage("1234567", {"a": {"1", "2"}, "b": {"3", "4"}, "c": {"5", "6"}}, Terms())
    assert found.uncovered == {"7"} and not found.good


def test_too_few_agents_and_too_few_or_many_buildings_show_as_well() -> None:
    found = coverage("12345", {"a": {"1"}, "b": {"2", "3", "4", "5"}}, Terms())
    assert (found.missing, found.few, found.many) == (1, {"a"}, {"b"})


def test_a_building_that_went_to_another_grid_covers_nothing_here() -> None:
    found = coverage("12", {"a": {"1", "9"}}, Terms(1, 1, 3))
    assert found.uncovered == {"2"} and not found.many


HOUSES = st.sets(st.sampled_from("123456789"))


@PATIENT
@given(HOUSES, st.dictionaries(st.sampled_from("abcd"), HOUSES))
def test_every_building_has_an_agent_or_is_named(
    houses: set[str], agents: dict[str, set[str]]
) -> None:
    found = coverage(houses, agents, Terms())
    answered = set[str]().union(*agents.values())
    assert found.uncovered == houses - answered
    assert not found.few & found.many


def test_it_says_where_somebody_works_and_never_what_they_believe() -> None:
    """R40: an organisation type, and no field of membership or belief."""
    assert [one.value for one in Organisation] == [
        "community", "office", "volunteer", "property", "police", "medical",
    ]  # fmt: skip
    assert not {"party", "member_of", "belief"} & set(TeamMember.model_fields)
