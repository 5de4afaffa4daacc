"""What is passed on arrives at its department, which sees that and nothing else (row R94)."""

import pytest
from sqlmodel import select

from app.attendance.models import Told
from app.matters.models import MatterStep
from app.matters.rules.stages import Handling, Way
from app.matters.rules.steps import Classification, Route
from app.org.models import AccessLog
from app.referrals.models import DepartmentKind, Passed
from tests.referrals.conftest import ASKED, Counter, put_department, put_seat

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _steps(desk: Counter, matter: str) -> list[tuple[str, str, str]]:
    with desk.db.session() as session:
        rows = session.exec(
            select(MatterStep).where(MatterStep.matter_id == matter).order_by(MatterStep.number)
        )
        return [(one.kind, one.by, one.role) for one in rows]


def test_a_referral_is_returned_with_a_reason_passed_on_again_taken_and_closed(
    desk: Counter,
) -> None:
    """R94: accept, return with a reason, close; each is a step of the matter by the department."""
    matter = desk.sent(words="请来修灯")
    page = desk.as_shen().get("/referrals")
    assert "楼道灯不亮" in page and "等我们接收（1）" in page
    assert "退回请写明理由" in desk.post(f"/referrals/{matter}/return", 422).text
    desk.post(f"/referrals/{matter}/return", reason="是物业的灯，不是我们的")
    assert "没有等接收的事" in desk.get("/referrals")
    desk.get(f"/referrals/{matter}", 404)
    desk.as_(desk.town.clerk).post("/referrals", matter=matter, department=desk.department)
    page = desk.as_shen().get(f"/referrals/{matter}")
    assert "是物业的灯，不是我们的" in page
    desk.post(f"/referrals/{matter}/acceptance")
    assert "在办（1）" in desk.get("/referrals")
    desk.post(f"/referrals/{matter}/progress", words="明天上午来修")
    desk.post(f"/referrals/{matter}/closing", outcome="换了灯泡")
    assert "办完和退回的" in desk.get("/referrals")
    mine = [one for one in _steps(desk, matter) if one[1] == desk.shen]
    assert [(kind, role) for kind, _, role in mine] == [
        ("referral_answer", "department"),
        ("referral_answer", "department"),
        ("progress", "department"),
        ("referral_closed", "department"),
    ]
    with desk.db.session() as session:
        rows = session.exec(select(Passed).order_by(Passed.number)).all()
        assert [one.answer for one in rows] == ["returned", "closed"]


def test_a_department_turns_its_pages_and_is_told_how_many_wait(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R94: what waits stands in front, and the numbers are those of all pages."""
    desk.post(f"/referrals/{_taken(desk)}/acceptance")
    desk.sent(words="再修一盏")
    monkeypatch.setattr("app.referrals.pages.referrals.PAGE", 1)
    first = desk.as_shen().get("/referrals")
    assert "等我们接收（1）" in first and "在办（1）" in first and "在别的页上" in first
    assert "/referrals?at=2" in first and "上一页" not in first
    second = desk.get("/referrals?at=2")
    assert "上一页" in second and "下一页" not in second and second.count("楼道灯不亮") == 1


def _taken(desk: Counter) -> str:
    matter = desk.sent(words="请来修灯")
    desk.as_shen()
    return matter


def test_the_owner_is_told_that_it_came_back(desk: Counter) -> None:
    """R94: a matter that is returned goes back to whoever has it, and they are told."""
    matter = desk.sent()
    desk.as_shen().post(f"/referrals/{matter}/return", reason="不归我们")
    with desk.db.session() as session:
        told = session.exec(select(Told).where(Told.person_id == desk.town.clerk)).all()
        assert [(one.kind, one.values["state"], one.link) for one in told] == [
            ("matter", "returned", f"/matters/{matter}")
        ]


def test_the_department_reads_the_matter_and_not_who_asked(desk: Counter) -> None:
    """R94: number, title, words, place and limit; no name, no telephone without a reason."""
    matter = desk.sent(words="请来修灯")
    page = desk.as_shen().get(f"/referrals/{matter}")
    for said in (ASKED, "12号楼门口", "请来修灯", "银河社区", "2026-000001"):
        assert said in page, said
    assert "周大爷" not in page and "15400001234" not in page
    with desk.db.session() as session:
        (seen,) = session.exec(select(AccessLog).where(AccessLog.person_id == desk.shen)).all()
        assert (seen.what, seen.reason, seen.households) == ("referral", "", [])


def test_where_the_referral_says_why_the_department_sees_them_and_it_is_logged(
    desk: Counter,
) -> None:
    """R94: who asked is shown only for a reason that stands in the referral and in the log."""
    matter = desk.sent(contact="1", contact_reason="要约时间进门")
    page = desk.as_shen().get(f"/referrals/{matter}")
    assert "周大爷" in page and "15400001234" in page
    with desk.db.session() as session:
        (seen,) = session.exec(select(AccessLog).where(AccessLog.person_id == desk.shen)).all()
        assert seen.reason == "要约时间进门"


def test_a_reason_is_asked_for_before_a_name_is_passed_on(desk: Counter) -> None:
    matter = desk.classified()
    desk.as_(desk.town.clerk)
    given = {"matter": matter, "department": desk.department, "contact": "1"}
    page = desk.post("/referrals", 422, **given).text
    assert "请写明部门为什么需要联系居民" in page
    with desk.db.session() as session:
        assert session.exec(select(Passed)).all() == []


def test_a_department_gets_only_its_own(desk: Counter) -> None:
    """R94: another department, and a colleague of another street's, find nothing there."""
    with desk.db.session(writes=True) as session:
        other = put_department(
            session, "370611001000", "环卫所", DepartmentKind.BRANCH, desk.town.street_officer
        )
        stranger = put_seat(session, other, "何远")
        session.commit()
    matter = desk.sent()
    desk.as_(stranger)
    assert "楼道灯不亮" not in desk.get("/referrals")
    desk.get(f"/referrals/{matter}", 404)
    desk.post(f"/referrals/{matter}/acceptance", 404)
    for closed in ("/matters/" + matter, "/households", "/areas", "/areas/departments", "/day"):
        assert desk.client.get(closed).status_code in (403, 404), closed


def test_the_street_answers_for_its_own_office(desk: Counter) -> None:
    """R94, R78: what goes up to the street is answered by its officer, in that role."""
    matter = desk.sent(desk.office)
    desk.as_(desk.town.street_officer)
    assert "楼道灯不亮" in desk.get("/referrals")
    desk.post(f"/referrals/{matter}/acceptance")
    assert ("referral_answer", desk.town.street_officer, "street_officer") in _steps(desk, matter)
    other = desk.sent()
    desk.as_(desk.town.street_officer).get(f"/referrals/{other}", 404)


def test_a_matter_that_was_sent_by_name_alone_arrives_as_well(desk: Counter) -> None:
    """R94: the steps of the matter decide, whatever page they came from."""
    matter = desk.classified()
    desk.station.do(matter, "clerk", Route, Way.REFERRAL, department="供电公司")
    page = desk.as_shen().get(f"/referrals/{matter}")
    assert "周大爷" not in page
    desk.post(f"/referrals/{matter}/acceptance")
    desk.post(f"/referrals/{matter}/closing", outcome="换了灯泡")
    assert "换了灯泡" not in desk.get("/referrals")


def test_a_second_tap_on_taking_it_changes_nothing_and_refuses_nothing(desk: Counter) -> None:
    """R94: it is taken once; what was taken does not go back."""
    matter = desk.sent()
    desk.as_shen().post(f"/referrals/{matter}/acceptance")
    before = _steps(desk, matter)
    answer = desk.post(f"/referrals/{matter}/acceptance")
    assert answer.headers["location"] == f"/referrals/{matter}"
    assert _steps(desk, matter) == before
    desk.post(f"/referrals/{matter}/return", 409, reason="后悔了")


def test_only_who_has_the_matter_passes_it_on(desk: Counter) -> None:
    """R94: a worker of another grid neither sees nor sends it, nor who has no part in it."""
    matter = desk.classified()
    given = {"matter": matter, "department": desk.department}
    desk.as_(desk.town.li).post("/referrals", 404, **given)
    desk.as_(desk.town.steward).get(f"/referrals/new?matter={matter}", 404)
    desk.as_(desk.town.clerk)
    assert "供电公司" in desk.get(f"/referrals/new?matter={matter}")
    assert "请选择部门" in desk.post("/referrals", 422, matter=matter, department="x").text


def test_the_form_says_who_usually_takes_such_a_problem(desk: Counter) -> None:
    """R185: each class of problem names where it is reported to; nobody is fined here."""
    matter = desk.classified(problem="power")
    page = desk.as_(desk.town.clerk).get(f"/referrals/new?matter={matter}")
    assert "供电公司（95598）" in page


def test_an_approval_is_followed_to_the_end_after_it_was_closed(desk: Counter) -> None:
    """R78: what a department closed is not the end: the community still tells the resident."""
    matter = desk.station.open()
    desk.station.do(matter, "clerk", Classification, Handling.APPROVAL, 3)
    desk.as_(desk.town.clerk)
    desk.post("/referrals", matter=matter, department=desk.department)
    desk.as_shen().post(f"/referrals/{matter}/acceptance")
    desk.post(f"/referrals/{matter}/closing", outcome="批了")
    row = desk.station.matter(matter)
    assert row.closed_at is None and row.stage == "handling" and row.owner_id == desk.town.clerk
