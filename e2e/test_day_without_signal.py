"""A day with no signal: twenty visits and three photos, a phone that dies, a server that dies.

Row R215."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from e2e.client.inside import me, records, run, until
from e2e.conftest import OpenPhone
from e2e.held import body, digest, envelopes, rows
from e2e.people import OUTCOMES, Worker
from e2e.proxy import Proxy
from e2e.server import Server

VISITS = 20
PHOTOGRAPHED = (2, 9, 17)
KILLED_BEFORE = 11


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    """Three photos that nobody could mix up."""
    paths = [tmp_path / f"photo-{number}.jpg" for number in range(len(PHOTOGRAPHED))]
    for path in paths:
        Image.effect_noise((640, 480), 60).convert("RGB").save(path, quality=80)
    return [str(path) for path in paths]


def said(number: int) -> dict[str, Any]:
    """What is typed at the door with this number: every kind of field somewhere, odd signs too."""
    typed: dict[str, Any] = {
        "outcome": OUTCOMES[number % len(OUTCOMES)],
        "findings": f"第{number}户：三楼灯坏 “¥”<b>&\n第二行 😀 {number}",
    }
    if number % 3 == 0:
        typed["requests"] = [f"想要扶手 {number}", "楼道堆物"]
    if number % 4 == 0:
        typed["next_on"] = (datetime.now() + timedelta(days=3 + number)).date().isoformat()
    return typed


def _write(wang: Worker, number: int, photos: list[str]) -> dict[str, Any]:
    household = wang.open_door()
    wang.write(**said(number), photos=photos)
    if number == KILLED_BEFORE:
        _lose_power(wang, household)
        expect(wang.form.locator("[name=findings]")).to_have_value(said(number)["findings"])
    wang.save()
    done = wang.page.locator(f"a[data-door][data-household='{household}']")
    expect(done).to_have_class(re.compile("is-visited"))
    return {"household": household, **said(number)}


def _lose_power(wang: Worker, household: str) -> None:
    """When everything is typed and nothing saved."""
    wang.sees_draft_kept()
    wang.phone.kill()
    wang.phone.reopen()
    wang.phone.offline()
    wang.phone.go(f"/households/{household}")


def _photo_digests(wang: Worker) -> dict[str, list[str]]:
    """Of the bytes on the phone, not of what the envelope says of them; by record."""
    found: dict[str, list[str]] = run(
        wang.page,
        """const { currentUser } = await js('device.js'); const { id } = await currentUser();
        const { list } = await js('outbox/records.js');
        const { readFile } = await js('outbox/drafts.js'); const found = {};
        for (const row of await list(id, 1000)) for (const file of row.files) {
          const bytes = await (await readFile(id, row.id, file.sha256)).arrayBuffer();
          const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
          const hex = [...hash].map((n) => n.toString(16).padStart(2, '0')).join('');
          (found[row.id] ??= []).push(hex);
        }
        return found;""",
    )
    return found


def test_never_33_a_day_without_signal_arrives_once_with_its_photos(
    proxy: Proxy, server: Server, phone: OpenPhone, pictures: list[str]
) -> None:
    """R215: twenty visits and three photos wait on the phone, and arrive once."""
    wang = Worker(phone())
    wang.get_ready()
    wang.phone.offline()
    proxy.mode = "refuse"
    waiting = iter(pictures)
    typed = [
        _write(wang, number, [next(waiting)] if number in PHOTOGRAPHED else [])
        for number in range(VISITS)
    ]
    wang.has_unsent(VISITS)
    assert rows(server, "SELECT id FROM received") == []
    kept = {row["id"]: row["inside"]["text"] for row in records(wang.page)}
    photos = _photo_digests(wang)
    assert sum(map(len, photos.values())) == len(pictures)

    # The first batch reaches the server and its answer is lost; then the server is killed.
    wang.outbox()
    proxy.mode = "pass"
    proxy.next("drop_response", "/sync", "POST")
    asked = proxy.count("/sync", "POST")
    wang.phone.online()
    wang.page.wait_for_function("() => navigator.onLine")
    until(wang.page, lambda: proxy.count("/sync", "POST") > asked)
    server.kill9()
    server.restart()
    wang.send_now()
    wang.waits_until_sent(VISITS, seconds=60)
    for record in photos:
        files = wang.page.locator(f"[data-id='{record}'] [data-record-files]")
        expect(files).to_have_text("照片 1/1", timeout=30_000)
    _assert_held_once(server, me(wang.page), kept, typed, photos)


def _assert_held_once(
    server: Server,
    author: str,
    kept: dict[str, str],
    typed: list[dict[str, Any]],
    photos: dict[str, list[str]],
) -> None:
    held = envelopes(server)
    assert {one: digest(text) for one, text in held.items()} == {
        one: digest(text) for one, text in kept.items()
    }
    assert envelopes(server, author) == kept
    fields = ("household", "outcome", "findings", "requests", "next_on")
    told = [{"requests": [], "next_on": "", **one} for one in typed]
    by_door = {body(text)["household"]: body(text) for text in held.values()}
    assert {door: {name: one[name] for name in fields} for door, one in by_door.items()} == {
        one["household"]: {name: one[name] for name in fields} for one in told
    }
    marks = ",".join("?" * len(kept))
    visits = rows(server, f"SELECT * FROM visit WHERE id IN ({marks})", *kept)
    assert {one["household_id"]: one["findings"] for one in visits} == {
        one["household"]: one["findings"] for one in typed
    }
    assert len(visits) == len(typed) == VISITS
    arrived = rows(
        server,
        f"SELECT visit_id, sha256 FROM photo WHERE visit_id IN ({marks})"
        " AND received_at IS NOT NULL AND stored != ''",
        *kept,
    )
    assert sorted((one["visit_id"], one["sha256"]) for one in arrived) == sorted(
        (record, one) for record, several in photos.items() for one in several
    )
