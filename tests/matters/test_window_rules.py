"""What a notice says, whatever was ticked; and how an item settles its own road."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.rules import Agency, Level, Limit, Unit
from app.kit.forms import Refusal
from app.kit.ids import uuid7
from app.matters.forms.opening import LONGEST_OPEN, OpeningEntry, parse_handing_out, parse_opening
from app.matters.rules import steps as a
from app.matters.rules.clock import Time
from app.matters.rules.notices import (
    BROUGHT,
    LEFT,
    MISSING,
    PLAIN_STEPS,
    kind_of,
    limit_text,
    marked,
    material_lines,
    missing_names,
    step_lines,
)
from app.matters.rules.stages import WAYS, Channel, Flow, Handling, Way
from app.matters.rules.state import state_after, state_of

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
NAMES = st.text("甲乙丙ab", min_size=1, max_size=9)
MATERIALS = st.lists(
    st.fixed_dictionaries({"name": NAMES, "needed": st.booleans()}),
    max_size=8,
)
TICKS = st.frozensets(st.integers(0, 9), max_size=10)


@given(MATERIALS, TICKS)
def test_r101_every_material_is_named_once_whatever_was_brought(
    materials: list[dict[str, Any]], brought: frozenset[int]
) -> None:
    """R101: all of it in one go: nothing is left out, and what is missing is marked."""
    lines = material_lines(materials, brought)
    assert len(lines) == len(materials)
    for place, (line, one) in enumerate(zip(lines, materials, strict=True)):
        assert one["name"] in line
        assert line.startswith(BROUGHT if place in brought else MISSING)
    missing = missing_names(materials, brought)
    assert len(missing) == sum(
        one["needed"] and place not in brought for place, one in enumerate(materials)
    )


@given(st.lists(NAMES, max_size=5), MATERIALS, TICKS)
def test_r58_a_check_is_ticked_or_in_the_notice(
    flow: list[str], found: list[dict[str, Any]], ticked: frozenset[int]
) -> None:
    """R58: no check is lost between the clerk's ticks and the notice; a notice has steps."""
    checks = [{"text": one["name"], "owner": "clerk", "limit_hours": 1} for one in found]
    steps = step_lines(flow, checks, ticked)
    left = [one for one in steps if one.startswith(LEFT)] if checks else []
    assert len([one for one in checks if one]) - len(ticked & set(range(len(checks)))) <= len(left)
    assert steps and steps[: len(flow or PLAIN_STEPS)] == tuple(flow or PLAIN_STEPS)


@pytest.mark.parametrize("agency", list(Agency))
@pytest.mark.parametrize("instant", [True, False])
@pytest.mark.parametrize("level", list(Level))
def test_r80_the_way_of_an_item_is_one_that_its_kind_allows(
    agency: Agency, instant: bool, level: Level
) -> None:
    """R80: what only the resident can do is explained on the spot; the rest is done for them."""
    kind, way = kind_of(agency, instant, level)
    assert way in WAYS[kind]
    on_the_spot = instant or agency is Agency.EXPLAIN
    assert (kind is Handling.ON_THE_SPOT) == on_the_spot
    assert (way is Way.AGENCY) != on_the_spot


def test_a_limit_is_said_in_words() -> None:
    assert limit_text(Limit(5, Unit.WORKING_DAYS)) == "5 个工作日"
    assert limit_text(Limit(4, Unit.WORKING_HOURS)) == "4 个工作小时"
    assert limit_text(Limit(0, Unit.INSTANT)) == "当场办结"
    assert limit_text(None)


@given(st.dictionaries(st.text(max_size=12), st.one_of(st.text(), st.lists(st.text()))))
def test_no_form_makes_the_reader_stumble(fields: dict[str, str | list[str]]) -> None:
    assert isinstance(parse_opening(fields, NOW), OpeningEntry | Refusal)
    parse_handing_out(fields)


@pytest.mark.parametrize(
    ("began", "believed"),
    [
        (NOW - timedelta(minutes=5), True),
        (NOW + timedelta(minutes=5), False),
        (NOW - LONGEST_OPEN - timedelta(minutes=1), False),
    ],
)
def test_r66_minutes_are_counted_from_a_form_that_was_just_opened(
    began: datetime, believed: bool
) -> None:
    """R66: the minutes of an instant matter begin when its form was opened, not when a page that
    lay there was loaded, and never in the future."""
    form = {"id": uuid7(), "began": began.isoformat(), "title": "x", "ending": "accept",
            "came": "window"}  # fmt: skip
    entry = parse_opening(form, NOW)
    assert isinstance(entry, OpeningEntry)
    assert (entry.began == began) == believed


class _EveryDay:
    """A station that is open every day."""

    def works(self, on: date) -> bool:
        """Always."""
        return True

    def hours(self, on: date) -> tuple[time, time]:
        """From eight to five."""
        return time(8), time(17)


@given(st.lists(st.booleans(), max_size=6))
def test_a_step_more_stands_where_all_of_them_stand(waits: list[bool]) -> None:
    """R82: the steps of one form are asked one by one, and come to the same as all from the first
    on: the same due date, the same pauses."""
    head, clock = (NOW, "clerk", a.Role.CLERK), Time(_EveryDay(), "Asia/Shanghai")
    facts = a.Facts(Flow.SERVICE, NOW, "Asia/Shanghai", "clerk")
    limit = Limit(3, Unit.WORKING_DAYS)
    steps: list[a.Step] = [a.Acceptance(*head, Channel.WINDOW, limit=limit)]
    state = state_of(facts, steps, clock)
    for number, waiting in enumerate(waits, 1):
        at = (NOW + timedelta(hours=9 * number), *head[1:])
        step = a.Waiting(*at, "照片") if waiting else a.Resumed(*at)
        steps.append(step)
        state = state_after(state, step, facts, clock)
        assert state == state_of(facts, steps, clock)


def test_a_material_written_by_hand_keeps_its_first_letters() -> None:
    """R101: a notice of the matter's own form has no marks; its slip says every material whole."""
    assert marked("户口簿") == ("□", "户口簿")
    assert marked("✓ 居民身份证 原件") == ("✓", "居民身份证 原件")
    assert marked("□ 相片") == ("□", "相片")
    assert marked("居民 身份证") == ("□", "居民 身份证")
