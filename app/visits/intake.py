"""The kinds of envelope that this slice takes in, judged and written set-wise (app/kit/intake.py).

The number of queries does not grow with the number of envelopes: what many of them need is asked
for once, and each is then judged in Python.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import bindparam, update
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.auth.queries import first_sign_ins
from app.households.intake import ERASED
from app.households.models import Household
from app.households.queries.doors import merged_into
from app.households.queries.moves import care_before
from app.kit.forms import Refusal
from app.kit.i18n import Message
from app.kit.intake import Accept, Envelope, Refuse, Sent, Verdict, refused
from app.kit.sql import insert_rows, table
from app.org.models import Post
from app.org.queries import zones_of
from app.org.rules import judge_scope
from app.org.scope import Care, care_of, post_periods
from app.visits.forms import VisitEntry, When, parse_visit
from app.visits.models import AgreedContact, Concern, Photo, Visit
from app.visits.rules import CONCERN_DAYS

DEFAULT_ZONE = "Asia/Shanghai"
MOST_SKEW_MS = 10 * 366 * 86_400_000
SCOPE_UNSURE = "scope_unsure"
UNKNOWN = Refuse("unknown_household", "household", Message("名单里没有这一户"))
NOT_OWN = Refuse("not_own", "household", Message("这一户当时不由您负责"))
NOT_WORKER = Refuse("not_own", "author", Message("您当时不是这个社区的网格员"))


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up for a whole batch."""

    zones: dict[str, str]
    households: dict[str, tuple[str, str, bool]]
    care: dict[tuple[str, str], list[Care]]
    posts: dict[tuple[str, str], list[Care]]
    signed_in: dict[str, datetime]
    before: dict[tuple[str, str], list[Care]] = field(default_factory=dict)
    """By author and household: care for doors at which the household lived earlier."""


class VisitKind:
    """走访: a visit at a door."""

    def judge(self, session: Session, sent: Sequence[Sent]) -> list[Verdict]:
        """A verdict for each, in order."""
        known = look_up(session, sent)
        verdicts = [_judge(one, known) for one in sent]
        if NOT_OWN not in verdicts:
            return verdicts
        # Some of these households may have moved since: what counts is where they lived then.
        authors = {one.envelope.author for one in sent}
        ids = {_household(one.envelope) for one in sent} - {""}
        known = replace(known, before=care_before(session, authors, ids))
        return [_judge(one, known) for one in sent]

    def write(self, session: Session, accepted: Sequence[tuple[Sent, Accept]]) -> None:
        """The visits, and what each brings."""
        rows = [verdict.value for _, verdict in accepted]
        insert_rows(session, Visit, rows)
        insert_rows(session, Photo, [row for one, _ in accepted for row in photos(one)])
        insert_effects(session, [row for row in rows if not row["set_aside"]])


def look_up(session: Session, sent: Sequence[Sent]) -> Known:
    """Everything that judging needs, in at most five queries."""
    bodies = [one.envelope for one in sent]
    named = {_household(one) for one in bodies} - {""}
    households = _households(session, named)
    authors = {one.author for one in bodies}
    care = care_of(session, authors, {building for _, building, _ in households.values()})
    unlisted = {one.author for one in bodies if not _household(one)}
    doubtful = {one.envelope.author for one in sent if one.clock_doubtful}
    return Known(
        zones=zones_of(session, {one.community for one in bodies}),
        households=households,
        care=care,
        posts=post_periods(session, unlisted, [Post.GRID_WORKER]),
        signed_in=first_sign_ins(session, doubtful),
    )


def _household(envelope: Envelope) -> str:
    value = envelope.body.get("household", "")
    return value if isinstance(value, str) else ""


HOUSEHOLDS = columns(
    col(Household.id),
    col(Household.community_id),
    col(Household.building_id),
    col(Household.erased_at),
).where(col(Household.id).in_(bindparam("ids", expanding=True)))


def _households(session: Session, ids: set[str]) -> dict[str, tuple[str, str, bool]]:
    if not ids:
        return {}
    rows = session.connection().execute(HOUSEHOLDS, {"ids": list(ids)})
    return {one: (community, building, bool(gone)) for one, community, building, gone in rows}


def _judge(sent: Sent, known: Known) -> Verdict:
    envelope = sent.envelope
    zone = known.zones.get(envelope.community, DEFAULT_ZONE)
    when = When(zone, sent.made_at, sent.received_at, sent.clock_doubtful)
    entry = parse_visit(envelope.body, when)
    if isinstance(entry, Refusal):
        return refused(entry)
    if entry.household_id is None:
        cares = known.posts.get((envelope.author, envelope.community), [])
        return _in_scope(sent, entry, cares, known, NOT_WORKER)
    community, building, erased = known.households.get(entry.household_id, ("", "", False))
    if community != envelope.community:
        return UNKNOWN
    if erased:
        return ERASED
    cares = known.care.get((envelope.author, building), [])
    earlier = known.before.get((envelope.author, entry.household_id), [])
    return _in_scope(sent, entry, [*cares, *earlier], known, NOT_OWN)


def _in_scope(
    sent: Sent, entry: VisitEntry, cares: Sequence[Care], known: Known, refusal: Refuse
) -> Verdict:
    verdict = judge_scope(
        [one.period for one in cares],
        sent.made_at,
        sent.received_at,
        sent.clock_doubtful,
        known.signed_in.get(sent.envelope.author),
    )
    if verdict == "not_own":
        return refusal
    set_aside = SCOPE_UNSURE if verdict == "unsure" else ""
    return Accept(visit_row(sent, entry, _grid(cares, sent.made_at), set_aside), set_aside)


def _grid(cares: Sequence[Care], at: datetime) -> str | None:
    """The grid in which the author had the household then, or else the latest one."""
    if len(cares) == 1:
        return cares[0].grid_id or None
    by_age = sorted(cares, key=lambda one: one.period.since, reverse=True)
    begun = [one for one in by_age if one.period.since <= at] or by_age
    return begun[0].grid_id or None if begun else None


def visit_row(sent: Sent, entry: VisitEntry, grid_id: str | None, set_aside: str) -> dict[str, Any]:
    """The row of a visit as first written."""
    envelope, position = sent.envelope, entry.position
    skew = envelope.made.offset
    return {
        "id": envelope.id,
        "community_id": envelope.community,
        "household_id": entry.household_id,
        "grid_id": grid_id,
        "address": entry.address,
        "author_id": envelope.author,
        "device_id": envelope.device or None,
        "day": entry.day,
        "made_at": sent.made_at,
        "said_at": sent.said_at,
        "skew_ms": skew if skew is not None and abs(skew) <= MOST_SKEW_MS else None,
        "clock_doubtful": sent.clock_doubtful,
        "received_at": sent.received_at,
        "visited_at": entry.visited_at,
        "outcome": entry.outcome.value,
        "met_role": entry.met_role.value if entry.met_role else "",
        "purposes": [one.value for one in entry.purposes],
        "checklist": [one.value for one in entry.checklist],
        "findings": entry.findings,
        "requests": list(entry.requests),
        "next_on": entry.next_on,
        "lat": position.lat if position else None,
        "lon": position.lon if position else None,
        "accuracy_m": position.accuracy_m if position else None,
        "position_age_s": position.age_s if position else None,
        "has_position": entry.has_position,
        "set_aside": set_aside,
        "photo_count": len(envelope.files),
    }


def photos(sent: Sent) -> list[dict[str, Any]]:
    """A row for each photo that the record names; the photos themselves come later."""
    envelope = sent.envelope
    return [
        {
            "visit_id": envelope.id,
            "sha256": file.sha256,
            "community_id": envelope.community,
            "place": place,
            "size": file.size,
            "received_at": None,
            "stored": "",
            "refused": "",
        }
        for place, file in enumerate(envelope.files)
    ]


def insert_effects(session: Session, visits: Sequence[dict[str, Any]]) -> None:
    """What visits bring once they count: a concern for each request, and agreed contacts.

    Both belong to the file that goes on, if the one that was visited has been merged since.
    """
    bringing = {v["household_id"] for v in visits if v["requests"] or v["next_on"]} - {None}
    into = merged_into(session, bringing)
    visits = [{**v, "household_id": into.get(v["household_id"], v["household_id"])} for v in visits]
    insert_concerns(session, [(visit, text) for visit in visits for text in visit["requests"]])
    agreed = [v for v in visits if v["next_on"] is not None and v["household_id"] is not None]
    insert_rows(session, AgreedContact, [contact_row(visit, visit["next_on"]) for visit in agreed])


def insert_concerns(session: Session, asked: Sequence[tuple[dict[str, Any], str]]) -> None:
    """A concern for each request, by visit and words; the same words twice are one. One that came
    before its visit, with an urgent matter, is joined to it."""
    rows = {row["id"]: row for row in [concern_row(visit, text) for visit, text in asked]}
    if not rows:
        return
    concerns, connection = table(Concern), session.connection()
    named = columns(concerns.c.id).where(concerns.c.id.in_(list(rows)))
    known = set(connection.scalars(named))
    for one in known:
        joined = {"visit_id": rows[one]["visit_id"], "due_on": rows[one]["due_on"]}
        connection.execute(update(concerns).where(concerns.c.id == one).values(**joined))
    insert_rows(session, Concern, [row for one, row in rows.items() if one not in known])


def concern_id(visit_id: str, text: str) -> str:
    """The id of what was asked for at a visit in these words: whoever knows both can name it, also
    before the visit has arrived."""
    return str(uuid5(UUID(visit_id), text))


def concern_row(visit: dict[str, Any], text: str) -> dict[str, Any]:
    """A concern from a request made at the door, due after the default limit."""
    return {
        "id": concern_id(visit["id"], text),
        "community_id": visit["community_id"],
        "grid_id": visit["grid_id"],
        "household_id": visit["household_id"],
        "visit_id": visit["id"],
        "author_id": visit["author_id"],
        "text": text,
        "opened_at": visit["visited_at"] or visit["made_at"],
        "due_on": visit["day"] + timedelta(days=CONCERN_DAYS),
        "closed_at": None,
    }


def contact_row(visit: dict[str, Any], due_on: Any) -> dict[str, Any]:
    """A contact agreed at the door."""
    return {
        "visit_id": visit["id"],
        "community_id": visit["community_id"],
        "household_id": visit["household_id"],
        "due_on": due_on,
        "made_at": visit["made_at"],
    }
