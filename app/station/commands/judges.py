"""The street appoints panel members and appeal officers from outside a community (row R111).

Each step stands in the chain of the community that they judge. Raises Refused where somebody may
not: judges of one's own house, and the same person twice, would make the appeal worthless.
"""

from sqlmodel import Session

from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.org.models import Holding, Person, Post
from app.station.commands.posts import NOT_BEGUN, Change, Refused, note
from app.station.commands.settings import lock
from app.station.forms.judges import Appointment
from app.station.queries.judges import judging_from, worked_in
from app.station.rules.judges import worked_lately, works_from

SAME = Message("在这个社区工作的人不能当，要从外面请")
LATELY = Message("这个人一年内在这个社区工作过，还不能当")
CHOSEN = Message("请选择名单里的人")
ALREADY = Message("这个人已经在任")
BOTH = Message("一个人不能在同一个社区既评议又处理申诉")
NEW_HERE = Message("这个电话已有人登记：请从名单里选；这个社区的人不能当")


def appoint(session: Session, change: Change, person: Person, post: Post) -> Holding:
    """Somebody from outside sits on the panel of a community, or decides appeals there."""
    lock(session, change.community_id)
    _check(session, change, person, post)
    held = Holding(
        id=uuid7(),
        community_id=None,
        area_id=change.community_id,
        person_id=person.id,
        post=post,
        since=change.at,
    )
    session.add(held)
    session.flush()
    _note(session, change, "post.joined", held)
    return held


def appoint_new(session: Session, change: Change, entry: Appointment) -> Person:
    """The same for somebody who works nowhere in the street: they are invited like an officer."""
    person = Person(id=uuid7(), community_id=None, name=entry.name, phone=entry.phone)
    session.add(person)
    session.flush()
    appoint(session, change, person, entry.post)
    return person


def dismiss(session: Session, change: Change, held: Holding) -> None:
    """An appointment ends; one that has not begun by then never was."""
    lock(session, change.community_id)
    if change.at > held.since:
        held.until = change.at
        session.add(held)
        session.flush()
        _note(session, change, "post.left", held)
        return
    if held.since <= change.now:
        raise Refused("at", NOT_BEGUN)
    _note(session, change, "post.left", held)
    session.delete(held)
    session.flush()


def _check(session: Session, change: Change, person: Person, post: Post) -> None:
    worked = worked_in(session, person.id, change.community_id)
    if person.community_id == change.community_id or works_from(worked, change.at):
        raise Refused("person", SAME)
    if worked_lately(worked, change.at):
        raise Refused("person", LATELY)
    judging = judging_from(session, person.id, change.community_id, change.at)
    if post in judging:
        raise Refused("person", ALREADY)
    if judging:
        raise Refused("post", BOTH)


def _note(session: Session, change: Change, kind: str, held: Holding) -> None:
    # A community may have been put in by hand, and nothing happened in it yet.
    if not audit.lock_heads(session, [change.community_id]):
        audit.start_chain(session, change.community_id)
    note(session, change, kind, held)
