"""Row R111: one word told twice is one, and whoever gave it weighs nothing afterwards."""

from typing import Any

import pytest
from sqlmodel import select

from app.cases.erasing import erase_case_records
from app.cases.models import CaseRecord, CaseStep
from app.cases.rules.evidence import fabricated
from app.cases.rules.state import Stage
from app.cases.rules.steps import Notice, Reply
from tests.cases.conftest import SECOND, WEDNESDAY, Court
from tests.people import Town
from tests.sync.test_photos import jpeg

BY = {"kind-1": "witness", "words-1": "那天没有人来"}


def facts(court: Court) -> Any:
    """What the notice names."""
    return next(one for one in court.whole().steps if isinstance(one, Notice)).facts


def test_r111_the_checkers_word_told_again_shows_nothing_invented(court: Court, town: Town) -> None:
    court.opened()
    court.do(court.deputy, "notice", **BY, **{"staff-1": town.lead})
    assert not fabricated(facts(court))


def test_r111_another_who_saw_it_is_a_second_fact(court: Court, town: Town) -> None:
    court.opened()
    court.do(court.deputy, "notice", **BY, **{"staff-1": town.clerk})
    assert fabricated(facts(court))
    assert "赵倩" in court.as_(town.wang).get(f"/cases/{court.case().id}").text


@pytest.mark.parametrize("name", ["张丽", " 张 丽 ", "网格长张丽", "周兰"])
def test_r111_nobody_of_the_station_is_written_as_an_outsider(court: Court, name: str) -> None:
    court.opened()
    reply = court.try_(court.deputy, "notice", **BY, **{"source-1": name})
    assert reply.status_code == 422
    assert "这是站里的人，请从名单里选" in reply.text
    assert court.stage() is Stage.CHECKED


def test_r111_the_author_of_a_notice_is_no_witness_in_it(court: Court) -> None:
    court.opened()
    reply = court.try_(court.deputy, "notice", **BY, **{"staff-1": court.deputy})
    assert reply.status_code == 422
    assert "作证的人不能再办理这一步" in reply.text


def test_r111_the_worker_s_witness_votes_on_nothing(court: Court, town: Town) -> None:
    court.noticed()
    court.do(town.wang, "replies", words="我去过", staff=court.panel[0])
    refused = court.try_(court.panel[0], "votes", finding="coaching", **court.reason())
    assert refused.status_code == 409
    assert "作证的人不能再办理这一步" in refused.text
    for one in court.panel[1:]:
        court.do(one, "votes", finding="dismissed", **court.reason())


def test_who_names_somebody_of_nowhere_or_twice_is_refused(court: Court, town: Town) -> None:
    court.noticed()
    for said in ({"staff": "nobody"}, {"staff": town.li, "witness": "李婶"}, {"witness": "李强"}):
        reply = court.try_(town.wang, "replies", words="我去过", **said)
        assert reply.status_code == 422
        assert 'href="#witness"' in reply.text
    assert court.stage() is Stage.REPLYING


def test_r137_an_outsider_s_name_goes_with_the_record_and_from_every_page(
    court: Court, town: Town
) -> None:
    check = court.mismatch()
    court.at(WEDNESDAY, 9)
    court.do(court.deputy, "notice", **BY, **{"source-1": "李老太"})
    path = f"/cases/{court.case().id}"
    assert "李老太" in court.as_(town.wang).get(path).text
    with court.db.session(writes=True) as session:
        erase_case_records(session, [check.visit_id])
        session.commit()
        steps = session.exec(select(CaseStep)).all()
    assert "李老太" not in court.get(path).text
    assert not any("李老太" in str(one.said) for one in steps)


def test_r111_nothing_is_found_by_a_record_that_was_erased_meanwhile(
    court: Court, town: Town
) -> None:
    check = court.mismatch()
    court.at(WEDNESDAY, 9)
    court.do(court.deputy, "notice", **SECOND)
    files = {"photos": ("a.jpg", jpeg(), "image/jpeg")}
    path = f"/cases/{court.case().id}"
    assert court.as_(town.wang).client.post(f"{path}/replies", files=files).status_code == 303
    photo = next(one for one in court.whole().steps if isinstance(one, Reply)).photos[0]
    erase_visit(court, check.visit_id)
    assert court.get(f"{path}/photos/{photo}").status_code == 200, "nobody loses their defence"
    refused = court.try_(court.panel[0], "votes", finding="coaching", **court.reason())
    assert refused.status_code == 422
    assert "依据的记录已经删除" in refused.text
    court.clock.forward(days=30)
    court.at(court.clock().date(), 9)
    assert court.stage() is Stage.LAPSED
    with court.db.session() as session:
        assert all(not one.photo for one in session.exec(select(CaseRecord)).all())


def erase_visit(court: Court, visit_id: str) -> None:
    """The household asked for it, and its visit goes."""
    from app.visits.erasing import erase_visits

    with court.db.session(writes=True) as session:
        erase_case_records(session, [visit_id])
        erase_visits(session, [visit_id], court.clock())
        session.commit()


@pytest.mark.parametrize("body", [b"\xff\xfe", "我去过".encode("utf-16")])
def test_what_is_no_text_is_refused_and_no_failure(court: Court, town: Town, body: bytes) -> None:
    court.noticed()
    for charset in ("", "; charset=nope"):
        part = b'--x\r\nContent-Disposition: form-data; name="words"\r\n'
        part += f"Content-Type: text/plain{charset}\r\n\r\n".encode() + body + b"\r\n--x--\r\n"
        reply = court.as_(town.wang).client.post(
            f"/cases/{court.case().id}/replies", content=part,
            headers={"content-type": "multipart/form-data; boundary=x"},
        )  # fmt: skip
        assert reply.status_code in (400, 422)
    file_for_text = {"words": ("x.txt", b"hello", "text/plain")}
    sent = court.client.post(f"/cases/{court.case().id}/replies", files=file_for_text)
    assert sent.status_code == 422
    assert court.stage() is Stage.REPLYING


def test_two_processes_open_no_case_twice(court: Court, town: Town) -> None:
    from app.cases.commands.opening import open_case
    from app.cases.queries.due import checks_found

    court.mismatch()
    court.clock.forward(hours=13)
    with court.db.session() as session:
        [found] = list(checks_found(session, court.clock()))
    opened = []
    for _ in range(2):
        with court.db.session(writes=True) as session:
            opened.append(open_case(session, found, court.clock()))
            session.commit()
    assert [one is None for one in opened] == [False, True]


def test_when_two_differ_the_third_is_asked(court: Court, town: Town) -> None:
    court.noticed()
    court.do(town.wang, "replies", words="我去过")
    court.do(court.panel[0], "votes", finding="coaching", **court.reason())
    court.do(court.panel[1], "votes", finding="dismissed", **court.reason())
    from tests.cases.test_cases import told

    assert told(court, court.panel[2]) == ["deciding", "split"]
    assert told(court, court.panel[0]) == ["deciding"]
