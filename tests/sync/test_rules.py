"""What is said of a phone's clock, and which envelopes can be read."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.intake import Envelope, Made, Refuse
from app.sync.rules import MOST_TEXT_BYTES, OLDEST, open_envelope, short_of, times_of
from tests.sync.phone import Phone

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
PHONE = Phone("018f0000-0000-7000-8000-000000000001", "018f0000-0000-7000-8000-000000000002")
DOOR = "018f0000-0000-7000-8000-000000000003"


def test_a_right_clock_is_believed() -> None:
    times = times_of(Made("2026-11-22T08:30:00.000+08:00", 0), NOW)
    assert times.made_at == datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
    assert not times.doubtful


def test_a_clock_an_hour_fast_is_corrected_by_its_measured_offset() -> None:
    times = times_of(Made("2026-11-22T09:30:00.000+08:00", 3_600_000), NOW)
    assert times.made_at == datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
    assert times.said_at == datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    assert not times.doubtful


def test_never_48_the_zone_of_the_phone_does_not_move_the_time() -> None:
    shanghai = times_of(Made("2026-11-22T08:30:00.000+08:00", 0), NOW)
    urumqi = times_of(Made("2026-11-22T06:30:00.000+06:00", 0), NOW)
    assert shanghai == urumqi


def test_a_record_from_the_future_is_flagged_and_dated_by_its_arrival() -> None:
    times = times_of(Made("2027-11-22T08:30:00.000+08:00"), NOW)
    assert times.doubtful and times.made_at == NOW


def test_a_record_from_long_ago_is_flagged() -> None:
    times = times_of(Made((NOW - OLDEST - timedelta(days=1)).isoformat()), NOW)
    assert times.doubtful


@given(
    st.datetimes(timezones=st.just(UTC) | st.timezones()),
    st.none() | st.integers(),
)
def test_no_clock_breaks_the_server_and_nothing_is_made_after_it_arrived(
    wall: datetime, offset: int | None
) -> None:
    times = times_of(Made(wall.isoformat(), offset), NOW)
    assert times.made_at <= NOW


@pytest.mark.parametrize("wall", ["", "yesterday", "2026-11-22T08:30:00", "2026-13-01T00:00:00Z"])
def test_what_is_no_time_with_a_zone_is_refused(wall: str) -> None:
    with pytest.raises(ValueError):
        times_of(Made(wall, 0), NOW)


def test_an_envelope_of_the_phone_can_be_read() -> None:
    opened = open_envelope(PHONE.visit(DOOR, NOW))
    assert isinstance(opened, Envelope)
    assert opened.body["household"] == DOOR


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "7"}, "id"),
        ({"id": 7}, "id"),
        ({"v": 2}, "v"),
        ({"salt": "pepper"}, "salt"),
        ({"device": "<script>"}, "device"),
        ({"made": 3}, "made"),
        ({"body": []}, "body"),
        ({"body": {"findings": {"deep": 1}}}, "body"),
        ({"base": {"id": "x", "rev": 1}}, "base"),
        ({"body": {"findings": "\x00"}}, "body"),
        ({"files": [{"sha256": "../../etc", "size": 3, "type": "image/webp"}]}, "photos"),
        ({"files": [{"sha256": "a" * 64, "size": 3, "type": "text/html"}]}, "photos"),
        ({"files": [{"sha256": "a" * 64, "size": 0, "type": "image/webp"}]}, "photos"),
        ({"files": [{"sha256": "a" * 64, "size": 3, "type": "image/webp"}] * 2}, "photos"),
        (
            {"files": [{"sha256": c * 64, "size": 3, "type": "image/webp"} for c in "abcdef"]},
            "photos",
        ),
    ],
)
def test_a_broken_envelope_is_refused_by_the_name_of_its_field(change: dict, field: str) -> None:
    opened = open_envelope(PHONE.visit(DOOR, NOW, **change))
    assert isinstance(opened, Refuse)
    assert opened.field == field


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", "<html>", "[" * 20_000, '{"v":1}', "\ud800"]
)
def test_what_is_no_envelope_is_refused(text: str) -> None:
    assert isinstance(open_envelope(text), Refuse)


def test_an_envelope_too_long_is_refused_as_such() -> None:
    opened = open_envelope(PHONE.visit(DOOR, NOW, body={"findings": "长" * MOST_TEXT_BYTES}))
    assert isinstance(opened, Refuse) and opened.code == "too_large"


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin1")))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert isinstance(open_envelope(text), Refuse)


def test_the_short_receipt_is_four_characters_that_cannot_be_misread() -> None:
    short = short_of("f" * 64)
    assert len(short) == 4 and not set(short) & set("ILOU")
