"""What the demo holds: real streets, invented homes, and a day with something left to do."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from app.accuracy.models import AccuracyRecord, Campaign
from app.auth.models import Recovery
from app.cases.held import case_rows
from app.cases.models import CaseFile
from app.demo.build import Builder
from app.demo.calls import ZONE
from app.demo.chance import NOBODYS_PREFIX
from app.demo.divisions import HOME, committees, divisions
from app.demo.progress import Progress
from app.demo.scale import Scale, Size, size_of
from app.demo.staff import APPEAL_OFFICER, CAST, HOME_STREET, PANEL, panel_places
from app.households.models import Consent, Correction, Household, Need
from app.kit.audit import AuditHead
from app.kit.db import Database
from app.matters.models import Matter, MatterStep
from app.matters.rules.written import KINDS
from app.org.judging import people_judging
from app.org.models import (
    Area,
    AreaLevel,
    Building,
    Community,
    Grid,
    GridBuilding,
    Holding,
    Person,
    Post,
)
from app.spotchecks.models import Draw, SpotCheck
from app.spotchecks.verifying import verify_day
from app.sync.models import Received
from app.sync.verify import Sound, verify
from app.visits.models import AgreedContact, Amendment, Concern, PaperVisit, Photo, Visit

# A Monday, late in the morning in Shanghai.
NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def build(database: Database, now: datetime = NOW) -> None:
    with database.engine.connect() as connection:
        Builder(connection, Scale.COMMUNITY, now, Progress(StringIO())).build()
        connection.commit()


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    build(db)
    with db.session() as session:
        yield session


def test_the_file_has_sixty_urban_committees_and_the_home_of_the_cast() -> None:
    names = {one.code: one.name for one in committees()}
    assert len(names) == 60
    assert names[HOME] == "银河社区居委会"
    assert len(divisions()) == 247


def test_the_district_is_forty_communities_with_425_grids() -> None:
    size = size_of(Scale.DISTRICT)
    lowest = sorted(one.code for one in committees())[:40]
    assert sorted(size.grids) == lowest
    assert (sum(size.grids.values()), size.households, size.days) == (425, 127_500, 365)


def test_the_demo_has_the_whole_shape_of_a_community(session: Session) -> None:
    """One test of many claims, because building is most of the time."""
    _streets_are_real(session)
    _everyone_has_their_post(session)
    _matters_are_on_every_road(session)
    _the_panel_comes_from_outside(session)
    _each_household_is_in_one_grid(session)
    _contacts_are_nobodys(session)
    _needs_have_consent_and_an_end(session)
    _the_steward_has_something_to_do(session)
    _two_visits_were_on_paper(session)
    _visits_end_this_morning(session)
    _there_is_something_due(session)
    _nothing_is_later_than_now(session)
    _the_record_is_sound(session)
    _a_month_is_drawn_and_checked(session)
    _a_case_stands_at_each_stage(session)
    _the_books_were_held_against_the_place(session)


def _matters_are_on_every_road(session: Session) -> None:
    found = session.exec(select(Matter)).all()
    stages = {one.stage for one in found}
    assert stages >= {"archived", "handling", "rating", "cancelled", "withdrawn", "not_ours"}
    assert {one.flow for one in found} == {"service", "dispute"}
    assert {one.level for one in found} == {1, 2, 3, 4}
    kinds = set(session.exec(select(MatterStep.kind).distinct()))
    assert set(KINDS) - kinds <= {
        "task_opened", "task_done", "hand_over", "joint_action", "reopened", "call_back_drawn",
        "follow_up", "not_taken", "sent_back",
    }  # fmt: skip
    (waiting,) = [one for one in found if one.untaken]
    assert (waiting.channel, waiting.untaken) == ("portal", 1), "one waits to be taken"
    assert waiting.take_until and waiting.take_until > NOW
    assert any(one.follow_up for one in found), "a low rating that somebody else asks about"
    assert any(one.due_at and one.due_at < NOW and one.done_at is None for one in found), "overdue"
    assert any(one.paused_since for one in found), "one waits for the resident"


def test_the_panel_of_the_last_community_of_a_street_comes_from_the_first_ones() -> None:
    street = [one.code for one in committees() if one.code[:9] == HOME_STREET[:9]]
    assert panel_places(street[-1]) == street[:3]
    assert all(one not in panel_places(one) for one in street)


def _count(session: Session, model: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(model)).one()


def _streets_are_real(session: Session) -> None:
    known = {one.code: one.name for one in divisions()}
    areas = session.exec(select(Area)).all()
    assert all(known[one.code] == one.name for one in areas if one.level != AreaLevel.CITY)
    assert Counter(one.level for one in areas) == {
        AreaLevel.CITY: 1,
        AreaLevel.DISTRICT: 1,
        AreaLevel.STREET: 7,
        AreaLevel.COMMUNITY: 60,
    }
    assert _count(session, Community) == 60
    home = session.exec(select(Community).join(Area).where(Area.code == HOME)).one()
    assert home.name == "银河社区"


def _everyone_has_their_post(session: Session) -> None:
    grids = session.exec(select(Grid)).all()
    assert sorted(one.number for one in grids) == list(range(1, 12))
    found = session.exec(select(Holding, Person).join(Person, col(Person.id) == Holding.person_id))
    held = list(found)
    assert Counter(holding.post for holding, _ in held) == {
        Post.GRID_WORKER: 12,
        Post.CLERK: 4,
        Post.PANEL_MEMBER: 3,
        Post.DISTRICT_OFFICER: 2,
        **dict.fromkeys(
            set(Post) - {Post.GRID_WORKER, Post.CLERK, Post.PANEL_MEMBER, Post.DISTRICT_OFFICER},
            1,
        ),
    }
    assert {person.name for _, person in held} >= CAST
    by_id = {one.id: one.number for one in grids}
    (backup,) = [(one, person) for one, person in held if one.backup]
    held.remove(backup)
    at = {person.name: by_id[holding.grid_id] for holding, person in held if holding.grid_id}
    assert by_id[backup[0].grid_id or ""] == 7 and at[backup[1].name] == 8
    assert at["王敏"] == 3
    assert at["李强"] != 3
    assert sorted(at.values()) == list(range(1, 12))
    assert all(holding.since < NOW - timedelta(days=365) for holding, _ in held)


def _the_panel_comes_from_outside(session: Session) -> None:
    home = session.exec(select(Area.id).where(Area.code == HOME)).one()
    found = people_judging(session, home, NOW)
    assert [one.post for one in found] == [Post.PANEL_MEMBER] * 3 + [Post.APPEAL_OFFICER]
    assert {one.name for one in found} == {*PANEL, APPEAL_OFFICER}
    streets = {
        session.get_one(Area, session.get_one(Person, one.id).community_id or "").parent_id
        for one in found[:3]
    }
    assert streets == {session.get_one(Area, home).parent_id}


def _each_household_is_in_one_grid(session: Session) -> None:
    rows = session.exec(
        select(Household.id, GridBuilding.grid_id)
        .join(Building, col(Building.id) == Household.building_id)
        .join(GridBuilding, col(GridBuilding.building_id) == Building.id)
        .where(col(Household.moved_out_on).is_(None))
    ).all()
    closed = session.exec(select(Household).where(col(Household.moved_out_on).is_not(None))).all()
    assert len(closed) == 1
    assert len({household for household, _ in rows}) == _count(session, Household) - 1
    assert set(Counter(grid for _, grid in rows).values()) == {300}
    for building in session.exec(select(Building)).all():
        assert re.fullmatch(r"\d+号楼", building.number)
        assert building.lat and abs(building.lat - 37.5) < 0.1
        assert building.lon and abs(building.lon - 121.25) < 0.1


def _contacts_are_nobodys(session: Session) -> None:
    homes = session.exec(select(Household)).all()
    given = [one for one in homes if one.contact_name]
    assert 0.5 < len(given) / len(homes) < 0.7
    assert all(re.fullmatch(NOBODYS_PREFIX + r"\d{4}", one.contact_phone) for one in given)
    assert all(re.fullmatch(r"[1-4]", one.entrance) for one in homes)
    assert all(re.fullmatch(r"\d{1,2}0[1-4]", one.room) for one in homes)


def _needs_have_consent_and_an_end(session: Session) -> None:
    needs = session.exec(select(Need)).all()
    assert len(needs) > 100
    assert all(one.consent_at <= NOW and one.starts_on < one.ends_on for one in needs)
    consents = {one.id: one for one in session.exec(select(Consent)).all()}
    assert all(consents[str(one.consent_id)].household_id == one.household_id for one in needs)
    regular = [one for one in needs if one.every_days]
    assert len({one.code for one in regular}) == len(regular) > 5
    assert any(one.review_on and one.review_on <= TODAY for one in needs)
    left = {one.household_id for one in consents.values() if one.purpose == "contact"}
    homes = session.exec(select(Household).where(col(Household.contact_phone) != "")).all()
    assert {one.id for one in homes} == left, "every contact stands on a consent"


def _the_steward_has_something_to_do(session: Session) -> None:
    waiting = session.exec(select(Correction).where(Correction.state == "open")).all()
    assert sorted((NOW - one.made_at).days for one in waiting) == [0, 2, 4, 9]
    phones = Counter(session.exec(select(Household.contact_phone)).all())
    del phones[""]
    assert [count for count in phones.values() if count > 1] == [2]


def _two_visits_were_on_paper(session: Session) -> None:
    assert sorted(session.exec(select(PaperVisit.answer)).all()) == ["", ""]


def _visits_end_this_morning(session: Session) -> None:
    days = Counter(session.exec(select(Visit.day)).all())
    assert min(days) >= TODAY - timedelta(days=60)
    assert max(days) == TODAY
    per_grid = Counter(session.exec(select(Visit.grid_id).where(Visit.day == TODAY)).all())
    assert len(per_grid) == 11
    assert all(5 <= count < 20 for count in per_grid.values())
    assert 8_000 < sum(days.values()) < 12_000
    local = [one.astimezone(ZONE) for one in session.exec(select(Visit.made_at)).all()]
    assert all(8 <= one.hour < 21 for one in local)
    assert any(one.hour >= 18 for one in local)


def _there_is_something_due(session: Session) -> None:
    open_ones = session.exec(select(Concern).where(col(Concern.closed_at).is_(None))).all()
    for days in (-1, 0, 2):
        due = {one.grid_id for one in open_ones if one.due_on == TODAY + timedelta(days=days)}
        assert len(due) == 11
    agreed = session.exec(select(AgreedContact).where(AgreedContact.due_on == TODAY)).all()
    assert len(agreed) >= 22
    assert _count(session, Amendment) > 10
    assert session.exec(select(Visit).where(col(Visit.household_id).is_(None))).first()
    assert session.exec(select(Visit).where(Visit.set_aside != "")).first()
    assert session.exec(select(Photo).where(col(Photo.received_at).is_(None))).first()
    assert _count(session, Recovery) == 1


def _nothing_is_later_than_now(session: Session) -> None:
    visits = session.exec(select(Visit)).all()
    assert all(one.made_at < one.received_at <= NOW for one in visits)
    assert all(one.made_at.astimezone(ZONE).date() == one.day for one in visits)
    concerns = session.exec(select(Concern)).all()
    assert all(one.opened_at <= NOW for one in concerns)
    assert all(one.closed_at is None or one.opened_at < one.closed_at <= NOW for one in concerns)


def _the_record_is_sound(session: Session) -> None:
    assert _count(session, Received) == 0
    findings = list(verify(session))
    assert all(isinstance(one, Sound) and one.events >= 1 for one in findings)
    areas = session.exec(select(Area.id)).all()
    assert {one.community_id for one in session.exec(select(AuditHead)).all()} == set(areas)


def _a_month_is_drawn_and_checked(session: Session) -> None:
    draws = session.exec(select(Draw).order_by(col(Draw.day))).all()
    shown = [one for one in draws if one.published_at]
    assert len(shown) >= 25
    assert [verify_day(session, one.community_id, one.day) for one in shown[-3:]] == [[]] * 3
    checks = session.exec(select(SpotCheck)).all()
    assert len(checks) > 300
    assert any(one.closed_at is None for one in checks)
    assert {"true", "partly", "not_reached", "declined"} <= {one.outcome for one in checks}


def _a_case_stands_at_each_stage(session: Session) -> None:
    told = {one.told for one in session.exec(select(CaseFile)).all()}
    ways = {"checked", "replying", "deciding", "found", "measured", "appealed"}
    assert told >= {*ways, "dismissed", "lapsed"}
    home = session.exec(select(CaseFile.community_id)).first() or ""
    assert list(case_rows(session, home)) == []


def _the_books_were_held_against_the_place(session: Session) -> None:
    over, runs = session.exec(select(Campaign).order_by(col(Campaign.opened_at))).all()
    assert (over.closed_at is None, runs.closed_at is None) == (False, True)
    records = session.exec(select(AccuracyRecord)).all()
    of = {one.id: [r for r in records if r.campaign_id == one.id] for one in (over, runs)}
    assert {"compared", "declined", "not_reached"} <= {one.outcome for one in of[over.id]}
    wang = session.exec(select(Person.id).where(Person.name == "王敏")).first()
    assert [one for one in of[runs.id] if one.asked_id == wang and not one.outcome]
    assert all(one.asked_id and one.compared_by in (None, one.asked_id) for one in records)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_foreign_key_of_the_demo_leads_somewhere(session: Session) -> None:
    assert session.connection().exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_indexes_that_were_set_aside_are_back(db: Database) -> None:
    wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    with db.engine.connect() as connection:
        before = connection.exec_driver_sql(wanted).all()
    build(db)
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql(wanted).all() == before


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_indexes_and_keys_that_were_set_aside_are_back_on_postgresql(db: Database) -> None:
    wanted = (
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = 'visit'::regclass UNION ALL "
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'visit' ORDER BY 1"
    )
    with db.engine.connect() as connection:
        before = connection.exec_driver_sql(wanted).all()
    build(db)
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql(wanted).all() == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("minutes_after_midnight", [15, 8 * 60 + 45, 23 * 60 + 50])
def test_at_any_hour_todays_round_has_been_begun(
    db: Database, minutes_after_midnight: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.demo.build.size_of", lambda _: Size({HOME: 3}, days=15))
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=ZONE)
    now = midnight + timedelta(minutes=minutes_after_midnight)
    build(db, now)
    with db.session() as session:
        today = session.exec(select(Visit).where(Visit.day == TODAY)).all()
        assert len({one.grid_id for one in today}) == 3
        assert all(one.received_at <= now for one in today)
