"""What a worker can read without a network, and who cannot."""

import time

import pytest
from playwright.sync_api import expect

from e2e.client.inside import USER, me, run, seed, states, until, value
from e2e.conftest import OpenPhone
from e2e.people import Worker
from e2e.proxy import Proxy
from e2e.server import Server

DAY = 86_400_000
ROUND = "body[data-round=ready]"


def test_the_round_is_kept_whole_and_offline_pages_keep_their_policy(wang: Worker) -> None:
    kept = run(wang.page, USER + "return (await js('vault.js')).keptHashes(uid);")
    doors = [url for url in kept if url.startswith("/households/")]
    assert {"/today", "/households", "/me"} <= kept.keys()
    assert len(doors) == 300
    wang.phone.offline()
    for path in ("/today", "/households", "/me", doors[0], doors[-1]):
        answer = wang.phone.page.goto(wang.phone.origin + path)
        assert answer is not None and answer.from_service_worker
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        expect(wang.page.locator("html[data-kept]")).to_have_count(1)
    wang.phone.go("/households")
    wang.page.locator("input[data-search]").fill("８号楼　2-101")
    expect(wang.page.locator("[data-search-text]:visible")).to_have_count(1)
    wang.page.locator("input[data-search]").fill("没有这一家")
    expect(wang.page.locator("[data-search-empty]")).to_be_visible()


def test_a_second_round_brings_only_what_changed(wang: Worker, proxy: Proxy) -> None:
    first = proxy.bytes_down("/round")
    told = run(
        wang.page,
        USER
        + """const { fetchRound } = await js('round.js'); const steps = [];
        return [await fetchRound(uid, (step) => steps.push(step)), steps];""",
    )
    assert told[0] == "whole"
    assert proxy.bytes_down("/round") - first < first / 10


def test_a_cut_round_keeps_what_came_and_goes_on(wang: Worker, proxy: Proxy) -> None:
    run(wang.page, USER + "const v = await js('vault.js'); await v.lock(uid); await v.unlock(uid);")
    proxy.cut_after = 40_000
    proxy.next("cut", "/round")
    again = USER + "return (await js('round.js')).fetchRound(uid);"
    assert run(wang.page, again) == "cut"
    some = len(run(wang.page, USER + "return (await js('vault.js')).keptHashes(uid);"))
    assert 0 < some < 303
    assert run(wang.page, again) == "whole"
    assert len(run(wang.page, USER + "return (await js('vault.js')).keptHashes(uid);")) == 303


@pytest.mark.alone
def test_300_pages_are_stored_in_two_seconds_on_a_slow_phone(wang: Worker) -> None:
    wang.phone.slow_down(4)
    took = run(
        wang.page,
        USER
        + """const v = await js('vault.js'); await v.lock(uid); await v.unlock(uid);
        const html = '<!doctype html><html><p>' + '敲门走访登记'.repeat(450) + '</p>';
        const headers = { 'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'none'" };
        const began = performance.now();
        let writing = Promise.resolve();
        for (let n = 0; n < 300; n += 50) {
          const pages = Array.from({ length: 50 }, (_, m) =>
            ({ url: `/p/${n + m}`, hash: 'h', headers, html: html + n + m }));
          await writing;
          writing = v.keep(uid, pages);
        }
        await writing;
        return performance.now() - began;""",
    )
    print(f"300 pages of 8 kB at 4x: {took:.0f} ms")
    assert took < 2_000


def test_a_page_that_is_not_kept_says_so(wang: Worker) -> None:
    wang.phone.offline()
    wang.phone.go("/visits/01941f29-7c00-7000-8000-000000000000")
    expect(wang.page.locator("[data-offline-none]")).to_be_visible()
    for path in ("/outbox", "/visits/new", "/sign-in"):
        wang.phone.go(path)
        expect(wang.page.locator("h1")).to_be_visible()
        expect(wang.page.locator("[data-offline-none]")).to_have_count(0)


def test_after_72_hours_without_contact_pages_close_but_writing_goes_on(wang: Worker) -> None:
    late = (
        USER + "const d = await js('device.js'); const c = await d.lastContact(uid);"
        "await d.setValue(`contact:${uid}`, { ...c, at: c.at - 73 * 3600e3 });"
    )
    run(wang.page, late)
    wang.phone.offline()
    wang.phone.go("/today")
    expect(wang.page.locator("[data-offline-kept]")).to_be_visible()
    wang.phone.go("/visits/new")
    wang.write(address="3号楼 101")
    wang.form.locator(".save button").click()
    wang.page.wait_for_url("**/today")
    assert set(states(wang.page)) <= {"queued", "sending"}
    wang.phone.online()
    wang.phone.go("/today")
    opened = USER + "return (await js('vault.js')).vaultState(uid);"
    until(wang.page, lambda: run(wang.page, opened) == "open")
    wang.phone.offline()
    wang.phone.go("/today")
    expect(wang.page.locator("html[data-kept]")).to_have_count(1)


def test_never_41_signing_out_offline_locks_at_once_and_ends_the_session_later(
    wang: Worker, proxy: Proxy
) -> None:
    wang.phone.go("/me")
    seed(wang.page, 0)
    person = me(wang.page)
    wang.phone.offline()
    wang.page.locator("form[data-sign-out] button").click()
    wang.page.wait_for_url("**/sign-in")
    wang.phone.go("/today")
    expect(wang.page.locator("[data-offline-locked]")).to_be_visible()
    wang.page.go_back()
    expect(wang.page.locator("h1")).to_be_visible()
    expect(wang.page.locator("[data-door]")).to_have_count(0)
    names = wang.page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)")
    assert f"q-{person}" in names
    assert f"c-{person}" not in names
    wang.phone.online()
    wang.phone.go("/today")
    expect(wang.page.locator("html")).to_have_attribute("data-user", "")
    assert proxy.count("/sign-out", "POST") >= 1


def test_signing_out_in_one_tab_empties_the_others(wang: Worker) -> None:
    wang.phone.offline()
    second = wang.phone.context.new_page()
    second.goto(wang.phone.origin + "/today")
    expect(second.locator("[data-door]").first).to_be_attached()
    # Its scripts have begun, and listen.
    expect(second.locator("[data-strip]")).to_contain_text("离线可用")
    wang.phone.go("/me")
    wang.page.locator("form[data-sign-out] button").click()
    wang.page.wait_for_url("**/sign-in")
    expect(second.locator("[data-offline-locked]")).to_be_visible()
    expect(second.locator("[data-door]")).to_have_count(0)
    assert run(wang.page, "return (await js('device.js')).currentUser();") is None
    second.close()


def test_never_40_another_person_neither_reads_nor_sends(wang: Worker, proxy: Proxy) -> None:
    wang.phone.go("/outbox")
    run(wang.page, USER + "navigator.locks.request(`up:${uid}`, () => new Promise(() => {}));")
    seed(wang.page, 20, findings="CANARY-王敏")
    first = me(wang.page)
    wang.phone.go("/demo/grid-worker-2")
    expect(wang.page.locator(ROUND)).to_have_count(1, timeout=40_000)
    second = me(wang.page)
    assert first != second
    wang.outbox()
    expect(wang.page.locator("[data-outbox-empty]")).to_be_visible()
    expect(wang.records()).to_have_count(0)
    assert "CANARY" not in wang.page.content()
    kept = run(wang.page, "return (await js('vault.js')).vaultState(given);", first)
    assert kept == "locked"
    wang.phone.close()
    for path in wang.phone.folder.rglob("*"):
        if path.is_file() and "Cache" not in str(path) and path.stat().st_size < 50_000_000:
            raw = path.read_bytes()
            assert b"CANARY-" not in raw and "CANARY-".encode("utf-16-le") not in raw, path
    wang.phone.reopen()
    wang.phone.go("/demo/grid-worker")
    wang.waits_until_sent(20)


def test_never_39_nobody_is_asked_to_sign_in_while_offline(wang: Worker) -> None:
    wang.phone.context.clear_cookies()
    wang.phone.offline()
    wang.visit()
    assert wang.page.url.endswith("/today")
    expect(wang.page.locator("html[data-kept]")).to_have_count(1)
    expect(wang.page.locator("dialog[open]")).to_have_count(0)


@pytest.mark.alone
def test_a_slow_network_gives_way_to_the_kept_page(wang: Worker, proxy: Proxy) -> None:
    proxy.mode = "hang"
    began = time.monotonic()
    wang.phone.go("/today")
    assert 3 < time.monotonic() - began < 9
    expect(wang.page.locator("html[data-kept]")).to_have_count(1)
    proxy.mode = "captive"
    wang.phone.go("/today")
    expect(wang.page.locator("html[data-kept]")).to_have_count(1)
    proxy.mode = "bad_gateway"
    wang.phone.go("/households")
    expect(wang.page.locator("html[data-kept]")).to_have_count(1)
    proxy.mode = "pass"


def test_never_01_the_worker_never_touches_a_write(wang: Worker, proxy: Proxy) -> None:
    """A POST goes from the page to the server itself: the worker answers GETs only."""
    seen: list[bool] = []
    wang.phone.context.on(
        "request",
        lambda request: (
            seen.append(bool(request.service_worker)) if request.method != "GET" else None
        ),
    )
    wang.outbox()
    seed(wang.page, 1)
    wang.send_now()
    expect(wang.page.locator("[data-outbox-status]")).to_have_text("都已送达")
    assert seen and not any(seen)


def test_never_43_an_update_waits_for_its_person_and_kept_pages_go_on(
    wang: Worker, server: Server, next_build: None
) -> None:
    old = wang.page.evaluate("() => document.documentElement.dataset.build")
    # An old worker that is sending is another story (test_app_update).
    wang.phone.sends_from_its_pages()
    wang.open_door()
    wang.form.locator("[name=findings]").fill("写到一半")
    server.restart()
    wang.page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    expect(wang.page.locator("[data-update]")).to_be_visible(timeout=20_000)
    wang.page.locator("[data-update-now]").click()
    expect(wang.page.locator("[data-update-now]")).to_have_text("先保存这次走访，再更新")
    expect(wang.form.locator("[name=findings]")).to_have_value("写到一半")
    wang.choose("met")
    wang.save()
    # The words of the page that follows, not of the one that is being left.
    expect(wang.page.locator("[data-update-now]")).to_have_text("更新", timeout=20_000)
    assert wang.page.evaluate("() => navigator.serviceWorker.controller.state") == "activated"
    wang.page.wait_for_load_state("networkidle")
    wang.page.locator("[data-update-now]").click()
    expect(wang.page.locator("[data-update]")).to_be_hidden(timeout=20_000)
    new = wang.page.evaluate("() => document.documentElement.dataset.build")
    names = wang.page.evaluate("async () => caches.keys()")
    assert new != old and f"shell-{new}" in names
    wang.phone.offline()
    for _ in range(2):
        wang.phone.go("/households")
        expect(wang.page.locator("html[data-kept]")).to_have_count(1)
        expect(wang.page.locator("[data-strip]")).to_contain_text("离线可用")
    wang.visit()
    expect(wang.page.locator("[data-strip]")).to_contain_text("待发")


def test_nothing_of_it_needs_locks_sync_or_a_canvas_off_screen(
    phone: OpenPhone, server: Server
) -> None:
    """WebKit and Firefox lack one or the other."""
    wang = Worker(phone())
    wang.phone.context.add_init_script(
        "delete Navigator.prototype.locks; delete window.OffscreenCanvas;"
        "delete window.SyncManager; delete ServiceWorkerRegistration.prototype.sync;"
        "delete StorageManager.prototype.persist; delete window.requestIdleCallback;"
        "delete window.BroadcastChannel; delete AbortSignal.timeout;"
    )
    wang.sign_in()
    wang.phone.wait_for_worker()
    expect(wang.page.locator(ROUND)).to_have_count(1, timeout=40_000)
    wang.phone.offline()
    wang.visit(findings="没有新东西的浏览器")
    wang.phone.online()
    wang.waits_until_sent(1, seconds=40)
    assert value(wang.page, "user")["name"] == "王敏"


HOLD = """async (milliseconds) => {
  const db = await new Promise((done) => {
    const opening = indexedDB.open('qm-device');
    opening.onsuccess = () => done(opening.result);
  });
  await new Promise((held) => {
    const kv = db.transaction(['kv'], 'readwrite').objectStore('kv');
    const ends = Date.now() + milliseconds;
    const again = () => { if (Date.now() < ends) kv.get('device').onsuccess = again; held(); };
    again();
  });
}"""


def test_a_storage_that_hangs_holds_no_page_back(wang: Worker) -> None:
    """The network is well, the phone's own disk is not."""
    other = wang.phone.context.new_page()
    other.goto(wang.page.url)
    other.evaluate(HOLD, 600_000)
    began = time.monotonic()
    wang.phone.go("/visits/new")
    assert time.monotonic() - began < 15
    expect(wang.form).to_be_visible()


def test_a_storage_that_is_slow_still_brings_its_page_without_a_network(wang: Worker) -> None:
    """It is there: "not on this phone" would be untrue."""
    other = wang.phone.context.new_page()
    other.goto(wang.page.url)
    wang.phone.offline()
    other.evaluate(HOLD, 9_000)
    wang.phone.go("/today")
    expect(wang.page.locator("html[data-kept]")).to_have_count(1)
