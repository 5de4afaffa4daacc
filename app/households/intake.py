"""What a worker found to be otherwise at the door, as the phone sends it (row R47).

Judged and written set-wise (app/kit/intake.py). Every correction is decided by a person before
anything of the file changes, so a doubtful clock is no reason to set one aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.auth.queries import first_sign_ins
from app.households.commands.file import values_of
from app.households.forms.file import NO_CONSENT, CorrectionEntry, parse_correction
from app.households.models import Channel, Consent, Correction, CorrectionState, Household
from app.households.queries.doors import merged_into
from app.households.queries.moves import care_before, households_of
from app.households.rules.consents import ConsentFor, Giver, current
from app.households.rules.fields import ON_CONSENT
from app.kit.forms import Refusal
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.kit.intake import Accept, Refuse, Sent, Verdict, refused
from app.kit.sql import insert_rows
from app.org.models import Post
from app.org.rules import judge_scope
from app.org.scope import Care, care_of, post_periods

UNKNOWN = Refuse("unknown_household", "household", Message("名单里没有这一户"))
NOT_OWN = Refuse("not_own", "household", Message("这一户当时不由您负责"))
CLOSED = Refuse("closed", "household", Message("这一户已经迁出，档案关闭了"))
ERASED = Refuse(
    "erased", "household", Message("这一户的资料已应住户要求或到期删除，这条记录不再保存")
)
NO_CHANGE = Refuse("no_change", "people", Message("档案里已经是这样，没有要改的"))
UNASKED = Refuse("no_consent", "giver", NO_CONSENT)
WITHDRAWN = Refuse(
    "withdrawn", "contact_phone", Message("住户后来撤回了同意，联系人和电话没有收下")
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was looked up for a whole batch; `agreed` and `withdrawn` by household."""

    households: dict[str, Household]
    into: dict[str, str]
    care: dict[tuple[str, str], list[Care]]
    before: dict[tuple[str, str], list[Care]]
    leading: dict[tuple[str, str], list[Care]]
    signed_in: dict[str, datetime]
    agreed: set[str]
    withdrawn: dict[str, datetime]


class CorrectionKind:
    """信息有变: fields of a file for the data steward to decide."""

    def judge(self, session: Session, sent: Sequence[Sent]) -> list[Verdict]:
        """A verdict for each, in order."""
        entries = [parse_correction(one.envelope.body) for one in sent]
        known = _look_up(session, sent, entries)
        return [
            refused(entry) if isinstance(entry, Refusal) else _judge(one, entry, known)
            for one, entry in zip(sent, entries, strict=True)
        ]

    def write(self, session: Session, accepted: Sequence[tuple[Sent, Accept]]) -> None:
        """The corrections, and one consent for each household that gave one."""
        rows = [verdict.value[0] for _, verdict in accepted]
        given = {one["household_id"]: one for _, v in accepted if (one := v.value[1])}
        insert_rows(session, Correction, rows)
        insert_rows(session, Consent, list(given.values()))


def _look_up(
    session: Session, sent: Sequence[Sent], entries: Sequence[CorrectionEntry | Refusal]
) -> _Known:
    """In a number of queries that does not grow with the number of envelopes."""
    named = {one.household_id for one in entries if isinstance(one, CorrectionEntry)}
    into = merged_into(session, named)
    households = households_of(session, named | set(into.values()))
    authors = {one.envelope.author for one in sent}
    agreed, withdrawn = _consents(session, set(households))
    return _Known(
        households=households,
        into=into,
        care=care_of(session, authors, {one.building_id for one in households.values()}),
        before=care_before(session, authors, named),
        leading=post_periods(session, authors, [Post.GRID_LEAD, Post.STATION_HEAD]),
        signed_in=first_sign_ins(session, {s.envelope.author for s in sent if s.clock_doubtful}),
        agreed=agreed,
        withdrawn=withdrawn,
    )


def _consents(session: Session, households: set[str]) -> tuple[set[str], dict[str, datetime]]:
    """The households that agree to be contacted now, and when the others last took it back."""
    rows = session.exec(
        select(Consent.household_id, Consent.withdrawn_at)
        .where(
            col(Consent.household_id).in_(list(households)), Consent.purpose == ConsentFor.CONTACT
        )
        .order_by(col(Consent.withdrawn_at))
    ).all()
    agreed = {household for household, withdrawn in rows if withdrawn is None}
    return agreed, {one: at for one, at in rows if at is not None and one not in agreed}


def _judge(sent: Sent, entry: CorrectionEntry, known: _Known) -> Verdict:
    community, author = sent.envelope.community, sent.envelope.author
    visited = known.households.get(entry.household_id)
    if visited is None or visited.community_id != community:
        return UNKNOWN
    cares = [
        *known.care.get((author, visited.building_id), []),
        *known.before.get((author, visited.id), []),
        *known.leading.get((author, community), []),
    ]
    first = known.signed_in.get(author)
    periods = [one.period for one in cares]
    scope = judge_scope(periods, sent.made_at, sent.received_at, sent.clock_doubtful, first)
    if scope == "not_own":
        return NOT_OWN
    home = known.households.get(known.into.get(visited.id, visited.id), visited)
    if home.erased_at is not None:
        return ERASED
    if home.moved_out_on is not None:
        return CLOSED
    return _changes(sent, entry, home, known)


def _changes(sent: Sent, entry: CorrectionEntry, home: Household, known: _Known) -> Verdict:
    now = values_of(home)
    changed = {name: text for name, text in entry.changed.items() if text != now[name]}
    if not changed:
        return NO_CHANGE
    given = None
    if any(changed.get(name) for name in ON_CONSENT) and home.id not in known.agreed:
        withdrawn = known.withdrawn.get(home.id)
        if withdrawn is not None and sent.made_at <= withdrawn:
            return WITHDRAWN
        if entry.giver is None:
            return UNASKED
        given = _consent(sent, home, entry.giver)
    return Accept((_row(sent, home, changed, entry.reason), given))


def _row(sent: Sent, home: Household, changed: dict[str, str], reason: str) -> dict[str, Any]:
    envelope = sent.envelope
    return {
        "id": envelope.id,
        "community_id": home.community_id,
        "household_id": home.id,
        "fields": changed,
        "reason": reason,
        "author_id": envelope.author,
        "made_at": sent.made_at,
        "received_at": sent.received_at,
        "state": CorrectionState.OPEN.value,
        "decided_by": None,
        "decided_at": None,
        "answer": "",
    }


def _consent(sent: Sent, home: Household, giver: Giver) -> dict[str, Any]:
    """Who names a contact agrees to its being kept: said at the door, to the author."""
    return {
        "id": uuid7(),
        "community_id": home.community_id,
        "household_id": home.id,
        "purpose": ConsentFor.CONTACT.value,
        "text_version": current(ConsentFor.CONTACT).version,
        "giver": giver.value,
        "channel": Channel.DOOR.value,
        "at": sent.made_at,
        "taken_by": sent.envelope.author,
        "withdrawn_at": None,
        "withdrawn_by": None,
        "withdrawn_channel": "",
    }
