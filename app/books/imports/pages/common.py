"""What the pages of imports share."""

from typing import Any

from app.auth.guards import posts, who
from app.books.imports.commands.runner import Runner
from app.books.imports.queries.jobs import job_of
from app.books.imports.rules.fields import WHAT_WORDS, What
from app.households.models import ImportJob
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.web import House, Work
from app.org.models import Post
from app.org.scope import scope_of

MOVERS = posts(Post.STATION_HEAD, Post.DATA_STEWARD)
# The tree above the station is not the station's to change: areas come by `qiaomen import`.
AT_A_DESK = (What.HOUSEHOLDS, What.UNITS)


def runner_of(house: House) -> Runner:
    """The thread that reads and writes files."""
    found: Runner = house.parts["imports"]
    return found


def the_job(work: Work, job_id: str) -> ImportJob:
    """An import in scope. Raises NotFound."""
    scope = scope_of(who(work), work.now)
    job = job_of(work.session, scope, job_id) if is_uuid(job_id) else None
    if job is None:
        raise NotFound
    return job


def worded(work: Work, said: dict[str, Any] | None) -> str:
    """A message that a report keeps, in the reader's language."""
    return Message(said["msgid"], **said["values"]).text(work.lang) if said else ""


def what_options(work: Work) -> list[tuple[str, str]]:
    """The kinds of file that a station may bring."""
    return [(one.value, WHAT_WORDS[one].text(work.lang)) for one in AT_A_DESK]
