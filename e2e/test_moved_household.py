"""What a worker wrote stays hers: also when the door, or she herself, has moved meanwhile."""

import json

from playwright.sync_api import expect

from e2e.client.inside import me, records
from e2e.conftest import OpenPhone
from e2e.held import envelopes, give_away, rows
from e2e.people import Lead, Worker
from e2e.proxy import Proxy
from e2e.server import Server


def test_never_25_a_door_that_moved_to_another_grid_while_queued_is_accepted(
    proxy: Proxy, server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.phone.offline()
    proxy.mode = "refuse"
    household = wang.visit(findings="搬走以前写的")
    wang.has_unsent(1)
    give_away(server, household, "李强")
    proxy.mode = "pass"
    wang.phone.online()
    wang.waits_until_sent(1)
    expect(wang.records("set_aside")).to_have_count(0)
    (held,) = rows(server, "SELECT outcome, reason FROM received")
    assert (held["outcome"], held["reason"]) == ("accepted", "")
    # The door itself is gone from her list as soon as the round was fetched again.
    wang.today()
    expect(wang.page.locator(f"a[data-door][data-household='{household}']")).to_have_count(0)
    zhang = Lead(phone(desk=True))
    zhang.sign_in()
    zhang.visits()
    zhang.reads("搬走以前写的")


def test_never_13_the_old_phone_still_sends_after_a_new_one_took_over(
    proxy: Proxy, server: Server, phone: OpenPhone
) -> None:
    old = Worker(phone())
    old.get_ready()
    old.phone.offline()
    for number in range(2):
        old.visit(findings=f"旧手机里的第{number}条")
    kept = {row["id"]: row["inside"]["text"] for row in records(old.page)}
    new = Worker(phone())
    new.get_ready()
    assert me(new.page) == me(old.page)
    new.visit(findings="新手机里的")
    new.waits_until_sent(1)
    assert len(envelopes(server)) == 1
    old.phone.online()
    old.waits_until_sent(2)
    held = envelopes(server, me(old.page))
    assert len(held) == 3 and {one: held[one] for one in kept} == kept
    assert len({json.loads(text)["device"] for text in held.values()}) == 2
