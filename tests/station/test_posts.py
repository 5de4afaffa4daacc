"""People join, leave, change grid and stand in (rows R17, R20, R37, R38)."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from app.auth.principal import held_by
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import HandOver, Holding, Person, Post
from app.org.queries import contact_history
from app.org.scope import Reach, Scope, care_of, grids_of
from app.station.commands import posts
from app.station.commands.posts import Change, Refused
from app.station.queries.hand_overs import OpenWork, waiting_for
from tests.clock import MONDAY_NINE
from tests.people import FOUNDED, Town
from tests.station.conftest import Desk

NOON = MONDAY_NINE + timedelta(hours=3)
DAY = timedelta(days=1)


def _change(town: Town, at: datetime = NOON) -> Change:
    return Change(town.community, town.head, MONDAY_NINE, at, "试试")


def _held(session: Session, person_id: str) -> Holding:
    return session.exec(
        select(Holding).where(Holding.person_id == person_id).order_by(col(Holding.since).desc())
    ).first() or pytest.fail("nothing held")


def _nothing(_: str) -> list[OpenWork]:
    return []


def _something(grid_id: str) -> list[OpenWork]:
    return [OpenWork("concern", uuid7(), uuid7(), "楼道灯", None)]


def test_r20_two_workers_exchange_their_grids_in_the_middle_of_a_day(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        posts.change_grid(
            session, _change(town), _held(session, town.wang), town.grid4, True, _something
        )
        session.commit()
        just_before = NOON - timedelta(seconds=1)
        assert grids_of(session, town.wang, just_before) == {town.grid3}
        assert grids_of(session, town.wang, NOON) == {town.grid4}
        assert grids_of(session, town.li, NOON) == {town.grid3}
        made = session.exec(select(HandOver)).all()
        assert {(one.grid_id, one.from_person, one.to_person) for one in made} == {
            (town.grid3, town.wang, town.li),
            (town.grid4, town.li, town.wang),
        }
        assert all("楼道灯" not in str(one.open_work) for one in made)


def test_r20_a_grid_has_one_worker(db: Database, town: Town) -> None:
    """R20: nobody takes a grid that has its worker."""
    with db.session(writes=True) as session:
        person = session.get_one(Person, town.clerk)
        with pytest.raises(Refused):
            posts.join(session, _change(town), person, Post.GRID_WORKER, town.grid3, _nothing)
        with pytest.raises(Refused):
            posts.change_grid(
                session, _change(town), _held(session, town.wang), town.grid4, False, _nothing
            )


def test_r20_who_comes_takes_on_what_who_left_had_open(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        posts.leave(session, _change(town), _held(session, town.wang), _something)
        person = session.get_one(Person, town.clerk)
        later = _change(town, NOON + DAY)
        posts.join(session, later, person, Post.GRID_WORKER, town.grid3, _something)
        session.commit()
        (made,) = session.exec(select(HandOver)).all()
        assert (made.from_person, made.to_person) == (town.wang, town.clerk)
        then = Scope(
            town.clerk, town.community, Reach.GRID, frozenset([town.grid3]), NOON + 2 * DAY
        )
        assert [one.id for one in waiting_for(session, then)] == [made.id]
        assert held_by(session, town.wang, NOON) == []


def test_r38_one_person_holds_a_window_and_then_a_grid(db: Database, town: Town) -> None:
    """R38: one table of posts; a person holds a window's and a grid's over time."""
    with db.session(writes=True) as session:
        posts.leave(session, _change(town), _held(session, town.wang), _nothing)
        person = session.get_one(Person, town.clerk)
        posts.join(session, _change(town), person, Post.GRID_WORKER, town.grid3, _nothing)
        session.commit()
        held = [one.post for one in held_by(session, town.clerk, NOON)]
        assert held == [Post.GRID_WORKER, Post.CLERK]


def test_a_backup_sees_and_visits_the_neighbouring_grid_for_a_time(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        li = session.get_one(Person, town.li)
        posts.back_up(session, _change(town), li, town.grid3, NOON + DAY)
        session.commit()
        assert grids_of(session, town.li, NOON) == {town.grid3, town.grid4}
        assert grids_of(session, town.li, NOON + DAY) == {town.grid4}
        ((_, building),) = care_of(session, [town.li], [town.building12])
        assert building == town.building12
        with pytest.raises(Refused):
            posts.back_up(session, _change(town), li, town.grid4, NOON + DAY)


def test_r37_a_delegate_acts_for_the_head_who_stays_the_one_head(db: Database, town: Town) -> None:
    """R37: who acts for the head is not a second head."""
    with db.session(writes=True) as session:
        lead = session.get_one(Person, town.lead)
        posts.delegate(session, _change(town), lead, NOON + DAY)
        session.commit()
        assert Post.STATION_HEAD in [one.post for one in held_by(session, town.lead, NOON)]
        assert Post.STATION_HEAD not in [
            one.post for one in held_by(session, town.lead, NOON + DAY)
        ]
        with pytest.raises(Refused):
            posts.leave(session, _change(town), _held(session, town.head), _nothing)


def test_r37_the_headship_passes_without_a_moment_of_two_or_none(db: Database, town: Town) -> None:
    """R37: one head at every moment."""
    with db.session(writes=True) as session:
        posts.pass_headship(session, _change(town), session.get_one(Person, town.lead))
        session.commit()
        for at in (NOON - timedelta(seconds=1), NOON):
            heads = session.exec(
                select(Holding).where(
                    Holding.post == Post.STATION_HEAD, Holding.community_id == town.community
                )
            ).all()
            assert len([one for one in heads if one.since <= at < (one.until or NOON + DAY)]) == 1


def test_the_head_changes_posts_on_the_page(desk: Desk) -> None:
    desk.head()
    with desk.db.session() as session:
        held = _held(session, desk.town.wang).id
    assert "王敏" in desk.get("/station/posts")
    assert "换网格" in desk.get(f"/station/posts/{desk.town.wang}")
    wrong = {"form": "move1", "grid": desk.town.grid4, "at": "2026-11-23T12:00", "reason": "轮换"}
    path = f"/station/holdings/{held}/move"
    assert "勾选对调" in desk.post(path, 422, **wrong).text
    assert "应是今天" in desk.post(path, 422, **{**wrong, "at": "2026-11-20T12:00"}).text
    desk.post(path, **wrong, swap="1")
    desk.clock.forward(hours=4)
    page = desk.as_(desk.town.wang).get("/today")
    assert "04网格的交接单" in page and "20号楼" in page and "12号楼" not in page
    with desk.db.session() as session:
        made = session.exec(select(HandOver).where(HandOver.to_person == desk.town.wang)).one()
    sheet = f"/station/hand-overs/{made.id}"
    assert "我已看过" in desk.get(sheet)
    desk.as_(desk.town.li).get(sheet, 404)
    desk.as_(desk.town.wang).post(f"{sheet}/taking")
    assert "交接单" not in desk.get("/today")
    assert "已接收" in desk.head().get(sheet)


def test_a_hand_over_lists_what_is_open_and_what_is_done_since(desk: Desk) -> None:
    """R20: the hand-over lists what is open, and the head is told of the vacancy."""
    town = desk.town
    desk.as_(town.wang).post(
        "/visits", id=uuid7(), household=town.doors3[0], outcome="met", requests="楼道灯坏了",
        next_on="2026-12-01",
    )  # fmt: skip
    with desk.db.session() as session:
        held = _held(session, town.wang).id
    desk.head().post(
        f"/station/holdings/{held}/ending", at="2026-11-23T09:00", reason="调走", form="leave1"
    )
    with desk.db.session() as session:
        made = session.exec(select(HandOver)).one()
        assert {one["kind"] for one in made.open_work["items"]} == {"concern", "contact"}
    sheet = desk.get(f"/station/hand-overs/{made.id}")
    assert "楼道灯坏了" in sheet and "12号楼 1-101" in sheet
    assert "03网格没有网格员" in desk.get("/station")


def test_posts_of_another_community_are_not_found(desk: Desk) -> None:
    with desk.db.session() as session:
        other = (
            session.exec(select(Holding).where(Holding.person_id == desk.town.other_lead)).one().id
        )
    desk.head()
    desk.get(f"/station/posts/{desk.town.other_lead}", 404)
    desk.post(f"/station/holdings/{other}/ending", 404, at="2026-11-23T12:00", reason="x")
    desk.post(f"/station/posts/{desk.town.other_lead}/joining", 404, post="clerk")
    assert "吴刚" not in desk.get("/station/posts")


def test_r110_who_leads_does_not_represent_the_workers(desk: Desk) -> None:
    joining = {"post": "workers_representative", "at": "2026-11-23T09:30", "reason": "大家推选"}
    for person in (desk.town.lead, desk.town.head):
        reply = desk.head().post(f"/station/posts/{person}/joining", 422, **joining)
        assert "职工代表由大家推选" in reply.text
    desk.post(f"/station/posts/{desk.town.li}/joining", **joining)
    assert "职工代表" in desk.get("/station/posts")


def test_only_the_head_names_a_delegate(desk: Desk) -> None:
    path = f"/station/posts/{desk.town.clerk}/delegation"
    period = {"at": "2026-11-23T09:00", "until": "2026-11-25T18:00", "form": "delegate"}
    desk.head().post(f"/station/posts/{desk.town.lead}/delegation", **period)
    desk.as_(desk.town.lead).post(path, 403, **period)
    assert "代理陈建国" in desk.get("/station/posts")


def test_r17_every_household_has_one_named_contact_at_any_date(db: Database, town: Town) -> None:
    """R17: who looked after a door, on any day, also before a change of grid."""
    with db.session(writes=True) as session:
        held = _held(session, town.wang)
        posts.change_grid(session, _change(town), held, town.grid4, True, _nothing)
        lead = Scope(town.lead, town.community, Reach.COMMUNITY, frozenset(), NOON)
        found = contact_history(session, lead, town.building12)
        assert [(one.name, one.since, one.until) for one in found] == [
            ("李强", NOON, None),
            ("王敏", FOUNDED, NOON),
        ]
        other = Scope(town.other_lead, town.other_community, Reach.COMMUNITY, frozenset(), NOON)
        assert contact_history(session, other, town.building12) == []


def test_r17_the_buildings_page_names_who_looked_after_it(desk: Desk) -> None:
    """R17: with the first day, and the last."""
    page = desk.head().get(f"/station/buildings/{desk.town.building12}")
    assert "谁联系过这栋楼的住户" in page
    assert "王敏" in page.split("谁联系过这栋楼的住户")[1] and "— 现在" in page


def test_a_person_taken_on_for_a_vacant_grid_finds_its_hand_over(desk: Desk) -> None:
    town = desk.town
    with desk.db.session(writes=True) as session:
        change = Change(town.community, town.head, MONDAY_NINE, MONDAY_NINE, "调走")
        posts.leave(session, change, _held(session, town.wang), _something)
        session.add(
            Holding(
                id=uuid7(), community_id=town.community, area_id=town.community,
                person_id=town.clerk, post=Post.GRID_WORKER, grid_id=town.grid3,
                since=MONDAY_NINE,
            )
        )  # fmt: skip
        session.commit()
        made = session.exec(select(HandOver)).one().id
    assert "03网格的交接单" in desk.as_(town.clerk).get("/today")
    desk.post(f"/station/hand-overs/{made}/taking")
    desk.post(f"/station/hand-overs/{made}/taking")
    assert "03网格的交接单" not in desk.get("/today")
