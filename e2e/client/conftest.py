"""A worker who is ready, for every test of the scripts."""

import sys
from pathlib import Path

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


NEXT = """#!{python}
import os
import uvicorn
from app.kit.assets import Assets
from app.main import create_app
from app.settings import Settings
settings = Settings.from_env(os.environ)
uvicorn.run(create_app(settings, assets=Assets("next")), port=settings.port, log_level="warning")
"""


@pytest.fixture
def next_build(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the next restart on the server is of another build with the same pages."""
    script = tmp_path / "next-build"
    script.write_text(NEXT.format(python=sys.executable))
    script.chmod(0o755)
    monkeypatch.setattr("e2e.server.qiaomen", lambda: str(script))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
