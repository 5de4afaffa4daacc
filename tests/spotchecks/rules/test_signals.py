"""R110: what makes it likelier that a record is drawn, and never more than that."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.spotchecks.rules.rows import NAME
from app.spotchecks.rules.signals import LIMITS, WORDS, Limits, Point, Seen, Signal, say, signals

MORNING = datetime(2026, 11, 20, 1, tzinfo=UTC)
CUT_OFF = datetime(2026, 11, 20, 12, tzinfo=UTC)
DOOR = Point(23.03, 113.12)
TEXT = "老人独自在家，燃气软管已经老化，约好周四上门更换"


def visit(number: int, minutes: float, **more: object) -> Seen:
    """A visit so many minutes after nine; written when it was made."""
    at = MORNING + timedelta(minutes=minutes)
    return replace(Seen(f"v{number}", at, at), **more)  # type: ignore[arg-type]


def marked(records: list[Seen], signal: Signal, limits: Limits = LIMITS) -> set[str]:
    """Who has that signal."""
    found = signals(records, CUT_OFF, limits)
    return {name for name, codes in found.items() if signal.value in codes}


def test_an_ordinary_day_has_no_signal() -> None:
    texts = ["老人身体好", "门铃坏了，请物业来修理一下", "新搬来一家三口，已登记电话", ""]
    day = [
        visit(n, 20 * n, text=text, photos=(f"photo-{n}",), position=DOOR, building=DOOR)
        for n, text in enumerate(texts)
    ]
    assert set(signals(day, CUT_OFF).values()) == {()}


@pytest.mark.parametrize(("every", "count"), [(3, 6), (3.1, 0), (20, 0)])
def test_six_visits_in_a_quarter_of_an_hour_are_many(every: float, count: int) -> None:
    assert len(marked([visit(n, every * n) for n in range(6)], Signal.TOO_MANY)) == count


def test_only_the_crowded_part_of_a_day_is_marked() -> None:
    day = [*(visit(n, n) for n in range(7)), visit(8, 60), visit(9, 90)]
    assert marked(day, Signal.TOO_MANY) == {f"v{n}" for n in range(7)}


def test_the_same_minute_is_that_of_the_clock() -> None:
    day = [visit(1, 5.1), visit(2, 5.9), visit(3, 6.0)]
    assert marked(day, Signal.SAME_MINUTE) == {"v1", "v2"}


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (TEXT, True),
        (TEXT.replace("，", "， "), True),
        (TEXT + "。", True),
        (TEXT.replace("周四", "周五"), True),
        ("家中无人，邻居说去了外地，下周再来看看情况如何", False),
    ],
)
def test_nearly_the_same_words(other: str, alike: bool) -> None:
    day = [visit(1, 0, text=TEXT), visit(2, 30, text=other), visit(3, 60, text="好")]
    assert marked(day, Signal.SAME_TEXT) == ({"v1", "v2"} if alike else set())


def test_short_words_are_alike_by_nature() -> None:
    day = [visit(n, 30 * n, text="一切正常") for n in range(5)]
    assert marked(day, Signal.SAME_TEXT) == set()


def test_the_same_photo_twice_in_one_record_is_a_slip_of_the_finger() -> None:
    day = [visit(1, 0, photos=("a", "a")), visit(2, 30, photos=("b",)), visit(3, 60, photos=("b",))]
    assert marked(day, Signal.SAME_PHOTO) == {"v2", "v3"}


@pytest.mark.parametrize(
    ("north", "accuracy_m", "far"),
    # A thousandth of a degree to the north is 111 metres.
    [(0.001, 5, False), (0.0012, 5, True), (0.0012, 20, False), (0.01, 350, False), (1.0, 9, True)],
)
def test_far_is_far_beyond_what_the_phone_could_know(
    north: float, accuracy_m: float, far: bool
) -> None:
    there = Point(DOOR.lat + north, DOOR.lon)
    one = visit(1, 0, position=there, accuracy_m=accuracy_m, building=DOOR)
    assert bool(marked([one], Signal.FAR_AWAY)) is far


def test_who_gives_no_position_is_never_far() -> None:
    day = [visit(1, 0, building=DOOR), visit(2, 30, position=DOOR)]
    assert marked(day, Signal.FAR_AWAY) == set()


def test_everything_ticked_and_nothing_written_eight_times_in_a_row() -> None:
    ticked = [visit(n, 20 * n, everything_ticked=True) for n in range(8)]
    assert len(marked(ticked, Signal.ALL_OK)) == 8
    assert marked(ticked[:7], Signal.ALL_OK) == set()
    ticked[3] = replace(ticked[3], text="楼道堆物")
    assert marked(ticked, Signal.ALL_OK) == set()


def test_a_burst_is_of_what_was_written_then_not_of_what_waited_for_a_network() -> None:
    late = [visit(n, 20 * n, made_at=CUT_OFF - timedelta(minutes=n)) for n in range(5)]
    assert len(marked(late, Signal.BURST)) == 5
    assert marked(late[:4], Signal.BURST) == set()
    assert marked([visit(n, 20 * n) for n in range(5)], Signal.BURST) == set()


def test_a_clock_that_was_off_is_only_noticed() -> None:
    day = [visit(1, 0, clock_doubtful=True), visit(2, 30)]
    assert marked(day, Signal.CLOCK) == {"v1"}


def test_thresholds_are_data() -> None:
    day = [visit(1, 0), visit(2, 10)]
    assert marked(day, Signal.TOO_MANY, Limits(many=2)) == {"v1", "v2"}
    assert say(Signal.TOO_MANY, Limits(many=2)).text("en") == "2 or more visits within 15 minutes"


@pytest.mark.parametrize("signal", Signal)
def test_anyone_can_read_what_a_signal_means(signal: Signal) -> None:
    for lang in ("zh-Hans", "en"):
        words = say(signal).text(lang)
        assert words and "{" not in words
    assert say(signal).text("en") != say(signal).text("zh-Hans")
    assert NAME.fullmatch(signal.value)
    assert set(WORDS) == set(Signal)


def test_sixty_long_records_of_a_day_are_compared_in_a_moment() -> None:
    day = [
        visit(n, n, text="".join(chr(0x4E00 + (n * 7919 + k * k) % 20000) for k in range(2000)))
        for n in range(60)
    ]
    begins = time.process_time()
    signals(day, CUT_OFF)
    assert time.process_time() - begins < 1
