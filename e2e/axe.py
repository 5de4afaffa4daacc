"""Can everyone use this page? axe-core's answer, as an assertion."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now, one line a place."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']} — {' '.join(map(str, node['target']))}"
        for one in found
        for node in one["nodes"]
    ]


def assert_usable(page: Page) -> None:
    """Fail with the list when axe finds anything."""
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(found)
