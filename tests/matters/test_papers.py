"""The papers of a matter on its page: which there are, since when, and each opened again."""

import pytest
from sqlmodel import select

from app.kit.db import Database
from app.matters.models import MatterPaper
from app.matters.rules import steps as a
from app.matters.rules.stages import Channel, Flow, How, Way
from app.visits.models import Photo
from tests.matters.test_panels import from_visit
from tests.matters.town import Desk
from tests.matters.window import Hall, hall
from tests.people import Town

__all__ = ["hall"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_r80_the_slip_and_the_notice_are_opened_again_from_the_matter(hall: Hall) -> None:
    """R80: the slip that was signed, and the notice as it was said, stand on the matter's page."""
    hall.accept("card", applicant="孙大爷", authorised="1")
    made = hall.matter()
    page = hall.desk.get(f"/matters/{made.id}")
    for name, kind in (("代办委托书", "authorisation"), ("一次性告知单", "notice")):
        assert name in page and f"/matters/{made.id}/slips/{kind}" in page
        assert hall.desk.client.get(f"/matters/{made.id}/slips/{kind}").status_code == 200
    assert "打印给居民" in page and "还没有单据" not in page
    assert "赵倩" in page.split("单据</h2>")[1].split("</section>")[0]


def test_a_matter_without_papers_says_so(desk: Desk) -> None:
    matter = desk.station.open("clerk")
    text = desk.as_("clerk").get(f"/matters/{matter}").text
    assert "还没有单据" in text and f"/matters/{matter}/slips/receipt" in text


def test_a_notice_that_was_given_on_the_matters_page_is_a_paper_too(desk: Desk) -> None:
    """R101: wherever it was given, it can be printed again as it was said."""
    matter = desk.station.open("clerk")
    desk.do("clerk", matter, "notice", materials="户口本", steps="填表", limit="3天", hours="上午")
    assert f"/matters/{matter}/slips/notice" in desk.get(f"/matters/{matter}").text
    assert "户口本" in desk.get(f"/matters/{matter}/slips/notice").text


def test_what_the_parties_agreed_is_shown_to_who_may_see_the_dispute(desk: Desk) -> None:
    """R76: the record of what was agreed is a paper of a restricted matter, and of no list else."""
    station = desk.station
    matter = station.open("wang", channel=Channel.VISIT, flow=Flow.DISPUTE, title="噪音")
    station.do(matter, "wang", a.Consent, ("赵家", "钱家"), How.IN_PERSON)
    station.do(matter, "wang", a.Route, Way.DIRECT, level=1)
    station.do(matter, "wang", a.Result, "谈好了", "十点以后不拉琴")
    text = desk.as_("wang").get(f"/matters/{matter}").text
    assert "协议记录" in text and 'href="#step-4"' in text and 'id="step-4"' in text
    for path in (f"/matters/{matter}", f"/matters/{matter}/slips/receipt"):
        assert desk.as_("lead").get(path).status_code == 404


def photographed(desk: Desk) -> tuple[str, str, str]:
    """A matter from a visit that brought a photo; the visit, the matter, the photo's address."""
    visit, matter = from_visit(desk.station)
    station = desk.station
    with station.db.session(writes=True) as session:
        session.add(
            Photo(visit_id=visit, sha256="a" * 64, community_id=station.town.community, place=0,
                  size=1, stored="x.webp", received_at=station.clock())
        )  # fmt: skip
        session.commit()
    return visit, matter, f"/visits/{visit}/photos/{'a' * 64}"


def test_photos_of_its_visit_are_shown_to_who_may_see_the_visit(desk: Desk) -> None:
    """R182: a window sees the matter, and no visit, so not its photos."""
    _, matter, photo = photographed(desk)
    assert photo in desk.as_("wang").get(f"/matters/{matter}").text
    assert photo not in desk.as_("clerk").get(f"/matters/{matter}").text


def test_who_is_to_check_blind_learns_nothing_from_the_papers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R98: neither the photos of the visit, nor who gave the notice at the door."""
    visit, matter, photo = photographed(desk)
    notice = a.OneTimeNotice
    desk.station.do(matter, "wang", notice, ("户口本",), ("填表",), "三天", "上午")
    assert "王敏" in papers(desk.as_("lead").get(f"/matters/{matter}").text)
    monkeypatch.setattr("app.matters.pages.common.veiled", lambda *_: {visit})
    text = desk.as_("lead").get(f"/matters/{matter}").text
    assert "一次性告知单" in papers(text) and "王敏" not in papers(text)
    assert photo not in text


def papers(text: str) -> str:
    """The card with the papers."""
    return text.split("单据</h2>")[1].split("</section>")[0]


def test_what_is_written_beside_a_paper_is_text(hall: Hall, db: Database, town: Town) -> None:
    hall.accept("card", applicant="孙大爷", authorised="1")
    made = hall.matter()
    with db.session(writes=True) as session:
        for one in session.exec(select(MatterPaper).where(MatterPaper.kind == "authorisation")):
            one.words = "<script>alert(1)</script>"
            session.add(one)
        session.commit()
    page = hall.desk.get(f"/matters/{made.id}")
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page
