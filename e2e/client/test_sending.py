"""Sent once, in order, and kept for as long as was promised."""

import json
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, Route, expect

from e2e.client.inside import (
    USER,
    drain,
    log,
    records,
    run,
    seed,
    settled,
    states,
    until,
    value,
)
from e2e.people import Worker
from e2e.proxy import Proxy


def test_never_22_the_button_pressed_ten_times_makes_one(wang: Worker) -> None:
    wang.outbox()
    seed(wang.page, 1)
    for _ in range(10):
        wang.send_now()
    settled(wang.page, ["received"])


def test_never_26_one_poison_record_blocks_nobody(wang: Worker) -> None:
    wang.phone.sends_from_its_pages()
    wang.outbox()
    poison = {"id": ""}

    def burst(route: Route) -> None:
        if poison["id"] and poison["id"] in (route.request.post_data or ""):
            route.fulfill(status=500, body="oops")
        else:
            route.continue_()

    wang.phone.context.route("**/sync", burst)
    wang.phone.offline()
    ids = seed(wang.page, 30)
    poison["id"] = ids[7]
    wang.phone.online()
    wang.send_now()
    wanted = ["queued" if one == ids[7] else "received" for one in ids]
    settled(wang.page, wanted, seconds=40)
    poison["id"] = ""
    wang.send_now()
    settled(wang.page, ["received"] * 30)


def test_never_26_a_batch_that_is_too_large_is_halved(wang: Worker, proxy: Proxy) -> None:
    wang.phone.sends_from_its_pages()
    wang.outbox()
    sizes: list[int] = []

    def narrow(route: Route) -> None:
        size = len(route.request.post_data or "")
        sizes.append(size)
        if size > 9_000:
            route.fulfill(status=413, body="")
        else:
            route.continue_()

    wang.phone.context.route("**/sync", narrow)
    wang.phone.offline()
    seed(wang.page, 25, findings="很" * 500)
    wang.phone.online()
    wang.send_now()
    settled(wang.page, ["received"] * 25, seconds=40)
    assert max(sizes) > 9_000


def test_never_28_and_34_a_long_queue_drains_in_order(wang: Worker, proxy: Proxy) -> None:
    wang.outbox()
    wang.phone.offline()
    ids = seed(wang.page, 300)
    wang.phone.online()
    wang.send_now()
    more = seed(wang.page, 5)
    settled(wang.page, ["received"] * 305, seconds=90)
    receipts = run(
        wang.page,
        USER
        + """const { ofState } = await js('outbox/records.js');
        return (await ofState(uid, 'received')).map((row) =>
          [row.id, JSON.parse(row.receipt.text).seq]);""",
    )
    order = [one for one, _ in sorted(receipts, key=lambda pair: pair[1])]
    assert order == [*ids, *more]


def test_b12_a_new_epoch_brings_everything_again(wang: Worker, proxy: Proxy) -> None:
    wang.outbox()
    seed(wang.page, 3)
    wang.send_now()
    settled(wang.page, ["received"] * 3)
    asked = proxy.count("/sync", "POST")
    run(
        wang.page,
        USER
        + """const { setValue } = await js('device.js'); const { ask } = await js('idb.js');
        const { outbox } = await js('outbox/store.js');
        await setValue(`epoch:${uid}`, 'older');
        await outbox(uid).write(['records'], async (tx) => {
          const store = tx.objectStore('records');
          for (const row of await ask(store.getAll()))
            store.put({ ...row, receipt: { ...row.receipt, epoch: 'older' } });
        });
        await setValue(`link:${uid}`, 'offline');""",
    )
    wang.send_now()
    until(wang.page, lambda: _offered_again(wang.page) == 3)
    settled(wang.page, ["received"] * 3)
    assert proxy.count("/sync", "POST") >= asked + 2
    assert _offered_again(wang.page) == 3


def _offered_again(page: Page) -> int:
    return sum(line["what"] == "offered again" for line in log(page))


def test_received_records_stay_seven_days_and_leave_a_line(wang: Worker) -> None:
    wang.outbox()
    seed(wang.page, 2)
    wang.send_now()
    settled(wang.page, ["received"] * 2)
    prune = (
        USER + "const { prune } = await js('outbox/retention.js');"
        "const d = await js('device.js'); await d.setValue(`pruned:${uid}`, undefined);"
        "await prune(uid, Date.now() + given);"
    )
    run(wang.page, prune, 6.9 * 86_400_000)
    assert len(states(wang.page)) == 2
    run(wang.page, prune, 7.1 * 86_400_000)
    assert states(wang.page) == []
    assert sum("over 7 days" in line["why"] for line in log(wang.page)) == 2


def test_never_38_an_ended_session_stops_and_goes_on_after_sign_in(wang: Worker) -> None:
    wang.outbox()
    wang.phone.context.clear_cookies()
    seed(wang.page, 2)
    wang.send_now()
    expect(wang.page.locator("[data-sign-in-needed]")).to_be_visible()
    expect(wang.page.locator("[data-strip]")).to_contain_text("请登录后发送")
    assert set(states(wang.page)) == {"queued"}
    wang.sign_in()
    settled(wang.page, ["received"] * 2)


def test_never_48_the_clock_is_measured_and_sent_along(wang: Worker) -> None:
    wang.outbox()
    drain(wang.page)
    run(
        wang.page,
        USER + "const d = await js('device.js'); await d.setValue(`link:${uid}`, 'offline');",
    )
    drain(wang.page)
    contact = value(wang.page, "contact:{uid}")
    assert abs(contact["offset"]) < 2_000
    seed(wang.page, 1)
    later = value(wang.page, "contact:{uid}")  # the page's own first word may come in between
    made = json.loads(records(wang.page)[0]["inside"]["text"])["made"]
    wall = datetime.fromisoformat(made["wall"])
    assert wall.utcoffset() == timedelta(hours=8)
    assert abs(wall - datetime.now(UTC)) < timedelta(seconds=30)
    assert made["offset"] in (contact["offset"], later["offset"])
