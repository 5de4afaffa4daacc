"""Rows R22, R108: 今天 follows the post, and a day asks for visits by its door shifts only."""

import re

from sqlmodel import Session, select

from app.attendance.models import RosterState, RosterWeek
from tests.attendance.roster.conftest import THIS, published
from tests.station.conftest import Desk


def _publish(desk: Desk) -> None:
    with desk.db.session(writes=True) as session:
        published(session, desk.town)


def test_r22_half_a_day_at_the_doors_asks_for_half_the_households(desk: Desk) -> None:
    """R22: post B opens the round of the day, half a day of it half the round."""
    assert "0/20" in desk.as_(desk.town.wang).get("/today")
    _publish(desk)
    page = desk.get("/today")
    assert "0/10" in page and "A岗·大厅 08:30-13:00 · B岗·登门 14:00-17:30" in page
    assert "赵倩" in page and "李强" in page  # beside her in the hall, and at the telephone
    assert "走访名单" not in page  # the round stands open: there are doors to go to


def test_r22_in_the_hall_all_day_nothing_is_asked_and_the_round_is_folded(desk: Desk) -> None:
    """R22: post A asks for no visits."""
    _publish(desk)
    page = desk.as_(desk.town.li).get("/today")
    assert "今天在大厅，不算走访户数" in page and "<progress value" not in page
    folded = page.index("走访名单")
    assert page.index("一起在岗") < folded < page.index("data-door")


def test_r108_the_lead_counts_by_the_same_rule(desk: Desk) -> None:
    """R108: whoever leads sees each worker's count against the same target."""
    assert desk.as_(desk.town.lead).get("/visits").count("0/20") > 1
    _publish(desk)
    page = desk.get("/visits")
    assert "0/10" in page and "今天不登门" in page and "0/20" not in page


def test_a_draft_changes_nobodys_day(desk: Desk) -> None:
    _publish(desk)
    _set_state(desk, RosterState.DRAFT)
    assert "0/20" in desk.as_(desk.town.wang).get("/today")


def _set_state(desk: Desk, state: RosterState) -> None:
    with desk.db.session(writes=True) as session:
        _only(session).state = state
        session.commit()


def _only(session: Session) -> RosterWeek:
    return session.exec(select(RosterWeek).where(RosterWeek.monday == THIS)).one()


def test_what_phones_keep_of_today_says_which_day_it_is_and_no_minute(desk: Desk) -> None:
    _publish(desk)
    first = desk.as_(desk.town.wang).get("/today")
    desk.clock.forward(minutes=61)
    assert "周一" in first and _kept(first) == _kept(desk.get("/today"))


def _kept(page: str) -> str:
    return re.search(r"<main.*</main>", page, re.DOTALL)[0]  # type: ignore[index]
