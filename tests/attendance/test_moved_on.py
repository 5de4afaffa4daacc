"""A touch made for a community that its worker has left since: it counts there, and only there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.attendance.queries.standings import standings
from app.attendance.rules.verdict import Verdict
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Holding, Person, Post
from app.org.scope import Reach, Scope
from app.sync.heard import heard_until
from tests.attendance.conftest import TODAY, handed
from tests.attendance.signing import SigningPhone
from tests.attendance.test_board import rostered
from tests.attendance.test_hostile_sign_ins import outcome, touches
from tests.clock import HeldClock
from tests.people import Town
from tests.sync.conftest import Line

EVENING = datetime(2026, 11, 23, 11, tzinfo=UTC)  # 19:00 in Shanghai


def held_in(town: Town, community: str, **more: Any) -> Holding:
    """A post of Wang Min's in a community."""
    return Holding(
        id=uuid7(), community_id=community, area_id=community, person_id=town.wang,
        post=Post.GRID_WORKER, **more,
    )  # fmt: skip


def moves(db: Database, town: Town, at: datetime, began: datetime | None = None) -> None:
    """Wang Min leaves for the other community at that moment."""
    with db.session(writes=True) as session:
        old = session.exec(select(Holding).where(Holding.person_id == town.wang)).one()
        old.since, old.until = began or old.since, at
        person = session.get_one(Person, town.wang)
        person.community_id = town.other_community
        session.add(held_in(town, town.other_community, since=at))
        session.commit()


def verdict_there(db: Database, town: Town, community: str, now: datetime) -> Verdict | None:
    """What her morning comes to in a community; None where nobody asks after her."""
    scope = Scope(town.lead, community, Reach.COMMUNITY, frozenset(), now)
    with db.session() as session:
        found = standings(session, scope, heard_until, TODAY, TODAY, [town.wang])
        return found[0].verdict if found else None


def halves(db: Database, town: Town, community: str, now: datetime) -> list[Verdict]:
    """What both halves of her day come to in a community."""
    scope = Scope(town.lead, community, Reach.COMMUNITY, frozenset(), now)
    with db.session() as session:
        found = standings(session, scope, heard_until, TODAY, TODAY, [town.wang])
        return [one.verdict for one in found]


def test_never_49_a_touch_that_waited_while_its_worker_moved_counts_where_it_was_made(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock
) -> None:
    envelope = wang.touch(handed(line, wang).half(), clock())
    moves(db, town, EVENING)
    clock.now = EVENING + timedelta(days=3)
    line.sign_in(town.wang, town.other_community)
    assert outcome(line, wang, envelope) == ("accepted", None)
    (touch,) = touches(db)
    assert (touch.community_id, touch.person_id, touch.on) == (town.community, town.wang, TODAY)
    assert verdict_there(db, town, town.community, clock()) not in {Verdict.ABSENT, None}
    assert outcome(line, wang, envelope) == ("accepted", None), "the same receipt again"
    assert len(touches(db)) == 1


def test_who_moves_at_noon_is_in_time_here_in_the_morning_and_there_in_the_afternoon(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock
) -> None:
    with db.session(writes=True) as session:
        rostered(session, town, town.wang)
        rostered(session, town, town.wang, community=town.other_community)
    clock.now = datetime(2026, 11, 23, 0, 10, tzinfo=UTC)  # 08:10
    line.sign_in(town.wang, town.community)
    morning = wang.touch(handed(line, wang).half(), clock())
    moves(db, town, datetime(2026, 11, 23, 4, tzinfo=UTC))
    clock.now = datetime(2026, 11, 23, 7, 20, tzinfo=UTC)  # 15:20
    line.sign_in(town.wang, town.other_community)
    wang.community = town.other_community
    afternoon = wang.touch(handed(line, wang).half(part="pm"), clock())
    assert outcome(line, wang, afternoon) == ("accepted", None)
    # The morning's waited on the phone, and was signed for where she was then.
    assert outcome(line, wang, morning) == ("accepted", None)
    clock.now = EVENING
    assert halves(db, town, town.community, clock()) == [Verdict.UNPROVED, Verdict.OUTSIDE]
    assert halves(db, town, town.other_community, clock()) == [Verdict.OUTSIDE, Verdict.ON_TIME]


def test_it_stands_in_the_chain_of_the_old_community_beside_records_of_the_new(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock
) -> None:
    days = handed(line, wang)
    old = wang.touch(days.half(), clock())
    moves(db, town, EVENING)
    clock.now = EVENING + timedelta(days=1)
    line.sign_in(town.wang, town.other_community)
    wang.community = town.other_community
    new = wang.touch(days.half(TODAY + timedelta(days=1), "pm"), clock())
    told = line.send(wang, new, old)
    assert [one["outcome"] for one in told] == ["accepted", "accepted"]
    assert [one["community"] for one in told] == [town.other_community, town.community]
    with db.session() as session:
        links = session.exec(select(AuditEvent).where(AuditEvent.kind == "sign_in.accepted"))
        assert {(one.community_id, one.seq) for one in links} == {
            (one["community"], one["seq"]) for one in told
        }


def left_before(db: Database, town: Town) -> None:
    moves(db, town, EVENING - timedelta(days=1))


def came_after(db: Database, town: Town) -> None:
    began = EVENING + timedelta(days=1)
    moves(db, town, began + timedelta(days=1), began)


def stood_in_only(db: Database, town: Town) -> None:
    left_before(db, town)
    with db.session(writes=True) as session:
        session.add(held_in(town, town.community, since=EVENING - timedelta(days=1), backup=True))
        session.commit()


@pytest.mark.parametrize("how", [left_before, came_after, stood_in_only])
def test_a_touch_for_a_community_in_which_nobody_worked_on_that_day_is_refused(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock,
    how: Callable[[Database, Town], None],
) -> None:  # fmt: skip
    envelope = wang.touch(handed(line, wang).half(), clock())
    how(db, town)
    line.sign_in(town.wang, town.other_community)
    assert outcome(line, wang, envelope) == ("refused", "other_community")
    assert touches(db) == []


@pytest.mark.parametrize("community", ["other", "", "nowhere", "a\x00b", "another uuid"])
def test_a_touch_for_a_community_in_which_its_worker_never_was_is_refused(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock, community: str
) -> None:
    named = {"other": town.other_community, "another uuid": uuid7()}.get(community, community)
    wang.community = named
    envelope = wang.touch(handed(line, wang).half(), clock())
    assert outcome(line, wang, envelope) == ("refused", "other_community")
    assert touches(db) == []


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_a_day_out_of_all_time_is_refused_like_any_other(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock, on: str
) -> None:
    wang.community = town.other_community
    envelope = wang.touch({**handed(line, wang).half(), "on": on}, clock())
    assert outcome(line, wang, envelope) == ("refused", "other_community")


def test_a_touch_of_somebody_else_is_refused_wherever_they_worked(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock
) -> None:
    envelope = wang.touch(handed(line, wang).half(), clock())
    line.sign_in(town.other_lead, town.other_community)
    assert outcome(line, wang, envelope) == ("refused", "other_author")
    assert touches(db) == []


def test_a_signature_that_is_not_good_is_not_made_good_by_an_old_post(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock
) -> None:
    half = handed(line, wang).half()
    forged = wang.touch(half, clock(), signed="other words")
    stretched = wang.touch({**half, "on": (TODAY - timedelta(days=1)).isoformat()}, clock())
    moves(db, town, EVENING)
    line.sign_in(town.wang, town.other_community)
    assert outcome(line, wang, forged) == ("refused", "bad_proof")
    assert outcome(line, wang, stretched) == ("refused", "bad_proof")
    assert touches(db) == []


def test_a_visit_of_the_old_community_is_refused_as_ever(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock
) -> None:
    visit = wang.visit(town.doors3[0], clock())
    moves(db, town, EVENING)
    line.sign_in(town.wang, town.other_community)
    assert outcome(line, wang, visit) == ("refused", "other_community")


def test_an_old_post_opens_no_page_of_the_old_community(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock
) -> None:
    envelope = wang.touch(handed(line, wang).half(), clock())
    moves(db, town, EVENING)
    clock.now = EVENING + timedelta(days=1)
    line.sign_in(town.wang, town.other_community)
    assert outcome(line, wang, envelope)[0] == "accepted"
    assert line.client.get(f"/households/{town.doors3[0]}").status_code == 404
