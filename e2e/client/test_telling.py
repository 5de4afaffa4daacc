"""A phone says what waits on it also when that is nothing: only so is it known (row R113)."""

import json
from typing import Any

import pytest
from playwright.sync_api import Request, expect

from e2e.client.inside import USER, rest, run, seed, settled, until, value
from e2e.conftest import OpenPhone
from e2e.people import Worker
from e2e.phone import Phone
from e2e.proxy import Proxy

TELL = USER + "await (await js('outbox/telling.js')).tell(uid, given ?? undefined);"
STATE = USER + "return (await js('outbox/telling.js')).deviceState(uid);"
LONG_AGO = (
    USER
    + """const { changeValue } = await js('device.js');
    await changeValue(`told:${uid}`, (old) => ({ ...old, at: old.at - given }));"""
)
HOUR_MS = 3_600_000


def listen(phone: Phone) -> list[dict[str, Any]]:
    """What a phone says of itself to /sync from now on; `envelopes`: how many went with it."""
    heard: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/sync") and request.method == "POST":
            said = json.loads(request.post_data or "{}")
            heard.append({**said["device"], "envelopes": len(said["envelopes"])})

    phone.context.on("request", note)
    return heard


@pytest.fixture
def said(wang: Worker) -> list[dict[str, Any]]:
    """What her phone says from now on."""
    return listen(wang.phone)


def told(wang: Worker) -> Any:
    """What the server was told last, when it has answered."""
    last = value(wang.page, "told:{uid}")
    return last if last and "at" in last else None


def test_r113_an_idle_phone_says_at_the_start_that_nothing_waits(phone: OpenPhone) -> None:
    wang = Worker(phone())
    said = listen(wang.phone)
    wang.sign_in()
    until(wang.page, lambda: said)
    assert (said[0]["envelopes"], said[0]["unsent"], said[0]["oldest"]) == (0, 0, None)


def test_r113_after_a_batch_it_says_what_is_left(wang: Worker, said: list[dict[str, Any]]) -> None:
    wang.phone.sends_from_its_pages()
    wang.outbox()
    wang.phone.offline()
    seed(wang.page, 3)
    wang.phone.online()
    wang.send_now()
    settled(wang.page, ["received"] * 3)
    until(wang.page, lambda: (told(wang) or {}).get("unsent") == 0)
    assert max(one["unsent"] for one in said) == 3, "with the batch itself it said what waited"
    assert (said[-1]["envelopes"], said[-1]["unsent"], said[-1]["oldest"]) == (0, 0, None)


def test_r113_a_refused_record_waits_for_its_author_and_not_to_be_sent(
    wang: Worker, said: list[dict[str, Any]]
) -> None:
    wang.outbox()
    seed(wang.page, 1, outcome="nothing of the kind")
    wang.send_now()
    settled(wang.page, ["refused"])
    until(wang.page, lambda: said and said[-1]["envelopes"] == 0)
    assert (said[-1]["unsent"], said[-1]["refused"], said[-1]["oldest"]) == (0, 1, None)


def test_r113_the_oldest_is_the_first_that_was_saved_by_the_servers_clock(wang: Worker) -> None:
    wang.outbox()
    rest(wang.page)
    wang.phone.offline()
    saved = run(
        wang.page,
        USER
        + """const { currentUser: now } = await js('device.js'); const user = await now();
        const { save } = await js('outbox/records.js'); const { uuid7 } = await js('ids.js');
        const { lastContact, setValue } = await js('device.js');
        const first = uuid7(Date.now() - 7_200_000);  // a form that was open for two hours
        const ids = [uuid7(), first];
        for (const id of ids) {
          await save(user, { id, kind: 'visit', body: { household: '' }, base: null, files: [] },
            { subject: 'x', draft: 'none' });
          await new Promise((done) => setTimeout(done, 50));
        }
        await setValue(`contact:${uid}`, { ...await lastContact(uid), offset: 3_600_000 });
        const { ofState } = await js('outbox/records.js');
        return (await ofState(uid, 'queued')).map((row) => row.savedAt);""",
    )
    state = run(wang.page, STATE)
    assert (state["unsent"], state["oldest"]) == (2, min(saved) - HOUR_MS)


def test_an_idle_phone_says_it_again_after_an_hour_and_not_before(
    wang: Worker, said: list[dict[str, Any]]
) -> None:
    wang.outbox()
    until(wang.page, lambda: told(wang))
    before = len(said)
    run(wang.page, TELL)
    run(wang.page, TELL)
    assert len(said) == before
    run(wang.page, LONG_AGO, HOUR_MS)
    run(wang.page, TELL)
    run(wang.page, TELL)
    until(wang.page, lambda: len(said) > before)
    assert [one["envelopes"] for one in said[before:]] == [0]


def test_becoming_visible_says_it_again_after_ten_minutes(
    wang: Worker, said: list[dict[str, Any]]
) -> None:
    wang.outbox()
    until(wang.page, lambda: told(wang))
    run(wang.page, LONG_AGO, HOUR_MS / 5)
    before = len(said)
    wang.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    until(wang.page, lambda: len(said) > before)
    assert said[-1]["unsent"] == 0


def test_without_an_answer_it_is_silent_and_in_nobodys_way(wang: Worker, proxy: Proxy) -> None:
    wang.outbox()
    until(wang.page, lambda: told(wang))
    run(wang.page, LONG_AGO, HOUR_MS)
    proxy.next("hang", "/sync")
    asked = proxy.count("/sync", "POST")
    wang.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    until(wang.page, lambda: proxy.count("/sync", "POST") > asked)
    seed(wang.page, 1)
    wang.send_now()
    settled(wang.page, ["received"], seconds=10)
    until(wang.page, lambda: value(wang.page, "link:{uid}") == "ok")
    expect(wang.page.locator("[data-strip]")).to_contain_text("在线")


def test_only_one_tab_says_it(wang: Worker, said: list[dict[str, Any]]) -> None:
    wang.outbox()
    until(wang.page, lambda: told(wang))
    run(wang.page, LONG_AGO, HOUR_MS)
    before = len(said)
    second = wang.phone.context.new_page()
    second.goto(wang.page.url)
    both = (
        "const { tell } = await js('outbox/telling.js'); await Promise.all([tell(uid), tell(uid)]);"
    )
    run(wang.page, USER + both)
    run(second, USER + both)
    until(wang.page, lambda: len(said) > before)
    assert [one["envelopes"] for one in said[before:]] == [0]
    second.close()
