"""One sender at a time, whoever dies: tabs, phones, the service worker, the server."""

from e2e.client.inside import USER, drain, rest, run, seed, settled, states, until, value
from e2e.held import envelopes
from e2e.people import Worker
from e2e.proxy import Proxy
from e2e.server import Server

RAW_STATES = """async () => {
  const { name } = (await indexedDB.databases()).find((one) => one.name.startsWith('q-'));
  const open = indexedDB.open(name);
  const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const all = db.transaction('records').objectStore('records').getAll();
  await new Promise((done) => { all.onsuccess = done; });
  db.close();
  return all.result.map((row) => row.state);
}"""

LOCK = "lock:up:{uid}"


def test_never_30_a_lock_left_by_a_dead_tab_runs_out(wang: Worker) -> None:
    """Where there are no Web Locks, a row with an owner and an expiry does it."""
    wang.phone.context.add_init_script("delete Navigator.prototype.locks;")
    wang.phone.sends_from_its_pages()
    wang.outbox()
    assert wang.page.evaluate("() => !('locks' in navigator)")
    seed(wang.page, 1)
    wang.send_now()
    settled(wang.page, ["received"])
    until(wang.page, lambda: value(wang.page, LOCK) is None)
    run(
        wang.page,
        USER
        + """const { setValue } = await js('device.js');
        await setValue(`lock:up:${uid}`, { owner: 'dead', until: Date.now() + 9000 });""",
    )
    seed(wang.page, 1)
    assert drain(wang.page)["link"] == "busy"
    wang.send_now()
    assert states(wang.page) == ["received", "queued"]
    settled(wang.page, ["received", "received"], seconds=30)
    until(wang.page, lambda: value(wang.page, LOCK) is None)
    # Two of one page are two, as well.
    links = run(
        wang.page,
        USER
        + """const { drain } = await js('outbox/sender.js');
        return (await Promise.all([drain(uid), drain(uid)])).map((one) => one.link);""",
    )
    assert links[1] == "busy"


def test_never_30_sending_at_a_crash_becomes_queued(wang: Worker, proxy: Proxy) -> None:
    wang.outbox()
    proxy.next("hang", "/sync", times=99)  # whatever else the page says first
    seed(wang.page, 1)
    wang.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    settled(wang.page, ["sending"])
    wang.phone.kill()
    proxy.forget()
    wang.phone.reopen()
    wang.sign_in()
    wang.outbox()
    settled(wang.page, ["received"])


def test_b18_a_tab_that_hangs_with_the_lock_is_passed_over(wang: Worker) -> None:
    wang.outbox()
    second = wang.phone.context.new_page()
    second.goto(wang.page.url)
    rest(second)
    wang.page.clock.install()
    seed(wang.page, 1)
    wang.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    # In small steps: an answer has patience's time by the same clock.
    settled(wang.page, ["received"], seconds=60, skip_ms=5_000)
    second.close()


def test_never_32_background_sync_sends_from_a_page_that_sends_nothing(wang: Worker) -> None:
    wang.phone.allow()
    wang.phone.offline()
    wang.visit()
    # The page goes; only the service worker is left to hear that the network is back.
    wang.page.goto("about:blank")
    wang.phone.online()
    # A page of the site on which no script of ours runs, to look from.
    wang.phone.go("/healthz")
    tags = "async () => (await navigator.serviceWorker.ready).sync.getTags()"
    states = wang.page.evaluate(RAW_STATES)
    assert states == ["received"] or wang.page.evaluate(tags) == ["outbox"]
    _network_is_back(wang)
    until(wang.page, lambda: wang.page.evaluate(RAW_STATES) == ["received"])


def _network_is_back(wang: Worker) -> None:
    """What the browser tells the worker. Left to itself, a Chromium whose worker tried in vain
    before comes again in five minutes only."""
    known: list[str] = []
    wang.phone.cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: known.extend(one["registrationId"] for one in told["registrations"]),
    )
    wang.phone.cdp.send("ServiceWorker.enable")
    until(wang.page, lambda: known)
    wang.phone.cdp.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": wang.phone.origin,
            "registrationId": known[0],
            "tag": "outbox",
            "lastChance": False,
        },
    )


def test_b11_a_server_killed_while_sending_loses_and_doubles_nothing(
    wang: Worker, server: Server
) -> None:
    wang.outbox()
    wang.phone.offline()
    seed(wang.page, 60)
    wang.phone.online()
    wang.send_now()
    until(wang.page, lambda: envelopes(server))
    server.kill9()
    server.restart()
    wang.send_now()
    settled(wang.page, ["received"] * 60, seconds=60)
