"""Whatever is posted to a matter, the answer is a refusal in words, and never a broken page."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.matters.forms.steps import FORMS
from app.matters.rules.stages import Flow
from app.matters.rules.state import state_of
from tests.matters.town import Desk, Station

WILD = (
    "", " ", "1", "4", "9", "-1", "99999999999999999999", "１", "x" * 3000, "\x00", "\ud7ff",
    "<script>alert(1)</script>", "{{7*7}}", "' OR 1=1 --", "2026-02-30", "2026-12-31", "9999-12-31",
    "0001-01-01", "2026-11-30T25:61", "0001-01-01T00:00", "9999-12-31T23:59", "direct", "referral",
    "agency", "approval", "at_once", "on_the_spot", "bring_back", "phone", "returned", "accepted",
    "一行\n二行", "working_days", "0", "5", "=1+1", "＝1+1",
)  # fmt: skip
WHO = ("wang", "li", "lead", "head", "clerk", "steward", "street_officer", "other_lead")
NAMES = tuple(sorted({"seen", "task", "to", "level", "way", "how", "words", "reason", "order"}))


def form(chance: random.Random, station: Station) -> dict[str, Any]:
    """A form with anything in it."""
    people = (station.town.wang, station.town.other_lead, station.town.li)
    fields = {}
    for name in (*NAMES, *chance.sample(ALL, k=min(6, len(ALL)))):
        value = chance.choice((*WILD, *people))
        fields[name] = [value, chance.choice(WILD)] if chance.random() < 0.1 else value
    return fields


ALL = (
    "handling", "amount", "unit", "department", "parties", "answer", "text", "owner", "due_on",
    "whom", "told_at", "next_on", "agreement", "score", "keep_until", "materials", "steps", "limit",
    "hours", "for_what", "name", "request", "explanation", "where_to_go", "result",
)  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 10**9))
def test_no_post_breaks_a_matter(desk: Desk, seed: int) -> None:
    """R75: 3xx or 4xx, whoever posts whatever in whatever order; the columns stay what the steps
    say, and no page of it breaks."""
    chance, station = random.Random(seed), desk.station
    flow = chance.choice(tuple(Flow))
    matter = station.open(chance.choice(("wang", "clerk")), flow=flow)
    for _ in range(14):
        who = chance.choice(WHO)
        noun = chance.choice((*(one.noun for one in FORMS), "x", "%00"))
        answer = desk.as_(who).post(f"/matters/{matter}/{noun}", **form(chance, station))
        assert answer.status_code in (303, 403, 404, 409, 422), (who, noun, answer.status_code)
        assert "<script>alert" not in answer.text
        page = desk.get(f"/matters/{matter}?do={noun}")
        assert page.status_code in (200, 403, 404)
        assert "<script>alert" not in page.text
    with station.db.session(writes=True) as session:
        from app.matters.queries.whole import held_matter

        whole = held_matter(session, matter, station.clock())
        assert whole is not None
        state, row = state_of(whole.facts, whole.steps, whole.time), whole.matter
        assert (row.stage, row.steps, row.owner_id) == (state.stage, len(whole.steps), state.owner)
        assert (row.due_at, row.paused_since) == (state.due_at, state.paused_since)


@pytest.mark.parametrize("path", ["x", "0" * 36, "..%2f", "%00", "a" * 500])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_address_of_no_matter_is_not_found(desk: Desk, path: str) -> None:
    """R75: out of sight and not there look the same."""
    desk.as_("head")
    assert desk.get(f"/matters/{path}").status_code in (400, 404)
    assert desk.post(f"/matters/{path}/progress", words="x").status_code in (400, 404)
