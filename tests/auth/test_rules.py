"""The pure decisions around signing in."""

from datetime import timedelta

import pytest

from app.auth.rules import (
    cloned,
    demo_allowed,
    device_name,
    home_of,
    lock_after,
    safe_path,
    two_officers,
    weak_pin,
)
from app.auth.tokens import new_code, new_token, plain_code, to_bytes, to_text


@pytest.mark.parametrize(
    "pin", ["000000", "123456", "890123", "654321", "135791", "242424", "147147"]
)
def test_a_pin_that_a_thief_tries_first_is_weak(pin: str) -> None:
    assert weak_pin(pin)


@pytest.mark.parametrize("pin", ["402917", "118822", "100000", "123457"])
def test_any_other_pin_is_fine(pin: str) -> None:
    assert not weak_pin(pin)


def test_the_rest_after_wrong_pins_doubles_up_to_a_day() -> None:
    assert lock_after(4) is None
    minutes = [lock_after(tries) for tries in (5, 6, 7, 8)]
    assert minutes == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert lock_after(10_000) == timedelta(hours=24)


def test_a_counter_is_suspect_only_when_both_count_and_it_does_not_grow() -> None:
    assert cloned(5, 5) and cloned(5, 4)
    assert not any(cloned(*pair) for pair in ((0, 0), (0, 9), (5, 0), (5, 6)))


def test_three_different_people_take_part_in_a_recovery() -> None:
    assert two_officers("owner", "head", "officer")
    assert not two_officers("owner", "head", "head")
    assert not two_officers("owner", "owner", "officer")
    assert not two_officers("owner", "head", "owner")


@pytest.mark.parametrize(
    "path", ["//evil", "https://evil", "/\\evil", "/a?b=//c", "", "/a\n", "/é"]
)
def test_no_link_leads_to_another_site(path: str) -> None:
    assert safe_path(path, "/me") == "/me"


def test_a_plain_path_of_ours_is_followed() -> None:
    assert safe_path("/me/devices", "/me") == "/me/devices"


def test_the_demo_needs_this_machine_this_name_and_no_proxy() -> None:
    assert demo_allowed("127.0.0.1", "localhost", {"host"})
    assert demo_allowed("::1", "127.0.0.1", set())
    assert not demo_allowed("10.0.0.1", "localhost", set())
    assert not demo_allowed("127.0.0.1", "example.com", set())
    assert not demo_allowed("127.0.0.1", "localhost", {"x-forwarded-for"})


def test_a_code_is_read_as_people_write_it() -> None:
    code = new_code()
    assert len(plain_code(code)) == 26
    assert plain_code(f" {code.lower().replace('0', 'o').replace('1', 'l')}　") == plain_code(code)
    assert plain_code("ＡＢＣ－１２３") == "ABC123"


def test_tokens_are_long_and_never_the_same() -> None:
    assert len({new_token() for _ in range(100)}) == 100
    assert {len(new_token()) for _ in range(100)} == {43}


def test_base64url_goes_there_and_back() -> None:
    for raw in (b"", b"\xff", bytes(range(256))):
        assert to_bytes(to_text(raw)) == raw
    with pytest.raises(ValueError):
        to_bytes("é")


def test_posts_begin_their_day_where_their_work_is() -> None:
    assert home_of("grid_worker") == "/today"
    assert home_of("data_steward") == "/corrections"
    assert home_of("clerk") == "/window"
    assert home_of("department_officer") == "/referrals"


def test_a_device_is_named_as_people_name_it() -> None:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
    assert device_name(agent) == "Android · Chrome"
    assert device_name("") == ""
