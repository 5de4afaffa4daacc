"""Corrections: each stands beside the original, and one that comes too late waits for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete
from sqlalchemy import select as columns
from sqlmodel import Session

from app.auth.queries import first_sign_ins
from app.households.intake import ERASED
from app.kit.forms import Refusal
from app.kit.i18n import Message
from app.kit.intake import Accept, Refuse, Sent, Verdict, refused
from app.kit.sql import insert_rows, table
from app.org.models import Post
from app.org.queries import zones_of
from app.org.rules import judge_scope
from app.org.scope import Care, post_periods
from app.visits.forms import VisitEntry, When, parse_visit, written
from app.visits.intake import (
    DEFAULT_ZONE,
    SCOPE_UNSURE,
    contact_row,
    insert_concerns,
)
from app.visits.models import (
    AgreedContact,
    Amendment,
    Decision,
    RevisionState,
    SetAsideDecision,
    Visit,
)

LEADS = (Post.GRID_LEAD, Post.STATION_HEAD)
NO_VISIT = Refuse("unknown_visit", "base", Message("找不到要更正的记录"))
NO_PHOTOS = Refuse("bad_field", "photos", Message("更正不能附照片，请另记一次走访"))
OTHER_DOOR = Refuse("bad_field", "household", Message("更正不能换到别的住户"))


@dataclass(slots=True)
class Original:
    """A visit with the state of its corrections, as this batch goes along."""

    visit: Mapping[str, Any]
    counts: bool
    head: int = 1
    last: int = 1
    requests: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Correction:
    """An accepted amendment: its row, and the visit's row for what it brings."""

    row: dict[str, Any]
    visit: dict[str, Any]
    new_requests: list[str]
    effective: bool


class AmendmentKind:
    """更正: a correction of a visit by its author or a lead of the community."""

    def judge(self, session: Session, sent: Sequence[Sent]) -> list[Verdict]:
        """A verdict for each, in order; later ones see the revisions of earlier ones."""
        originals = _originals(session, {one.envelope.base.id for one in sent if one.envelope.base})
        authors = {one.envelope.author for one in sent}
        leads = post_periods(session, authors, LEADS)
        doubtful = {one.envelope.author for one in sent if one.clock_doubtful}
        signed_in = first_sign_ins(session, doubtful)
        zones = zones_of(session, {one.envelope.community for one in sent})
        return [_judge(one, originals, leads, signed_in, zones) for one in sent]

    def write(self, session: Session, accepted: Sequence[tuple[Sent, Accept]]) -> None:
        """The amendments, and what the ones in force change."""
        found: list[Correction] = [verdict.value for _, verdict in accepted]
        insert_rows(session, Amendment, [one.row for one in found])
        effective = [one for one in found if one.effective]
        asked = [(one.visit, text) for one in effective for text in one.new_requests]
        insert_concerns(session, asked)
        _agree_again(session, effective)


def _originals(session: Session, ids: set[str]) -> dict[str, Original]:
    if not ids:
        return {}
    visits, decisions, amended = table(Visit), table(SetAsideDecision), table(Amendment)
    rows = session.connection().execute(
        columns(visits, decisions.c.decision)
        .outerjoin(decisions, decisions.c.visit_id == visits.c.id)
        .where(visits.c.id.in_(ids))
    )
    found: dict[str, Original] = {}
    for row in rows:
        visit = dict(row._mapping)
        counts = not visit["set_aside"] or visit["decision"] == Decision.ACCEPT
        found[visit["id"]] = Original(visit, counts, requests=set(visit["requests"]))
    later = session.connection().execute(
        columns(amended.c.visit_id, amended.c.rev, amended.c.state, amended.c.body)
        .where(amended.c.visit_id.in_(ids))
        .order_by(amended.c.rev)
    )
    for visit_id, rev, state, body in later:
        _note(found[visit_id], rev, state, body)
    return found


def _note(original: Original, rev: int, state: str, body: Mapping[str, Any]) -> None:
    original.last = rev
    if state == RevisionState.HEAD:
        original.head = rev
        # A request once made stays a concern, also when a correction leaves it out.
        original.requests |= set(body.get("requests", []))


def _judge(
    sent: Sent,
    originals: Mapping[str, Original],
    leads: Mapping[tuple[str, str], list[Care]],
    signed_in: Mapping[str, Any],
    zones: Mapping[str, str],
) -> Verdict:
    envelope = sent.envelope
    original = originals.get(envelope.base.id) if envelope.base else None
    if original is None or original.visit["community_id"] != envelope.community:
        return NO_VISIT
    may = _may_amend(sent, original, leads, signed_in)
    if may == "not_own":
        return NO_VISIT
    if original.visit["erased_at"] is not None:
        return ERASED
    if envelope.files:
        return NO_PHOTOS
    household_id = original.visit["household_id"] or ""
    if envelope.body.get("household") not in (None, "", household_id):
        return OTHER_DOOR
    zone = zones.get(envelope.community, DEFAULT_ZONE)
    entry = parse_visit({**envelope.body, "household": household_id}, _when(original, zone))
    if isinstance(entry, Refusal):
        return refused(entry)
    set_aside = SCOPE_UNSURE if may == "unsure" else ""
    return Accept(_correct(sent, original, entry, zone, not set_aside), set_aside)


def _may_amend(
    sent: Sent,
    original: Original,
    leads: Mapping[tuple[str, str], list[Care]],
    signed_in: Mapping[str, Any],
) -> str:
    envelope = sent.envelope
    if envelope.author == original.visit["author_id"]:
        return "own"
    return judge_scope(
        [one.period for one in leads.get((envelope.author, envelope.community), [])],
        sent.made_at,
        sent.received_at,
        sent.clock_doubtful,
        signed_in.get(envelope.author),
    )


def _when(original: Original, zone: str) -> When:
    # The visit itself cannot have been later than its record.
    visit = original.visit
    return When(zone, visit["made_at"], visit["received_at"], visit["clock_doubtful"])


def _correct(
    sent: Sent, original: Original, entry: VisitEntry, zone: str, sure: bool
) -> Correction:
    envelope, visit = sent.envelope, original.visit
    base_rev = envelope.base.rev if envelope.base else 1
    heads = sure and base_rev == original.head
    state = RevisionState.HEAD if heads else RevisionState.PENDING
    body = written(entry, zone)
    new_requests = [text for text in entry.requests if text not in original.requests]
    _note(original, original.last + 1, state, body)
    row = {
        "id": envelope.id,
        "community_id": envelope.community,
        "visit_id": visit["id"],
        "base_rev": base_rev,
        "rev": original.last,
        "state": state.value,
        "author_id": envelope.author,
        "made_at": sent.made_at,
        "received_at": sent.received_at,
        "body": body,
        "has_position": entry.has_position,
    }
    changed = {**visit, "next_on": entry.next_on, "requests": list(entry.requests)}
    return Correction(row, changed, new_requests, heads and original.counts)


def _agree_again(session: Session, effective: Sequence[Correction]) -> None:
    # The last correction of a visit in this batch is the one in force.
    newest = {one.visit["id"]: one.visit for one in effective}
    if not newest:
        return
    agreed = table(AgreedContact)
    session.connection().execute(delete(agreed).where(agreed.c.visit_id.in_(list(newest))))
    rows = [contact_row(v, v["next_on"]) for v in newest.values() if v["next_on"]]
    insert_rows(session, AgreedContact, [row for row in rows if row["household_id"]])
