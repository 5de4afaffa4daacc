"""What the pages of imports share."""

from typing import Any

from app.auth.guards import posts, who
from app.books.imports.commands.runner import Runner
from app.books.imports.queries.jobs import Desk, desk_of, job_of
from app.books.imports.rules.fields import WHAT_WORDS
from app.households.models import ImportJob
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.web import House, Work
from app.org.models import Post
from app.org.scope import scope_of

MOVERS = posts(
    Post.STATION_HEAD, Post.DATA_STEWARD, Post.STREET_OFFICER, Post.DISTRICT_OFFICER
)  # fmt: skip


def runner_of(house: House) -> Runner:
    """The thread that reads and writes files."""
    found: Runner = house.parts["imports"]
    return found


def the_desk(work: Work) -> Desk:
    """Where the person of this request brings files. Raises NotFound."""
    desk = desk_of(scope_of(who(work), work.now), who(work).area_id)
    if desk is None:
        raise NotFound
    return desk


def the_job(work: Work, job_id: str) -> ImportJob:
    """An import in scope. Raises NotFound."""
    job = job_of(work.session, the_desk(work), job_id) if is_uuid(job_id) else None
    if job is None:
        raise NotFound
    return job


def worded(work: Work, said: dict[str, Any] | None) -> str:
    """A message that a report keeps, in the reader's language."""
    return Message(said["msgid"], **said["values"]).text(work.lang) if said else ""


def what_options(work: Work) -> list[tuple[str, str]]:
    """The kinds of file that may be brought here."""
    return [(one.value, WHAT_WORDS[one].text(work.lang)) for one in the_desk(work).kinds]
