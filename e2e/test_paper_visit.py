"""A visit from paper: entered in the worker's name, and theirs to confirm."""

from playwright.sync_api import expect

from e2e.conftest import OpenPhone
from e2e.people import Worker
from e2e.server import Server


def test_a_visit_from_paper_waits_for_the_workers_word(server: Server, phone: OpenPhone) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.today()
    wang.reads("替您代录的走访")
    wang.page.locator("a[href^='/paper-visits/']").first.click()
    wang.page.get_by_role("button", name="是这样，确认").click()
    wang.page.wait_for_url("**/today")
    expect(wang.page.get_by_text("替您代录的走访")).to_have_count(0)
