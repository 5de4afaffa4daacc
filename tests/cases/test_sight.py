"""Row R111: whoever judges reads what speaks for the worker, each makes up their own mind, and
every look at a case is noted."""

import pytest
from sqlmodel import select

from app.cases.models import CaseFile
from app.cases.rules.state import Stage
from app.cases.rules.steps import Reply
from app.households.queries import labels_of
from app.org.models import AccessLog, Post
from app.spotchecks.models import SecondReading, SpotCheck
from tests.cases.conftest import DAY, MONDAY, WEDNESDAY, Court
from tests.cases.test_lateness import DAYS, late
from tests.people import Town
from tests.sync.test_photos import jpeg

FINDING = "那天他在的，我看了门口的登记"


def page(court: Court, person: str) -> str:
    """The one case, as somebody reads it."""
    reply = court.as_(person).get(f"/cases/{court.case().id}")
    assert reply.status_code == 200
    return str(reply.text)


def seeing(court: Court, *people: str) -> list[str]:
    """Who of these may open the one case."""
    path = f"/cases/{court.case().id}"
    return [one for one in people if court.as_(one).get(path).status_code == 200]


def looks(court: Court, person: str) -> list[AccessLog]:
    """What the access log says of somebody's looks at cases."""
    with court.db.session() as session:
        rows = select(AccessLog).where(AccessLog.person_id == person, AccessLog.what == "case")
        return list(session.exec(rows).all())


def heard(court: Court, town: Town) -> None:
    """A case that the panel may decide."""
    court.noticed()
    court.do(town.wang, "replies", words="我去过")


def test_r111_a_second_reading_that_says_otherwise_is_read_by_all_who_see_the_case(
    court: Court, town: Town
) -> None:
    heard(court, town)
    with court.db.session(writes=True) as session:
        row = SecondReading(
            check_id=court.case().check_id or "", community_id=town.community,
            reader_id=court.deputy, opened_at=court.clock(),
        )  # fmt: skip
        session.add(row)
        session.commit()
    assert "另外比过一次" not in page(court, court.panel[0])
    with court.db.session(writes=True) as session:
        row = session.exec(select(SecondReading)).one()
        row.outcome, row.reason, row.saved_at = "true", FINDING, court.clock()
        session.add(row)
        session.commit()
    for one in (town.wang, town.head, court.panel[0]):
        said = page(court, one)
        assert "周兰另外比过一次：" in said
        assert FINDING in said


def test_r111_nobody_reads_the_first_vote_before_two_agree(court: Court, town: Town) -> None:
    heard(court, town)
    first, second, third = court.panel
    vote = {**court.reason(), "reason-1": FINDING}
    court.do(first, "votes", finding="coaching", **vote)
    assert FINDING in page(court, first)
    for one in (second, third, town.wang, town.head, court.deputy):
        said = page(court, one)
        assert FINDING not in said
        assert "成立，最重到" not in said.split("一步一步")[1]
        assert "两人意见一致以前" in said
        assert "甲" in said, "that somebody voted, and who, is no secret"
    court.do(second, "votes", finding="dismissed", **vote)
    assert FINDING not in page(court, third), "two that differ have decided nothing"
    court.do(third, "votes", finding="dismissed", **vote)
    for one in (*court.panel, town.wang, town.head):
        said = page(court, one)
        assert said.count(FINDING) == 3
        assert "两人意见一致以前" not in said


def test_r111_what_ran_out_with_one_vote_hides_nothing(court: Court, town: Town) -> None:
    heard(court, town)
    court.do(court.panel[0], "votes", finding="coaching", **court.reason())
    court.at(WEDNESDAY + 40 * DAY, 9)
    assert court.stage() is Stage.LAPSED
    assert "住户说得清楚" in page(court, town.wang)


def test_r111_of_a_case_that_has_ended_only_those_who_voted_are_left(
    court: Court, town: Town
) -> None:
    heard(court, town)
    for one in court.panel[:2]:
        court.do(one, "votes", finding="dismissed", **court.reason())
    with court.db.session(writes=True) as session:
        late_comer = court._judge(session, "戊", Post.PANEL_MEMBER)
        session.commit()
    court.panel.append(late_comer)
    assert seeing(court, *court.panel, court.officer) == court.panel[:2]


def test_r111_whoever_is_appointed_later_reads_nothing_of_a_measure_in_force(
    court: Court, town: Town
) -> None:
    heard(court, town)
    court.found("coaching")
    court.do(court.panel[0], "measure", level="coaching")
    court.do(town.wang, "appeal")
    with court.db.session(writes=True) as session:
        another = court._judge(session, "己", Post.APPEAL_OFFICER)
        session.commit()
    court.panel.append(another)
    assert seeing(court, court.officer, another) == [court.officer, another]
    court.do(court.officer, "appeal-decision", finding="coaching", **court.reason())
    assert court.stage() is Stage.FINAL
    assert seeing(court, *court.panel, court.officer) == [*court.panel[:2], court.officer]


@pytest.mark.parametrize("field", ["barred", "checkers"])
def test_r111_nobody_with_a_part_in_it_reads_it_as_a_judge(
    court: Court, town: Town, field: str
) -> None:
    heard(court, town)
    with court.db.session(writes=True) as session:
        file = session.exec(select(CaseFile)).one()
        setattr(file, field, [*getattr(file, field), court.panel[2]])
        session.add(file)
        session.commit()
    assert seeing(court, *court.panel) == court.panel[:2]


def test_r111_at_which_door_it_was_is_read_only_by_the_community(court: Court, town: Town) -> None:
    heard(court, town)
    with court.db.session() as session:
        check = session.get_one(SpotCheck, court.case().check_id)
        door = labels_of(session, {check.household_id})[check.household_id]
    for one in (town.wang, town.head):
        assert door in page(court, one)
    assert door not in page(court, court.panel[0])


def test_r111_every_look_into_a_case_is_noted(court: Court, town: Town) -> None:
    court.noticed()
    files = {"photos": ("a.jpg", jpeg(80, 60), "image/jpeg")}
    path = f"/cases/{court.case().id}"
    assert court.as_(town.wang).client.post(f"{path}/replies", files=files).status_code == 303
    reply = court.whole().steps[-1]
    assert isinstance(reply, Reply)
    judge = court.panel[0]
    for number, what in enumerate(("", f"/photos/{reply.photos[0]}", "/draw"), 1):
        assert court.as_(judge).get(path + what).status_code == 200
        assert len(looks(court, judge)) == number, what
    with court.db.session() as session:
        household = session.get_one(SpotCheck, court.case().check_id).household_id
    assert {tuple(one.households) for one in looks(court, judge)} == {(household,)}


def test_r111_a_look_at_a_case_of_lateness_is_noted_though_it_is_of_no_household(
    court: Court, town: Town
) -> None:
    court.at(MONDAY, 8)
    late(court, town, DAYS)
    court.at(MONDAY + 3 * DAY, 9)
    page(court, town.head)
    [look] = looks(court, town.head)
    assert (look.community_id, look.households) == (town.community, [])
