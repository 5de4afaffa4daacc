"""A worker who is ready, for every test of the scripts."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import OpenPhone
from e2e.people import Worker
from e2e.server import Server


@pytest.fixture
def wang(phone: OpenPhone, server: Server) -> Worker:
    """王敏 with the whole round on her phone."""
    worker = Worker(phone())
    worker.sign_in()
    worker.phone.wait_for_worker()
    expect(worker.page.locator("body[data-round=ready]")).to_have_count(1, timeout=40_000)
    return worker
