"""A phone: a real Chromium with a profile of its own, which can lose power and come back."""

import contextlib
import os
import signal
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
)

ARGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
    "hasPrf": True,
}
# The clock of a page or a service worker, off by so many milliseconds.
CLOCK = """ms => {
  const real = globalThis.realDate ??= Date;
  globalThis.Date = class extends real {
    constructor(...given) { super(...(given.length ? given : [real.now() + ms])); }
    static now() { return real.now() + ms; }
  };
}"""


class Phone:
    """One device. `page` is its only page: the virtual authenticator belongs to that page.

    `desk=True` makes it a computer at a window instead. Options go to the browser context
    (`color_scheme="dark"`, `locale="en-GB"`, `reduced_motion="reduce"` …), `args` to the browser.
    """

    def __init__(
        self,
        playwright: Playwright,
        chromium: str,
        origin: str,
        folder: Path,
        desk: bool = False,
        args: Sequence[str] = (),
        **options: Any,
    ) -> None:
        self.playwright = playwright
        self.chromium = chromium
        self.origin = origin
        self.folder = folder
        self.args = [*ARGS, *args]
        self.options = {**_shape(desk), **options}
        self.errors: list[str] = []
        self.console: list[str] = []
        self._passkeys: list[dict[str, Any]] = []
        self._cookies: list[Any] = []
        self._open()

    # ---- power -------------------------------------------------------------

    def kill(self) -> None:
        """Lose power: SIGKILL to the browser, found by its profile folder. Unwritten is lost.

        Not so cookies: Chromium writes them every 30 s, and a worker signed in long before.
        """
        self._remember()
        for pid in _browsers_of(self.folder):
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while _processes_of(self.folder) and time.monotonic() < deadline:
            time.sleep(0.02)
        self._let_go()

    def close(self) -> None:
        """Close the browser in good order."""
        self._remember()
        self._let_go()

    def reopen(self, path: str = "") -> Page:
        """Start again with what was kept, and open `path` when given.

        Passkeys come back too, without the PRF extension's secret (Chromium exports none).
        """
        self._open()
        if path:
            self.go(path)
        return self.page

    # ---- use ---------------------------------------------------------------

    def go(self, path: str) -> Page:
        """Open `path` of the site."""
        self.page.goto(self.origin + path)
        return self.page

    def offline(self) -> None:
        """Lose the signal, for pages and service worker alike."""
        self.context.set_offline(True)

    def online(self) -> None:
        """Have a signal again."""
        self.context.set_offline(False)

    def sends_from_its_pages(self) -> None:
        """From the next page on nothing goes up by Background Sync: what the service worker sends
        is not seen by the routes and events of a page or context."""
        self.context.add_init_script("delete ServiceWorkerRegistration.prototype.sync;")

    def clock_shows(self, moment: datetime) -> None:
        """Somebody sets the phone's clock, or time goes on: from now on it shows this. The page is
        left before, as it would note a contact that has just been in the time of the new one."""
        self.page.goto("about:blank")
        ms = round((moment - datetime.now(UTC)).total_seconds() * 1000)
        self.context.add_init_script(f"({CLOCK})({ms})")
        for worker in self.context.service_workers:
            worker.evaluate(CLOCK, ms)

    def wait(self, seconds: float) -> None:
        """Let time pass; the browser's events go on (time.sleep would hold them back)."""
        self.page.wait_for_timeout(seconds * 1000)

    def minutes_go_by(self, count: int) -> None:
        """Where the page's clock is ours (`page.clock.install`). In steps shorter than what a
        database is given to answer in, 20 s, because it works in real time."""
        for _ in range(count * 4):
            self.page.clock.fast_forward(15_000)
            self.wait(0.05)

    def allow(self, *permissions: str, position: tuple[float, float, float] | None = None) -> None:
        """Grant permissions; `position` is latitude, longitude, accuracy in metres.

        Granting refuses everything that is not listed, so background sync is always listed.
        """
        names = {"background-sync", *permissions, *(["geolocation"] if position else [])}
        self.context.grant_permissions(sorted(names), origin=self.origin)
        if position:
            latitude, longitude, accuracy = position
            self.context.set_geolocation(
                {"latitude": latitude, "longitude": longitude, "accuracy": accuracy}
            )

    def allow_durable_storage(self) -> None:
        """Make `navigator.storage.persist()` say yes."""
        self.cdp.send(
            "Browser.grantPermissions",
            {"origin": self.origin, "permissions": ["durableStorage", "backgroundSync"]},
        )

    def slow_down(self, times: float) -> None:
        """Make the page's thread so many times slower (a phone of ten years ago: 4 to 6)."""
        self.cdp.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def passkeys(self) -> list[dict[str, Any]]:
        """What the virtual authenticator holds."""
        found = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        credentials: list[dict[str, Any]] = found["credentials"]
        return credentials

    def refuse_finger(self, refuse: bool = True) -> None:
        """The finger is not recognised. Chromium with PRF stays so for this phone's life."""
        self.cdp.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": self.authenticator, "isUserVerified": not refuse},
        )

    def wait_for_worker(self) -> None:
        """Wait until the service worker is in charge of the page, so that offline works."""
        self.page.wait_for_function(
            "async () => { await navigator.serviceWorker.ready;"
            " return navigator.serviceWorker.controller !== null; }"
        )

    # ---- inside ------------------------------------------------------------

    def _open(self) -> None:
        self.context: BrowserContext = self.playwright.chromium.launch_persistent_context(
            str(self.folder), executable_path=self.chromium, args=self.args, **self.options
        )
        self.context.set_default_timeout(20_000)
        if self._cookies:
            self.context.add_cookies(self._cookies)
        self.page: Page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(f"{self.page.url}: {error}"))
        self.cdp: CDPSession = self.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable", {"enableUI": False})
        made = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self.authenticator: str = made["authenticatorId"]
        for credential in self._passkeys:
            self.cdp.send(
                "WebAuthn.addCredential",
                {"authenticatorId": self.authenticator, "credential": credential},
            )

    def _heard(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")
        if "Content Security Policy" in message.text:
            self.errors.append(f"{self.page.url}: {message.text}")

    def _remember(self) -> None:
        with contextlib.suppress(Error):  # it may be dead already
            self._passkeys = self.passkeys()
            self._cookies = self.context.cookies()

    def _let_go(self) -> None:
        with contextlib.suppress(Error):  # it was killed: there is nobody to close
            self.context.close()


def _shape(desk: bool) -> dict[str, Any]:
    common = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
    if desk:
        return {**common, "viewport": DESK}
    return {
        **common,
        "viewport": PHONE,
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    }


def _command_lines() -> list[tuple[int, list[str]]]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        found.append((int(path.parent.name), words))
    return found


def _processes_of(folder: Path) -> list[int]:
    flag = f"--user-data-dir={folder}"
    return [pid for pid, words in _command_lines() if flag in words]


def _browsers_of(folder: Path) -> list[int]:
    flag = f"--user-data-dir={folder}"
    return [
        pid
        for pid, words in _command_lines()
        if flag in words and not any(word.startswith("--type=") for word in words)
    ]
