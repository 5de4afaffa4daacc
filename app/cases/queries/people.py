"""Whom the people of a case know by name: a witness among them is chosen, not written (R111).

Whoever judges may not weigh their own word, and one word told twice is one. Both are only seen
where somebody is named by who they are.
"""

from sqlmodel import Session, select

from app.cases.queries.whole import Whole
from app.org.judging import people_judging
from app.org.models import Person


def known_people(session: Session, whole: Whole) -> dict[str, str]:
    """The names of the community's staff and of who judges its cases, by id; without the worker."""
    community = whole.file.community_id
    staff = session.exec(
        select(Person).where(Person.community_id == community).order_by(Person.name, Person.id)
    )
    found = {one.id: one.name for one in staff}
    found |= {one.id: one.name for one in people_judging(session, community, whole.now)}
    return {one: name for one, name in found.items() if one != whole.file.worker_id}
