"""The people of the stories. Their verbs hide selectors: a story says what somebody does."""

import re
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from e2e.phone import Phone

# Long enough for a loaded machine; a sign-in itself takes a fraction of a second.
SIGN_IN_MS = 15_000
OUTCOMES = ("met", "nobody_home", "phone", "declined")


class Person:
    """Somebody with a device. `slug` names them in the demo's cast (王敏 is grid-worker)."""

    slug = "grid-worker"

    def __init__(self, phone: Phone, slug: str = "") -> None:
        self.phone = phone
        self.slug = slug or self.slug

    @property
    def page(self) -> Page:
        """What they look at."""
        return self.phone.page

    def sign_in(self) -> None:
        """Sign in by the demo's link; they land on their own first page."""
        self.phone.go(f"/demo/{self.slug}")
        expect(self.page.locator("html")).not_to_have_attribute("data-user", "")

    def sign_out(self) -> None:
        """Sign out on the page 我."""
        self.phone.go("/me")
        self.page.locator("form[data-sign-out] button").click()
        self.page.wait_for_url("**/sign-in")

    def reads(self, text: str) -> None:
        """They see this text. Fails when it does not come."""
        # A hidden notice of the same words elsewhere in the page is not what they read.
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press a button and wait for the page that follows."""
        with self.page.expect_navigation():
            (within or self.page).get_by_role("button", name=name, exact=True).first.click()

    def has_read_the_news(self) -> None:
        """Mark all of it as seen: what the demo's month has told them is not of the story."""
        self.phone.go("/news")
        self.press("全部标为看过")
        expect(self.page.locator(".tabs [data-news-count='0']")).to_be_attached()


class Worker(Person):
    """A grid worker with a phone (王敏; slug grid-worker-2 is 李强)."""

    def get_ready(self) -> None:
        """Sign in and wait until the whole round is on the phone: from now on it works offline."""
        self.sign_in()
        self.phone.wait_for_worker()
        expect(self.page.locator("body[data-round=ready]")).to_be_attached(timeout=60_000)

    def today(self) -> None:
        """Look at today's doors."""
        self.phone.go("/today")

    def doors(self) -> Locator:
        """The doors of 今天 that were not visited today."""
        return self.page.locator("a[data-door]:not(.is-visited)")

    def open_door(self, number: int = 0) -> str:
        """Tap an open door of 今天; the household's id."""
        self.doors().nth(number).click()
        expect(self.form).to_be_visible()
        # Asked of the form: while 今天 is being drawn, the n-th open door may become another.
        return self.form.get_attribute("data-household") or ""

    @property
    def form(self) -> Locator:
        """The visit form in front of them."""
        return self.page.locator("form[data-outbox=visit], form[data-outbox=amendment]")

    def choose(self, outcome: str) -> None:
        """Tap how it went: met, nobody_home, phone or declined."""
        assert outcome in OUTCOMES
        # The radio itself is drawn as a chip: people tap the label.
        self.form.locator(f"label:has(input[name=outcome][value={outcome}])").click()

    def unfold(self, field: str) -> None:
        """Open the part of the form that holds `field`, if it is folded."""
        folded = self.form.locator(f"details:not([open]):has([name={field}]) > summary")
        if folded.count():
            folded.first.click()

    def write(
        self,
        outcome: str = "met",
        findings: str = "",
        requests: Sequence[str] = (),
        photos: Sequence[str] = (),
        **fields: str,
    ) -> None:
        """Fill the form; `photos` are paths, `fields` go by their names (address, next_on …)."""
        self.choose(outcome)
        for name, value in {"findings": findings, **fields}.items():
            if value:
                self.unfold(name)
                self.form.locator(f"[name={name}]").fill(value)
        for number, text in enumerate(requests):
            self.unfold("requests")
            self.form.locator("[name=requests]").nth(number).fill(text)
        if photos:
            # The chooser of files opens from any fold; nothing has to be visible for it.
            self.form.locator("[data-photo-input]").set_input_files(list(photos))
            expect(self.form.locator("[data-photo-list] > *")).to_have_count(len(photos))

    def sees_draft_kept(self) -> None:
        """Wait until the form says that everything typed so far is on the phone."""
        kept = self.form.locator("[data-autosaved]:not([data-behind])")
        expect(kept).to_contain_text("草稿已保存")

    def save(self) -> None:
        """Tap 保存."""
        self.form.locator(".save button").click()
        self.page.wait_for_url(lambda url: "/households/" not in url and "/visits/new" not in url)

    def visit(self, number: int = 0, outcome: str = "met", **said: Any) -> str:
        """Write up a visit at one of today's open doors; the household's id."""
        self.today()
        household = self.open_door(number)
        self.write(outcome, **said)
        self.save()
        return household

    def outbox(self) -> None:
        """Look at 待发."""
        self.phone.go("/outbox")

    def records(self, state: str = "") -> Locator:
        """The records that 待发 shows, all or those in one state."""
        wanted = f"[data-state={state}]" if state else ""
        return self.page.locator(f"[data-outbox-list] > .record{wanted}")

    def waits_until_sent(self, count: int, seconds: float = 20) -> None:
        """Stay on 待发 until so many records show their receipt and none waits any more."""
        self.outbox()
        expect(self.records("received")).to_have_count(count, timeout=seconds * 1000)
        expect(self.records("queued")).to_have_count(0)
        expect(self.records("sending")).to_have_count(0)

    def receipts(self) -> list[str]:
        """The short receipts that 待发 shows, the newest first."""
        return self.page.locator("[data-record-receipt]:visible").all_inner_texts()

    def send_now(self) -> None:
        """Tap 现在发送."""
        self.page.locator("[data-send-now]").click()

    def has_unsent(self, count: int) -> None:
        """The tab 待发 says that so many records wait; nothing when there is none."""
        expect(self.page.locator(".tabs [data-unsent-count]")).to_have_text(str(count or ""))

    def enrol(self, link: str) -> None:
        """Open an invitation and register this phone with a finger; they land on their page."""
        self.page.goto(link)
        self.page.get_by_role("button", name="登记指纹/面容").click()
        self.page.wait_for_url("**/today", timeout=SIGN_IN_MS)

    def enrol_with_pin(self, link: str, pin: str) -> None:
        """The same on a phone that knows no passkeys: it makes a key of its own."""
        self.phone.context.add_init_script("delete window.PublicKeyCredential")
        self.page.goto(link)
        self.page.get_by_label("定一个 6 位数字密码").fill(pin)
        self.page.get_by_label("再输一遍").fill(pin)
        self.page.get_by_role("button", name="登记这部手机").click()
        self.page.wait_for_url("**/today", timeout=SIGN_IN_MS)

    @property
    def day_card(self) -> Locator:
        """The card on which they sign in for half a day."""
        return self.page.locator("[data-day]")

    @property
    def touch(self) -> Locator:
        """Its one button."""
        return self.day_card.get_by_role("button", name=re.compile("^签到（"))

    def reads_on_card(self, text: str) -> None:
        """The card says so."""
        expect(self.day_card.get_by_text(text).filter(visible=True).first).to_be_visible()


class Lead(Person):
    """A grid lead (张丽), at a desk: `Lead(phone(desk=True))`."""

    slug = "grid-lead"

    def visits(self) -> None:
        """Look at the community's visits of today."""
        self.phone.go("/visits")

    def rows(self) -> Locator:
        """The visits that the page shows, the newest first."""
        return self.page.locator("tr[id^=visit-]")

    def sees_visits(self, count: int, seconds: float = 20) -> None:
        """Wait until so many visits are shown; the page asks for news by itself."""
        expect(self.rows()).to_have_count(count, timeout=seconds * 1000)

    def devices(self) -> None:
        """Look at who has what waiting on which phone."""
        self.phone.go("/devices")


class Head(Lead):
    """The station head (陈建国), at a desk."""

    slug = "station-head"

    def person(self, name: str) -> None:
        """Look at somebody of the station."""
        self.phone.go("/staff")
        self.page.get_by_role("link", name=name, exact=True).click()

    def invite(self, name: str) -> str:
        """Make an invitation; its link."""
        self.person(name)
        self.page.get_by_role("button", name="生成邀请").click()
        return invitation_on(self.page)


class Officer(Person):
    """The street's officer (孙伟), at a desk."""

    slug = "street-officer"

    def card(self, name: str) -> Locator:
        """The recovery of somebody, on the officers' page."""
        return self.page.locator(".card").filter(has=self.page.get_by_text(name, exact=True))

    def agree(self, name: str) -> None:
        """Tell somebody that a recovery is asked for them, note it, and agree."""
        self.phone.go("/recoveries")
        card = self.card(name)
        card.get_by_label(f"我已经告诉{name}本人").check()
        card.get_by_role("button", name="问过本人，同意").click()
        expect(card.get_by_text("已同意，等新手机登记")).to_be_visible()


def invitation_on(page: Page) -> str:
    """The link of the invitation that the page shows, with its QR code."""
    expect(page.locator("img.qr")).to_have_js_property("complete", True)
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 0
    return page.locator("[data-link]").input_value()
