"""Qiaomen on the home screen."""

from playwright.sync_api import expect

from e2e.conftest import OpenPhone
from e2e.people import Worker


def test_the_browser_offers_to_install_it(phone: OpenPhone) -> None:
    wang = Worker(phone())
    wang.get_ready()
    found = wang.phone.cdp.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # "in-incognito": a profile of Playwright's own making counts as one in some versions.
    assert [one["errorId"] for one in found if one["errorId"] != "in-incognito"] == []
    manifest = wang.phone.cdp.send("Page.getAppManifest")
    assert manifest["errors"] == []
    # What the icon opens is there without a network too.
    start = wang.page.evaluate(
        "async () => (await (await fetch(document.querySelector('link[rel=manifest]').href))"
        ".json()).start_url"
    )
    wang.phone.offline()
    wang.phone.page.goto(wang.phone.origin + start)
    expect(wang.page.locator("h1")).to_have_text("今天")
