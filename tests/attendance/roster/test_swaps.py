"""Row R24: a shift is exchanged when the colleague agrees, the lead grants and the rules hold."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.attendance.commands.rosters import begin
from app.attendance.models import RosterShift, RosterState, RosterWeek, Swap, Told
from app.kit.audit import AuditEvent
from tests.attendance.roster.conftest import NEXT, THIS, kept, published
from tests.clock import MONDAY_NINE
from tests.station.conftest import Desk

TOMORROW = THIS + timedelta(days=1)


@pytest.fixture
def week(desk: Desk) -> Desk:
    """A published week."""
    with desk.db.session(writes=True) as session:
        published(session, desk.town)
    return desk


def _shift(desk: Desk, person: str, number: int = 1, post: str = "A") -> str:
    with desk.db.session() as session:
        return session.exec(
            select(RosterShift.id).where(
                RosterShift.person_id == person,
                RosterShift.on == THIS + timedelta(days=number),
                RosterShift.post == post,
            )
        ).one()


def _asked(desk: Desk, gives: str, takes: str) -> str:
    desk.as_(desk.town.clerk).post("/swaps", shift=gives, other_shift=takes, reason="看病")
    return _swap(desk).id


def _swap(desk: Desk) -> Swap:
    with desk.db.session() as session:
        return session.exec(select(Swap).order_by(col(Swap.asked_at).desc())).first()  # type: ignore[return-value]


def _told(session: Session) -> set[tuple[str, str]]:
    return {(one.person_id, one.kind) for one in session.exec(select(Told))}


def test_r24_a_swap_is_asked_agreed_granted_and_everybody_is_told(week: Desk) -> None:
    """R24: a swap is asked for, agreed to and approved."""
    town = week.town
    morning, evening = _shift(week, town.clerk), _shift(week, town.li)
    page = week.as_(town.clerk).get(f"/swaps/new?shift={morning}&colleague={town.li}")
    assert "大厅 13:00-19:00" in page
    swap = _asked(week, morning, evening)
    assert "同意换" in week.as_(town.li).get("/swaps")
    week.post(f"/swaps/{swap}/agreement", decision="accept")
    assert "李强同意和您换班" in week.as_(town.clerk).get("/news")
    assert "批准换班" in week.as_(town.lead).get("/swaps")
    week.post(f"/swaps/{swap}/answer", decision="accept")
    assert _shift(week, town.li) == morning and _shift(week, town.clerk) == evening
    assert _swap(week).state == "granted"
    with week.db.session() as session:
        assert _told(session) == {
            (town.li, "swap_asked"), (town.clerk, "swap_accepted"),
            (town.lead, "swap_agreed"), (town.head, "swap_agreed"),
            (town.li, "swap_granted"), (town.clerk, "swap_granted"),
        }  # fmt: skip
        kinds = set(session.exec(select(AuditEvent.kind)))
        assert {"swap.asked", "swap.agreed", "swap.granted"} <= kinds
    week.post(f"/swaps/{swap}/answer", 409, decision="accept")


def test_r24_a_swap_that_breaks_a_rule_is_refused_by_its_name(week: Desk) -> None:
    town = week.town
    # Who serves until one would be at the doors at two, and in the hall from one on.
    refused = week.as_(town.li).post(
        "/swaps", 422, colleague=town.wang, shift=_shift(week, town.li),
        other_shift=_shift(week, town.wang, 2, "B"),
    )  # fmt: skip
    assert "同时排在两处" in refused.text
    with week.db.session() as session:
        assert session.exec(select(Swap)).all() == []


def test_r24_granting_asks_the_rules_again(week: Desk) -> None:
    town = week.town
    swap = _asked(week, _shift(week, town.clerk), _shift(week, town.li))
    week.as_(town.li).post(f"/swaps/{swap}/agreement", decision="accept")
    with week.db.session(writes=True) as session:
        session.add(
            RosterShift(
                id="0" * 36, community_id=town.community, on=TOMORROW, post="B",
                week_id=session.get_one(RosterShift, _shift(week, town.li)).week_id,
                person_id=town.clerk, begins=kept(town).shifts[0].ends,
                ends=kept(town).shifts[1].ends,
            )
        )  # fmt: skip
        session.commit()
    refused = week.as_(town.lead).post(f"/swaps/{swap}/answer", 422, decision="accept").text
    assert "周二 13:00-19:00 赵倩同时排在两处" in refused
    assert _swap(week).state == "agreed"
    assert "请填写" in week.post(f"/swaps/{swap}/answer", 422, decision="return").text
    week.post(f"/swaps/{swap}/answer", decision="return", answer="改天再换")
    assert "改天再换" in week.as_(town.clerk).get("/swaps")


def test_a_swap_is_only_for_those_whom_it_concerns(week: Desk) -> None:
    town = week.town
    swap = _asked(week, _shift(week, town.clerk), _shift(week, town.li))
    assert "看病" not in week.as_(town.wang).get("/swaps")
    week.post(f"/swaps/{swap}/agreement", 404, decision="accept")
    week.as_(town.li).post(f"/swaps/{swap}/withdrawal", 404)
    week.as_(town.lead).post(f"/swaps/{swap}/answer", 409, decision="accept")
    week.as_(town.clerk).post(f"/swaps/{swap}/withdrawal")
    week.as_(town.li).post(f"/swaps/{swap}/agreement", 409, decision="accept")


def test_only_a_shift_to_come_of_a_published_week_is_exchanged(week: Desk) -> None:
    town = week.town
    today = _shift(week, town.clerk, 0)
    week.as_(town.clerk).get(f"/swaps/new?shift={today}", 404)
    week.get(f"/swaps/new?shift={_shift(week, town.li)}", 404)
    with week.db.session(writes=True) as session:
        draft = begin(session, MONDAY_NINE, town.community, town.lead, NEXT, kept(town, NEXT))
        session.commit()
        (later,) = session.exec(
            select(RosterShift.id).where(
                RosterShift.week_id == draft.id, RosterShift.person_id == town.clerk,
                RosterShift.on == NEXT,
            )
        ).all()  # fmt: skip
        assert draft.state == RosterState.DRAFT
    week.get(f"/swaps/new?shift={later}", 404)


def test_a_swap_whose_week_was_published_anew_cannot_be_granted(week: Desk) -> None:
    town = week.town
    swap = _asked(week, _shift(week, town.clerk), _shift(week, town.li))
    week.as_(town.li).post(f"/swaps/{swap}/agreement", decision="accept")
    lead = week.as_(town.lead)
    lead.post(f"/roster/{THIS}/draft", how="published")
    lead.post(f"/roster/{THIS}/publication")
    assert "排班已经改了" in lead.get("/swaps")
    lead.post(f"/swaps/{swap}/answer", 409, decision="accept")


def test_r24_a_draft_from_before_a_swap_does_not_undo_it_in_silence(week: Desk) -> None:
    town = week.town
    morning, evening = _shift(week, town.clerk), _shift(week, town.li)
    lead = week.as_(town.lead)
    lead.post(f"/roster/{THIS}/draft", how="published")
    week.clock.forward(minutes=5)
    swap = _asked(week, morning, evening)
    week.as_(town.li).post(f"/swaps/{swap}/agreement", decision="accept")
    week.as_(town.lead).post(f"/swaps/{swap}/answer", decision="accept")

    refused = week.post(f"/roster/{THIS}/publication", 422).text
    assert "直接发布会把换班改回去" in refused and "换给李强" in refused
    assert "可以发布" not in refused
    with week.db.session() as session:
        assert session.get_one(RosterShift, morning).person_id == town.li, "still exchanged"

    week.clock.forward(minutes=1)
    week.post(f"/roster/{THIS}/draft", how="swaps")
    assert "都排齐了，可以发布" in week.get(f"/roster/{THIS}/draft")
    week.post(f"/roster/{THIS}/publication")
    with week.db.session() as session:
        held = session.exec(
            select(RosterShift.person_id, RosterShift.begins)
            .join(RosterWeek, col(RosterWeek.id) == RosterShift.week_id)
            .where(RosterWeek.version == 2, RosterShift.on == TOMORROW, RosterShift.post == "A")
        ).all()
    early = {one for one, begins in held if begins == min(begins for _, begins in held)}
    assert town.li in early and town.clerk not in early
