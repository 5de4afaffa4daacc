"""At the window: what is done at once, and what somebody sees through to the end for a resident."""

import re

from playwright.sync_api import Page, expect

from e2e.axe import assert_usable
from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Person
from e2e.server import Server

INSTANT, CARD = "医保参保信息查询", "社会保障卡申领"


class Clerk(Person):
    """Somebody at a window, with a keyboard."""

    slug = "clerk"

    def next_please(self) -> None:
        """Open the window for whoever comes."""
        self.phone.go("/window")

    def finds(self, name: str, typed: str) -> None:
        """They type, and take the item that comes up under it."""
        self.page.locator("#q").press_sequentially(typed)
        self.page.locator("#items .pick").filter(has_text=re.compile(f"^{name}")).first.click()
        expect(self.page.locator("[data-picked=item]")).to_contain_text(name)

    def finds_the_door(self, typed: str) -> None:
        """They look a door up by its address, and take the first."""
        self.page.locator("#door").fill(typed)
        self.page.locator("[formaction='/window/doors']").click()
        self.page.locator("#doors .pick").first.click()
        expect(self.page.locator("[data-picked=household]")).to_be_visible()

    def ticks(self, name: str) -> None:
        """They tick a box, which is drawn as a switch."""
        self.page.locator(f"label:has(input[name={name}])").first.click()

    def submits(self) -> str:
        """They send the form; the matter's id."""
        self.page.locator("[data-accept]").click()
        self.page.wait_for_url(re.compile(r"/window/[0-9a-f-]{36}$"))
        return self.page.url.rsplit("/", 1)[-1]

    def done_at_once(self) -> int:
        """How many of the month the side of the window says were done at once."""
        said = self.page.locator(".figures > div").filter(has_text="即来即办").locator("dd")
        return int(said.evaluate("(one) => one.firstChild.textContent"))

    def does(self, matter: str, noun: str, **fields: str) -> None:
        """They take a step on the matter's own page."""
        self.phone.go(f"/matters/{matter}?do={noun}")
        form = self.page.locator(f"form[action$='/{noun}']")
        for name, value in fields.items():
            form.locator(f"[name={name}]").fill(value)
        with self.page.expect_navigation():
            form.locator("button.button-primary").click()


def _clerk(phone: OpenPhone) -> Clerk:
    clerk = Clerk(phone(desk=True))
    clerk.sign_in()
    expect(clerk.page).to_have_url(re.compile("/window$"))
    return clerk


def _stage(server: Server, matter: str) -> str:
    (row,) = rows(server, "SELECT stage FROM matter WHERE id = ?", matter)
    return str(row["stage"])


def test_what_is_done_at_once_begins_and_ends_on_one_screen(
    server: Server, phone: OpenPhone
) -> None:
    """R66: 即来即办: accepted, done, told and rated before the resident turns round."""
    clerk = _clerk(phone)
    before = clerk.done_at_once()
    clerk.finds(INSTANT, "ybcbxx")
    assert_usable(clerk.page)
    clerk.page.get_by_label("办结结果").fill("已查到，打印交给本人")
    clerk.page.locator("label:has(input[name=score][value='5'])").click()
    matter = clerk.submits()
    clerk.reads("办好了，也告诉居民了")
    clerk.reads("1 分钟")
    assert _stage(server, matter) == "rating"
    clerk.next_please()
    assert clerk.done_at_once() == before + 1


def test_an_agency_item_is_seen_through_to_the_rating(server: Server, phone: OpenPhone) -> None:
    """R80, R101, R82: full agency: the slip is signed, a missing paper stops the clock, it is done,
    handed out at a window, and rated."""
    clerk = _clerk(phone)
    clerk.finds(CARD, "shbzksl")
    clerk.finds_the_door("12-1")
    clerk.page.locator("#applicant").fill("孙桂兰")
    clerk.page.get_by_label("居民怎么说").fill("老卡丢了")
    clerk.ticks("waits")
    clerk.page.locator("[data-accept]").click()
    clerk.reads("全程代办要居民本人同意委托")
    expect(clerk.page.get_by_label("居民怎么说")).to_have_value("老卡丢了")
    clerk.ticks("authorised")
    matter = clerk.submits()
    clerk.reads("已受理，等居民补材料")
    _printed(clerk.page, clerk, matter)
    clerk.does(matter, "resumption", words="身份证带来了")
    (row,) = rows(server, "SELECT paused_since FROM matter WHERE id = ?", matter)
    assert row["paused_since"] is None
    clerk.does(matter, "result", words="新卡已制好")
    clerk.next_please()
    clerk.page.locator(f"a[href='/window/{matter}']").click()
    clerk.page.locator("label:has(input[name=score][value='4'])").click()
    clerk.press("已取走")
    clerk.reads("4 分")
    assert _stage(server, matter) == "rating"


def _printed(page: Page, clerk: Clerk, matter: str) -> None:
    """The slips, each as it comes out of its printer."""
    for kind, said in (("authorisation", "委托人签字"), ("notice", "全部材料")):
        for paper in ("a4", "a5", "80mm"):
            clerk.phone.go(f"/matters/{matter}/slips/{kind}?paper={paper}")
            clerk.reads(said)
            assert_usable(page)
            page.emulate_media(media="print")
            expect(page.locator(".tabs")).to_be_hidden()
            page.emulate_media(media="screen")
