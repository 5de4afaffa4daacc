"""Tickets of 12345: a file is tried, then written whole or not at all (row R150)."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.auth.principal import Principal
from app.hotline.commands.entries import role_of, title_of
from app.hotline.forms.tickets import Read
from app.hotline.models import Ticket, TicketFile
from app.hotline.queries.tickets import known_numbers
from app.hotline.rules.limits import limit_within
from app.hotline.rules.tickets import moment_of
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.matters.commands.opening import Opening, opened
from app.matters.commands.taking import take
from app.matters.queries.times import time_of
from app.matters.rules.clock import Time
from app.matters.rules.stages import Channel, Flow, Handling
from app.matters.rules.steps import Classification
from app.org.models import Community

LEFT = timedelta(days=3)
TRIED, WRITTEN, DROPPED = "tried", "written", "dropped"
OVER = Message("这份文件已经处理过了")
FAULTY = Message("文件里有错，一条也没有写入")
FAULTY_HINT = Message("改好文件再传一次。")
ANSWERED = Message("这张工单已经答复过了")


def try_file(
    session: Session, community_id: str, by: str, name: str, body: bytes, read: Read, now: datetime
) -> TicketFile:
    """Keep what a file says until somebody writes or drops it."""
    _forget_left(session, community_id, now)
    numbers = [one["number"] for one in read.tickets]
    file = TicketFile(
        id=uuid7(), community_id=community_id, name=name[:100] or "-",
        sha256=hashlib.sha256(body).hexdigest(), by=by, at=now, state=TRIED,
        tickets=[dict(one) for one in read.tickets], faults=[asdict(one) for one in read.faults],
        known=len(known_numbers(session, community_id, numbers)),
    )  # fmt: skip
    session.add(file)
    session.flush()
    return file


def _forget_left(session: Session, community_id: str, now: datetime) -> None:
    """What somebody tried days ago and left lying about."""
    old = select(TicketFile).where(
        TicketFile.community_id == community_id,
        TicketFile.state == TRIED,
        col(TicketFile.at) < now - LEFT,
    )
    for one in session.exec(old):
        _empty(session, one, DROPPED)


def drop_file(session: Session, file: TicketFile, by: str, now: datetime) -> None:
    """Do nothing with a file; what it said is forgotten. Raises Conflict when it is dealt with."""
    _still_tried(session, file)
    _empty(session, file, DROPPED)
    audit.record(session, file.community_id, now, "tickets.dropped", by, file.id, {})


def write_file(
    session: Session, community: Community, file: TicketFile, by: Principal, now: datetime
) -> int:
    """Every ticket that is not known becomes a matter; how many did. One that came before stays as
    it is. Raises Conflict when a row is faulty, and when the file is dealt with."""
    audit.lock_heads(session, [community.id])  # the same file twice at once: the second finds all
    _still_tried(session, file)
    if file.faults:
        raise Conflict(FAULTY, FAULTY_HINT)
    known = known_numbers(session, community.id, [one["number"] for one in file.tickets])
    fresh = [one for one in file.tickets if one["number"] not in known]
    time = time_of(session, community.id, community.zone, now)
    for one in fresh:
        _write(session, community, by, one, time, now)
    file.written, file.known = len(fresh), len(known)
    _empty(session, file, WRITTEN)
    said = {"sha256": file.sha256, "written": file.written, "known": file.known}
    audit.record(session, community.id, now, "tickets.written", by.id, file.id, said)
    return len(fresh)


def _write(
    session: Session,
    community: Community,
    by: Principal,
    said: Mapping[str, str],
    time: Time,
    now: datetime,
) -> None:
    sent, due = (_at(said[name], community.zone) for name in ("sent_at", "due_at"))
    role = role_of(by, community.id)
    whole = opened(
        session,
        Opening(
            id=uuid7(), community_id=community.id, by=by.id, channel=Channel.HOTLINE_12345,
            flow=Flow.SERVICE, title=title_of(said.get("title") or said["words"]),
            words=said["words"], place=said.get("place", ""), applicant=said.get("caller", ""),
            phone=said.get("phone", ""), opened_at=now, received_at=now,
        ),
        role,
    )  # fmt: skip
    limit = limit_within(now, due, time)
    take(
        session,
        whole,
        Classification(whole.now, by.id, role, handling=Handling.BRING_BACK, level=1, limit=limit),
    )
    session.add(
        Ticket(
            id=uuid7(), community_id=community.id, number=said["number"], matter_id=whole.matter.id,
            sent_at=sent, due_at=due, imported_by=by.id, imported_at=now,
        )
    )  # fmt: skip
    session.flush()


def mark_answered(session: Session, ticket: Ticket, by: str, now: datetime) -> None:
    """The hotline has the answer. Raises Conflict when it had it before."""
    session.refresh(ticket, with_for_update=True)
    if ticket.answered_at is not None:
        raise Conflict(ANSWERED)
    ticket.answered_at, ticket.answered_by = now, by
    session.add(ticket)
    session.flush()
    said = {"late": now > ticket.due_at}
    audit.record(session, ticket.community_id, now, "ticket.answered", by, ticket.id, said)


def _at(text: str, zone: str) -> datetime:
    found = moment_of(text)
    assert found is not None, "a row without faults"
    return found.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _still_tried(session: Session, file: TicketFile) -> None:
    session.refresh(file, with_for_update=True)
    if file.state != TRIED:
        raise Conflict(OVER)


def _empty(session: Session, file: TicketFile, state: str) -> None:
    file.state, file.tickets, file.faults = state, [], []
    session.add(file)
    session.flush()
