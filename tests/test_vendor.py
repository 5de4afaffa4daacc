"""Code of others in static/vendor is exactly what its project published, with its licence."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[1] / "static" / "vendor"
ENTRIES = json.loads((VENDOR / "vendor.json").read_text())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_a_vendored_file_is_the_published_one(entry: dict[str, str]) -> None:
    digest = hashlib.sha384((VENDOR / entry["file"]).read_bytes()).digest()
    assert entry["sha384"] == "sha384-" + base64.b64encode(digest).decode()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_a_vendored_file_says_where_it_is_from_and_carries_its_licence(
    entry: dict[str, str],
) -> None:
    assert entry["version"] in entry["source"]
    assert entry["licence"]
    assert (VENDOR / entry["licence_file"]).stat().st_size > 100


def test_nothing_lies_in_vendor_that_the_list_does_not_name() -> None:
    named = {entry[key] for entry in ENTRIES for key in ("file", "licence_file")}
    found = {path.name for path in VENDOR.iterdir()}
    assert found == named | {"vendor.json"}


def test_the_dependency_page_names_every_vendored_file() -> None:
    page = (VENDOR.parents[1] / "docs" / "dependencies.md").read_text()
    for entry in ENTRIES:
        assert f"{entry['name']} {entry['version']}" in page
