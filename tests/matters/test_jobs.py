"""What the clock does with matters, each once: reminders, orders, the archive."""

from datetime import date

import pytest
from sqlmodel import select

from app.attendance.models import Told
from app.catalogue.rules.items import Limit
from app.matters.jobs import look, to_order
from app.matters.rules import steps as a
from app.matters.rules.stages import Handling, How, Stage, Way
from tests.matters.town import Station


def due(station: Station) -> list[str]:
    """The matters about which the clock would order something now."""
    with station.db.session() as session:
        return to_order(session, station.clock())


def told(station: Station, who: str) -> list[str]:
    """What somebody was told of matters, oldest first."""
    with station.db.session() as session:
        person = getattr(station.town, who)
        rows = session.exec(select(Told).where(Told.person_id == person).order_by(Told.at)).all()
        return [one.values["state"] for one in rows if one.kind == "matter"]


def handled(station: Station, days: int = 3) -> str:
    """A matter that 王敏 has, due in so many working days."""
    matter = station.open("clerk")
    station.do(matter, "clerk", a.Classification, Handling.BRING_BACK, 1, Limit(days))
    station.do(matter, "clerk", a.Route, Way.DIRECT, station.town.wang)
    return matter


def ordered(station: Station) -> str:
    """One that is overdue, of which the clock has just ordered something."""
    matter = handled(station, 1)
    station.clock.forward(days=1, hours=11)
    look(station.db, station.clock)
    return matter


def test_owners_hear_before_it_is_due_and_on_the_day_once_each(station: Station) -> None:
    """R82: reminders before due and on the day; whatever looks again tells nobody twice."""
    handled(station, 3)
    for _ in range(3):
        station.clock.forward(days=1)
        look(station.db, station.clock)
        look(station.db, station.clock)
    assert told(station, "wang") == ["assigned", "soon", "due"]


def test_nobody_is_reminded_at_night(station: Station) -> None:
    """R82: reminders come while the doors are open."""
    handled(station, 2)
    station.clock.forward(days=1, hours=12)
    look(station.db, station.clock)
    assert told(station, "wang") == ["assigned"]


def test_what_is_overdue_is_ordered_by_the_clock_once_and_again_when_nobody_answers(
    station: Station,
) -> None:
    """R88: level 1 at overdue, level 2 after two working days without an answer."""
    matter = ordered(station)
    look(station.db, station.clock)
    assert station.matter(matter).supervised == 1
    assert told(station, "wang")[-1] == "supervised"
    station.clock.forward(days=1)
    look(station.db, station.clock)
    assert station.matter(matter).supervised == 1
    station.clock.forward(days=1)
    look(station.db, station.clock)
    assert station.matter(matter).supervised == 2
    assert told(station, "head") == ["supervised"]
    station.do(matter, "wang", a.SupervisionAnswer, "明天换好")
    look(station.db, station.clock)
    assert station.matter(matter).supervised == 0


def test_a_heads_order_after_the_answered_one_of_the_clock_has_its_own_two_days(
    station: Station,
) -> None:
    """R88: two working days from the order that nobody answered, not from the first one."""
    matter = ordered(station)
    station.do(matter, "wang", a.SupervisionAnswer, "明天换好")
    station.clock.forward(days=1)
    station.do(matter, "head", a.Supervision, 1)
    station.clock.forward(days=1)
    look(station.db, station.clock)
    assert station.matter(matter).supervised == 1
    station.clock.forward(days=1)
    look(station.db, station.clock)
    assert station.matter(matter).supervised == 2


def test_a_head_whom_nobody_answers_is_followed_by_the_clock(station: Station) -> None:
    """R88: also where nothing is overdue, and the clock itself never ordered anything."""
    matter = handled(station, 30)
    station.do(matter, "head", a.Supervision, 1)
    station.clock.forward(days=2)
    assert due(station) == []
    station.clock.forward(hours=11)
    assert due(station) == [matter]
    look(station.db, station.clock)
    assert station.matter(matter).supervised == 2


def test_only_what_has_to_be_ordered_now_is_looked_into(station: Station) -> None:
    """R88: not yet, waited for, answered: the clock leaves it alone without reading it."""
    early, waits, answered, late = (handled(station, 1) for _ in range(4))
    assert due(station) == []
    station.clock.forward(days=1, hours=11)
    assert set(due(station)) == {early, waits, answered, late}
    look(station.db, station.clock)
    station.do(answered, "wang", a.SupervisionAnswer, "明天换好")
    station.do(early, "wang", a.SupervisionAnswer, "明天换好")
    station.clock.forward(days=1)
    station.do(early, "head", a.Supervision, 1)
    station.do(waits, "wang", a.Waiting, "户口本")
    station.clock.forward(days=1)
    assert due(station) == [late]


def test_an_order_is_not_given_again_while_the_resident_is_waited_for(station: Station) -> None:
    """R82, R88: nobody can go on meanwhile."""
    matter = ordered(station)
    station.do(matter, "wang", a.Waiting, "户口本")
    station.clock.forward(days=4)
    look(station.db, station.clock)
    assert station.matter(matter).supervised == 1
    station.do(matter, "wang", a.Resumed, "来了")
    look(station.db, station.clock)
    assert station.matter(matter).supervised == 2


def test_who_waits_for_the_resident_is_not_late(station: Station) -> None:
    """R82: the clock stands still, and so does the order."""
    matter = handled(station, 1)
    station.do(matter, "wang", a.Waiting, "户口本")
    station.clock.forward(days=5)
    look(station.db, station.clock)
    assert station.matter(matter).supervised == 0
    before = station.matter(matter).due_at
    station.do(matter, "wang", a.Resumed, "来了")
    after = station.matter(matter).due_at
    assert before is not None
    assert after is not None
    assert after > before


def test_the_resident_of_a_long_term_matter_hears_on_the_day(station: Station) -> None:
    """R84: whoever has it is told that the day has come."""
    matter = handled(station, 30)
    station.do(matter, "wang", a.LongTerm, "等厂家来人", date(2026, 11, 26))
    station.clock.forward(days=2)
    look(station.db, station.clock)
    assert "interim" not in told(station, "wang")
    station.clock.forward(days=1)
    look(station.db, station.clock)
    look(station.db, station.clock)
    assert told(station, "wang").count("interim") == 1
    after = station.do(
        matter, "wang", a.InterimFeedback, "赵大爷", How.PHONE, "还在等", date(2026, 12, 3)
    )
    assert after.state.long_term_on == date(2026, 12, 3)


@pytest.mark.parametrize("rated", [True, False])
def test_what_was_asked_about_for_five_working_days_is_archived(
    station: Station, rated: bool
) -> None:
    """R90: archived with its retention date; not on the fifth day, but when it is over."""
    matter = handled(station, 5)
    station.do(matter, "wang", a.Result, "换好了")
    station.do(matter, "wang", a.Feedback, "赵大爷", How.PHONE, "换好了", station.clock())
    station.do(matter, "wang", a.RatingRequest, How.PHONE)
    if rated:
        station.do(matter, "clerk", a.Rating, 4)
    station.clock.forward(days=7)
    look(station.db, station.clock)
    assert station.matter(matter).stage == Stage.RATING
    station.clock.forward(hours=11)
    look(station.db, station.clock)
    found = station.matter(matter)
    assert found.stage == Stage.ARCHIVED
    assert found.keep_until is not None
    assert found.keep_until.year == 2029


def test_a_low_rating_waits_for_somebody_else(station: Station) -> None:
    """R89: whoever handled it does not ask how it was; without the answer nothing is archived."""
    matter = handled(station, 5)
    station.do(matter, "wang", a.Result, "换好了")
    station.do(matter, "wang", a.Feedback, "赵大爷", How.PHONE, "换好了", station.clock())
    station.do(matter, "wang", a.RatingRequest, How.PHONE)
    station.do(matter, "clerk", a.Rating, 1)
    station.clock.forward(days=30)
    look(station.db, station.clock)
    assert station.matter(matter).stage == Stage.RATING
    with pytest.raises(Exception, match="回访须由"):
        station.do(matter, "wang", a.FollowUp, "问过了")
    station.do(matter, "lead", a.FollowUp, "灯又坏了，已再报修")
    look(station.db, station.clock)
    assert station.matter(matter).stage == Stage.ARCHIVED


def test_what_a_follow_up_sent_back_is_not_archived_and_its_people_know(station: Station) -> None:
    """R89: the clock leaves it alone until it is done, told and asked about once more."""
    matter = handled(station, 60)
    station.do(matter, "wang", a.Result, "换好了")
    station.do(matter, "wang", a.Feedback, "赵大爷", How.PHONE, "换好了", station.clock())
    station.do(matter, "wang", a.RatingRequest, How.PHONE)
    station.do(matter, "clerk", a.Rating, 1)
    station.do(matter, "lead", a.SentBack, "灯还是不亮")
    station.clock.forward(days=30)
    look(station.db, station.clock)
    row = station.matter(matter)
    assert (row.stage, row.score, row.follow_up, row.done_at) == ("handling", None, False, None)
    assert row.owner_id == station.town.wang
    with station.db.session() as session:
        told = {(one.person_id, one.values["state"]) for one in session.exec(select(Told))}
    assert (station.town.wang, "sent_back") in told and (station.town.head, "sent_back") in told
    assert (station.town.lead, "sent_back") not in told
