"""What the stories of the spot checks do again and again."""

from typing import Any

from playwright.sync_api import Error, Response

from e2e.axe import assert_usable
from e2e.conftest import OpenPhone
from e2e.people import Person

DICE = "3 1 4 1 5 6 6 1 2 2"
TO_DO = (
    "SELECT c.id, c.visit_id, c.household_id, v.findings, v.outcome, k.name AS checker"
    " FROM spot_check c"
    " JOIN visit v ON v.id = c.visit_id JOIN person w ON w.id = c.worker_id"
    " JOIN person k ON k.id = c.checker_id WHERE w.name = ? AND c.day = '2026-11-24'"
)
# What a record asked for, put in behind the server's back: the demo's records seldom ask.
ASKED = "请修三单元的门禁"
ASKS = (
    "INSERT INTO concern (id, community_id, grid_id, household_id, visit_id, author_id, text,"
    " opened_at) SELECT '0190a000-0000-7000-8000-00000000c0de', community_id, grid_id,"
    " household_id, id, author_id, ?, made_at FROM visit WHERE id = ?"
)
SLUGS = {"张丽": "grid-lead", "陈建国": "station-head"}


def throw(phone: OpenPhone) -> None:
    """李强, whom the workers chose, throws; 张丽 watches; both key it in."""
    for slug in ("grid-worker-2", "grid-lead"):
        somebody = Person(phone(), slug)
        somebody.sign_in()
        somebody.phone.go("/draws")
        somebody.page.get_by_role("link", name="输入骰子").click()
        somebody.page.get_by_label("掷的" if slug == "grid-worker-2" else "听到的").fill(DICE)
        assert_usable(somebody.page)
        somebody.press("输入")
    somebody.reads("已抽，还没公布")


def everything_that_arrives(person: Person) -> list[str]:
    """The text of every answer that reaches this phone from now on."""
    arrived: list[str] = []

    def keep(answer: Response) -> None:
        kind = answer.headers.get("content-type", "")
        if kind.startswith(("text/html", "application/")) and answer.ok:
            arrived.append(_text(answer))

    person.page.on("response", keep)
    return arrived


def _text(answer: Any) -> str:
    try:
        return str(answer.text())
    except Error:  # an answer without a body (a redirect) says nothing
        return ""
