"""Signing in, as phones send it: verified when it arrives, whenever that is (rows R112, R113).

Judged and written set-wise (app/kit/intake.py). It opens no session, so that a replay gains
nothing. What cannot be proved makes nobody late; a record is refused only when it is not the
author's own, and one by a key that was revoked waits for a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.attendance.forms.statement import DeviceKeyProof, SignInEntry, parse_sign_in
from app.attendance.models import Touch
from app.attendance.queries.staff import Served, served
from app.attendance.rules.challenges import challenge_for, hall_secret, used_mark
from app.attendance.rules.evidence import Signed, challenge, minutes_of, prove
from app.attendance.rules.parts import Due, Part, half
from app.attendance.rules.verdict import Evidence, Half
from app.auth import device_keys, passkeys
from app.auth.models import Credential, KeyKind
from app.auth.problems import Refused
from app.auth.tokens import to_text
from app.kit.clock import local_day
from app.kit.forms import Refusal
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.intake import Accept, Refuse, Sent, Verdict, refused
from app.kit.sql import insert_rows
from app.org.queries import zones_of
from app.settings import Settings

PURPOSE = "day"
# Between two clocks of ours; a challenge from the future is nobody's.
AHEAD = timedelta(minutes=2)
# No phone keeps a touch for so long.
LONG_AGO = timedelta(days=366)
REVOKED, ANOTHER_TIME = "revoked_key", "another_time"
OTHER = Refuse("malformed", "statement", Message("这次签到和信封对不上，请再签一次"))
UNPROVED = Refuse(
    "bad_proof", "proof", Message("这次签到没有通过核对（换过手机，或不是当天领的），请再签一次")
)
USED = Refuse("used", "statement", Message("这次签到已经用过了"))


@dataclass(frozen=True, slots=True)
class _Known:
    """What was looked up for a whole batch."""

    keys: Mapping[str, Credential]
    used: set[str]
    zones: Mapping[str, str]


class SignInKind:
    """签到: one touch, with what it proves."""

    def __init__(self, settings: Settings, secret: bytes) -> None:
        self.settings, self.secret = settings, secret

    def at_home(self, session: Session, sent: Sequence[Sent]) -> list[bool]:
        """An old day's touch belongs where its author was of the staff on that day."""
        asked = [_served(one) for one in sent]
        known = served(session, [one for one in asked if one])
        return [one in known for one in asked]

    def judge(self, session: Session, sent: Sequence[Sent]) -> list[Verdict]:
        """A verdict for each, in order; of two over one challenge the first counts."""
        entries = [parse_sign_in(one.envelope.body) for one in sent]
        marks = [
            used_mark(self._challenge(one)) if isinstance(one, SignInEntry) else ""
            for one in entries
        ]
        known = _look_up(session, sent, entries, marks)
        verdicts = []
        for one, entry, mark in zip(sent, entries, marks, strict=True):
            verdict = (
                refused(entry)
                if isinstance(entry, Refusal)
                else self._judge(one, entry, mark, known)
            )
            if isinstance(verdict, Accept):
                known.used.add(mark)
            verdicts.append(verdict)
        return verdicts

    def write(self, session: Session, accepted: Sequence[tuple[Sent, Accept]]) -> None:
        """The touches."""
        insert_rows(session, Touch, [verdict.value for _, verdict in accepted])

    def _challenge(self, entry: SignInEntry) -> bytes:
        said = entry.said
        return challenge_for(
            self.secret, said.person, said.device, entry.on, entry.part, said.issued
        )

    def _judge(self, sent: Sent, entry: SignInEntry, mark: str, known: _Known) -> Verdict:
        if not _same(sent, entry) or entry.issued_at > sent.received_at + AHEAD:
            return OTHER
        key = known.keys.get(entry.handle)
        if key is None or key.person_id != entry.said.person or not self._proved(entry, key):
            return UNPROVED
        if mark in known.used:
            return USED
        zone = known.zones.get(sent.envelope.community, "UTC")
        evidence = self.evidence(sent, entry, zone)
        placed = place(evidence, entry, zone)
        sure = placed and not (sent.clock_set and _may_be_another(evidence, *placed, zone))
        why = REVOKED if key.revoked_at is not None else "" if sure else ANOTHER_TIME
        on, part = placed or (entry.on, entry.part)
        row = touch_row(sent, entry, evidence, key.id) | {
            "on": on,
            "part": part.value,
            "challenge": mark,
            "set_aside": why,
            "counts": not why,
        }
        return Accept(row, why)

    def _proved(self, entry: SignInEntry, key: Credential) -> bool:
        bound = to_text(challenge(self._challenge(entry), entry.digest))
        proof = entry.proof
        if isinstance(proof, DeviceKeyProof):
            text = device_keys.message(PURPOSE, self.settings.origin, bound)
            fits = key.kind == KeyKind.DEVICE_KEY
            return fits and device_keys.signed(key.public_key, proof.signature, text)
        if key.kind != KeyKind.PASSKEY:
            return False
        try:
            # The counter is of no use here: records arrive in any order.
            passkeys.check_known(self.settings, proof.credential, bound, key.public_key)
        except Refused:
            return False
        return True

    def evidence(self, sent: Sent, entry: SignInEntry, zone: str) -> Evidence:
        """What an entry proves of its own time."""
        window = window_of(entry, zone)
        issued = min(entry.issued_at, sent.received_at)
        shown = (
            minutes_of(
                hall_secret(self.secret, sent.envelope.community),
                entry.code,
                # A code whose minute was over by then contradicts the rest, and says nothing.
                max(issued, window.opens),
                min(sent.received_at, window.closes),
            )
            if entry.code
            else []
        )
        return prove(
            Signed(
                handed_out=issued,
                received=sent.received_at,
                # A code that was shown twice in the time that is possible proves nothing.
                code_from=shown[0] if len(shown) == 1 else None,
                by_passkey=not isinstance(entry.proof, DeviceKeyProof),
            )
        )


def window_of(entry: SignInEntry, zone: str) -> Half:
    """The window of the part that an entry names."""
    due = Due()
    return half(entry.on, entry.part, due.of(entry.part), due, zone)


def _served(sent: Sent) -> Served | None:
    """Who says that they worked where, and on which day; None when nobody could have."""
    entry, envelope = parse_sign_in(sent.envelope.body), sent.envelope
    if not isinstance(entry, SignInEntry) or not is_uuid(envelope.community):
        return None
    if abs(entry.on - sent.received_at.date()) > LONG_AGO:
        return None
    return Served(envelope.author, envelope.community, entry.on)


def _same(sent: Sent, entry: SignInEntry) -> bool:
    envelope, said = sent.envelope, entry.said
    named = (said.v, said.id, said.person, said.device, said.community, said.made)
    return named == (
        1,
        envelope.id,
        envelope.author,
        envelope.device,
        envelope.community,
        envelope.made,
    )


def place(evidence: Evidence, entry: SignInEntry, zone: str) -> tuple[date, Part] | None:
    """The day and part in which the touch counts: as it says, or, when that cannot be, the one in
    which it is proved to have been made; None when neither is known."""
    named = window_of(entry, zone)
    if evidence.earliest < named.closes and evidence.latest >= named.opens:
        return entry.on, entry.part
    due = Due()
    for on in {local_day(evidence.earliest, zone), local_day(evidence.latest, zone)}:
        for part in Part:
            window = half(on, part, due.of(part), due, zone)
            if window.opens <= evidence.earliest and evidence.latest < window.closes:
                return on, part
    return None


def _may_be_another(evidence: Evidence, on: date, part: Part, zone: str) -> bool:
    """Whether a touch could be of a half that it does not name: asked where the clock that chose
    the half was set since."""
    due, day = Due(), local_day(evidence.earliest, zone)
    while day <= local_day(evidence.latest, zone):
        for one in Part:
            window = half(day, one, due.of(one), due, zone)
            reaches = evidence.earliest < window.closes and evidence.latest >= window.opens
            if (day, one) != (on, part) and reaches:
                return True
        day += timedelta(days=1)
    return False


def _look_up(
    session: Session,
    sent: Sequence[Sent],
    entries: Sequence[SignInEntry | Refusal],
    marks: Sequence[str],
) -> _Known:
    """In a number of queries that does not grow with the number of envelopes."""
    handles = {one.handle for one in entries if isinstance(one, SignInEntry)}
    keys = session.exec(select(Credential).where(col(Credential.handle).in_(handles)))
    asked = [mark for mark in marks if mark]
    used = session.exec(select(Touch.challenge).where(col(Touch.challenge).in_(asked)))
    return _Known(
        keys={one.handle: one for one in keys},
        used={one for one in used if one},
        zones=zones_of(session, {one.envelope.community for one in sent}),
    )


def touch_row(sent: Sent, entry: SignInEntry, evidence: Evidence, key_id: str) -> dict[str, Any]:
    """The row of a touch as it came; where it counts is for who judges it."""
    envelope, position = sent.envelope, entry.position
    return {
        "id": envelope.id,
        "community_id": envelope.community,
        "person_id": envelope.author,
        "grade": evidence.grade.value,
        "earliest": evidence.earliest.astimezone(UTC),
        "latest": evidence.latest.astimezone(UTC),
        "claimed": None if sent.clock_doubtful else sent.made_at,
        "place": entry.place.value,
        "reason": entry.reason,
        "lat": position.lat if position else None,
        "lon": position.lon if position else None,
        "accuracy_m": position.accuracy_m if position else None,
        "position_age_s": position.age_s if position else None,
        # Also of one that was left out: the envelope's text says it until it is erased.
        "has_position": entry.said.position != "",
        "device_id": envelope.device,
        "key_id": key_id,
        "settled_by": None,
        "settled_at": None,
        "entered_by": None,
        "confirmed_at": None,
        "received_at": sent.received_at,
    }
