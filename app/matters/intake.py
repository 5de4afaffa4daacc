"""A report from a door or a patrol, as the phone sends it: a matter, opened once (R75, R182).

Judged in a number of queries that does not grow with the batch; opened one by one, because each
gets a number of its own. A doubtful clock is no reason to let anybody wait: a matter is help. What
is urgent may come before the visit at which it was asked for; the concern that both name has the
same id whichever is first.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.households.intake import ERASED, NOT_OWN, UNKNOWN
from app.kit.forms import Refusal
from app.kit.i18n import Message
from app.kit.intake import Accept, Refuse, Sent, Verdict, refused
from app.kit.sql import insert_rows
from app.matters.commands.door import Reported, open_reported
from app.matters.forms.door import Report, parse_report
from app.matters.models import MatterPhoto
from app.matters.queries.door import ON_PATROL, Known, look_up
from app.matters.queries.sight import ROLES
from app.org.models import Post
from app.org.rules import judge_scope
from app.org.scope import Care
from app.visits.intake import concern_id

NOT_STAFF = Refuse("not_own", "author", Message("您当时不在这个社区工作"))
OTHER_VISIT = Refuse("unknown_visit", "visit", Message("找不到这次走访，请直接写在办件里"))
LEADING = (Post.STATION_HEAD, Post.GRID_LEAD)


class MatterKind:
    """办件: what was reported at a door or on a patrol."""

    def judge(self, session: Session, sent: Sequence[Sent]) -> list[Verdict]:
        """A verdict for each, in order; of two about one concern the first counts."""
        entries = [parse_report(one.envelope.body) for one in sent]
        reports = [one for one in entries if isinstance(one, Report)]
        known = look_up(
            session,
            sent,
            {one.household_id for one in reports if one.household_id},
            {one.visit_id for one in reports if one.visit_id},
            {concern for one in reports if (concern := _concern(one))},
        )
        return [
            refused(entry) if isinstance(entry, Refusal) else _judge(one, entry, known)
            for one, entry in zip(sent, entries, strict=True)
        ]

    def write(self, session: Session, accepted: Sequence[tuple[Sent, Accept]]) -> None:
        """Each is opened like any other matter. They are few beside visits."""
        for sent, verdict in accepted:
            open_reported(session, sent, verdict.value)
        rows = [row for sent, _ in accepted for row in photo_rows(sent)]
        insert_rows(session, MatterPhoto, rows)


def _concern(report: Report) -> str | None:
    """The concern that a report stands on, by the visit and the words of who asked."""
    if report.visit_id is None or not report.request:
        return None
    return concern_id(report.visit_id, report.request)


def _judge(sent: Sent, report: Report, known: Known) -> Verdict:
    community, author = sent.envelope.community, sent.envelope.author
    home = None
    if report.household_id is not None:
        home = known.households.get(report.household_id)
        if home is None or home.community_id != community:
            return UNKNOWN
    post = _post(sent, known)
    if home is None and post is None:
        return NOT_STAFF
    if home is not None and not _own(sent, home.id, home.building_id, known):
        return NOT_OWN
    lives = known.households.get(known.into.get(home.id, home.id), home) if home else None
    if lives is not None and lives.erased_at is not None:
        return ERASED
    asked = known.visits.get(report.visit_id or "")
    if asked is not None and (asked.community_id, asked.author_id) != (community, author):
        return OTHER_VISIT
    concern = _concern(report)
    if concern in known.taken:
        return _already(known.taken[concern])
    if concern is not None:
        known.taken[concern] = ""
    role = ROLES[post or Post.GRID_WORKER]
    return Accept(Reported(report, lives.id if lives else None, role, concern))


def _already(number: str) -> Refuse:
    words = Message("这条诉求已经是办件 {number}", number=number)
    return Refuse("matter_already", "request", words if number else Message("这条诉求已经转为办件"))


def _post(sent: Sent, known: Known) -> Post | None:
    """As what the author worked in the community when it was written; None when as nothing."""
    key = (sent.envelope.author, sent.envelope.community)
    for post in ON_PATROL:
        if _held(sent, known.held[post].get(key, []), known):
            return post
    return None


def _own(sent: Sent, household: str, building: str, known: Known) -> bool:
    author, community = sent.envelope.author, sent.envelope.community
    led = [one for post in LEADING for one in known.held[post].get((author, community), [])]
    cares = [*known.care.get((author, building), []), *known.before.get((author, household), [])]
    return _held(sent, [*cares, *led], known)


def _held(sent: Sent, cares: Sequence[Care], known: Known) -> bool:
    """Whether one of these times may have run when it was written; doubt is for the author."""
    first = known.signed_in.get(sent.envelope.author)
    periods = [one.period for one in cares]
    scope = judge_scope(periods, sent.made_at, sent.received_at, sent.clock_doubtful, first)
    return scope != "not_own"


def photo_rows(sent: Sent) -> list[dict[str, Any]]:
    """A row for each photo that the report names; the photos themselves come later."""
    envelope = sent.envelope
    return [
        {
            "matter_id": envelope.id,
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
