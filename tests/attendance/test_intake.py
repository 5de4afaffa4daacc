"""Signing in by envelope: what is proved on arrival, and what is refused (rows R112, R113, B42)."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from app.attendance.models import Touch
from app.auth.models import Credential
from app.kit.db import Database
from tests.attendance.conftest import handed
from tests.attendance.signing import SigningPhone
from tests.auth.authenticator import UP
from tests.clock import HeldClock
from tests.people import Town
from tests.sync.conftest import Line

TOMORROW = date(2026, 11, 24)


def touches(db: Database) -> list[Touch]:
    with db.session() as session:
        return _all(session)


def _all(session: Session) -> list[Touch]:
    rows = list(session.exec(select(Touch).order_by(Touch.received_at, Touch.id)))
    session.expunge_all()
    return rows


def test_one_touch_online_is_the_record_with_grade_a(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    """R112: one touch signs in for half a day."""
    days = handed(line, wang)
    asked = clock()
    clock.forward(seconds=4)
    (told,) = line.send(wang, wang.touch(days.half(), clock()))
    assert told["outcome"] == "accepted"
    (touch,) = touches(db)
    assert (touch.person_id, touch.on, touch.part, touch.grade) == (
        wang.author, date(2026, 11, 23), "am", "A",
    )  # fmt: skip
    assert (touch.earliest, touch.latest) == (asked, clock())
    assert touch.counts and not touch.set_aside


def test_the_phone_is_handed_fourteen_days_twice_a_day(line: Line, wang: SigningPhone) -> None:
    halves = handed(line, wang).told["halves"]
    assert len(halves) == 28
    assert len({one["challenge"] for one in halves}) == 28
    assert (halves[0]["on"], halves[-1]["on"]) == ("2026-11-23", "2026-12-06")


def test_seven_days_without_a_network_prove_only_an_interval(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    days = handed(line, wang)
    before = clock()
    signed = clock.forward(days=1, minutes=-35)
    envelope = wang.touch(days.half(TOMORROW), signed)
    clock.forward(days=6)
    assert line.send(wang, envelope)[0]["outcome"] == "accepted"
    (touch,) = touches(db)
    assert (touch.grade, touch.earliest, touch.latest) == ("C", before, clock())


def test_sent_again_it_is_one_touch_with_the_same_receipt(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    envelope = wang.touch(handed(line, wang).half(), clock())
    first, second = line.send(wang, envelope)[0], line.send(wang, envelope)[0]
    assert first == second and first["outcome"] == "accepted"
    assert len(touches(db)) == 1


def test_a_challenge_signed_twice_counts_once(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    half = handed(line, wang).half()
    one, other = wang.touch(half, clock()), wang.touch(half, clock())
    told = line.send(wang, one, other)
    assert [one["outcome"] for one in told] == ["accepted", "refused"]
    assert told[1]["code"] == "used"
    assert line.send(wang, wang.touch(half, clock()))[0]["code"] == "used"
    assert len(touches(db)) == 1


def test_another_days_challenge_is_refused(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    half = handed(line, wang).half(TOMORROW) | {"on": "2026-11-23"}
    assert line.send(wang, wang.touch(half, clock()))[0]["code"] == "bad_proof"
    assert touches(db) == []


def test_another_phones_challenge_is_refused(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    other = SigningPhone(wang.author, wang.community, authenticator=wang.authenticator)
    half = handed(line, other).half()
    assert line.send(wang, wang.touch(half, clock()))[0]["code"] == "bad_proof"
    assert touches(db) == []


@pytest.mark.parametrize(
    "bent",
    [
        pytest.param({"flags": UP}, id="without user verification"),
        pytest.param({"signed": "another text"}, id="edited after signing"),
    ],
)
def test_what_was_not_signed_as_it_stands_is_refused(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock, bent: dict[str, object]
) -> None:
    assert line.send(wang, wang.touch(handed(line, wang).half(), clock(), **bent))[0]["code"] == (
        "bad_proof"
    )
    assert touches(db) == []


def test_a_colleagues_key_signs_for_nobody_else(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock, town: Town
) -> None:
    li = SigningPhone(town.li, town.community)
    with db.session(writes=True) as session:
        li.register(session, clock())
    wang.authenticator = li.authenticator
    assert line.send(wang, wang.touch(handed(line, wang).half(), clock()))[0]["code"] == "bad_proof"


def test_a_key_revoked_meanwhile_waits_for_a_person(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    envelope = wang.touch(handed(line, wang).half(), clock())
    with db.session(writes=True) as session:
        key = session.exec(select(Credential).where(Credential.person_id == wang.author)).one()
        key.revoked_at = clock()
        session.add(key)
        session.commit()
    assert line.send(wang, envelope)[0]["outcome"] == "set_aside"
    (touch,) = touches(db)
    assert (touch.set_aside, touch.counts) == ("revoked_key", False)


def test_at_the_doors_a_reason_is_asked_for(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    """R112: who begins at the doors says so."""
    days = handed(line, wang)
    told = line.send(wang, wang.touch(days.half(), clock(), place="field"))[0]
    assert (told["outcome"], told["field"]) == ("refused", "reason")
    said = wang.touch(days.half(), clock(), place="field", reason="直接入户走访")
    assert line.send(wang, said)[0]["outcome"] == "accepted"
    assert touches(db)[0].reason == "直接入户走访"


def test_a_position_that_cannot_be_used_keeps_nobody_from_signing_in(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    """Never-again 47, 50: an old one is left out, nonsense too."""
    days = handed(line, wang)
    for part, said in (("am", "37.5,121.2,12,4000"), ("pm", "nowhere")):
        line.send(wang, wang.touch(days.half(part=part), clock(), position=said))
    assert [(one.lat, one.lon) for one in touches(db)] == [(None, None)] * 2


def test_signed_for_the_afternoon_by_a_clock_that_ran_ahead_it_counts_in_the_morning(
    line: Line, wang: SigningPhone, db: Database, clock: HeldClock
) -> None:
    days = handed(line, wang)
    clock.forward(seconds=5)
    envelope = wang.touch(days.half(part="pm"), clock() + timedelta(hours=7))
    assert line.send(wang, envelope)[0]["outcome"] == "accepted"
    (touch,) = touches(db)
    assert (touch.part, touch.on) == ("am", date(2026, 11, 23))
