"""The draw of a day through its steps: nobody chooses, nobody repeats, anybody can check (R110)."""

import hashlib
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from app.kit import audit
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.intake import Accept
from app.spotchecks.jobs import take_steps
from app.spotchecks.models import DrawSecret
from app.spotchecks.queries.draws import document_of
from app.spotchecks.queries.lists import unpacked
from app.spotchecks.verifying import verify_day
from app.sync.verify import Sound, verify
from app.visits.intake import VisitKind
from tests.people import Town
from tests.spotchecks.conftest import (
    DICE,
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    SATURDAY,
    TUESDAY,
    WEDNESDAY,
    Checks,
)
from tests.visits.conftest import sent


def test_a_day_is_promised_frozen_thrown_for_drawn_and_published_in_that_order(
    station: Checks, town: Town, db: Database
) -> None:
    """R110: at random, with a seed that is promised before and published after."""
    station.at(MONDAY, 8)
    promised = station.draw()
    assert len(promised.commitment) == 64
    assert promised.cut_at is None
    station.visits(town.wang, town.doors3[:8])
    station.at(MONDAY, 19, 59)
    assert station.draw().cut_at is None
    station.at(MONDAY, 20)
    frozen = station.draw()
    assert (frozen.records, frozen.drawn_at) == (8, None)
    station.at(TUESDAY, 8, 30).throw()
    drawn = station.draw()
    assert (drawn.public_value, drawn.advisory, len(station.checks())) == (DICE, False, 2)
    assert drawn.secret == "", "the checkers first"
    station.at(TUESDAY, 20)
    shown = station.draw()
    assert hashlib.sha256(bytes.fromhex(shown.secret)).hexdigest() == promised.commitment
    assert shown.root == frozen.root
    with db.session() as session:
        assert session.exec(select(DrawSecret.day)).all() == [TUESDAY], "gone once it is published"
        kinds = session.exec(select(AuditEvent.kind).order_by(AuditEvent.seq)).all()
        assert all(isinstance(one, Sound) for one in verify(session))
    of_monday = [one for one in kinds if one.startswith(("draw.", "dice."))]
    assert of_monday[:4] == ["draw.promised", "draw.cut_off", "draw.promised", "dice.keyed"]
    assert of_monday[4:] == ["dice.keyed", "draw.made", "draw.published", "draw.cut_off"]


def test_no_button_and_no_second_look_draws_again(station: Checks, town: Town) -> None:
    station.whole_day()
    first = station.draw()
    assert station.as_(town.lead).post("/draws/dice", digits="1" * 10).status_code == 409
    for hour in (9, 12, 13, 20, 21):
        station.at(TUESDAY, hour)
    again = station.draw()
    assert (again.seed, again.result, again.public_value) == (first.seed, first.result, DICE)
    assert len(station.checks()) == 2


def test_a_day_without_dice_is_drawn_as_advice_only(station: Checks, town: Town) -> None:
    station.at(MONDAY, 8)
    station.visits(town.wang, town.doors3[:6])
    station.at(MONDAY, 20)
    station.at(TUESDAY, 11, 59)
    assert station.draw().drawn_at is None
    station.at(TUESDAY, 12)
    drawn = station.draw()
    assert (drawn.public_value, drawn.advisory) == ("", True)
    assert [one.advisory for one in station.checks()] == [True, True]
    station.at(TUESDAY, 20)
    assert "只供参考" in station.as_(town.wang).get(f"/draws/{MONDAY}").text


def test_a_secret_that_was_lost_leaves_advice_only(
    station: Checks, town: Town, db: Database
) -> None:
    station.at(MONDAY, 8)
    station.visits(town.wang, town.doors3[:6])
    station.at(MONDAY, 20)
    with db.session(writes=True) as session:
        secret = session.get(DrawSecret, (town.community, MONDAY))
        assert secret is not None
        secret.secret = "0" * 64
        session.commit()
    station.at(TUESDAY, 8, 30).throw()
    assert station.draw().advisory
    station.at(TUESDAY, 20)
    assert station.draw().secret == "", "another secret is not shown as the promised one"


def test_mondays_dice_decide_the_whole_weekend_and_no_household_is_asked_twice(
    station: Checks, town: Town
) -> None:
    for day in (FRIDAY, SATURDAY):
        station.at(day, 8)
        station.visits(town.wang, town.doors3[:2])
        station.at(day, 20)
    station.at(NEXT_MONDAY, 8, 30).throw()
    assert {station.draw(one).public_value for one in (FRIDAY, SATURDAY)} == {DICE}
    asked = [one.household_id for one in station.checks()]
    assert sorted(asked) == sorted(town.doors3[:2]), "both were drawn on both days, and asked once"


def test_a_household_is_left_alone_for_sixty_days(station: Checks, town: Town) -> None:
    first = station.whole_day(doors=2)
    assert len(first) == 2
    later = WEDNESDAY
    station.at(later, 8)
    station.visits(town.wang, town.doors3[:2])
    station.at(later, 20)
    station.at(later + timedelta(days=1), 8, 30).throw()
    assert len(station.checks()) == 2
    station.at(later + timedelta(days=1), 20)
    shown = station.draw(later)
    assert [one["why"] for one in shown.result["passed"]] == ["asked", "asked"]
    assert shown.result["drawn"] == []


def test_a_record_that_comes_after_its_days_cut_off_is_late_and_still_drawn_from(
    station: Checks, town: Town
) -> None:
    station.at(MONDAY, 8)
    station.visits(town.wang, town.doors3[:3])
    station.at(MONDAY, 20)
    held_back = station.clock.now - timedelta(hours=3)
    station.at(TUESDAY, 9)
    _send_late(station, town, held_back)
    station.at(TUESDAY, 20)
    line = unpacked(station.draw(TUESDAY).frozen)
    assert line.split("|")[3] == MONDAY.isoformat()
    assert station.draw(TUESDAY).before == {f"{town.wang}|{MONDAY}": 3}
    station.at(WEDNESDAY, 8, 30).throw()
    late = [one for one in station.checks() if one.stratum == "late"]
    assert [one.household_id for one in late] == [town.doors3[5]]


def test_a_late_record_of_a_day_without_a_draw_is_drawn_and_verified_all_the_same(
    station: Checks, town: Town, db: Database
) -> None:
    station.at(MONDAY, 8).at(MONDAY, 20).at(WEDNESDAY, 8)
    _send_late(station, town, station.clock.now - timedelta(hours=17))
    station.at(WEDNESDAY, 20)
    assert station.draw(WEDNESDAY).before == {f"{town.wang}|{TUESDAY}": 0}
    station.at(WEDNESDAY + timedelta(days=1), 8, 30).throw()
    station.at(WEDNESDAY + timedelta(days=1), 20)
    assert [one.stratum for one in station.checks()] == ["late"]
    with db.session() as session:
        assert verify_day(session, town.community, WEDNESDAY) == []


def _send_late(station: Checks, town: Town, made: datetime) -> None:
    """A visit that was written before the cut-off and sent the day after."""
    one = sent(town, town.wang, made, received=station.clock.now, household=town.doors3[5])
    with station.db.session(writes=True) as session:
        (verdict,) = VisitKind().judge(session, [one])
        assert isinstance(verdict, Accept)
        VisitKind().write(session, [(one, verdict)])
        audit.record(
            session, town.community, station.clock.now, "visit.accepted", town.wang,
            one.envelope.id,
        )  # fmt: skip
        session.commit()


def test_both_must_say_the_same_and_what_the_other_said_is_not_copied(
    station: Checks, town: Town
) -> None:
    station.at(MONDAY, 8)
    station.visits(town.wang, town.doors3[:4])
    station.at(MONDAY, 20)
    station.at(TUESDAY, 8, 30)
    station.as_(town.li).post("/draws/dice", digits="1111111111")
    assert "1111111111" not in station.as_(town.lead).get("/draws/dice").text
    station.post("/draws/dice", digits="2222222222")
    assert station.draw().drawn_at is None
    assert "两边还不一样" in station.get("/draws/dice").text
    assert station.as_(town.head).post("/draws/dice", digits="2222222222").status_code == 303
    assert station.draw().drawn_at is None, "two who watched are not the one who threw"
    station.as_(town.li).post("/draws/dice", digits="2222222222")
    assert station.draw().public_value == "2222222222"


@pytest.mark.parametrize(
    "digits", ["", "123456612", "31415661227", "7141566122", "一二三四五六一二三四"]
)
def test_what_is_no_ten_throws_is_refused_by_name(station: Checks, town: Town, digits: str) -> None:
    station.at(MONDAY, 8)
    station.at(MONDAY, 20)
    station.at(TUESDAY, 8, 30)
    reply = station.as_(town.li).post("/draws/dice", digits=digits)
    assert reply.status_code == 422
    assert "1 到 6" in reply.text


def test_the_server_being_off_over_a_cut_off_freezes_the_list_when_it_is_back(
    station: Checks, town: Town
) -> None:
    station.at(MONDAY, 8)
    station.visits(town.wang, town.doors3[:4])
    station.at(TUESDAY, 9)
    assert station.draw().records == 4
    station.throw()
    assert len(station.checks()) == 2


def test_a_server_that_was_off_all_day_promises_nothing_for_it(station: Checks) -> None:
    station.at(MONDAY, 21)
    with station.db.session() as session:
        assert session.exec(select(DrawSecret.day)).all() == []


def test_two_processes_take_no_step_twice(station: Checks, town: Town) -> None:
    station.at(MONDAY, 8)
    assert take_steps(station.db, station.clock) == 0


def test_before_it_is_published_the_draw_is_nobodys_to_see(station: Checks, town: Town) -> None:
    checks = station.whole_day()
    for person in (town.wang, town.lead, town.head):
        page = station.as_(person).get(f"/draws/{MONDAY}").text
        assert not any(one.visit_id[-8:] in page for one in checks)
        assert station.get(f"/draws/{MONDAY}/document").status_code == 404
    with pytest.raises(ValueError, match="not published"):
        document_of(station.draw())


def test_published_the_worker_sees_whose_turn_it_was_and_others_do_not(
    station: Checks, town: Town
) -> None:
    station.whole_day()
    station.at(TUESDAY, 20)
    assert "（您）" in station.as_(town.wang).get(f"/draws/{MONDAY}").text
    others = station.as_(town.clerk).get(f"/draws/{MONDAY}").text
    assert "王敏" not in others
    said = station.get(f"/draws/{MONDAY}/document").json()
    assert said["v"] == "draw/v1"
    assert len(said["drawn"]) == 2
