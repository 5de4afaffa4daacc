"""Can everyone use this page? axe-core's answer, as an assertion."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


COLOURS = ["color-contrast", "link-in-text-block"]


def violations(page: Page, only: Sequence[str] = ()) -> list[str]:
    """What axe finds on the page as it is now, one line a place; by all rules or `only` these."""
    rules = {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']} — {' '.join(map(str, node['target']))}"
        for one in found
        for node in one["nodes"]
    ]


def assert_usable(page: Page, only: Sequence[str] = ()) -> None:
    """Fail with the list when axe finds anything, by all rules or `only` these."""
    found = violations(page, only)
    assert not found, f"{page.url}\n" + "\n".join(found)
