"""What users of other tools lost, as short scenes; the numbers are those of docs/gaps.md."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from e2e.client.inside import drain, log, me, run, seed, states, until
from e2e.conftest import OpenPhone
from e2e.held import digest, envelopes, rows
from e2e.people import Lead, Worker
from e2e.server import Server


def test_never_08_a_phone_emptied_by_its_system_is_noticed_and_the_lead_told(
    server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    her = me(wang.page)
    wang.phone.offline()
    wang.visit()
    wang.has_unsent(1)
    # Android short of room drops all databases of a site at once; localStorage is a file apart.
    wang.page.goto("about:blank")
    gone = {"origin": wang.phone.origin, "storageTypes": "indexeddb"}
    wang.phone.cdp.send("Storage.clearDataForOrigin", gone)
    wang.phone.online()
    wang.today()
    # Whoever opens it anew writes down what is gone; a page that goes meanwhile would cut that off.
    # Her id is told: at first the emptied phone does not know whose it is.
    noted = "const { getValue } = await js('device.js'); return getValue(given);"
    until(wang.page, lambda: run(wang.page, noted, f"lost:{her}"))
    wang.outbox()
    expect(wang.page.locator("[data-lost-text]")).to_contain_text("1 条没有发出")
    wang.send_now()
    expect(wang.page.locator("[data-outbox-status]")).to_have_text("都已送达")
    lost = rows(server, "SELECT lost FROM device WHERE person_id = ?", her)
    assert 1 in [one["lost"] for one in lost]
    zhang = Lead(phone(desk=True))
    zhang.sign_in()
    zhang.devices()
    zhang.reads("手机清掉了记录，请联系")


def test_never_10_a_file_far_above_two_megabytes_reads_back_whole(phone: OpenPhone) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.outbox()
    wang.phone.offline()
    # As large as an envelope may be: the number of records is what takes the time.
    ids = seed(wang.page, 42, findings="很" * 20_000)
    wang.page.reload()
    with wang.page.expect_download(timeout=60_000) as saved:
        wang.page.locator("[data-export-all]").click()
    text = Path(saved.value.path()).read_text(encoding="utf8")
    assert len(text.encode()) > 2_400_000
    told = {one["digest"]: one["envelope"] for one in json.loads(text)["records"]}
    assert all(digest(envelope) == known for known, envelope in told.items())
    assert {json.loads(one)["id"] for one in told.values()} == set(ids)


def test_never_12_and_29_no_error_answer_discards_or_marks_a_record(
    server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.phone.sends_from_its_pages()
    wang.outbox()
    answer: dict[str, Any] = {}
    wang.phone.context.route("**/sync", lambda route: route.fulfill(**answer))
    seed(wang.page, 2)
    html, text = {"content-type": "text/html"}, {"content-type": "application/json"}
    for status, body, headers in (
        (500, "oops", {}),
        (400, "<h1>Bad Request</h1>", html),
        (404, "", {}),
        (409, '{"error": "conflict"}', text),
        (403, "", {}),
        (302, "", {"location": "/sign-in"}),
        (200, "<h1>Sign in</h1>", html),
        (200, '{"ok": true, "accepted": 2}', text),
        (204, "", {}),
    ):
        answer.update(status=status, body=body, headers=headers)
        assert drain(wang.page)["sent"] == 0, status
        assert set(states(wang.page)) <= {"queued", "sending"}, status
    expect(wang.records("received")).to_have_count(0)
    assert [line for line in log(wang.page) if line["what"] in ("deleted", "received")] == []
    assert envelopes(server) == {}
    wang.phone.context.unroute_all()
    wang.send_now()
    wang.waits_until_sent(2)


def test_never_36_one_broken_record_is_taken_out_alone(server: Server, phone: OpenPhone) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.outbox()
    seed(wang.page, 1, address="")  # no server accepts a visit at no door
    seed(wang.page, 2)
    wang.send_now()
    broken = wang.records("refused")
    expect(broken).to_have_count(1)
    expect(wang.records("received")).to_have_count(2)
    with wang.page.expect_download() as saved:
        broken.locator("[data-record-export]").click()
    told = json.loads(Path(saved.value.path()).read_text(encoding="utf8"))
    assert len(told["records"]) == 1
    broken.locator("[data-record-drop]").click()
    dialog = wang.page.locator("[data-drop-dialog]")
    dialog.locator("select").select_option("broken")
    dialog.locator("button[value=drop]").click()
    expect(broken).to_have_count(0)
    expect(wang.records("received")).to_have_count(2)
    why = [line["why"] for line in log(wang.page) if line["what"] == "deleted"]
    assert why == ["by its author: broken"]
    assert len(envelopes(server)) == 2
