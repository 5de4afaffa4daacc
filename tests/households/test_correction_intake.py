"""Corrections from the door, as the phone sends them: each arrives once, in scope (row R47)."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from app.households.intake import CorrectionKind
from app.households.models import Consent, Correction, CorrectionState, Household
from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.intake import Accept, Refuse, Sent, Verdict
from app.org.models import GridBuilding
from app.sync.models import Received
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.sync.phone import Phone
from tests.visits.conftest import Station, sent

NINE = MONDAY_NINE
MORE = {"people": "4", "reason": "上门时住户说的"}
CONTACT = {"contact_name": "王女士", "contact_phone": "15400000001", "reason": "住户说的"}


def told(town: Town, author: str, door: str, at: Any = NINE, **body: Any) -> Sent:
    """A correction that passed the checks common to all kinds."""
    one = sent(town, author, at, kind="correction", household=door)
    envelope = one.envelope
    return Sent(
        type(envelope)(**{**_fields(envelope), "body": {"household": door, **(body or MORE)}}),
        one.digest, one.received_at, one.said_at, one.made_at, one.clock_doubtful,
    )  # fmt: skip


def _fields(envelope: Any) -> dict[str, Any]:
    return {name: getattr(envelope, name) for name in envelope.__struct_fields__}


def take(session: Session, *items: Sent) -> list[Verdict]:
    """Judge, and write what is accepted, as the intake does."""
    kind = CorrectionKind()
    verdicts = kind.judge(session, items)
    pairs = zip(items, verdicts, strict=True)
    kind.write(session, [(one, found) for one, found in pairs if isinstance(found, Accept)])
    session.flush()
    return verdicts


def code(verdict: Verdict) -> str:
    """The code of a refusal, `""` when there is none."""
    return verdict.code if isinstance(verdict, Refuse) else ""


def test_r47_a_correction_waits_for_the_steward_with_the_time_it_was_made(
    db: Database, town: Town
) -> None:
    one = told(town, town.wang, town.doors3[0])
    with db.session(writes=True) as session:
        assert [code(v) for v in take(session, one)] == [""]
        found = session.exec(select(Correction)).one()
        assert (found.id, found.state) == (one.envelope.id, CorrectionState.OPEN)
        assert (found.fields, found.made_at) == ({"people": "4"}, NINE)
        assert found.received_at == one.received_at


def test_r47_only_what_is_filled_in_and_new_is_asked_for(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        home = session.get(Household, town.doors3[0])
        assert home is not None
        home.people = 4
        session.add(home)
        session.flush()
        same, more = take(
            session,
            told(town, town.wang, town.doors3[0], **MORE),
            told(town, town.wang, town.doors3[0], **MORE, contact_by="phone"),
        )
        assert code(same) == "no_change" and code(more) == ""
        assert session.exec(select(Correction)).one().fields == {"contact_by": "phone"}


def test_r47_a_door_of_somebody_else_is_refused_with_the_reason(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        theirs, nobodys, own = take(
            session,
            told(town, town.li, town.doors3[0]),
            told(town, town.wang, uuid7()),
            told(town, town.lead, town.doors3[1]),
        )
        assert (code(theirs), code(nobodys), code(own)) == ("not_own", "unknown_household", "")


def test_r47_what_counts_is_who_had_the_door_when_it_was_written(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        row = session.exec(
            select(GridBuilding).where(GridBuilding.building_id == town.building12)
        ).one()
        row.until = NINE + timedelta(hours=2)
        session.add(row)
        session.flush()
        before, after = take(
            session,
            told(town, town.wang, town.doors3[0], NINE + timedelta(hours=1)),
            told(town, town.wang, town.doors3[1], NINE + timedelta(hours=5)),
        )
        assert (code(before), code(after)) == ("", "not_own")


def test_r127_a_contact_needs_consent_which_is_written_down_with_it(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        door = town.doors3[0]
        (unasked,) = take(session, told(town, town.wang, door, **CONTACT))
        assert code(unasked) == "no_consent"
        agreed = {**CONTACT, "giver": "family"}
        twice = [told(town, town.wang, door, **agreed), told(town, town.wang, door, **agreed)]
        assert [code(v) for v in take(session, *twice)] == ["", ""]
        given = session.exec(select(Consent)).one()
        assert (given.giver, given.taken_by, given.at) == ("family", town.wang, NINE)
        assert [code(v) for v in take(session, told(town, town.wang, door, **CONTACT))] == [""]


def test_r127_a_contact_from_before_a_withdrawal_is_not_taken_in(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        door, agreed = town.doors3[0], {**CONTACT, "giver": "family"}
        take(session, told(town, town.wang, door, **agreed))
        given = session.exec(select(Consent)).one()
        given.withdrawn_at = NINE + timedelta(hours=1)
        session.add(given)
        session.flush()
        late, anew = take(
            session,
            told(town, town.wang, door, NINE + timedelta(minutes=30), **agreed),
            told(town, town.wang, door, NINE + timedelta(hours=2), **agreed),
        )
        assert (code(late), code(anew)) == ("withdrawn", "")


def test_r137_a_merged_file_takes_it_and_a_closed_one_does_not(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        merged, closed = (session.get(Household, one) for one in town.doors3[1:3])
        assert merged is not None and closed is not None
        merged.merged_into, closed.moved_out_on = town.doors3[0], NINE.date()
        session.add_all([merged, closed])
        session.flush()
        into, gone = take(
            session,
            told(town, town.wang, town.doors3[1]),
            told(town, town.wang, town.doors3[2]),
        )
        assert (code(into), code(gone)) == ("", "closed")
        assert session.exec(select(Correction)).one().household_id == town.doors3[0]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=4), min_size=1, max_size=5))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_r47_however_often_and_in_whatever_batches_each_arrives_once(
    station: Station, town: Town, order: list[list[int]]
) -> None:
    """The same text gets the same receipt, and the queue gets one correction of it."""
    phone = Phone(town.wang, town.community)
    at, station = station.clock(), station.as_(town.wang)
    texts = [
        phone.visit(door, at, kind="correction", body={"household": door, **MORE})
        for door in town.doors3[:4]
    ]
    receipts: dict[int, set[str]] = {}
    for batch in order:
        reply = station.client.post("/sync", json=phone.request([texts[one] for one in batch]))
        for one, said in zip(batch, reply.json()["results"], strict=True):
            receipts.setdefault(one, set()).add(said)
    assert all(len(some) == 1 and "accepted" in min(some) for some in receipts.values())
    with station.db.session() as session:
        made = session.exec(select(Correction).order_by(col(Correction.id))).all()
        held = session.exec(select(Received).where(Received.kind == "correction")).all()
        sent_now = [one for one in made if one.made_at == at and one.id in "".join(texts)]
        assert len(sent_now) == len(receipts)
        assert len(held) == len(made)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_r127_withdrawal_erases_what_the_envelope_said(station: Station, town: Town) -> None:
    door = town.doors3[0]
    station.as_(town.wang)
    station.post(f"/households/{door}/corrections", **CONTACT, giver="family")
    with station.db.session() as session:
        assert "15400000001" in str(session.exec(select(Received.text)).one())
        given = session.exec(select(Consent.id)).one()
    assert station.post(f"/consents/{given}/withdrawal", channel="door").status_code == 303
    with station.db.session() as session:
        assert session.exec(select(Received.text)).one() is None
