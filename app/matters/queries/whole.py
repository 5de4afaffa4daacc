"""A matter with all that is known of it at a moment: facts, steps, and where it stands (R75)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.auth.principal import Principal
from app.kit import audit
from app.kit.problems import NotFound
from app.matters.models import Matter, MatterStep
from app.matters.queries.sight import sees
from app.matters.queries.times import Times
from app.matters.rules.case import Case
from app.matters.rules.clock import Time
from app.matters.rules.stages import Flow
from app.matters.rules.standing import State
from app.matters.rules.state import state_of
from app.matters.rules.steps import Facts, Step
from app.matters.rules.written import read
from app.org.queries import zones_of

KNOWN = columns(col(Matter.id)).where(col(Matter.id) == bindparam("matter"))


@dataclass(frozen=True, slots=True)
class Whole:
    """A matter as it stands at `now`. `held`: its row is locked until the transaction ends."""

    matter: Matter
    facts: Facts
    steps: tuple[Step, ...]
    time: Time
    state: State
    now: datetime
    held: bool = False

    @property
    def case(self) -> Case:
        """It, as the gate reads it."""
        return Case(self.facts, self.steps, self.state, self.now, self.time)


def whole(session: Session, matter_id: str, person: Principal, now: datetime) -> Whole:
    """A matter that this person may see. Raises NotFound for any other."""
    matter = session.get(Matter, matter_id)
    found = wholes(session, [matter], now)[0] if matter is not None else None
    if found is None or not sees(person, found.matter, found.case):
        raise NotFound
    return found


def is_known(session: Session, matter_id: str) -> bool:
    """Whether there is a matter with this id, whosoever it is."""
    found: str | None = session.connection().scalar(KNOWN, {"matter": matter_id})
    return found is not None


def held(session: Session, matter_id: str, person: Principal, now: datetime) -> Whole:
    """The same, locked until the transaction ends: what is done is done on what is there. Raises
    NotFound."""
    found = held_matter(session, matter_id, now)
    if found is None or not sees(person, found.matter, found.case):
        raise NotFound
    return found


def held_matter(session: Session, matter_id: str, now: datetime) -> Whole | None:
    """A matter, locked, for the clock or for who was let in by another door.

    Somebody who came first may have got the lock second: its `now` is never before what has been
    done in it.
    """
    matter = session.get(Matter, matter_id)
    if matter is None:
        return None
    # Every writer of a community takes its head in the chain first: nobody waits in a ring.
    audit.lock_heads(session, [matter.community_id])
    session.refresh(matter, with_for_update=True)
    found = wholes(session, [matter], now)[0]
    last = max((one.at for one in found.steps), default=now)
    return replace(found, now=max(now, last), held=True)


def wholes(session: Session, matters: Sequence[Matter], now: datetime) -> list[Whole]:
    """Matters with their steps, in the order given; in a number of queries that grows only with the
    communities that they are of."""
    zones = zones_of(session, {one.community_id for one in matters})
    times = {one: Times(session, one, zone) for one, zone in zones.items()}
    steps = steps_of(session, [one.id for one in matters])
    found = []
    for one in matters:
        time = times[one.community_id].at(one.received_at)
        facts, taken = facts_of(one, zones[one.community_id]), steps[one.id]
        found.append(Whole(one, facts, taken, time, state_of(facts, taken, time), now))
    return found


def facts_of(matter: Matter, zone: str) -> Facts:
    """What does not change about a matter, as the rules read it."""
    flow, opened = Flow(matter.flow), matter.opened_at
    return Facts(flow, opened, zone, matter.first_contact_owner_id)


def steps_of(session: Session, matters: Collection[str]) -> dict[str, tuple[Step, ...]]:
    """The steps of each matter, in their order. Read as columns: as objects they take ten times as
    long."""
    rows = session.execute(
        columns(
            col(MatterStep.matter_id), col(MatterStep.kind), col(MatterStep.at),
            col(MatterStep.by), col(MatterStep.role), col(MatterStep.said),
        )
        .where(col(MatterStep.matter_id).in_(list(matters)))
        .order_by(col(MatterStep.matter_id), col(MatterStep.number))
    )  # fmt: skip
    found: dict[str, tuple[Step, ...]] = defaultdict(tuple)
    for matter_id, kind, at, by, role, said in rows:
        found[matter_id] += (read(kind, {"at": at, "by": by, "role": role}, said),)
    return found
