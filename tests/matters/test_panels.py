"""Where matters show beside other things: a household's page, a hand-over list, the access log."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.households.queries.doors import doors_of
from app.matters.models import Matter
from app.matters.panels import household_panels, work_to_hand_over
from app.matters.rules.stages import Channel, Flow
from app.org.models import AccessLog
from app.org.scope import Reach, Scope
from app.visits.models import Concern, Visit
from tests.matters.town import Desk, Station

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def doors(station: Station, session: object) -> list[object]:
    """The doors of 王敏's grid."""
    town, now = station.town, station.clock()
    scope = Scope(town.wang, town.community, Reach.GRID, frozenset([town.grid3]), now)
    return doors_of(session, scope, now.date())  # type: ignore[arg-type,return-value]


def test_a_households_page_shows_its_open_matters(desk: Desk) -> None:
    """R67: whoever stands at the door sees what is open there."""
    door = desk.station.town.doors3[0]
    desk.station.open("clerk", household_id=door, title="办优待证")
    assert "办优待证" in desk.as_("wang").get(f"/households/{door}").text


def test_a_dispute_is_neither_on_a_households_page_nor_in_a_hand_over(station: Station) -> None:
    """R76: restricted, wherever else matters show; a service is handed over (row R20)."""
    door = station.town.doors3[0]
    station.open("clerk", household_id=door, title="吵架", flow=Flow.DISPUTE)
    station.open("clerk", household_id=door, title="办证")
    with station.db.session() as session:
        here, day = doors(station, session), station.clock().date()
        shown = household_panels(session, here, day, set())[door]["matters"]  # type: ignore[arg-type]
        work = work_to_hand_over(session, here, day)  # type: ignore[arg-type]
    assert [one["title"] for one in shown] == ["办证"]
    assert [one.kind for one in work] == ["matter"]


def from_visit(station: Station) -> tuple[str, str]:
    """A matter of a concern that was written in a visit; the ids of both."""
    town, now = station.town, station.clock()
    visit, concern = "0" * 35 + "1", "0" * 35 + "2"
    with station.db.session(writes=True) as session:
        session.add(
            Visit(
                id=visit, community_id=town.community, household_id=town.doors3[0],
                grid_id=town.grid3, author_id=town.wang, day=now.date(), made_at=now, said_at=now,
                received_at=now, outcome="met", purposes=[], checklist=[], requests=[],
            )
        )  # fmt: skip
        session.flush()
        session.add(
            Concern(
                id=concern, community_id=town.community, household_id=town.doors3[0],
                visit_id=visit, author_id=town.wang, text="灯不亮", opened_at=now,
            )
        )  # fmt: skip
        session.commit()
    matter = station.open(
        "wang", household_id=town.doors3[0], concern_id=concern, channel=Channel.VISIT, title="灯"
    )
    return visit, matter


def test_a_request_that_became_a_matter_is_shown_once_with_its_words(desk: Desk) -> None:
    """R67: as the matter, with what was asked for; when that was a mistake, as a request again."""
    door = desk.station.town.doors3[0]
    _, matter = from_visit(desk.station)
    text = desk.as_("wang").get(f"/households/{door}").text
    assert text.count("灯不亮") == 1 and f"/matters/{matter}" in text
    assert "未办结" not in text
    desk.do("wang", matter, "cancellation", reason="收错了")
    text = desk.get(f"/households/{door}").text
    assert "未办结" in text and f"/matters/{matter}" not in text


def test_a_request_beside_a_dispute_is_not_lost_with_it(station: Station) -> None:
    """R76: a page that does not show the matter still shows what was asked for."""
    _, matter = from_visit(station)
    with station.db.session(writes=True) as session:
        row = session.get(Matter, matter)
        assert row is not None
        row.restricted = True
        session.add(row)
        session.commit()
    with station.db.session() as session:
        here, day = doors(station, session), station.clock().date()
        shown = household_panels(session, here, day, set())[station.town.doors3[0]]  # type: ignore[arg-type]
    assert shown["matters"] == [] and not shown["turned"]


def test_whoever_stands_at_a_door_accepts_for_it(desk: Desk) -> None:
    """R52: from the page of the household, and the form knows whose it is."""
    door = desk.station.town.doors3[0]
    for who in ("wang", "lead", "head"):
        text = desk.as_(who).get(f"/households/{door}").text
        assert f'href="/matters/new?household={door}"' in text, who
        form = desk.get(f"/matters/new?household={door}").text
        assert f'value="{door}"' in form, who


def test_a_matter_of_a_visit_that_is_veiled_is_on_no_page_of_the_household(
    station: Station,
) -> None:
    """R76: who is to check a visit blind does not learn from a panel that it was."""
    visit, _ = from_visit(station)
    with station.db.session() as session:
        here, day = doors(station, session), station.clock().date()
        shown = household_panels(session, here, day, {visit})  # type: ignore[arg-type]
    assert all(one["matters"] == [] for one in shown.values())


def test_who_is_to_check_blind_sees_the_request_but_not_who_was_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R98: help never waits for a check: the lead may act, and does not learn who wrote it."""
    visit, matter = from_visit(desk.station)
    monkeypatch.setattr("app.matters.pages.common.veiled", lambda *_: {visit})
    text = desk.as_("lead").get(f"/matters/{matter}").text
    assert "灯" in text
    assert "抽查完以后可看" in text
    assert "上门走访" not in text


def test_looking_at_a_matter_of_a_household_is_logged(desk: Desk) -> None:
    """R75: its page names the door, so it stands in the access log."""
    door = desk.station.town.doors3[0]
    matter = desk.station.open("clerk", household_id=door)
    desk.station.clock.forward(minutes=1)
    desk.as_("lead").get(f"/matters/{matter}")
    with desk.station.db.session() as session:
        rows = session.exec(select(AccessLog).where(AccessLog.what == "matter")).all()
    assert [(one.person_id, one.households) for one in rows] == [(desk.station.town.lead, [door])]
    assert desk.station.clock() - rows[0].at < timedelta(hours=1)
