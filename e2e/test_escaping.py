"""Harmful words in a real browser: nothing runs, no policy is violated, no page grows sideways."""

import pytest
from playwright.sync_api import Dialog

from e2e.conftest import OpenPhone
from e2e.held import change, rows
from e2e.people import Person
from e2e.server import Server
from tests.escaping.markup import KINDS

# What people wrote, where most of it is read: the columns, and how many characters they hold.
COLUMNS = {
    "matter": {"title": 80, "words": 2000, "applicant": 40, "place": 120},
    "register_entry": {"words": 2000, "caller": 40, "answer": 1000, "basics": 200},
    "opinion": {"words": 1000},
    "item_version": {"name": 80, "conditions": 1000, "sample_text": 2000, "source": 200,
                     "source_url": 300},
    "knowledge_case": {"title": 80, "asked": 1000, "done": 2000, "learned": 1000},
    "concern": {"text": 500},
}  # fmt: skip
PAGES = (
    "/matters?view=all", "/matters/{matter}", "/window/{matter}", "/register", "/hotline",
    "/hotline/{entry}", "/opinions", "/concerns", "/catalogue", "/catalogue/{item}", "/knowledge",
    "/knowledge/{known}", "/today",
)  # fmt: skip
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _soil(server: Server, kind: str) -> dict[str, str]:
    """Put the payloads of a kind into the columns; the ids of what shows them."""
    number = 0
    for table, columns in COLUMNS.items():
        for column, room in columns.items():
            texts = (one.format(n=f"{number:03}") for one in KINDS[kind])
            text = " ".join(texts)[:room]
            change(server, f"UPDATE {table} SET {column} = ?", text)
            number += 1
    return {
        "matter": rows(server, "SELECT id FROM matter WHERE NOT restricted LIMIT 1")[0]["id"],
        "entry": rows(server, "SELECT id FROM register_entry LIMIT 1")[0]["id"],
        "known": rows(server, "SELECT id FROM knowledge_case WHERE state = 'published'")[0]["id"],
        "item": "huji-juzhuzheng",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_harmful_words_do_nothing_in_a_browser(server: Server, phone: OpenPhone, kind: str) -> None:
    ids = _soil(server, kind)
    head = Person(phone(), "station-head")
    opened: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    head.page.on("dialog", dismiss)
    head.sign_in()
    wide, shown = [], 0
    for path in PAGES:
        page = head.phone.go(path.format(**ids))
        shown += "evil" in page.locator("body").inner_text()
        if page.evaluate(WIDER) > 0:
            wide.append(path)
        # Whatever reacts to being pointed at or walked to has its chance.
        page.keyboard.press("Tab")
        page.mouse.move(180, 300)
    assert opened == [] and wide == []
    assert shown > 6
    # That no script failed and no policy was violated is asked of every phone at its end.
