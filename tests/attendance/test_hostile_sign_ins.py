"""Sign-ins by the wrong hand, or at odd times: each has its stated outcome (row R112).

What an ordinary one comes to stands in test_intake.py.
"""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from sqlmodel import Session, select

from app.attendance.models import Touch
from app.attendance.rules.challenges import hall_secret
from app.attendance.rules.evidence import station_code
from app.auth.limits import AuthLimits
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.limits import Limit
from app.sync.commands import erase_texts
from app.sync.models import Received
from app.visits.jobs import tidy
from tests.attendance.conftest import TODAY, handed
from tests.attendance.signing import SigningPhone, give_device_key, signed_by
from tests.clock import HeldClock
from tests.people import Town
from tests.sync.conftest import Line


def outcome(line: Line, phone: SigningPhone, envelope: str) -> tuple[str, str | None]:
    """What becomes of one envelope."""
    (told,) = line.send(phone, envelope)
    return told["outcome"], told.get("code")


def touches(db: Database) -> list[Touch]:
    """Every touch that is kept, the newest last."""
    with db.session() as session:
        return _all(session)


def _all(session: Session) -> list[Touch]:
    return list(session.exec(select(Touch).order_by(Touch.received_at, Touch.id)))  # type: ignore[arg-type]


def test_two_over_one_challenge_in_one_batch_are_one_touch_and_one_refusal(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    half = handed(line, wang).half()
    told = line.send(wang, wang.touch(half, clock()), wang.touch(half, clock()))
    assert [(one["outcome"], one.get("code")) for one in told] == [
        ("accepted", None), ("refused", "used"),
    ]  # fmt: skip
    assert len(touches(db)) == 1


def test_what_was_refused_has_not_used_the_challenge_up(
    line: Line, wang: SigningPhone, clock: HeldClock
) -> None:
    half = handed(line, wang).half()
    assert outcome(line, wang, wang.touch(half, clock(), flags=1)) == ("refused", "bad_proof")
    assert outcome(line, wang, wang.touch(half, clock()))[0] == "accepted"


def test_a_week_offline_arrives_in_any_order(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    days, monday = handed(line, wang), clock()
    sent = [
        wang.touch(
            days.half(TODAY + timedelta(days=ahead), part),
            monday + timedelta(days=ahead, hours=hours),
        )
        for ahead in range(7)
        for part, hours in (("am", 0), ("pm", 7))
    ]
    clock.forward(days=7)
    told = line.send(wang, *reversed(sent))
    assert {one["outcome"] for one in told} == {"accepted"}
    kept = touches(db)
    assert len({(one.on, one.part) for one in kept}) == 14
    assert {one.grade for one in kept} == {"C"}


def test_a_challenge_that_another_person_was_handed_signs_nobody_in(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock
) -> None:
    half = handed(line, wang).half()
    li = SigningPhone(town.li, town.community, device=wang.device)
    with db.session(writes=True) as session:
        li.register(session, clock())
    line.sign_in(town.li, town.community)
    assert outcome(line, li, li.touch(half, clock())) == ("refused", "bad_proof")
    assert touches(db) == []


@pytest.mark.parametrize("field", ["id", "device", "made"])
def test_an_envelope_that_says_otherwise_than_what_was_signed_is_refused(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock, field: str
) -> None:
    envelope = json.loads(wang.touch(handed(line, wang).half(), clock()))
    made = {"wall": "2026-11-23T00:00:00.000Z", "offset": 0, "origin": 0}
    envelope[field] = made if field == "made" else uuid7()
    assert outcome(line, wang, json.dumps(envelope))[0] == "refused"
    assert touches(db) == []


def test_a_phone_without_passkeys_signs_with_its_own_key_and_no_others(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock
) -> None:
    days = handed(line, wang)
    with db.session(writes=True) as session:
        own = give_device_key(session, town.wang, town.community, clock())
        other = give_device_key(session, town.li, town.community, clock())
    half = days.half()
    for key, expected in (
        (other, ("refused", "bad_proof")),
        ((own[0], other[1]), ("refused", "bad_proof")),
        (own, ("accepted", None)),
    ):
        assert outcome(line, wang, signed_by(key, half, wang.touch(half, clock()))) == expected
    assert [one.grade for one in touches(db)] == ["D"]


def test_never_47_old_coordinates_are_left_out_and_fresh_ones_kept_with_their_age(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    days = handed(line, wang)
    for part, position in (("am", "37.49,121.24,10,9000"), ("pm", "37.49,121.24,10,3")):
        envelope = wang.touch(days.half(part=part), clock(), position=position)
        assert outcome(line, wang, envelope)[0] == "accepted"
    found = {(one.lat, one.accuracy_m, one.position_age_s) for one in touches(db)}
    assert found == {(None, None, None), (37.49, 10.0, 3.0)}


@pytest.mark.parametrize(
    "wall",
    ["1970-01-01T08:00:00+08:00", "2025-11-23T09:00:00+08:00", "2027-11-23T09:00:00+09:00"],
)
def test_never_48_no_clock_and_no_zone_of_a_phone_refuses_or_moves_a_touch(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock, wall: str
) -> None:
    half = handed(line, wang).half()
    made = {"wall": wall, "offset": None, "origin": None}
    envelope = {**json.loads(wang.touch(half, clock(), made=made)), "made": made}
    assert outcome(line, wang, json.dumps(envelope))[0] == "accepted"
    (touch,) = touches(db)
    assert (touch.on, touch.part, touch.latest) == (TODAY, "am", clock())


def test_never_50_signing_in_asks_for_no_position_and_no_code(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    days = handed(line, wang)
    for part, position in (("am", ""), ("pm", "broken")):
        envelope = wang.touch(days.half(part=part), clock(), position=position, code="")
        assert outcome(line, wang, envelope)[0] == "accepted"
    assert {one.lat for one in touches(db)} == {None}


def test_a_position_is_erased_after_its_time_from_the_touch_and_from_its_envelope(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    """R123: and so is that of a sign-in."""
    days = handed(line, wang)
    for part, position in (("am", "37.49,121.24,10,3"), ("pm", "37.49,121.24,10,9000")):
        line.send(wang, wang.touch(days.half(part=part), clock(), position=position))
    with db.session(writes=True) as session:
        assert tidy(session, clock.forward(days=89), [erase_texts]) == 0
        assert tidy(session, clock.forward(days=2), [erase_texts]) == 2
        kept = session.exec(select(Received.text).where(Received.kind == "sign_in")).all()
    assert list(kept) == [None, None]
    assert {(one.lat, one.lon, one.has_position) for one in touches(db)} == {(None, None, False)}


def test_the_halls_code_proves_the_minute_without_a_network(
    app: Litestar, line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    half, shown = handed(line, wang).half(), clock()
    secret = hall_secret(app.state.house.parts["day_secret"], wang.community)
    envelope = wang.touch(half, clock(), code=station_code(secret, shown))
    clock.forward(hours=3)
    assert outcome(line, wang, envelope)[0] == "accepted"
    (touch,) = touches(db)
    assert (touch.grade, touch.latest) == ("B", shown + timedelta(minutes=1))


def test_a_code_that_was_never_shown_proves_nothing_and_keeps_nobody_out(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    envelope = wang.touch(handed(line, wang).half(), clock(), code="not it")
    clock.forward(hours=3)
    assert outcome(line, wang, envelope)[0] == "accepted"
    assert touches(db)[0].grade == "C"


def test_what_can_belong_to_no_half_of_a_day_waits_for_the_lead(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    clock.now = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # 15:00, when the morning is over
    envelope = wang.touch(handed(line, wang).half(part="am"), clock())
    clock.forward(hours=20)
    assert outcome(line, wang, envelope)[0] == "set_aside"
    (touch,) = touches(db)
    assert (touch.on, touch.part, touch.set_aside) == (TODAY, "am", "another_time")
    assert not touch.counts


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"statement": "", "proof": ""},
        {"statement": "{}", "proof": "{}"},
        {"statement": ["a"], "proof": "[]"},
        {"statement": "[" * 9000, "proof": "[]"},
    ],
)
def test_what_is_no_sign_in_is_refused_and_delays_nobody(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock, body: dict[str, Any]
) -> None:
    days = handed(line, wang)
    bad = {**json.loads(wang.touch(days.half(part="pm"), clock())), "body": body}
    told = line.send(wang, json.dumps(bad), wang.touch(days.half(), clock()))
    assert [one["outcome"] for one in told] == ["refused", "accepted"]
    assert len(touches(db)) == 1


def test_every_touch_stands_in_the_chain(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    line.send(wang, wang.touch(handed(line, wang).half(), clock()))
    with db.session() as session:
        assert "sign_in.accepted" in [one.kind for one in session.exec(select(AuditEvent))]


def test_the_secret_of_the_days_is_kept_and_nobody_else_may_read_it(app: Litestar) -> None:
    house = app.state.house
    path = Path(house.settings.data) / "keys" / "day.key"
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_bytes() == house.parts["day_secret"]


def test_the_days_of_two_weeks_end_with_the_fourteenth(line: Line, wang: SigningPhone) -> None:
    halves = handed(line, wang).told["halves"]
    assert max(one["on"] for one in halves) == (TODAY + timedelta(days=13)).isoformat()
    assert date.fromisoformat(halves[0]["on"]) == TODAY


def test_a_district_behind_one_address_may_ask_and_one_person_not_without_end(
    line: Line, town: Town
) -> None:
    limits = AuthLimits()
    limits.asking = Limit(1, 60)
    line.client.app.state.house.parts["auth_limits"] = limits
    ask = {"device": uuid7()}
    assert line.client.post("/day/challenges", json=ask).status_code == 200
    assert line.client.post("/day/challenges", json=ask).status_code == 429
    line.sign_in(town.lead, town.community)
    assert line.client.post("/day/challenges", json=ask).status_code == 200
