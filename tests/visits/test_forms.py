"""One parser for the plain form and the envelope (rows R109, R116, R117)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.forms import Refusal, parse_decision
from app.visits.forms import (
    BODY,
    VisitEntry,
    When,
    body_of,
    parse_visit,
    written,
)
from app.visits.models import MetRole, Outcome, Point, Purpose

DOOR = "01900000-0000-7000-8000-000000000001"
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
ZONE = "Asia/Shanghai"
WHEN = When(ZONE, NOW, NOW)
EARLIER = When(ZONE, NOW - timedelta(days=5), NOW)


def visit(**fields: Any) -> dict[str, Any]:
    """An uneventful visit, with `fields` changed."""
    return {"household": DOOR, "outcome": "met", **fields}


def accepted(fields: dict[str, Any], when: When = WHEN) -> VisitEntry:
    """The entry, which the parser must accept."""
    entry = parse_visit(fields, when)
    assert isinstance(entry, VisitEntry), entry
    return entry


def refused(fields: dict[str, Any], when: When = WHEN) -> set[str]:
    """The names of the fields that the parser refuses."""
    entry = parse_visit(fields, when)
    assert isinstance(entry, Refusal), entry
    return set(entry.errors)


def test_an_uneventful_visit_needs_only_a_door_and_an_outcome() -> None:
    entry = accepted(visit())
    assert entry.household_id == DOOR and entry.outcome == Outcome.MET
    assert entry.day == date(2026, 11, 23) and entry.visited_at is None


def test_every_field_is_read() -> None:
    """R109: who was met is a role; purpose, findings, requests, the next day."""
    entry = accepted(
        visit(
            met_role="family", purposes=["policy_talk", "safety_check"], checklist="hazards",
            findings=" 灯坏了\r\n已拍照 ", requests=["修灯", ""], visited_at="2026-11-22T18:30",
            next_on="2026-12-01", position="37.49,121.24,12,3",
        )
    )  # fmt: skip
    assert entry.met_role == MetRole.FAMILY
    assert entry.purposes == (Purpose.SAFETY_CHECK, Purpose.POLICY_TALK)
    assert entry.checklist == (Point.HAZARDS,)
    assert entry.findings == "灯坏了\n已拍照" and entry.requests == ("修灯",)
    assert entry.visited_at == datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
    assert entry.day == date(2026, 11, 22) and entry.next_on == date(2026, 12, 1)
    assert entry.position is not None and entry.position.accuracy_m == 12


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"household": "12号楼"}, "household"),
        ({"household": "", "address": ""}, "address"),
        ({"household": "", "address": "门" * 121}, "address"),
        ({"outcome": ""}, "outcome"),
        ({"outcome": "angry"}, "outcome"),
        ({"met_role": "petitioner"}, "met_role"),
        ({"purposes": ["help_need", "spy"]}, "purposes"),
        ({"checklist": ["belief"]}, "checklist"),
        ({"findings": "字" * 2001}, "findings"),
        ({"requests": ["字" * 501]}, "requests"),
        ({"requests": ["修"] * 6}, "requests"),
        ({"visited_at": "yesterday"}, "visited_at"),
        ({"visited_at": "2026-11-23T09:03"}, "visited_at"),
        ({"visited_at": "2027-11-23T09:03"}, "visited_at"),
        ({"visited_at": "2026-09-01T09:00"}, "visited_at"),
        ({"visited_at": "0001-01-01T00:00"}, "visited_at"),
        ({"visited_at": "2026-11-22T18:30+08:00"}, "visited_at"),
        ({"next_on": "2026-11-22"}, "next_on"),
        ({"next_on": "2028-01-01"}, "next_on"),
        ({"next_on": "soon"}, "next_on"),
        ({"position": "here"}, "position"),
        ({"position": "91,0,1,1"}, "position"),
    ],
)
def test_a_refusal_names_the_field(fields: dict[str, Any], field: str) -> None:
    assert refused(visit(**fields)) == {field}


def test_all_wrong_fields_are_named_at_once() -> None:
    assert refused({"household": "", "next_on": "x"}) == {"address", "outcome", "next_on"}


def test_a_door_on_no_list_is_named_by_its_address() -> None:
    entry = accepted({"household": "", "address": "12号楼 地下室", "outcome": "met"})
    assert entry.household_id is None and entry.address == "12号楼 地下室"


def test_two_minutes_ahead_are_forgiven() -> None:
    assert accepted(visit(visited_at="2026-11-23T09:02")).visited_at is not None


def test_declining_is_an_outcome_like_any_other() -> None:
    """R115: a resident may decline."""
    assert accepted(visit(outcome="declined")).outcome == Outcome.DECLINED


def test_nobody_is_met_behind_a_closed_door() -> None:
    assert accepted(visit(outcome="nobody_home", met_role="family")).met_role is None


def test_a_day_agreed_offline_may_be_over_when_the_record_arrives() -> None:
    assert accepted(visit(next_on="2026-11-20"), EARLIER).next_on == date(2026, 11, 20)


def test_a_doubtful_clock_is_never_a_reason_to_refuse() -> None:
    doubtful = When(ZONE, NOW, NOW, doubtful=True)
    assert accepted(visit(next_on="2026-10-01", visited_at="2026-05-01T09:00"), doubtful)


def test_never_47_an_old_position_is_left_out_and_the_record_kept() -> None:
    entry = accepted(visit(position="37.49,121.24,12,999"))
    assert entry.position is None and entry.has_position


def test_an_entry_written_out_reads_the_same() -> None:
    entry = accepted(visit(visited_at="2026-11-22T18:30", requests=["修灯"], next_on="2026-12-01"))
    assert accepted(written(entry, ZONE)) == entry


def test_a_plain_form_brings_only_fields_of_the_record() -> None:
    body = body_of({"outcome": "met", "requests": "修灯", "purposes": [], "id": "x", "q": "y"})
    assert set(body) == set(BODY) and body["requests"] == ["修灯"] and body["address"] == ""


def test_returning_a_record_wants_a_reason() -> None:
    assert isinstance(parse_decision({"decision": "return", "reason": " "}, "reason"), Refusal)
    assert not isinstance(parse_decision({"decision": "accept"}, "reason"), Refusal)
    assert isinstance(parse_decision({"decision": "maybe"}, "reason"), Refusal)


moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
texts = st.text(max_size=40) | st.sampled_from(
    [
        "met",
        DOOR,
        "2026-11-23",
        "0001-01-01",
        "9999-12-31",
        "9999-12-31T23:59",
        "2026-W01-1",
        "1,1,1,1",
    ]
)


@given(
    st.dictionaries(
        st.sampled_from(BODY) | st.text(max_size=8), texts | st.lists(texts, max_size=7)
    ),
    moments,
    moments,
    st.booleans(),
)
def test_no_form_makes_the_parser_fail(
    fields: dict[str, str | list[str]], made_at: datetime, received_at: datetime, doubtful: bool
) -> None:
    entry = parse_visit(fields, When(ZONE, made_at, received_at, doubtful))
    if isinstance(entry, Refusal):
        assert entry.errors and all(message.text("en") for message in entry.errors.values())
    else:
        again = parse_visit(written(entry, ZONE), When(ZONE, made_at, received_at, doubtful))
        assert isinstance(again, VisitEntry)
