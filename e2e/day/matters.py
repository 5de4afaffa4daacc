"""Whoever has a matter, at its own page: what they fill in, and what the page offers them."""

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator

from e2e.held import rows
from e2e.people import Person, Worker
from e2e.server import TimedServer

TRIES, EVERY_S = 150, 0.2
HOUSE = (
    "SELECT b.estate || b.number AS name FROM building b"
    " JOIN grid_building g ON g.building_id = b.id"
    " JOIN holding h ON h.grid_id = g.grid_id JOIN person p ON p.id = h.person_id"
    " WHERE p.name = '王敏' AND h.until IS NULL AND g.until IS NULL ORDER BY name LIMIT 1"
)


class Handling:
    """What anybody does on the page of a matter."""

    def __init__(self, person: Person, matter: str) -> None:
        self.person, self.matter = person, matter

    @property
    def form(self) -> Locator:
        """The step in front of them."""
        return self.person.page.locator("#do form")

    def opens(self, noun: str = "") -> None:
        """Open the matter, at one of its steps where it is named."""
        self.person.phone.go(f"/matters/{self.matter}" + (f"?do={noun}" if noun else ""))

    def fills(self, chosen: Mapping[str, str], **written: str) -> None:
        """Fill the step in front of them: what is chosen, and what is written."""
        for name, value in chosen.items():
            # The radio itself is drawn as a chip: people tap the label.
            self.form.locator(f"label:has(input[name={name}][value='{value}'])").first.click()
        for name, value in written.items():
            self.form.locator(f"[name={name}]").fill(value)

    def sends(self) -> None:
        """Send it; the page that answers."""
        with self.person.page.expect_navigation():
            self.form.locator("button.button-primary").click()

    def does(self, noun: str, chosen: Mapping[str, str] | None = None, **written: str) -> None:
        """Take a step from beginning to end."""
        self.opens(noun)
        self.fills(chosen or {}, **written)
        self.sends()

    def offers(self) -> list[str]:
        """The nouns of the steps that the page offers them now."""
        page = self.person.page
        forms = page.locator("#do form").evaluate_all("all => all.map((one) => one.action)")
        links = page.locator(".matter-others a[href*='do=']").evaluate_all(
            "all => all.map((one) => new URL(one.href).searchParams.get('do'))"
        )
        return [*(one.rsplit("/", 1)[-1] for one in forms), *links]


def reports(wang: Worker, server: TimedServer, words: str, problem: str = "") -> str:
    """王敏 writes down what she saw before a house of hers; the id of the matter it becomes."""
    (house,) = rows(server, HOUSE)
    place = f"{house['name']}门口：{words[:4]}"
    wang.phone.go("/reports/new")
    form = wang.page.locator("form[data-outbox=matter]")
    form.locator("[name=place]").fill(place)
    if problem:
        form.locator("[name=problem]").select_option(problem)
    form.locator("[name=words]").fill(words)
    form.locator(".save button").click()
    wang.page.wait_for_url("**/today")
    wang.waits_until_sent(1)
    (matter,) = rows(server, "SELECT id FROM matter WHERE place = ?", place)
    return str(matter["id"])


def until(server: TimedServer, person: Person, what: str, *given: Any) -> Sequence[dict[str, Any]]:
    """Wait for what the server's own clock does."""
    for _ in range(TRIES):
        found = rows(server, what, *given)
        if found:
            return found
        person.phone.wait(EVERY_S)
    raise AssertionError(what)
