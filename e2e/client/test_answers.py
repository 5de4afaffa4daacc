"""Told honestly: only the server's own signed word moves a record."""

import base64
import json

import pytest
from playwright.sync_api import Route, expect

from e2e.client.inside import USER, drain, records, run, seed, settled, states, until
from e2e.people import Worker
from e2e.proxy import Proxy
from e2e.wire import Mode


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


def test_a_hanging_server_is_given_up_in_time(wang: Worker, proxy: Proxy) -> None:
    wang.outbox()
    wang.page.clock.install()
    proxy.next("hang", "/sync")
    seed(wang.page, 1)
    wang.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    settled(wang.page, ["received"], skip_ms=5_000)


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
    wang.phone.sends_from_its_pages()
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
    wang.phone.sends_from_its_pages()
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
    # Without records only a page that was offline asks at all: a ping, whose answer is kept.
    offline = USER + "const d = await js('device.js'); await d.setValue(`link:${uid}`, 'offline');"

    def asked() -> bool:
        run(wang.page, offline)
        drain(wang.page)
        return bool(kept)

    until(wang.page, asked)
    seed(wang.page, 1)
    drain(wang.page)
    drain(wang.page)
    assert "received" not in states(wang.page)
    wang.phone.context.unroute("**/sync")


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
