"""One phone, two workers: what waits belongs to the one who wrote it."""

import json
from typing import Any

from playwright.sync_api import Request, expect

from e2e.client.inside import in_plain, me, run
from e2e.conftest import OpenPhone
from e2e.held import envelopes
from e2e.people import Worker
from e2e.phone import Phone
from e2e.proxy import Proxy
from e2e.server import Server

SECRETS = ("她的儿子在外地，钥匙在邻居家", "夜里咳得厉害，想要一张轮椅")


def _listen(phone: Phone) -> list[dict[str, Any]]:
    """What goes to /sync from now on."""
    heard: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/sync") and request.method == "POST":
            heard.append(json.loads(request.post_data or "{}"))

    phone.context.on("request", note)
    return heard


def _sees_nothing_of(li: Worker, doors: list[str]) -> None:
    for path in ("/today", "/outbox", "/households", "/me", *(f"/households/{d}" for d in doors)):
        li.phone.go(path)
        li.phone.wait(0.3)  # time itself: what must not come would be drawn by scripts, later
        shown = li.page.content()
        assert not [secret for secret in SECRETS if secret in shown], path
    li.outbox()
    expect(li.page.locator("[data-outbox-empty]")).to_be_visible()
    expect(li.records()).to_have_count(0)
    li.has_unsent(0)


def test_never_40_another_person_on_the_phone_sees_and_sends_nothing_of_hers(
    proxy: Proxy, server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    her = me(wang.page)
    wang.phone.offline()
    proxy.mode = "refuse"
    doors = [wang.visit(findings=secret) for secret in SECRETS]
    wang.has_unsent(len(SECRETS))
    wang.sign_out()

    proxy.mode = "pass"
    wang.phone.online()
    li = Worker(wang.phone, "grid-worker-2")
    sent = _listen(li.phone)
    li.get_ready()
    him = me(li.page)
    assert him != her
    _sees_nothing_of(li, doors)
    li.send_now()
    expect(li.page.locator("[data-outbox-status]")).to_have_text("都已送达")
    assert [one["envelopes"] for one in sent if one["envelopes"]] == []
    assert {one["device"]["unsent"] for one in sent} <= {0}
    assert envelopes(server) == {}
    kept = in_plain(li.page)
    assert f"q-{her}" in kept and "钥匙在邻居家" not in kept and "一张轮椅" not in kept

    # His own work goes out under his own name, also with hers in the next room.
    li.visit(findings="他自己的一条")
    li.waits_until_sent(1)
    assert len(envelopes(server, him)) == 1 and envelopes(server, her) == {}
    li.sign_out()

    wang.sign_in()
    wang.waits_until_sent(len(SECRETS))
    found = envelopes(server, her).values()
    assert sorted(json.loads(text)["body"]["findings"] for text in found) == sorted(SECRETS)
    assert len(envelopes(server)) == len(SECRETS) + 1
    log = run(
        wang.page, "return Object.keys(localStorage).filter((key) => key.startsWith('qm-q:'));"
    )
    assert set(log) == {f"qm-q:{her}", f"qm-q:{him}"}
