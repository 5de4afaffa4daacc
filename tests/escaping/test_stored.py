"""What the database holds comes out as text, whoever wrote it and however it came in: a payload in
every column of words, and every page that shows one."""

from collections.abc import Iterator

import pytest
from sqlalchemy import JSON, select, update

from tests.escaping.columns import CODES, columns, filled, words
from tests.escaping.markup import EVIL, KINDS, Page, mangled, numbers_in, written
from tests.escaping.world import ITEM, READERS, World
from tests.test_routes import TABLE

LONG, MOST_READERS = 1_000, 3
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLACES = (
    "/matters", "/window", "/reports", "/unanswered", "/utilities", "/catalogue", "/certificates",
    "/chains", "/admissions", "/hotline", "/register", "/opinions", "/tickets", "/daily-log",
    "/follow", "/concerns", "/referrals", "/areas/departments", "/team", "/breaches", "/rules",
    "/knowledge", "/breach-reports", "/today", "/households", "/news", "/visits", "/me",
)  # fmt: skip
# Kept, and shown to nobody: each with why.
UNSEEN = {
    "item_listing.reason": "why it was taken off a list stays with the row",
    "item_use.reason": "the same, of a community's use",
    "matter_task.department": "the page of a matter reads its steps",
    "utility_review.words": "only the scores are shown, so that nobody is known by their words",
}
# What a form of its own asks for, at which more of it is shown.
MORE = (
    "/matters/{matter_id:str}?do=result", "/matters?view=all", "/matters?view=ended",
    "/window?for=", "/hotline/new", "/register?month=2026-11",
    "/team/tasks/new?matter={matter_id:str}",
    "/referrals/new?matter={matter_id:str}", "/knowledge/new?matter={matter_id:str}",
    "/opinions/new?entry={entry_id:str}", f"/catalogue/{ITEM}?community=370611001005",
    "/catalogue?community=370611001005", "/catalogue/agency?community=370611001005",
    f"/catalogue/{ITEM}/edit", "/catalogue/{gone}",
    "/matters/{late}", "/window/{late}", "/matters/{late}/slips/authorisation",
    "/knowledge/{returned}", "/team/{left}", "/opinions?only=struck",
    "/knowledge?q=evil", "/catalogue?q=evil", "/utilities?year=2026",
    "/reports/alike?words=evil&place=evil",
)  # fmt: skip


def addresses() -> list[str]:
    """Every page of the one window, and those of others that show something of it."""
    found = [path for method, path in TABLE if method == "GET" and path.startswith(PLACES)]
    return [*found, *MORE]


def poison(world: World, kind: str) -> dict[int, str]:
    """Put payloads into every column of words; what was put into each by its number."""
    put: dict[int, str] = {}
    names = [str(one) for one in words()]
    with world.db.engine.begin() as connection:
        for number, column in enumerate(words()):
            table, json = column.table, isinstance(column.type, JSON)
            room = LONG if json else min(LONG, column.type.length or LONG)  # type: ignore[attr-defined]
            text = put[number] = written(kind, number, room)
            if not json:
                connection.execute(update(table).values({column.name: text}))
                continue
            keys = list(table.primary_key)
            for row in connection.execute(select(*keys, column)).all():
                value = filled(row[-1], text, said=table.name == "matter_step")
                if "department" in value:  # a matter names it as it is called
                    value["department"] = put[names.index("department.name")]
                here = [key == one for key, one in zip(keys, row[:-1], strict=True)]
                connection.execute(update(table).where(*here).values({column.name: value}))
    return put


def read(world: World) -> Iterator[tuple[str, str]]:
    """Every page, as the first few who may open it, with and without script; its name and text."""
    for path in addresses():
        address, let_in = world.address(path), 0
        for who in READERS:
            answer = world.as_(who).get(address)
            assert answer.status_code < 500, (who, address)
            if answer.status_code != 200:
                continue
            let_in += 1
            kind = answer.headers["content-type"]
            if "html" in kind or "svg" in kind:
                yield f"{address} as {who or 'nobody'}", answer.text
                swapped = world.get(address, **{"hx-request": "true"})
                yield f"{address} as {who or 'nobody'}, a part", swapped.text
            elif EVIL in answer.text:
                assert answer.headers["x-content-type-options"] == "nosniff", address
            if let_in == MOST_READERS:
                break


@pytest.mark.parametrize("kind", KINDS)
def test_words_of_any_column_stay_words_on_every_page(world: World, kind: str) -> None:
    """A column that a new form fills is shown in a page here too, or says why it is never shown."""
    assert {str(one) for one in columns()} >= CODES, "a code that is no column"
    put = poison(world, kind)
    wrong: set[str] = set()
    seen: set[int] = set()
    for name, text in read(world):
        if EVIL not in text:
            continue
        page = Page(text)
        wrong |= {f"{name}: {one}" for one in page.faults}
        for one in page.texts:
            seen |= numbers_in(one)
            wrong |= {f"{name}: {said}" for said in mangled(one, put)}
    assert wrong == set(), "\n".join(sorted(wrong)[:40])
    unseen = {str(one) for number, one in enumerate(words()) if number not in seen}
    assert sorted(unseen) == sorted(UNSEEN), "shown nowhere: add its page, or say why"
