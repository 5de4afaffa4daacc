"""Envelopes of visits and corrections, judged and written many at once (rows R109, R215)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlmodel import Session, col, select

from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.intake import Accept, Base, Kind, Refuse, Sent, Verdict
from app.org.models import GridBuilding, Holding
from app.visits.amending import AmendmentKind
from app.visits.intake import VisitKind
from app.visits.models import AgreedContact, Amendment, Concern, Photo, Visit
from tests.clock import MONDAY_NINE
from tests.people import FOUNDED, Town, sign_in
from tests.visits.conftest import sent

DAY = timedelta(days=1)
NINE = MONDAY_NINE


def take(session: Session, kind: Kind, *items: Sent) -> list[Verdict]:
    """Judge, and write what is accepted, as the intake does."""
    verdicts = kind.judge(session, items)
    kind.write(
        session,
        [
            (one, verdict)
            for one, verdict in zip(items, verdicts, strict=True)
            if isinstance(verdict, Accept)
        ],
    )
    session.flush()
    return verdicts


def code(verdict: Verdict) -> str:
    """The code of a refusal, `""` when there is none."""
    return verdict.code if isinstance(verdict, Refuse) else ""


def hand_over(session: Session, town: Town, at: datetime) -> None:
    """From `at` on Li Qiang has Wang Min's building."""
    rows = session.exec(select(GridBuilding).where(GridBuilding.building_id == town.building12))
    rows.one().until = at
    session.flush()
    session.add(
        GridBuilding(
            id=uuid7(), community_id=town.community, grid_id=town.grid4,
            building_id=town.building12, since=at,
        )
    )  # fmt: skip
    session.flush()


def test_a_visit_brings_its_concerns_contact_and_photos(db: Database, town: Town) -> None:
    """R109, R215: what a phone sent stands in the record, with requests, photos and place."""
    one = sent(
        town, town.wang, NINE, household=town.doors3[0], requests=["修灯", "通下水"],
        next_on="2026-12-01", findings="灯坏了", files=2, position="37.49,121.24,12,3",
    )  # fmt: skip
    with db.session(writes=True) as session:
        assert [code(v) for v in take(session, VisitKind(), one)] == [""]
        visit = session.exec(select(Visit)).one()
        assert visit.findings == "灯坏了" and visit.lat == 37.49 and visit.grid_id == town.grid3
        assert visit.made_at == NINE and visit.received_at == NINE + timedelta(minutes=1)
        concerns = session.exec(select(Concern).order_by(col(Concern.text))).all()
        assert {one.text for one in concerns} == {"修灯", "通下水"}
        assert {str(one.due_on) for one in concerns} == {"2026-12-08"}
        assert str(session.exec(select(AgreedContact.due_on)).one()) == "2026-12-01"
        photos = session.exec(select(Photo).order_by(col(Photo.place))).all()
        assert [photo.received_at for photo in photos] == [None, None] and visit.photo_count == 2


def test_each_of_a_batch_is_refused_by_itself(db: Database, town: Town) -> None:
    items = [
        sent(town, town.wang, NINE, household=town.doors3[0]),
        sent(town, town.wang, NINE, household=uuid7()),
        sent(town, town.wang, NINE, household=town.doors4[0]),
        sent(town, town.wang, NINE, household=town.doors3[1], visited_at="2027-01-01T09:00"),
        sent(town, town.wang, NINE, household=town.doors3[1], outcome="angry"),
        sent(town, town.wang, NINE, household="", address="门岗"),
        sent(town, town.lead, NINE, household="", address="门岗"),
        sent(town, town.wang, NINE, household=town.doors3[2]),
    ]
    with db.session(writes=True) as session:
        verdicts = take(session, VisitKind(), *items)
        assert [code(v) for v in verdicts] == [
            "", "unknown_household", "not_own", "bad_field", "bad_field", "", "not_own", "",
        ]  # fmt: skip
        assert [v.field for v in verdicts if isinstance(v, Refuse)] == [
            "household", "household", "visited_at", "outcome", "author",
        ]  # fmt: skip
        assert len(session.exec(select(Visit)).all()) == 3


def test_a_record_is_judged_by_what_was_true_when_it_was_made(db: Database, town: Town) -> None:
    door, late = town.doors3[0], NINE + 3 * DAY
    with db.session(writes=True) as session:
        hand_over(session, town, NINE)
        verdicts = take(
            session,
            VisitKind(),
            sent(town, town.wang, NINE - DAY, received=late, household=door),
            sent(town, town.wang, NINE + DAY, received=late, household=door),
            sent(town, town.li, NINE - DAY, received=late, household=door),
            sent(town, town.li, NINE + DAY, received=late, household=door),
        )
        assert [code(v) for v in verdicts] == ["", "not_own", "not_own", ""]
        grids = session.exec(select(Visit.grid_id).order_by(col(Visit.made_at))).all()
        assert grids == [town.grid3, town.grid4]


def test_never_25_a_record_of_a_household_that_moved_is_set_aside_when_the_clock_is_doubtful(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        sign_in(session, town.wang, town.community, NINE - 5 * DAY)
        hand_over(session, town, NINE - DAY)
        one = sent(
            town, town.wang, NINE, doubtful=True, household=town.doors3[0],
            requests=["修灯"], next_on="2026-12-01",
        )  # fmt: skip
        (verdict,) = take(session, VisitKind(), one)
        assert isinstance(verdict, Accept) and verdict.set_aside == "scope_unsure"
        assert session.exec(select(Visit.set_aside)).one() == "scope_unsure"
        assert not session.exec(select(Concern)).all()
        assert not session.exec(select(AgreedContact)).all()


def test_a_doubtful_clock_changes_nothing_where_the_household_was_always_the_authors(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        sign_in(session, town.wang, town.community, FOUNDED + DAY)
        one = sent(town, town.wang, NINE, doubtful=True, household=town.doors3[0])
        other = sent(town, town.wang, NINE, doubtful=True, household=town.doors4[0])
        mine, foreign = take(session, VisitKind(), one, other)
        assert isinstance(mine, Accept) and mine.set_aside == ""
        assert code(foreign) == "not_own"


def test_who_left_the_post_no_longer_writes(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        session.exec(select(Holding).where(Holding.person_id == town.wang)).one().until = NINE
        session.flush()
        before = sent(town, town.wang, NINE - DAY, household=town.doors3[0])
        after = sent(town, town.wang, NINE + DAY, household=town.doors3[0])
        assert [code(v) for v in take(session, VisitKind(), before, after)] == ["", "not_own"]


def test_a_skew_of_centuries_is_no_reason_to_fail(db: Database, town: Town) -> None:
    one = sent(town, town.wang, NINE, household=town.doors3[0])
    made = type(one.envelope.made)(wall=one.envelope.made.wall, offset=10**18)
    envelope = type(one.envelope)(
        **{**{f: getattr(one.envelope, f) for f in one.envelope.__struct_fields__}, "made": made}
    )
    odd = Sent(envelope, one.digest, one.received_at, one.said_at, one.made_at, True)
    with db.session(writes=True) as session:
        sign_in(session, town.wang, town.community, FOUNDED + DAY)
        assert [code(v) for v in take(session, VisitKind(), odd)] == [""]
        assert session.exec(select(Visit.skew_ms)).one() is None


def test_the_number_of_queries_does_not_grow_with_the_batch(db: Database, town: Town) -> None:
    asked: list[str] = []

    def note(_c: Connection, _u: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    def batch(count: int) -> list[Sent]:
        return [
            sent(
                town, town.wang, NINE, household=town.doors3[n % 6], requests=["修灯"],
                doubtful=n % 3 == 0, files=1,
            )
            for n in range(count)
        ]  # fmt: skip

    counts = []
    event.listen(db.engine, "before_cursor_execute", note)
    for size in (4, 200):
        with db.session(writes=True) as session:
            asked.clear()
            take(session, VisitKind(), *batch(size))
            counts.append(len(asked))
    assert counts[1] <= counts[0] <= 9


@pytest.fixture
def written(db: Database, town: Town) -> str:
    """A visit of Wang Min at her first door."""
    one = sent(
        town, town.wang, NINE, household=town.doors3[0], findings="灯坏了",
        requests=["修灯"], next_on="2026-12-01",
    )  # fmt: skip
    with db.session(writes=True) as session:
        take(session, VisitKind(), one)
        session.commit()
    return one.envelope.id


def correction(town: Town, author: str, visit: str, rev: int = 1, **body: Any) -> Sent:
    """A correction of `visit` against its revision `rev`."""
    return sent(
        town, author, NINE + timedelta(hours=1), kind="amendment", base=Base(visit, rev), **body
    )


def test_a_correction_stands_beside_the_original(db: Database, town: Town, written: str) -> None:
    with db.session(writes=True) as session:
        take(session, AmendmentKind(), correction(town, town.wang, written, findings="灯已修"))
        amendment = session.exec(select(Amendment)).one()
        assert (amendment.rev, amendment.state) == (2, "head")
        assert amendment.body["findings"] == "灯已修"
        assert session.exec(select(Visit.findings)).one() == "灯坏了"


def test_never_23_a_correction_of_an_old_revision_waits_for_a_person(
    db: Database, town: Town, written: str
) -> None:
    with db.session(writes=True) as session:
        take(
            session,
            AmendmentKind(),
            correction(town, town.wang, written, findings="甲"),
            correction(town, town.lead, written, findings="乙"),
            correction(town, town.lead, written, rev=2, findings="丙"),
        )
        rows = session.exec(select(Amendment).order_by(col(Amendment.rev))).all()
        assert [(one.rev, one.state) for one in rows] == [(2, "head"), (3, "pending"), (4, "head")]


def test_a_correction_opens_only_new_requests_and_agrees_a_new_day(
    db: Database, town: Town, written: str
) -> None:
    with db.session(writes=True) as session:
        take(
            session,
            AmendmentKind(),
            correction(town, town.wang, written, requests=["修灯", "通下水"], next_on="2026-12-05"),
            correction(town, town.wang, written, rev=2, requests=["通下水"]),
        )
        texts = session.exec(select(Concern.text)).all()
        assert sorted(texts) == ["修灯", "通下水"]
        assert not session.exec(select(AgreedContact)).all()


def test_who_may_correct(db: Database, town: Town, written: str) -> None:
    with db.session(writes=True) as session:
        people = [town.wang, town.lead, town.head, town.li, town.steward, town.other_lead]
        verdicts = take(
            session, AmendmentKind(), *[correction(town, one, written) for one in people]
        )
        assert [code(v) for v in verdicts] == ["", "", "", *["unknown_visit"] * 3]


def test_what_a_correction_may_not_be(db: Database, town: Town, written: str) -> None:
    with db.session(writes=True) as session:
        verdicts = take(
            session,
            AmendmentKind(),
            correction(town, town.wang, uuid7()),
            sent(town, town.wang, NINE, kind="amendment"),
            correction(town, town.wang, written, household=town.doors3[1]),
            correction(town, town.wang, written, findings="字" * 2001),
            correction(town, town.wang, written, visited_at="2026-11-24T09:00"),
            sent(town, town.wang, NINE, kind="amendment", base=Base(written, 1), files=1),
        )
        assert [v.field for v in verdicts if isinstance(v, Refuse)] == [
            "base", "base", "household", "findings", "visited_at", "photos",
        ]  # fmt: skip


def test_a_correction_in_the_batch_of_its_visit_is_accepted(db: Database, town: Town) -> None:
    one = sent(town, town.wang, NINE, household=town.doors3[0])
    with db.session(writes=True) as session:
        take(session, VisitKind(), one)
        amended = correction(town, town.wang, one.envelope.id, findings="补充")
        assert [code(v) for v in take(session, AmendmentKind(), amended)] == [""]
