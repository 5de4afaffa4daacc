"""Did everyone's phone send? The lead sees counts and ages, never content, never another's."""

from datetime import datetime, timedelta

from sqlmodel import select

from app.auth.models import Credential, KeyKind
from app.kit.audit import AuditEvent
from app.kit.clock import iso
from app.kit.ids import uuid7
from app.sync.heard import heard_until
from tests.clock import HeldClock
from tests.people import Town
from tests.sync.conftest import Line
from tests.sync.phone import Phone


def tell(line: Line, phone: Phone, **state: object) -> None:
    request = phone.request([])
    request["device"].update(state)
    assert line.client.post("/sync", json=request).status_code == 200


def test_a_lead_sees_whose_phone_needs_help(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    tell(line, wang, unsent=7, oldest=iso(clock() - timedelta(days=4)))
    line.sign_in(town.lead, town.community)
    shown = line.client.get("/devices").text
    assert "王敏" in shown and "需要帮忙" in shown and ">7<" in shown


def test_a_phone_that_lost_its_records_says_so_to_the_lead(
    line: Line, wang: Phone, town: Town
) -> None:
    tell(line, wang, lost=True)
    line.sign_in(town.lead, town.community)
    assert "手机清掉了记录" in line.client.get("/devices").text


def test_a_worker_and_another_communitys_lead_see_nothing_of_it(
    line: Line, wang: Phone, town: Town
) -> None:
    tell(line, wang, unsent=7)
    assert line.client.get("/devices").status_code == 403
    line.sign_in(town.other_lead, town.other_community)
    assert "王敏" not in line.client.get("/devices").text


def test_what_a_phone_says_of_itself_is_held_to_its_limits(line: Line, wang: Phone) -> None:
    tell(line, wang, unsent=-5, oldest="yesterday", build="x" * 400)
    tell(line, wang, unsent=10**15, oldest="9999-12-31T23:59:59Z")


def test_what_was_refused_is_shown_apart_from_what_waits_to_be_sent(
    line: Line, wang: Phone, town: Town
) -> None:
    tell(line, wang, unsent=0, refused=2)
    line.sign_in(town.lead, town.community)
    shown = line.client.get("/devices").text
    assert "2 条要本人修改" in shown and "都已送达" not in shown


def mark_of(line: Line, town: Town) -> datetime | None:
    with line.db.session() as session:
        return heard_until(session, [town.wang]).get(town.wang)


def test_r113_a_phone_that_says_that_nothing_waits_moves_the_watermark(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    tell(line, wang, unsent=0)
    first = mark_of(line, town)
    clock.forward(hours=5)
    tell(line, wang, unsent=0)
    then = mark_of(line, town)
    assert first and then and then - first == timedelta(hours=5)
    assert clock() - then < timedelta(minutes=1), "up to the contact"


def test_r113_what_was_refused_holds_the_watermark_back_no_more(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    tell(line, wang, unsent=1, oldest=iso(clock() - timedelta(hours=7)))
    held = mark_of(line, town)
    assert held and clock() - held > timedelta(hours=7)
    clock.forward(minutes=2)
    tell(line, wang, unsent=0, refused=1)
    then = mark_of(line, town)
    assert then and clock() - then < timedelta(minutes=1)


def test_never_49_what_was_touched_while_the_word_was_under_way_is_not_counted_as_heard(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    tell(line, wang, unsent=0)
    mark = mark_of(line, town)
    assert mark and clock() - mark > timedelta(seconds=20), "a phone waits so long for an answer"


def test_r113_a_phone_that_a_lead_says_is_gone_is_waited_for_no_more_until_it_speaks(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    tell(line, wang, unsent=3, oldest=iso(clock() - timedelta(days=2)))
    address = f"/devices/{town.wang}/{wang.device}/retirement"
    assert line.client.post(address).status_code == 403
    line.sign_in(town.other_lead, town.other_community)
    assert line.client.post(address).status_code == 404
    line.sign_in(town.lead, town.community)
    assert address in line.client.get("/devices").text
    assert "上面还有没发出的记录" in line.client.get(address).text
    assert line.client.post(address, follow_redirects=False).status_code == 303
    assert mark_of(line, town) is None
    assert "不再使用" in line.client.get("/devices").text
    assert line.client.post(address).status_code == 404, "once is enough"
    line.sign_in(town.wang, town.community)
    tell(line, wang, unsent=3, oldest=iso(clock() - timedelta(days=2)))
    assert mark_of(line, town) is not None
    with line.db.session() as session:
        (event,) = session.exec(select(AuditEvent).where(AuditEvent.kind == "device.retired"))
        assert (event.actor, event.object) == (town.lead, town.wang)


def test_a_phone_that_somebody_can_sign_in_with_is_stopped_first(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    tell(line, wang)
    with line.db.session(writes=True) as session:
        session.add(
            Credential(
                id=uuid7(), person_id=town.wang, kind=KeyKind.PASSKEY, handle=uuid7(),
                public_key=b"k", added_at=clock(), device_id=wang.device,
            )
        )  # fmt: skip
        session.commit()
    line.sign_in(town.lead, town.community)
    assert "/retirement" not in line.client.get("/devices").text
    address = f"/devices/{town.wang}/{wang.device}/retirement"
    assert line.client.post(address).status_code == 404
