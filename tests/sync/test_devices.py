"""Did everyone's phone send? The lead sees counts and ages, never content, never another's."""

from datetime import timedelta

from app.kit.clock import iso
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
