"""Claim: the round fits a cheap phone. First load of 今天: at most 60 KB of script, 25 KB of CSS,
150 KB in all over the wire. Round of 300 households: one request, at most 200 KB, stored in under
2 s with the processor slowed 4 times. A kept household opens offline in under 300 ms at 4 times.

Real Chromium before a real server with the demo community. Bytes are as they go over the wire,
heads included: the page's by CDP, everything (so also the service worker's) by a proxy between.
KB are 1,000 bytes. CDP slows the page's thread only, so the service worker's share of an opening
is also given multiplied.
"""

import contextlib
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench import _stage
from bench._phone import THROTTLE, Ear, Slow
from e2e.proxy import Proxy
from e2e.server import Server, build_demo
from tests.machine import find_chromium

SCRIPT_B, STYLE_B, ALL_B, ROUND_B = 60_000, 25_000, 150_000, 200_000
STORED_MS, OPENED_MS = 2_000, 300
PHONES, OPENINGS = 5, 10
KIB = 1024
CHT_SCRIPT_B, ENKETO_SCRIPT_B, ENKETO_ALL_B = 1_215 * KIB, 484 * KIB, 811_000
Rows = list[tuple[str, ...]]


@contextlib.contextmanager
def site() -> Iterator[tuple[Proxy, Path]]:
    """The demo community behind a proxy that counts, and a folder for profiles."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        with contextlib.redirect_stdout(sys.stderr):
            build_demo(folder / "data")
        proxy = Proxy()
        stack.callback(proxy.close)
        server = Server(folder / "data", origin=proxy.origin)
        proxy.server_port = server.port
        stack.callback(server.stop)
        server.start()
        yield proxy, folder


def claim(text: str, measured: float, bound: float, unit: str = "") -> tuple[str, ...]:
    """A line that holds a measurement against its bound."""
    verdict = "ok" if measured <= bound else "over"
    said, most = f"{measured:,.0f} {unit}".strip(), f"{bound:,.0f} {unit}".strip()
    return (text, said, most, f"{measured / bound:.2f}", verdict)


def first_load(wang: Slow, ear: Ear, proxy: Proxy) -> tuple[Rows, Rows, Rows]:
    """今天 on a new phone: the claims, what came, and the same beside other tools."""
    wang.get_ready()
    kinds = ear.by_kind()
    sums = {kind: sum(one.wire for one in some) for kind, some in kinds.items()}
    heads = {kind: sum(one.head for one in some) for kind, some in kinds.items()}
    whole, script = sum(sums.values()), sums["script"]
    # Not by CDP: the page stops reading at the last line, which CDP calls a failure.
    round_bytes = proxy.bytes_down("/round")
    claims = [
        claim("first load of 今天: script", script, SCRIPT_B, "B"),
        claim("the same without the heads of answers", script - heads["script"], SCRIPT_B, "B"),
        claim("first load of 今天: CSS", sums["style"], STYLE_B, "B"),
        claim("first load of 今天: all", whole, ALL_B, "B"),
        claim("round: requests", proxy.count("/round", "POST"), 1),
        claim("round over the wire", round_bytes, ROUND_B, "B"),
    ]
    came = [
        (f"first load: {kind}", f"{len(kinds[kind])}", f"{sums[kind]:,}", f"{heads[kind]:,}")
        for kind in sorted(kinds)
    ]
    asked, everything = len(proxy.seen), proxy.bytes_down()
    rest = asked - sum(map(len, kinds.values())) - proxy.count("/round")
    came += [
        ("the round", f"{proxy.count('/round')}", f"{round_bytes:,}", ""),
        (
            "the service worker and its shell",
            f"{rest}",
            f"{everything - whole - round_bytes:,}",
            "",
        ),
        ("all of it, counted by the proxy", f"{asked}", f"{everything:,}", ""),
    ]
    beside = [
        ("script: CHT", f"{CHT_SCRIPT_B:,}", f"{script:,}", f"{script / CHT_SCRIPT_B:.3f}"),
        (
            "script: Enketo",
            f"{ENKETO_SCRIPT_B:,}",
            f"{script:,}",
            f"{script / ENKETO_SCRIPT_B:.3f}",
        ),
        ("all: Enketo", f"{ENKETO_ALL_B:,}", f"{whole:,}", f"{whole / ENKETO_ALL_B:.3f}"),
    ]
    return claims, came, beside


def later(wang: Slow, proxy: Proxy) -> Rows:
    """What comes when nothing has changed: the round again, and 今天 again."""
    proxy.requests.clear()
    wang.refresh_round()
    rows = [
        ("the round again, nothing new: up", "1", f"{proxy.seen[-1].up_bytes:,}", ""),
        ("the same: down", f"{proxy.count('/round')}", f"{proxy.bytes_down('/round'):,}", ""),
    ]
    proxy.requests.clear()
    wang.today()
    wang.phone.wait(1)
    return [*rows, ("今天 again", f"{len(proxy.seen)}", f"{proxy.bytes_down():,}", "")]


def openings(wang: Slow, doors: list[str], cold: bool) -> dict[str, float]:
    """Open kept households without a network; the medians of their moments in ms."""
    found = []
    for door in doors:
        if cold:
            wang.stop_worker()
        wang.phone.go(door)
        wang.form.locator(".save").wait_for()
        assert wang.page.locator("html[data-kept]").count(), "not the kept page"
        wang.phone.wait(0.5)  # its own scripts are not to slow the next one
        notes = wang.notes()
        waited = notes["answered"] - notes["worker"]
        seen = max(notes["form"], notes["paint"])
        found.append({"seen": seen, "dom": notes["dom"], "worker": waited,
                      "slowed": seen + (THROTTLE - 1) * waited})  # fmt: skip
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def opened(wang: Slow) -> Rows:
    """The claims about opening a kept household offline, the service worker awake and asleep."""
    wang.today()
    doors = [one.get_attribute("href") or "" for one in wang.doors().all()]
    wang.phone.wait(2)
    wang.phone.offline()
    openings(wang, doors[-2:], cold=False)
    warm = openings(wang, doors[:OPENINGS], cold=False)
    cold = openings(wang, doors[OPENINGS : 2 * OPENINGS], cold=True)
    wang.phone.slow_down(1)
    plain = openings(wang, doors[:OPENINGS], cold=False)
    name = "household offline: form seen"
    return [
        claim(name, warm["seen"], OPENED_MS, "ms"),
        claim(f"{name}, service worker slowed too (reckoned)", warm["slowed"], OPENED_MS, "ms"),
        claim("household offline: DOMContentLoaded", warm["dom"], OPENED_MS, "ms"),
        claim(f"{name}, service worker asleep before", cold["seen"], OPENED_MS, "ms"),
        claim("of that, starting and asking the worker", cold["worker"], OPENED_MS, "ms"),
        claim("household offline: form seen, nothing slowed", plain["seen"], OPENED_MS, "ms"),
    ]


def stored(wang: Slow) -> tuple[float, float]:
    """How long the round took from its first byte, and from its request, in ms."""
    notes: Any = wang.notes()
    asked, first_byte, _ = notes["round"]
    return notes["ready"] - first_byte, notes["ready"] - asked


def main() -> None:
    """Measure on one new phone after another, and print."""
    chromium = find_chromium()
    assert chromium, "no Chromium: `make machine` installs one"
    times = []
    with site() as (proxy, folder), sync_playwright() as playwright:
        wang = Slow(playwright, chromium, proxy.origin, folder / "phone", THROTTLE)
        claims, came, beside = first_load(wang, Ear(wang.phone), proxy)
        times.append(stored(wang))
        came += later(wang, proxy)
        slower = wang.slower()
        claims_opened = opened(wang)
        wang.phone.close()
        for number in range(1, PHONES):
            other = Slow(playwright, chromium, proxy.origin, folder / f"phone-{number}", THROTTLE)
            other.get_ready()
            times.append(stored(other))
            other.phone.close()
    from_byte, from_request = (statistics.median(some) for some in zip(*times, strict=True))
    claims += [
        claim("round stored, from its first byte", from_byte, STORED_MS, "ms"),
        claim("round stored, from its request", from_request, STORED_MS, "ms"),
        *claims_opened,
    ]
    print(f"\n## a phone at {THROTTLE}x (a loop in the page ran {slower:.1f} times slower)")
    print(f"medians of {PHONES} new phones and {OPENINGS} households\n")
    _stage.table(("claim", "measured", "bound", "measured / bound", ""), claims)
    print()
    _stage.table(("what came over the wire", "requests", "bytes", "of them heads"), came)
    print()
    _stage.table(("beside other tools", "theirs, bytes", "ours", "ours / theirs"), beside)


if __name__ == "__main__":
    main()
