"""The scripts from inside a page: their own modules, called as the page calls them."""

import json
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

# Every database of this site as text: keys of rows, rows, and bytes read as if they were letters.
EVERYTHING = """async () => {
  const found = [];
  const spell = (value) => {
    if (value instanceof ArrayBuffer) return new TextDecoder().decode(value);
    if (ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
    if (value instanceof Blob || value instanceof CryptoKey) return String(value);
    if (value && typeof value === 'object') {
      return Object.entries(value).map(([k, v]) => k + spell(v)).join(' ');
    }
    return String(value);
  };
  for (const { name } of await indexedDB.databases()) {
    const open = indexedDB.open(name);
    const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      await new Promise((done) => { all.onsuccess = done; });
      found.push(name, store, spell(all.result));
    }
    db.close();
  }
  return found.concat(spell({ ...localStorage }), spell({ ...sessionStorage })).join('\\n');
}"""
USER = "const { currentUser } = await js('device.js'); const uid = (await currentUser()).id;"


def run(page: Page, body: str, given: Any = None) -> Any:
    """Run `body`, JavaScript. `js(path)` imports a module of this build; `given` is `given`."""
    return page.evaluate(
        "async (given) => { const js = (path) => import(`/static/"
        f"${{document.documentElement.dataset.build}}/js/${{path}}`); {body} }}",
        given,
    )


def me(page: Page) -> str:
    """The id of the phone's current user."""
    found: str = run(page, USER + "return uid;")
    return found


def records(page: Page) -> list[dict[str, Any]]:
    """Every record of the outbox, the oldest first, with what it says under `inside`."""
    text = run(
        page,
        USER
        + """const { list, look } = await js('outbox/records.js');
        const rows = await list(uid, 100000);
        return JSON.stringify(await Promise.all(rows.map(async (row) =>
          ({ ...row, sealed: null, inside: await look(uid, row) }))));""",
    )
    rows: list[dict[str, Any]] = json.loads(text)
    return rows[::-1]


def states(page: Page) -> list[str]:
    """The state of every record, the oldest first."""
    return [row["state"] for row in records(page)]


def drafts(page: Page) -> list[dict[str, Any]]:
    """Every draft that the phone keeps, the newest first."""
    kept: list[dict[str, Any]] = run(
        page, USER + "return (await js('outbox/drafts.js')).listDrafts(uid);"
    )
    return kept


def until(page: Page, done: Callable[[], object], seconds: float = 20) -> None:
    """Wait for what no element of the page tells; the page's own events go on meanwhile."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        page.wait_for_timeout(50)


def settled(page: Page, wanted: list[str], seconds: float = 20, skip_ms: int = 0) -> None:
    """Wait until the records are in these states, the oldest first.

    `skip_ms`: how far the page's held clock goes on between two looks.
    """
    deadline = time.monotonic() + seconds
    while (found := states(page)) != wanted:
        assert time.monotonic() < deadline, found
        page.wait_for_timeout(100)
        if skip_ms:
            page.clock.run_for(skip_ms)


def rest(page: Page) -> None:
    """Stop this page's own sending, so that a test decides when; returns once it has stopped."""
    run(
        page,
        USER
        + """await new Promise((held) => {
          navigator.locks.request(`up:${uid}`, () => { held(); return new Promise(() => {}); });
        });""",
    )


def seed(page: Page, count: int, **body: Any) -> list[str]:
    """Save `count` visits at doors without a household as the form does; their ids in order."""
    ids: list[str] = run(
        page,
        """const { currentUser } = await js('device.js'); const user = await currentUser();
        const { save } = await js('outbox/records.js'); const { uuid7 } = await js('ids.js');
        const ids = [];
        for (let n = 0; n < given.count; n += 1) {
          const body = { household: '', address: `9号楼 ${n + 1}`, outcome: 'met', met_role: '',
            purposes: [], checklist: [], findings: '', requests: [], visited_at: '', next_on: '',
            position: '', ...given.body };
          ids.push(await save(user, { id: uuid7(), kind: 'visit', body, base: null, files: [] },
            { subject: body.address, draft: 'none' }));
        }
        return ids;""",
        {"count": count, "body": body},
    )
    return ids


def drain(page: Page) -> dict[str, Any]:
    """Send now, in this page, and wait for the end of the run."""
    found: dict[str, Any] = run(
        page, USER + "const { drain } = await js('outbox/sender.js'); return drain(uid);"
    )
    return found


def log(page: Page) -> list[dict[str, Any]]:
    """The outbox's own log."""
    lines: list[dict[str, Any]] = run(
        page,
        USER
        + """const { outbox } = await js('outbox/store.js'); const { ask } = await js('idb.js');
        return outbox(uid).read(['log'], (tx) => ask(tx.objectStore('log').getAll()));""",
    )
    return lines


def value(page: Page, key: str) -> Any:
    """A value of the phone's own notes; `{uid}` in the key is the current user."""
    return run(
        page,
        USER
        + "const { getValue } = await js('device.js');"
        + "return getValue(given.replace('{uid}', uid));",
        key,
    )


def in_plain(page: Page) -> str:
    """What this phone keeps, as whoever takes its memory apart could read it."""
    found: str = page.evaluate(EVERYTHING)
    return found


def kept_pages(page: Page) -> dict[str, str]:
    """The pages in the vault, opened with its key, by address."""
    found: dict[str, str] = run(
        page,
        USER
        + """const { keptHashes, keptPage } = await js('vault.js'); const found = {};
        for (const url of Object.keys(await keptHashes(uid))) {
          found[url] = (await keptPage(uid, url))?.html ?? '';
        }
        return found;""",
    )
    return found
