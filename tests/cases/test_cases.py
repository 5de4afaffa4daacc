"""Row R111: a check that does not match, from notice to appeal, as people take its steps."""

from sqlmodel import col, select

from app.attendance.models import Told
from app.cases.rules.measures import Measure
from app.cases.rules.state import Stage
from tests.cases.conftest import DAY, SECOND, WEDNESDAY, Court
from tests.people import Town

THURSDAY = WEDNESDAY + DAY


def told(court: Court, person: str) -> list[str]:
    """What somebody was told of cases."""
    with court.db.session() as session:
        rows = session.exec(
            select(Told).where(Told.person_id == person, Told.kind == "case").order_by(col(Told.at))
        )
        return [one.values["state"] for one in rows]


def test_r111_an_honest_mismatch_ends_in_coaching_which_is_no_sanction(
    court: Court, town: Town
) -> None:
    """R111: the worker is heard before anything is found."""
    case = court.noticed("partly")
    assert told(court, town.wang) == ["replying"]
    page = court.as_(town.wang).get(f"/cases/{case.id}").text
    assert "等本人陈述" in page
    assert "住户说没有人来过" in page
    court.do(town.wang, "replies", words="我去过，敲门没人应，问了邻居")
    court.found("coaching")
    assert court.stage() is Stage.FOUND
    court.do(court.panel[0], "measure", level="coaching")
    assert court.stage() is Stage.MEASURED
    assert told(court, town.wang) == ["replying", "measured"]
    court.at(THURSDAY + 31 * DAY, 9)
    state = court.whole().state
    assert (state.stage, state.level) == (Stage.FINAL, Measure.COACHING)
    assert "辅导谈话" in court.as_(town.wang).get(f"/cases/{case.id}").text


def test_r111_an_invented_record_ends_in_a_first_warning_that_is_appealed(
    court: Court, town: Town
) -> None:
    """R111: people find, a person signs, and an appeal can make it lighter."""
    case = court.noticed(**SECOND)
    extra = court.whole().steps[-1].facts[-1].record
    court.do(town.wang, "replies", words="我去过")
    court.found("warning", extra)
    court.do(town.head, "measure", level="warning")
    court.do(town.wang, "appeal", words="门禁坏了")
    assert told(court, court.officer) == ["appealed"]
    court.do(court.officer, "appeal-decision", finding="reminder", **court.reason())
    state = court.whole().state
    assert (state.stage, state.level) == (Stage.FINAL, Measure.REMINDER)
    assert told(court, town.wang) == ["replying", "measured", "final"]
    assert "书面提醒" in court.as_(town.wang).get(f"/cases/{case.id}").text
