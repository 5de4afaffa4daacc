"""Writing down what was told, and opening what it asks for (rows R100, R106, R130, R146)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.auth.principal import Principal
from app.hotline.commands.months import keep_open
from app.hotline.forms.entries import EntryForm
from app.hotline.models import Entry, EntryRequest, Opinion
from app.hotline.rules.kinds import Duty, Help, Kind, Source
from app.hotline.words import HELP_WORDS
from app.kit import audit
from app.kit.ids import uuid7
from app.kit.problems import NotAllowed
from app.matters.commands.opening import Opening, open_matter
from app.matters.models import Matter
from app.matters.queries.sight import roles_of
from app.matters.rules.stages import Channel, Flow
from app.matters.rules.steps import Role
from app.org.models import Community

TITLE = 40


@dataclass(frozen=True, slots=True)
class Where:
    """Where it is: the grid, and the door when there is one."""

    grid_id: str | None = None
    household_id: str | None = None
    building_id: str | None = None


def take_down(
    session: Session,
    community: Community,
    by: Principal,
    form: EntryForm,
    where: Where,
    now: datetime,
) -> Entry:
    """Write an entry with its requests, each a matter of its own, and its opinion. Whoever takes it
    down is the first to answer for it (row R100). Raises Conflict in a closed month."""
    keep_open(session, community, form.at)
    begins, ends = form.slot or (None, None)
    entry = Entry(
        id=uuid7(), community_id=community.id, channel=form.channel, kind=form.kind,
        grid_id=where.grid_id or form.grid_id, household_id=where.household_id, at=form.at,
        written_at=now, taken_by=by.id, caller=form.caller, phone=form.phone, place=form.place,
        basics=form.basics, words=form.words, problem=form.problem,
        answered=Duty.ANSWERED in form.duties, guided=Duty.GUIDED in form.duties,
        recorded=Duty.RECORDED in form.duties, answer=form.answer,
        help=form.help or "", slot_from=begins, slot_until=ends,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    said = {"channel": entry.channel, "kind": entry.kind, "grid": entry.grid_id}
    audit.record(session, community.id, now, "entry.taken", by.id, entry.id, said)
    for words in form.requests:
        open_request(session, entry, by, words, now, where.building_id, form.urgent)
    if form.opinion:
        session.add(
            Opinion(
                id=uuid7(), community_id=community.id, grid_id=entry.grid_id, entry_id=entry.id,
                line=form.line, words=form.opinion, by=by.id, at=now,
            )
        )  # fmt: skip
        session.flush()
    return entry


def open_request(
    session: Session,
    entry: Entry,
    by: Principal,
    words: str,
    now: datetime,
    building_id: str | None = None,
    urgent: bool = False,
) -> Matter:
    """Open the matter of one thing that an entry asks for."""
    opening = Opening(
        id=uuid7(), community_id=entry.community_id, by=by.id, channel=_channel(entry),
        flow=Flow.DISPUTE if entry.kind == Kind.DISPUTE else Flow.SERVICE,
        title=title_of(words, entry.help), words=_whole(entry, words),
        household_id=entry.household_id, building_id=building_id, grid_id=entry.grid_id,
        place=entry.place, applicant=entry.caller, phone=entry.phone, problem=entry.problem,
        urgent=urgent, opened_at=now, received_at=now,
    )  # fmt: skip
    matter = open_matter(session, opening, role_of(by, entry.community_id))
    number = 1 + _count(session, entry.id)
    session.add(
        EntryRequest(
            entry_id=entry.id, number=number, community_id=entry.community_id, words=words[:500],
            matter_id=matter.id,
        )
    )  # fmt: skip
    session.flush()
    return matter


def title_of(words: str, help_kind: str = "") -> str:
    """The title of a matter: the beginning of what was said, in one line."""
    line = " ".join(words.split())
    short = line if len(line) <= TITLE else line[: TITLE - 1] + "…"
    if not help_kind:
        return short
    return f"{HELP_WORDS[Help(help_kind)].msgid}：{short}"


def _channel(entry: Entry) -> Channel:
    """A matter from a meeting came face to face, outside the hall, as from a visit."""
    source = Source(entry.channel)
    return Channel.VISIT if source is Source.MEETING else Channel(source.value)


def _whole(entry: Entry, words: str) -> str:
    """What whoever handles it reads: the request, after what was told around it."""
    return words if words in entry.words and len(entry.words) <= len(words) else (
        f"{words}\n\n{entry.words}"[:2000]
    )  # fmt: skip


def _count(session: Session, entry_id: str) -> int:
    mine = select(func.count()).where(col(EntryRequest.entry_id) == entry_id)
    return session.exec(mine).one()


def role_of(person: Principal, community_id: str) -> Role:
    """In which of their posts somebody takes things down: the first that they hold. Raises
    NotAllowed for who holds none there."""
    roles = roles_of(person, community_id)
    if not roles:
        raise NotAllowed
    return min(roles, key=list(Role).index)
