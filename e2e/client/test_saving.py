"""What a worker writes is on the phone before anyone says so, and stays there."""

import json
import re

import pytest
from playwright.sync_api import expect

from e2e.client.inside import log, me, records, run, states, until, value
from e2e.held import change
from e2e.people import Worker
from e2e.proxy import Proxy
from e2e.server import Server

TEXT = "楼道灯坏了，三楼的老人上下不便"


def test_a_visit_written_offline_is_kept_and_sent_once(wang: Worker, proxy: Proxy) -> None:
    wang.phone.offline()
    wang.visit(findings=TEXT)
    expect(wang.page.locator("[data-strip]")).to_contain_text("待发 1")
    assert states(wang.page) in (["queued"], ["sending"])
    wang.phone.online()
    wang.waits_until_sent(1)
    assert re.fullmatch("[0-9A-Z]{4}", records(wang.page)[0]["receipt"]["short"])


@pytest.fixture
def without_roster(server: Server) -> None:
    """On any day of the week she goes her whole round: nobody has said otherwise."""
    change(server, "UPDATE roster_week SET state = 'replaced'")


def test_today_shows_the_door_ticked_at_once_and_after_a_restart(
    without_roster: None, wang: Worker, proxy: Proxy
) -> None:
    proxy.mode = "refuse"
    before = int(wang.page.locator("[data-progress-text]").inner_text().split("/")[0])
    household = wang.visit()
    for _ in range(2):
        door = wang.page.locator(f"a[data-door][data-household='{household}']")
        expect(door).to_have_class(re.compile("is-visited"))
        expect(door).to_have_attribute("data-waiting", "queued")
        expect(wang.page.locator("[data-progress-text]")).to_have_text(
            re.compile(f"^{before + 1}/")
        )
        wang.phone.close()
        wang.phone.reopen()
        wang.today()
    wang.phone.go(f"/households/{household}")
    expect(wang.page.locator("[data-last-visit]")).to_contain_text("见到了人 · 待发")


def test_never_03_a_killed_connection_does_not_stop_saving(wang: Worker) -> None:
    wang.open_door()
    run(
        wang.page,
        """// As a browser does it: the connection closes under the page, without a word.
        const closed = new Set(); const first = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...all) {
          if (!closed.has(this.name)) { closed.add(this.name); this.close(); }
          return first.apply(this, all);
        };""",
    )
    wang.write(findings=TEXT)
    wang.save()
    assert [row["inside"]["text"].count(TEXT) for row in records(wang.page)] == [1]


def test_never_20_double_tap_makes_one_record(wang: Worker) -> None:
    wang.phone.offline()
    wang.open_door()
    wang.write()
    wang.form.evaluate("(form) => { form.requestSubmit(); form.requestSubmit(); }")
    wang.page.wait_for_url("**/today")
    assert len(records(wang.page)) == 1


def test_never_42_a_full_phone_never_says_saved(wang: Worker) -> None:
    wang.phone.offline()
    url = wang.page.url
    wang.open_door()
    wang.write(findings=TEXT)
    url = wang.page.url
    run(
        wang.page,
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (value, ...more) {
          if (this.name !== 'records') return put.call(this, value, ...more);
          const request = put.call(this, value, ...more);
          const tx = this.transaction;
          const full = new DOMException('', 'QuotaExceededError');
          Object.defineProperty(tx, 'error', { get: () => full });
          tx.abort();
          return request;
        };""",
    )
    wang.form.locator(".save button").click()
    expect(wang.form.locator("[data-form-error]")).to_contain_text("请不要关闭此页")
    expect(wang.form.locator("[name=findings]")).to_have_value(TEXT)
    assert wang.page.url == url
    assert records(wang.page) == []


def test_never_04_without_a_database_the_plain_form_goes(wang: Worker, proxy: Proxy) -> None:
    wang.page.add_init_script("delete window.indexedDB; indexedDB = undefined;")
    household = wang.open_door()
    wang.write(findings=TEXT)
    with wang.page.expect_navigation(url=re.compile("/today$")):
        wang.form.locator(".save button").click()
    assert proxy.count("/visits", "POST") == 1
    wang.phone.go(f"/households/{household}")
    expect(wang.page.get_by_text(TEXT).first).to_be_attached()


def test_never_05_an_evicted_outbox_is_noticed_and_reported(wang: Worker, proxy: Proxy) -> None:
    wang.phone.offline()
    wang.visit()
    person = me(wang.page)
    run(
        wang.page,
        """const { outbox, countAll } = await js('outbox/store.js');
        await outbox(given).destroy(); await countAll(given);""",
        person,
    )
    # Whoever opens it anew writes down what is gone; a page that goes meanwhile would cut that off.
    until(wang.page, lambda: value(wang.page, "lost:{uid}"))
    wang.outbox()
    expect(wang.page.locator("[data-outbox-lost]")).to_be_visible()
    expect(wang.page.locator("[data-lost-text]")).to_contain_text("1 条没有发出")
    wang.phone.online()
    wang.send_now()
    expect(wang.page.locator("[data-outbox-status]")).to_have_text("都已送达")
    # The queue is empty either way; that the loss was told is written down after the answer.
    told = "const { lost } = await js('outbox/store.js'); return (await lost(given)).reported;"
    until(wang.page, lambda: run(wang.page, told, person) is True)


def test_never_07_every_deletion_leaves_a_line(wang: Worker) -> None:
    wang.phone.offline()
    wang.visit()
    wang.outbox()
    wang.page.locator("[data-record-drop]").click()
    wang.page.locator("[data-drop-dialog] button[value=cancel]").click()
    expect(wang.records()).to_have_count(1)
    wang.page.locator("[data-record-drop]").click()
    wang.page.locator("[data-drop-dialog] select").select_option("duplicate")
    wang.page.locator("[data-drop-dialog] button[value=drop]").click()
    expect(wang.records()).to_have_count(0)
    assert [line["why"] for line in log(wang.page) if line["what"] == "deleted"] == [
        "by its author: duplicate"
    ]


def test_never_47_a_place_is_fresh_measured_and_only_on_request(wang: Worker) -> None:
    """R123: a phone tells a place when its owner asks for it, and no track."""
    wang.phone.allow(position=(37.498, 121.267, 12))
    wang.phone.offline()
    wang.visit()
    wang.open_door()
    wang.write()
    wang.unfold("position")
    wang.form.locator("label:has([data-position-wanted])").click()
    expect(wang.page.locator("[data-position-text]")).to_contain_text("误差约 12 米")
    wang.phone.wait(1.2)  # time itself: the record says how many seconds old the place is
    wang.save()
    first, second = (json.loads(row["inside"]["text"])["body"] for row in records(wang.page))
    assert first["position"] == ""
    lat, lon, accuracy, age = second["position"].split(",")
    assert (lat, lon, accuracy) == ("37.498000", "121.267000", "12")
    assert 1 <= int(age) <= 60


def test_never_50_a_refused_place_does_not_stop_the_visit(wang: Worker) -> None:
    wang.phone.allow()
    wang.phone.offline()
    wang.open_door()
    wang.write()
    wang.unfold("position")
    wang.form.locator("label:has([data-position-wanted])").click()
    expect(wang.page.locator("[data-position-text]")).to_contain_text("不记位置也可以保存")
    wang.save()
    assert json.loads(records(wang.page)[0]["inside"]["text"])["body"]["position"] == ""
