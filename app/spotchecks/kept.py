"""What a checker's phone keeps: the list of what is still to ask, and each blind form (R110).

They open without signal, and hold nothing of any record: a `Question` has no field for it. Once a
check is answered, or somebody else does it, its page is gone with the next round.
"""

from collections.abc import Iterator

from app.households.queries import door_of
from app.households.queries.doors import Door
from app.spotchecks.queries.checks import questions_of
from app.spotchecks.words import question_words
from app.visits.kept import Keeping, KeptPage

LIST = "/checks"


def kept_checks(keeping: Keeping) -> Iterator[KeptPage]:
    """The pages of whoever checks; nothing for anybody else."""
    session, scope = keeping.session, keeping.scope
    if not scope.leads:
        return
    asked = [one for one in questions_of(session, scope) if one.mine and not one.answered]
    doors = {one.id: door_of(session, scope, one.household_id) for one in asked}
    mine = [(one, _label(doors[one.id])) for one in asked]
    shows = tuple(sorted({one.household_id for one in asked}))
    yield keeping.page(LIST, "spotchecks/checks.html", {"mine": mine, "kept": True}, shows)
    for one in asked:
        values = {"question": one, "door": doors[one.id], **question_words(keeping.lang)}
        url = f"{LIST}/{one.id}"
        yield keeping.page(url, "spotchecks/ask.html", values, (one.household_id,))


def _label(door: Door | None) -> str:
    return door.label if door else ""
