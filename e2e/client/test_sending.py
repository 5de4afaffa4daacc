"""Sent once, told honestly: only the server's own signed word moves a record."""

import base64
import json
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.client.inside import USER, drain, log, records, run, seed, states, value
from e2e.people import Worker
from e2e.proxy import Proxy
from e2e.server import Server
from e2e.wire import Mode


def settled(page: Page, wanted: list[str], seconds: float = 20) -> None:
    """Wait until the records are in these states, the oldest first."""
    deadline = time.monotonic() + seconds
    while states(page) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert states(page) == wanted


def rest(page: Page) -> None:
    """Stop this page's own sending, so that a test decides when."""
    run(page, USER + "navigator.locks.request(`up:${uid}`, () => new Promise(() => {}));")


@pytest.mark.parametrize(
    "trouble", ["captive", "captive_redirect", "bad_gateway", "cut", "refuse", "cut_request"]
)
def test_never_11_and_24_nothing_but_a_receipt_counts(
    wang: Worker, proxy: Proxy, trouble: Mode
) -> None:
    wang.outbox()
    proxy.mode = trouble
    seed(wang.page, 3)
    result = drain(wang.page)
    assert (result["sent"], result["left"]) == (0, 3)
    assert set(states(wang.page)) <= {"queued", "sending"}
    proxy.mode = "pass"
    wang.send_now()
    settled(wang.page, ["received"] * 3)


def test_never_21_a_lost_answer_is_asked_again(wang: Worker, proxy: Proxy) -> None:
    wang.outbox()
    proxy.next("drop_response", "/sync")
    seed(wang.page, 2)
    wang.send_now()
    settled(wang.page, ["received"] * 2)
    assert len({row["receipt"]["short"] for row in records(wang.page)}) >= 1


def test_never_22_the_button_pressed_ten_times_makes_one(wang: Worker) -> None:
    wang.outbox()
    seed(wang.page, 1)
    for _ in range(10):
        wang.send_now()
    settled(wang.page, ["received"])


def test_a_hanging_server_is_given_up_in_time(wang: Worker, proxy: Proxy) -> None:
    wang.outbox()
    wang.page.clock.install()
    proxy.next("hang", "/sync")
    seed(wang.page, 1)
    wang.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    for _ in range(12):
        wang.phone.wait(0.1)
        wang.page.clock.run_for(5_000)
    settled(wang.page, ["received"])


def forge(route: Route) -> None:
    """Answer like the server, word by word, without its key."""
    asked = json.loads(route.request.post_data or "{}")
    results = [
        {"id": json.loads(text)["id"], "digest": "0" * 64, "outcome": "accepted", "receipt": "{}"}
        for text in asked["envelopes"]
    ]
    said = {"nonce": asked["nonce"], "at": "2026-11-22T00:00:00.000Z", "epoch": "x"}
    answer = json.dumps({**said, "results": results})
    sig = base64.urlsafe_b64encode(b"\1" * 64).decode().rstrip("=")
    route.fulfill(json={"answer": answer, "kid": "k1", "sig": sig})


def test_b14_a_forged_answer_moves_nothing(wang: Worker) -> None:
    wang.outbox()
    wang.phone.context.route("**/sync", forge)
    seed(wang.page, 1)
    assert drain(wang.page)["sent"] == 0
    assert set(states(wang.page)) <= {"queued", "sending"}
    wang.phone.context.unroute("**/sync")
    wang.send_now()
    settled(wang.page, ["received"])


def test_b14_an_answer_for_another_request_moves_nothing(wang: Worker) -> None:
    """A replayed answer carries another nonce, although its signature is right."""
    wang.outbox()
    kept: list[str] = []

    def replay(route: Route) -> None:
        if kept:
            route.fulfill(body=kept[0], content_type="application/json")
            return
        answer = route.fetch()
        kept.append(answer.text())
        route.fulfill(response=answer)

    wang.phone.context.route("**/sync", replay)
    drain(wang.page)
    run(
        wang.page,
        USER + "const d = await js('device.js'); await d.setValue(`link:${uid}`, 'offline');",
    )
    wang.page.wait_for_timeout(300)
    if not kept:
        drain(wang.page)
    seed(wang.page, 1)
    drain(wang.page)
    drain(wang.page)
    assert kept
    assert "received" not in states(wang.page)
    wang.phone.context.unroute("**/sync")


def test_never_26_one_poison_record_blocks_nobody(wang: Worker) -> None:
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


def test_never_27_a_refused_record_says_why_and_can_be_mended(wang: Worker) -> None:
    wang.outbox()
    seed(wang.page, 1, address="")
    seed(wang.page, 1)
    wang.send_now()
    settled(wang.page, ["refused", "received"])
    expect(wang.records("refused").locator("[data-record-why]")).to_be_visible()
    first = records(wang.page)[0]
    wang.records("refused").locator("[data-record-mend]").click()
    expect(wang.form).to_be_visible()
    expect(wang.form.locator("[data-error-for=address]")).to_be_visible()
    wang.form.locator("[name=address]").fill("3号楼 101")
    wang.save()
    wang.outbox()
    settled(wang.page, ["received", "received"])
    mended = next(row for row in records(wang.page) if row["id"] == first["id"])
    assert mended["digest"] != first["digest"], "the same record, never accepted before"


def test_never_30_a_lock_left_by_a_dead_tab_runs_out(wang: Worker) -> None:
    """Where there are no Web Locks, a row with an owner and an expiry does it."""
    wang.phone.context.add_init_script("delete Navigator.prototype.locks;")
    wang.outbox()
    assert wang.page.evaluate("() => !('locks' in navigator)")
    seed(wang.page, 1)
    run(
        wang.page,
        USER
        + """const { setValue } = await js('device.js');
        await setValue(`lock:up:${uid}`, { owner: 'dead', until: Date.now() + 9000 });""",
    )
    assert drain(wang.page)["link"] == "busy"
    wang.send_now()
    settled(wang.page, ["received"], seconds=30)


def test_never_30_sending_at_a_crash_becomes_queued(wang: Worker, proxy: Proxy) -> None:
    wang.outbox()
    proxy.next("hang", "/sync")
    seed(wang.page, 1)
    wang.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    wang.phone.wait(1)
    assert states(wang.page) == ["sending"]
    wang.phone.kill()
    wang.phone.reopen()
    wang.sign_in()
    wang.outbox()
    settled(wang.page, ["received"])


def test_b18_a_tab_that_hangs_with_the_lock_is_passed_over(wang: Worker) -> None:
    wang.outbox()
    second = wang.phone.context.new_page()
    second.goto(wang.page.url)
    rest(second)
    wang.phone.wait(1)
    wang.page.clock.install()
    seed(wang.page, 1)
    wang.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    for _ in range(20):
        wang.phone.wait(0.1)
        wang.page.clock.run_for(15_000)
    settled(wang.page, ["received"])
    second.close()


def test_never_32_background_sync_sends_from_a_page_that_sends_nothing(wang: Worker) -> None:
    wang.phone.allow()
    wang.phone.offline()
    wang.visit()
    # The page goes; only the service worker is left to hear that the network is back.
    wang.page.goto("about:blank")
    wang.phone.online()
    wang.phone.wait(4)
    wang.phone.offline()
    wang.phone.go("/outbox")
    settled(wang.page, ["received"])


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
    wang.phone.wait(1)
    settled(wang.page, ["received"] * 3)
    assert proxy.count("/sync", "POST") >= asked + 2
    assert sum(line["what"] == "offered again" for line in log(wang.page)) == 3


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
    made = json.loads(records(wang.page)[0]["inside"]["text"])["made"]
    wall = datetime.fromisoformat(made["wall"])
    assert wall.utcoffset() == timedelta(hours=8)
    assert abs(wall - datetime.now(UTC)) < timedelta(seconds=30)
    assert made["offset"] == contact["offset"]


def test_b11_a_server_killed_while_sending_loses_and_doubles_nothing(
    wang: Worker, server: Server
) -> None:
    wang.outbox()
    wang.phone.offline()
    seed(wang.page, 60)
    wang.phone.online()
    killer = threading.Timer(0.6, server.kill9)
    killer.start()
    wang.send_now()
    killer.join()
    server.restart()
    wang.send_now()
    settled(wang.page, ["received"] * 60, seconds=60)
