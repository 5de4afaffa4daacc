"""A new version of Qiaomen meets phones with full queues, open forms and kept pages."""

import os
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from e2e.client.inside import me, run, seed, states, until
from e2e.conftest import OpenPhone
from e2e.held import envelopes
from e2e.people import Worker
from e2e.proxy import Proxy
from e2e.server import ROOT, Server

PARTS = ("app", "sql", "static", "templates")
TEXT = "写到一半，来了新版本"


@pytest.fixture
def new_version(tmp_path: Path) -> Path:
    """The program as it will be: a copy in which one script has changed."""
    folder = tmp_path / "new-version"
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part)
    with (folder / "static/js/when.js").open("a", encoding="utf8") as script:
        script.write("\n// a later version\n")
    return folder


def _update(server: Server, version: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the new version in the old one's place."""
    server.stop()
    monkeypatch.setenv("PYTHONPATH", f"{version}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    server.start()


def _build(page: Page) -> str:
    return page.locator("html").get_attribute("data-build") or ""


def test_never_43_an_update_takes_no_queue_no_form_and_no_page_away(
    proxy: Proxy,
    server: Server,
    phone: OpenPhone,
    new_version: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    old = _build(wang.page)
    her = me(wang.page)
    # An old worker that is sending is another story, below.
    wang.phone.sends_from_its_pages()
    wang.phone.offline()
    doors = [wang.visit(findings=f"旧版本里写的 {number}") for number in range(2)]
    form_at = wang.open_door()
    wang.write(findings=TEXT)
    wang.page.evaluate("() => { window.before = true; }")
    for path in ("/sync", "/round"):
        proxy.next("bad_gateway", path, times=1000)
    _update(server, new_version, monkeypatch)
    wang.phone.online()
    # What the browser does by itself at the next navigation.
    wang.page.evaluate("async () => { await (await navigator.serviceWorker.ready).update(); }")

    # Offered, never forced: the form in front of her stays as it is until it is saved.
    now = wang.page.locator("[data-update-now]")
    expect(now).to_be_visible(timeout=30_000)
    now.click()
    expect(now).to_have_text("先保存这次走访，再更新")
    wang.phone.wait(1)
    assert wang.page.evaluate("() => window.before") is True
    expect(wang.form.locator("[name=findings]")).to_have_value(TEXT)
    wang.save()
    assert states(wang.page) == ["queued"] * 3 or set(states(wang.page)) <= {"queued", "sending"}

    expect(now).to_be_visible()
    _wait_for_a_pause(wang.page)
    with wang.page.expect_navigation():
        now.click()
    expect(wang.page.locator("html")).not_to_have_attribute("data-build", old)
    new = _build(wang.page)

    # Pages kept before the update open without a network, dressed and working.
    wang.phone.offline()
    for door in (doors[0], form_at):
        wang.phone.go(f"/households/{door}")
        assert _build(wang.page) == old
        expect(wang.form).to_be_visible()
        assert wang.form.evaluate("(form) => form.querySelector('.save') && "
                                  "getComputedStyle(form).display") != "inline"  # fmt: skip
        rules = "() => Math.max(...[...document.styleSheets].map((one) => one.cssRules.length))"
        assert wang.page.evaluate(rules) >= 7, "not dressed"
    wang.write(findings="更新以后，在旧的页面上写的")
    wang.save()
    wang.has_unsent(4)

    # And the queue of the old version is accepted by the new one.
    proxy.forget()
    wang.phone.online()
    wang.waits_until_sent(4)
    assert len(envelopes(server, her)) == 4
    assert new != old and proxy.count("/sync", "POST") >= 1


def _wait_for_a_pause(page: Page) -> None:
    """Until the page has loaded, and has just tried to send in vain: its next try is seconds away.

    Under a debugger, as here, Chromium ends an old worker also while it has requests in hand, and
    they hang for ever (content/browser/service_worker, OnRequestTermination); nowhere else.
    """
    page.wait_for_load_state("networkidle")
    page.wait_for_event("response", lambda response: response.url.endswith("/sync"))


def _newer(version: Path) -> None:
    """Change the new version once more."""
    with (version / "static/js/when.js").open("a", encoding="utf8") as script:
        script.write("\n// a later version still\n")


def _look_for_updates(page: Page) -> None:
    """What the browser does by itself at the next navigation; until the new worker waits."""
    page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.ready;
          const before = registration.waiting;
          await registration.update();
          await new Promise((done) => {
            const look = () => {
              if (registration.waiting && registration.waiting !== before) done();
              else setTimeout(look, 20);
            };
            look();
          });
        }"""
    )


def _take(page: Page, old: str) -> str:
    """Tap 更新 once; the build of the page that comes."""
    with page.expect_navigation():
        page.locator("[data-update-now]").click()
    expect(page.locator("html")).not_to_have_attribute("data-build", old)
    return _build(page)


def test_the_newest_version_comes_whichever_was_offered_and_whoever_took_it(
    server: Server, phone: OpenPhone, new_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    old = _build(wang.page)
    other = wang.phone.context.new_page()
    other.goto(wang.page.url)
    _update(server, new_version, monkeypatch)
    _look_for_updates(wang.page)
    expect(wang.page.locator("[data-update-now]")).to_be_visible()
    expect(other.locator("[data-update-now]")).to_be_visible()

    # While the offer stands a newer one takes the place of the worker that was offered.
    _newer(new_version)
    _update(server, new_version, monkeypatch)
    _look_for_updates(wang.page)
    new = _take(wang.page, old)
    # In the other tab nothing waits any more; its button is not a dead one.
    assert _build(other) == old
    assert _take(other, old) == new


@pytest.mark.alone
def test_an_old_worker_that_hangs_in_sending_holds_no_update_back(
    proxy: Proxy,
    server: Server,
    phone: OpenPhone,
    new_version: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wang = Worker(phone())
    registrations: list[str] = []
    wang.phone.cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: registrations.extend(one["registrationId"] for one in said["registrations"]),
    )
    wang.phone.cdp.send("ServiceWorker.enable")
    wang.get_ready()
    old = _build(wang.page)
    _update(server, new_version, monkeypatch)
    _look_for_updates(wang.page)
    expect(wang.page.locator("[data-update-now]")).to_be_visible()

    # The browser wakes the worker to send, in a signal so weak that nothing answers.
    seed(wang.page, 1)
    asked = proxy.count("/sync", "POST")
    proxy.next("hang", "/sync", times=99)
    wang.phone.cdp.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": proxy.origin,
            "registrationId": registrations[-1],
            "tag": "outbox",
            "lastChance": False,
        },
    )
    until(wang.page, lambda: proxy.count("/sync", "POST") > asked)
    began = time.monotonic()
    _take(wang.page, old)
    assert time.monotonic() - began < 15, "it waited until the old worker gave up"
    assert states(wang.page) in (["queued"], ["sending"])


def test_new_keys_reach_a_phone_within_the_same_build(server: Server, phone: OpenPhone) -> None:
    wang = Worker(phone())
    wang.get_ready()
    build = _build(wang.page)
    server.stop()
    for known in (server.data / "keys").glob("receipt-*.pem"):
        known.unlink()
    server.start()
    wang.outbox()
    seed(wang.page, 1)
    wang.send_now()
    wang.waits_until_sent(1, seconds=60)
    assert _build(wang.page) == build


def test_never_44_the_service_worker_never_touches_what_is_sent(
    proxy: Proxy, server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.outbox()
    answers: list[Response] = []
    wang.page.on("response", lambda one: answers.append(one))
    wang.phone.sends_from_its_pages()
    wang.page.reload()
    seed(wang.page, 1, findings="长" * 1900)
    wang.send_now()
    wang.waits_until_sent(1)
    by_worker = {
        (one.request.method, one.url.removeprefix(proxy.origin)): one.from_service_worker
        for one in answers
    }
    assert by_worker["GET", "/outbox"] is True
    assert by_worker["POST", "/sync"] is False
    assert not [which for which, touched in by_worker.items() if touched and which[0] != "GET"]
    assert len(envelopes(server)) == 1
    # And by its own list of rules: whatever writes is left to the browser, bytes and all.
    touched = run(
        wang.page,
        """const { ruleFor } = await js('sw/policy.js');
        return ['POST', 'PUT', 'DELETE', 'PATCH'].filter((method) =>
          ['/sync', '/visits', '/today', '/static/x/js/app.js', '/sync/files/a/b'].some((path) =>
            ruleFor(new Request(path, { method })).answer !== null));""",
    )
    assert touched == []
