"""What the pages of matters share: who comes in, finding a matter, and what may be done now."""

from datetime import datetime

from app.auth.guards import posts, who
from app.households.pages.doors import registry_of, veiled
from app.kit.problems import NotFound
from app.kit.web import Work
from app.matters.forms.fields import Asked
from app.matters.queries.people import staff_of
from app.matters.queries.sight import roles_of
from app.matters.queries.times import time_of
from app.matters.queries.veiled import stems_from
from app.matters.queries.whole import Whole, held, whole
from app.matters.rules.gate import turns
from app.matters.rules.steps import Role, Step, TaskOpened
from app.org.models import Post
from app.org.queries import community_of
from app.org.scope import scope_of
from app.station.pages.common import known_id

# Everybody to whom a matter or a task of it can be given.
STAFF = posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD, Post.DATA_STEWARD, Post.CLERK)


def matter_here(work: Work, matter_id: str) -> Whole:
    """A matter that the reader may see. Raises NotFound."""
    return whole(work.session, known_id(matter_id), who(work), work.now)


def held_here(work: Work, matter_id: str) -> Whole:
    """The same, held for a step. Raises NotFound."""
    return held(work.session, known_id(matter_id), who(work), work.now)


def my_turns(work: Work, found: Whole) -> dict[type[Step], Role]:
    """What the reader may do in a matter now, and as what."""
    person = who(work)
    return turns(person.id, roles_of(person, found.matter.community_id), found.case)


def asked_here(work: Work, found: Whole) -> Asked:
    """What a form of this matter is read with."""
    people = staff_of(work.session, found.matter.community_id, work.now)
    named = {one.task: one.text for one in found.steps if isinstance(one, TaskOpened)}
    mine = {task: named[task] for task, owner in found.state.tasks if owner == who(work).id}
    # Who has the matter closes a department's tasks too.
    all_ = {task: named[task] for task, _ in found.state.tasks}
    leads = who(work).id in found.state.owners or Post.STATION_HEAD in who(work).posts
    return Asked(people, found.facts.zone, found.now, all_ if leads else mine)


def veiled_here(work: Work, found: Whole) -> bool:
    """Whether the reader still has a blind check to do of the visit that this matter came from:
    until it is done, they do not learn from the matter who was there, and when."""
    if found.matter.concern_id is None:
        return False
    hidden = veiled(registry_of(work), work.session, scope_of(who(work), work.now))
    return bool(hidden) and stems_from(work.session, found.matter.concern_id, hidden)


def due_soon(work: Work) -> datetime:
    """Until when what is due is due soon: the close of the next working day. Raises NotFound for
    who works in no community."""
    community = community_of(work.session, scope_of(who(work), work.now))
    if community is None:
        raise NotFound
    time = time_of(work.session, community.id, community.zone, work.now)
    return time.close(time.after(time.day(work.now), 1))
