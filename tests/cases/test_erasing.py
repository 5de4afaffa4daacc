"""Row R137: what residents said goes at once, the rest of a case when it has been kept its time."""

from sqlmodel import select

from app.cases.erasing import erase_case_records
from app.cases.models import CaseRecord
from app.kit.db import Database
from app.rights.commands.retention import run
from app.settings import Settings
from app.sync.verify import Sound, verify
from tests.cases.conftest import SECOND, TUESDAY, WEDNESDAY, Court
from tests.people import Town


def test_what_a_resident_said_goes_with_their_visit_and_the_case_goes_on(
    court: Court, town: Town
) -> None:
    check = court.mismatch()
    court.at(WEDNESDAY, 9)
    court.do(court.deputy, "notice", **SECOND)
    with court.db.session(writes=True) as session:
        erase_case_records(session, [check.visit_id])
        session.commit()
    with court.db.session() as session:
        [record] = session.exec(select(CaseRecord)).all()
        assert (record.words, record.source) == ("", "")
    court.do(town.wang, "replies", words="我去过")
    assert "我去过" in court.as_(court.panel[0]).get(f"/cases/{court.case().id}").text


def test_the_words_of_a_closed_case_run_out_and_its_steps_stay(
    court: Court, town: Town, db: Database, settings: Settings
) -> None:
    court.noticed(**SECOND)
    court.do(town.wang, "replies", words="我去过")
    for one in court.panel[:2]:
        court.do(one, "votes", finding="dismissed", **court.reason())
    court.at(TUESDAY, 21).at(WEDNESDAY, 22)
    assert court.case().closed_at is not None
    court.clock.forward(days=1094)
    run(settings, db, court.clock())
    page = court.as_(town.wang).get(f"/cases/{court.case().id}").text
    assert "我去过" in page
    court.clock.forward(days=3)
    run(settings, db, court.clock())
    page = court.as_(town.wang).get(f"/cases/{court.case().id}").text
    assert "我去过" not in page
    assert "住户说得清楚" not in page
    assert "不成立" in page
    with db.session() as session:
        assert all(isinstance(one, Sound) for one in verify(session))
