"""What a phone keeps of the building itself, and what makes it fetch that anew."""

import json
import re
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

from app.kit.assets import SHEETS, SHEETS_TOGETHER, STATIC, Assets
from app.main import create_app
from app.settings import Settings
from tests.clock import HeldClock


def _worker(settings: Settings, clock: HeldClock, assets: Assets) -> str:
    with TestClient(create_app(settings, clock, assets)) as client:
        return client.get("/sw.js").text


def _kept(worker: str) -> list[str]:
    (text,) = re.findall(r"start\('[^']+', (\[.*\])\);", worker)
    addresses: list[str] = json.loads(text)
    return addresses


def _lists(worker: str) -> list[str]:
    return [one for one in _kept(worker) if one.startswith("/keys.json?v=")]


def test_everything_that_a_phone_keeps_can_be_fetched(client: TestClient[Litestar]) -> None:
    addresses = _kept(client.get("/sw.js").text)
    assert len(addresses) == len(set(addresses))
    assert {"/sign-in", "/outbox", "/visits/new", "/offline"} <= set(addresses)
    assert [one for one in addresses if client.get(one).status_code != 200] == []


def test_no_style_sheet_is_forgotten(assets: Assets) -> None:
    # Linked by the pages that need them, and by all for paper.
    alone = {
        "auth", "calendar", "catalogue", "checks", "day", "hall", "matters", "matters_figures",
        "month", "print", "register", "roster", "station", "window",
    }  # fmt: skip
    found = {path.stem for path in (STATIC / "css").glob("*.css")}
    assert found == {*SHEETS, *alone}
    together = assets.files[SHEETS_TOGETHER].raw
    places = [together.index((STATIC / f"css/{sheet}.css").read_bytes()) for sheet in SHEETS]
    assert places == sorted(places)


def test_new_keys_change_the_worker_although_the_build_is_the_same(
    settings: Settings, clock: HeldClock, assets: Assets
) -> None:
    before = _worker(settings, clock, assets)
    assert _worker(settings, clock, assets) == before
    oldest, *_ = sorted((Path(settings.data) / "keys").glob("receipt-*.pem"))
    oldest.unlink()
    after = _worker(settings, clock, assets)
    assert [one for one in _kept(before) if one not in _kept(after)] == _lists(before)
    assert [one for one in _kept(after) if one not in _kept(before)] == _lists(after)
    assert _lists(before) != _lists(after)
