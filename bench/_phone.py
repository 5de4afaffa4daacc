"""A phone whose bytes and moments are noted: what the page asked for, and when it stood there."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright

from e2e.people import Worker
from e2e.phone import Phone

THROTTLE = 4
# Notes, from the start of the navigation, when the form is laid out and when the round is whole.
NOTES = """
(() => {
  const notes = (window.__notes = {});
  const laidOut = new ResizeObserver(([one]) => {
    if (one.contentRect.height > 0) notes.form ??= performance.now();
  });
  // Told, not looked for at each frame: frames cost the slowed thread what they are to measure.
  const parsing = new MutationObserver(() => {
    const form = document.querySelector('form[data-outbox] .save');
    if (form) laidOut.observe(form);
    if (form || document.readyState === 'complete') parsing.disconnect();
  });
  parsing.observe(document, { subtree: true, childList: true });
  new MutationObserver(() => {
    if (document.body?.dataset.round === 'ready') notes.ready ??= performance.now();
  }).observe(document, { subtree: true, attributeFilter: ['data-round'] });
})();
"""
# Waited for by one question, inside the page: a test's way of waiting asks again and again and
# describes the whole page each time, on the very thread that is slowed and measured.
READY = """async () => {
  await new Promise((done) => {
    const look = () => { if (document.body.dataset.round === 'ready') done(); };
    new MutationObserver(look).observe(document.body, { attributeFilter: ['data-round'] });
    look();
  });
  await navigator.serviceWorker.ready;
  const { serviceWorker } = navigator;
  if (!serviceWorker.controller) {
    await new Promise((done) => serviceWorker.addEventListener('controllerchange', done));
  }
}"""
LOOP = """(ms) => { const end = performance.now() + ms; let n = 0;
  while (performance.now() < end) for (let i = 0; i < 1000; i++) n++;
  return n; }"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One answer that the page got: address, kind, bytes on the wire, and those of its head."""

    url: str
    kind: str
    wire: int
    head: int


class Ear:
    """Hears every answer that a phone's page gets over the network, through CDP."""

    def __init__(self, phone: Phone) -> None:
        self.arrivals: list[Arrival] = []
        self._asked: dict[str, tuple[str, str]] = {}
        self._heads: dict[str, int] = {}
        self._local: set[str] = set()
        cdp = phone.cdp
        cdp.on("Network.requestWillBeSent", self._sent)
        cdp.on("Network.requestServedFromCache", lambda said: self._local.add(said["requestId"]))
        cdp.on("Network.responseReceived", self._answered)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.send("Network.enable")

    def _sent(self, said: dict[str, Any]) -> None:
        if before := said.get("redirectResponse"):  # a redirect's bytes are the network's too
            url, kind = self._asked[said["requestId"]]
            size = int(before["encodedDataLength"])
            self.arrivals.append(Arrival(url, kind, size, size))
        kind = said.get("type", "Other")
        self._asked[said["requestId"]] = (said["request"]["url"], kind)

    def _answered(self, said: dict[str, Any]) -> None:
        answer = said["response"]
        self._heads[said["requestId"]] = int(answer["encodedDataLength"])
        if answer.get("fromServiceWorker") or answer.get("fromDiskCache"):
            self._local.add(said["requestId"])

    def _finished(self, said: dict[str, Any]) -> None:
        number = said["requestId"]
        if number in self._asked and number not in self._local:
            url, kind = self._asked[number]
            size = int(said["encodedDataLength"])
            self.arrivals.append(Arrival(url, kind, size, min(size, self._heads.get(number, 0))))

    def by_kind(self, leave_out: str = "/round") -> dict[str, list[Arrival]]:
        """The arrivals under script, style, html and other, without the address `leave_out`."""
        found: dict[str, list[Arrival]] = defaultdict(list)
        names = {"Script": "script", "Stylesheet": "style", "Document": "html"}
        for one in self.arrivals:
            if not one.url.endswith(leave_out):
                found[names.get(one.kind, "other")].append(one)
        return found


class Slow(Worker):
    """A worker with a slow phone, whose moments are noted in the page."""

    def __init__(
        self, playwright: Playwright, chromium: str, origin: str, folder: Path, times: int
    ) -> None:
        super().__init__(Phone(playwright, chromium, origin, folder))
        self.phone.context.add_init_script(NOTES)
        self.usual = self._loops()
        self.phone.slow_down(times)

    def get_ready(self) -> None:
        """Sign in and wait until the round and the service worker are there, asking once."""
        self.phone.go(f"/demo/{self.slug}")
        self.page.evaluate(READY)

    def slower(self) -> float:
        """How many times slower the page really is now."""
        return self.usual / max(1, self._loops())

    def worker_loops(self, ms: int = 200) -> int:
        """What the service worker's thread counts in a while; CDP slows pages, not workers."""
        return int(self.phone.context.service_workers[0].evaluate(LOOP, ms))

    def _loops(self, ms: int = 200) -> int:
        return int(self.page.evaluate(LOOP, ms))

    def notes(self) -> dict[str, float]:
        """The moments of this page in ms from the start of its navigation."""
        said = self.page.evaluate("""() => {
          const [nav] = performance.getEntriesByType('navigation');
          const paint = performance.getEntriesByName('first-contentful-paint')[0];
          const round = performance.getEntriesByType('resource').find((one) => one.name.endsWith('/round'));
          return { ...window.__notes, worker: nav.workerStart, answered: nav.responseStart,
            dom: nav.domContentLoadedEventEnd, paint: paint?.startTime ?? 0,
            round: round && [round.startTime, round.responseStart, round.responseEnd] };
        }""")  # noqa: E501
        found: dict[str, float] = said
        return found

    def refresh_round(self) -> float:
        """Ask for the round once more, as the page does; the milliseconds it took."""
        return float(
            self.page.evaluate("""async () => {
              const root = document.documentElement;
              const { fetchRound } = await import(`/static/${root.dataset.build}/js/round.js`);
              const began = performance.now();
              const end = await fetchRound(root.dataset.user);
              if (end !== 'whole') throw new Error(end);
              return performance.now() - began;
            }""")
        )

    def stop_worker(self) -> None:
        """End the service worker's thread, as the browser does after half a minute."""
        self.phone.cdp.send("ServiceWorker.enable")
        self.phone.cdp.send("ServiceWorker.stopAllWorkers")
