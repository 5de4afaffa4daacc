"""For which communities somebody may judge cases (row R111)."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.auth.guards import judging, member
from app.auth.principal import Principal
from app.auth.words import post_words
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.judging import judges_in, people_judging
from app.org.models import JUDGES, Holding, Person, Post
from app.org.queries import judged_by
from app.org.scope import REACH, Reach, scope_of
from tests.clock import MONDAY_NINE
from tests.people import FOUNDED, Town, found_town

NOW = MONDAY_NINE


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, in this test's database."""
    with db.session(writes=True) as session:
        return found_town(session)


def _appointed(session: Session, person_id: str, community: str, post: Post) -> Holding:
    held = Holding(id=uuid7(), area_id=community, person_id=person_id, post=post, since=FOUNDED)
    session.add(held)
    session.flush()
    return held


def _panel(session: Session, person_id: str, community: str) -> Holding:
    return _appointed(session, person_id, community, Post.PANEL_MEMBER)


def test_r111_a_lead_of_another_community_sits_on_the_panel_of_this_one(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        _panel(session, town.other_lead, town.community)
        assert judges_in(session, town.other_lead, NOW) == {town.community: {Post.PANEL_MEMBER}}
        assert judged_by(session, town.other_lead, NOW) == [("银河社区", Post.PANEL_MEMBER)]
        (one,) = people_judging(session, town.community, NOW)
        assert one == (town.other_lead, "吴刚", Post.PANEL_MEMBER, FOUNDED, town.community)
        assert people_judging(session, town.other_community, NOW) == []


def test_r111_the_streets_officer_decides_appeals_of_two_communities(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        for one in (town.community, town.other_community):
            _appointed(session, town.street_officer, one, Post.APPEAL_OFFICER)
        assert judges_in(session, town.street_officer, NOW) == {
            town.community: {Post.APPEAL_OFFICER},
            town.other_community: {Post.APPEAL_OFFICER},
        }


def test_r111_nobody_judges_the_community_to_which_they_belong(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        _panel(session, town.clerk, town.community)
        held = session.exec(
            select(Holding).where(Holding.person_id == town.clerk, col(Holding.post) == Post.CLERK)
        ).one()
        assert judges_in(session, town.clerk, NOW) == {}
        held.until = NOW - timedelta(days=1)
        session.flush()
        assert judges_in(session, town.clerk, NOW) == {}, "they stay one of the community"


def test_r111_who_begins_to_work_in_the_community_judges_it_no_more(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        _panel(session, town.other_lead, town.community)
        works = Holding(
            id=uuid7(), community_id=town.community, area_id=town.community,
            person_id=town.other_lead, post=Post.CLERK, since=NOW,
        )  # fmt: skip
        session.add(works)
        session.flush()
        before = NOW - timedelta(seconds=1)
        assert judges_in(session, town.other_lead, before) != {}
        assert judges_in(session, town.other_lead, NOW) == {}
        assert people_judging(session, town.community, NOW) == []


def test_r111_an_appointment_counts_from_its_beginning_to_its_end(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        held = _panel(session, town.other_lead, town.community)
        held.since, held.until = NOW, NOW + timedelta(days=1)
        session.flush()
        whens = (NOW - timedelta(seconds=1), NOW, NOW + timedelta(days=1))
        assert [len(people_judging(session, town.community, one)) for one in whens] == [0, 1, 0]


def test_r111_who_judges_sees_no_household_and_no_count(town: Town) -> None:
    judges = frozenset({Post.PANEL_MEMBER, Post.APPEAL_OFFICER})
    assert {REACH[one] for one in judges} == {Reach.NOTHING}
    who = Principal(
        town.other_lead, "吴刚", town.other_community, town.community, Post.PANEL_MEMBER, judges,
        frozenset(), uuid7(),
    )  # fmt: skip
    scope = scope_of(who, NOW)
    assert not scope.names and not scope.stewards


def test_r111_judges_have_a_door_of_their_own_and_are_no_members_of_a_station() -> None:
    posts = {
        guard: set(guard.__name__.removeprefix("posts:").split(",")) for guard in (judging, member)
    }
    assert posts[judging] == set(JUDGES)
    assert not posts[member] & set(JUDGES)


def test_every_post_has_a_word_and_a_reach() -> None:
    assert set(post_words()) == set(Post) == set(REACH)


def test_the_panel_comes_before_the_appeal_officer_by_name(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        for name in ("乙", "甲"):
            person = Person(id=uuid7(), name=name)
            session.add(person)
            session.flush()
            _panel(session, person.id, town.community)
        _appointed(session, town.street_officer, town.community, Post.APPEAL_OFFICER)
        found = [one.name for one in people_judging(session, town.community, NOW)]
        assert found == ["乙", "甲", "孙伟"]
