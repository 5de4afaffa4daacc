"""R110: a draw is done again in the reader's own browser, by a program that shares nothing with
the one that drew."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from app.spotchecks.recompute import STEPS, recompute
from app.spotchecks.rules.merkle import root
from e2e.client.inside import run
from e2e.conftest import OpenPhone
from tests.spotchecks.days import Document, drawn_document, some_day
from tests.spotchecks.golden_days import vectors

SEED = 20261123
DAYS = 1000
LISTS = (
    "v-2|wang|||||\nv-1|wang|||||",
    "v-1|wang|||||\nv-1|li|||||",
    "v-1|wang||2026-11-20|||",
    "v-1|wang||yesterday|||",
    "v-1|wang||||0|",
    "v-1|wang|||||,",
    "v-1|wang|a,b||||",
    "v-1|wang|||a,,b||",
    "v-1|wang||||||",
    "v-1|wang|||||\n",
    "v-é|wang|||||",
)


@pytest.fixture
def page(phone: OpenPhone) -> Page:
    """The browser of anybody: nobody is signed in."""
    reader = phone(desk=True)
    reader.go("/sign-in")
    return reader.page


def _again(page: Page, documents: list[Any]) -> list[dict[str, Any]]:
    """What the browser makes of each document."""
    found: list[dict[str, Any]] = run(
        page,
        """const { recompute } = await js('draw/recompute.js');
        return Promise.all(given.map((text) => recompute(JSON.parse(text))));""",
        [json.dumps(one) for one in documents],
    )
    return found


def _failing(result: dict[str, Any]) -> list[str]:
    return [step["name"] for step in result["steps"] if not step["holds"]]


def test_r110_a_thousand_draws_are_found_the_same_in_the_browser(page: Page) -> None:
    chance = random.Random(SEED)
    documents = [drawn_document(some_day(chance)) for _ in range(DAYS)]
    assert len([one for one in documents if len(one["drawn"]) > 3]) > DAYS / 4
    for found in _again(page, [*documents, *vectors().values()]):
        assert [step["name"] for step in found["steps"]] == list(STEPS)
        assert _failing(found) == []
        assert found["holds"]


def test_r110_the_browser_catches_what_the_command_line_catches(page: Page) -> None:
    """Changed bits, and hostile documents. Both name the same step first."""
    changed = list(_with_flipped_bits(vectors()["anomaly_and_passed_over"]))
    documents = [*changed, *_hostile(), None, 7, "", [], {}]
    for document, found in zip(documents, _again(page, documents), strict=True):
        first = [one.step for one in recompute(document)][:1]
        assert _failing(found)[:1] == first, document
        assert found["holds"] == (not first)
        assert "root" in _failing(found) or document not in changed


def _with_flipped_bits(said: Document) -> Iterator[Document]:
    """The day with one bit of its list changed: every seventh, so that all eight places occur."""
    whole = said["list"].encode()
    for place in range(0, len(whole) * 8, 7):
        changed = bytearray(whole)
        changed[place // 8] ^= 1 << place % 8
        yield {**said, "list": changed.decode("latin-1")}


def _hostile() -> Iterator[Document]:
    """Values lost, of another type, or of another day; and lists that can be read in two ways."""
    for text in LISTS:
        right = root(text.split("\n")).hex()
        yield {**vectors()["by_hand"], "list": text, "root": right}
    for said in vectors().values():
        for key in said:
            yield {name: value for name, value in said.items() if name != key}
            for other in (None, 7, "", "x", [], {}, [[]], True):
                yield {**said, key: other}
            for another in vectors().values():
                yield {**said, key: another[key]}
