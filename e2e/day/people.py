"""What the stories of the day do again and again."""

import re
from datetime import date

from playwright.sync_api import Locator, expect

from e2e.client.inside import until, value
from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Head, Lead, Person, Worker
from e2e.server import Server

WANG, LI = "王敏", "李强"
PIN = "402917"


def invitation(phone: OpenPhone, name: str = WANG) -> str:
    """The link with which the head lets somebody register a phone."""
    head = Head(phone(desk=True))
    head.sign_in()
    return head.invite(name)


def ready(phone: OpenPhone) -> Worker:
    """王敏 with a passkey, the round, and the questions of the next days on her phone."""
    wang = Worker(phone())
    wang.enrol(invitation(phone))
    return settled(wang)


def settled(worker: Worker) -> Worker:
    """Wait until their phone holds all that a day without a network needs; look at 今天."""
    worker.phone.wait_for_worker()
    expect(worker.page.locator("body[data-round=ready]")).to_be_attached(timeout=60_000)
    until(worker.page, lambda: value(worker.page, "days:{uid}"))
    contact = "contact:{uid}"
    until(worker.page, lambda: (value(worker.page, contact) or {}).get("offset") is not None)
    worker.today()
    return worker


def touches(server: Server, name: str = WANG) -> list[dict[str, object]]:
    """The sign-ins that came from somebody's phone, the newest first."""
    return rows(
        server,
        "SELECT t.* FROM touch t JOIN person p ON p.id = t.person_id"
        " WHERE p.name = ? AND t.device_id != '' ORDER BY t.received_at DESC",
        name,
    )


class Desk(Person):
    """Somebody at the pages of the station: the board, the roster, swaps, leave."""

    def choose(self, text: str) -> None:
        """Tap a chip."""
        self.page.locator("label.chip", has_text=text).first.click()

    def looks_at(self, path: str) -> None:
        """Open a page."""
        self.phone.go(path)

    def asks_for_leave(self, on: date) -> str:
        """Ask for one day of leave; the path of it."""
        self.looks_at("/leave/new")
        self.page.locator("label:has(input[name=kind][value=annual])").click()
        self.page.locator("[name=first_on]").fill(str(on))
        self.page.locator("[name=last_on]").fill(str(on))
        self.press("下一步：看看几天、碰到什么")
        self.press("发给网格长和站长")
        self.reads("等答复")
        return self.page.url.removeprefix(self.phone.origin)

    def grants(self, leave: str, backup: str) -> None:
        """Grant it, with somebody who stands in."""
        self.looks_at(leave)
        choice = self.page.locator("#backup_id option", has_text=backup).first.inner_text()
        self.page.locator("#backup_id").select_option(label=choice)
        self.press("发送答复")
        self.reads("已同意")


class Watch(Lead):
    """The lead at the board."""

    def line(self, name: str) -> Locator:
        """Somebody's line among the people of today."""
        people = self.page.locator("section", has=self.page.get_by_role("heading", name="今天的人"))
        return people.locator("li", has=self.page.get_by_text(name, exact=True))

    def sees(self, name: str, *words: str) -> None:
        """Their line says so."""
        for word in words:
            expect(self.line(name)).to_contain_text(word)

    def day_of(self, name: str) -> None:
        """Open somebody's day."""
        self.line(name).get_by_role("link").click()
        expect(self.page).to_have_url(re.compile("/board/.+/"))
