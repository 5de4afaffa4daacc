"""Opening a matter: one transaction, one number, one owner from the first moment (R75, R86, R98).

Whoever writes it down is the first contact, and stays that. At a window the clerk who accepts it
has it (row R54); anywhere else the contact worker of the door, where the resident has named nobody
else (row R86). Where nobody stood before the resident, the owner has so many minutes to say that
they have it (row R87).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam
from sqlmodel import Session, insert, update

from app.catalogue.rules.items import Limit
from app.kit import audit
from app.kit.problems import NotFound
from app.kit.sql import table
from app.matters.commands.taking import Taken, let_in, write_all
from app.matters.commands.telling import tell_opened, tell_step
from app.matters.models import Matter, MatterCount, MatterPaper
from app.matters.queries.items import promised, version_on
from app.matters.queries.people import Home, contact_of, grid_of, holding, home_of
from app.matters.queries.times import time_of
from app.matters.queries.whole import Whole, facts_of
from app.matters.rules.clock import Time, open_minutes_on
from app.matters.rules.stages import UNSEEN, Channel, Flow
from app.matters.rules.state import state_of
from app.matters.rules.steps import Acceptance, Role, Step
from app.org.models import Building, Community, Post

COUNTS = table(MatterCount)
# Made once: every matter that is opened counts.
RAISED = (
    update(COUNTS)
    .where(COUNTS.c.community_id == bindparam("place"), COUNTS.c.year == bindparam("of"))
    .values(last=COUNTS.c.last + 1)
    .returning(COUNTS.c.last)
)
# Letters and digits that nobody mistakes for another; 16 of them are 80 bits.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 16
# Who goes on with what is of no grid.
OF_ALL_GRIDS = frozenset({Role.CLERK, Role.GRID_LEAD, Role.STATION_HEAD})


Promise = tuple[str | None, str, str, Limit | None]
"""The version of an item that holds now, and its category, agency mode and limit."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when a matter is opened. `id` is made where the form opens; `by` is the person
    of the staff who writes it down; `owner_id` whom the resident asked for, if anybody."""

    id: str
    community_id: str
    by: str
    channel: Channel
    title: str
    opened_at: datetime
    received_at: datetime
    flow: Flow = Flow.SERVICE
    words: str = ""
    household_id: str | None = None
    building_id: str | None = None
    grid_id: str | None = None
    """Where no door is known: the grid that a caller named."""
    place: str = ""
    applicant: str = ""
    phone: str = ""
    item_id: str | None = None
    problem: str = ""
    category: str = ""
    agency: str = ""
    urgent: bool = False
    major: bool = False
    concern_id: str | None = None
    device_id: str | None = None
    on_behalf: str = ""
    owner_id: str | None = None
    promise: "Promise | None" = None
    """What the item says, where whoever opens the matter has read it just now."""
    home: Home | None = None
    """Where the household is as of `received_at`, where that is known already."""
    time: Time | None = None
    """The community's working time as of `received_at`, where it is known already."""


def open_matter(session: Session, opening: Opening, actor: Role) -> Matter:
    """Open a matter; `actor` is the role of who writes it down. Its number, its code, its grid and
    its first owner are set here. Raises NotFound for a household, a building or an item that is not
    of this community."""
    return opened(session, opening, actor).matter


def opened(
    session: Session, opening: Opening, actor: Role,
    then: Sequence[tuple[Step, Sequence[MatterPaper]]] = (), head: audit.Head | None = None,
) -> Whole:  # fmt: skip
    """The same, held, for steps that follow in the same transaction; those that are known already
    are taken `then`, and written with it. `head`: the newest link of the community's chain, where
    the caller has locked it. Raises Refused."""
    head = head or audit.lock_heads(session, [opening.community_id])[opening.community_id]
    building, grid = _place(session, opening)
    zone = _zone(session, opening.community_id)
    at = min(opening.opened_at, opening.received_at)
    year = at.astimezone(ZoneInfo(zone)).year
    item = _item(session, opening, zone)
    number = f"{year}-{next_number(session, opening.community_id, year):06d}"
    matter = _matter(opening, number, at, grid, building, item)
    owner = _owner(session, opening, grid, actor)
    time = opening.time or time_of(session, opening.community_id, zone, opening.received_at)
    take_until = _take_until(session, opening, owner, time)
    step = Acceptance(
        at, opening.by, actor, opening.channel, opening.on_behalf, owner, item[-1], take_until
    )
    facts = facts_of(matter, zone)
    state = state_of(facts, (step,), time)
    whole = Whole(matter, facts, (step,), time, state, opening.received_at, held=True)
    taken = [Taken(whole, whole, step, ()), *let_in(session, whole, then)]
    write_all(session, taken, head)
    tell_opened(session, whole)
    for one in taken[1:]:
        tell_step(session, one.before, one.after, one.step)
    return taken[-1].after


def _matter(
    opening: Opening, number: str, at: datetime, grid: str | None, building: str | None,
    item: Promise,
) -> Matter:  # fmt: skip
    """What no step changes about it; the rest is written as its steps have it."""
    version_id, category, agency, _ = item
    return Matter(
        id=opening.id, community_id=opening.community_id, number=number,
        follow_code=follow_code(), flow=opening.flow.value,
        restricted=opening.flow is Flow.DISPUTE, channel=opening.channel.value, grid_id=grid,
        household_id=opening.household_id, building_id=building, place=opening.place,
        title=opening.title, words=opening.words, applicant=opening.applicant,
        phone=opening.phone, item_id=opening.item_id, version_id=version_id,
        category=opening.category or category, problem=opening.problem,
        agency=opening.agency or agency, concern_id=opening.concern_id, urgent=opening.urgent,
        major=opening.major, device_id=opening.device_id, opened_at=at,
        received_at=opening.received_at, first_contact_owner_id=opening.by, stage="",
    )  # fmt: skip


def _place(session: Session, opening: Opening) -> tuple[str | None, str | None]:
    """The building and the grid that it is about."""
    at = opening.received_at
    if opening.household_id:
        home = opening.home or home_of(session, opening.community_id, opening.household_id, at)
        if home is None:
            raise NotFound
        return home.building_id, home.grid_id
    if not opening.building_id:
        return None, opening.grid_id
    building = session.get(Building, opening.building_id)
    if building is None or building.community_id != opening.community_id:
        raise NotFound
    return building.id, grid_of(session, building.id, at)


def _zone(session: Session, community_id: str) -> str:
    """The time zone; whoever asks in a page has the community in the session already."""
    community = session.get(Community, community_id)
    if community is None:
        raise NotFound
    return community.zone


def _item(session: Session, opening: Opening, zone: str) -> Promise:
    """What the item promises on the day it is asked for."""
    if opening.promise is not None:
        return opening.promise
    if opening.item_id is None:
        return None, "", "", None
    on = opening.received_at.astimezone(ZoneInfo(zone)).date()
    version = version_on(session, opening.item_id, on)
    if version is None:
        raise NotFound
    limit = promised(session, opening.community_id, version)
    return version.id, version.category, version.agency, limit


def _owner(session: Session, opening: Opening, grid: str | None, actor: Role) -> str:
    if opening.owner_id:
        return opening.owner_id
    if opening.channel is Channel.WINDOW:
        return opening.by
    contact = contact_of(session, grid, opening.received_at) if grid else None
    return contact or _without_grid(session, opening, actor)


def _without_grid(session: Session, opening: Opening, actor: Role) -> str:
    """Whoever heard the resident goes on with it. What came without anybody before them, and to
    nobody's grid, is for a window, or the head (row R87)."""
    if opening.channel not in UNSEEN or actor in OF_ALL_GRIDS:
        return opening.by
    for post in (Post.CLERK, Post.STATION_HEAD):
        people = holding(session, opening.community_id, (post,), opening.received_at)
        if people:
            return min(people)
    return opening.by


def _take_until(session: Session, opening: Opening, owner: str, time: Time) -> datetime | None:
    """By when its owner says that they have it: where nobody stood before the resident, and the
    owner is not who wrote it down (row R87)."""
    if opening.channel not in UNSEEN or owner == opening.by:
        return None
    minutes = session.get_one(Community, opening.community_id).take_minutes
    return open_minutes_on(opening.received_at, minutes, time)


def next_number(session: Session, community_id: str, year: int) -> int:
    """The next number of a community's year; its head in the chain is locked already, so that
    nobody else counts meanwhile."""
    found: int | None = session.connection().scalar(RAISED, {"place": community_id, "of": year})
    if found is None:
        row = {"community_id": community_id, "year": year, "last": 1}
        session.connection().execute(insert(COUNTS).values(row))
    return found or 1


def follow_code() -> str:
    """A new secret by which a resident follows the matter (row R149)."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
