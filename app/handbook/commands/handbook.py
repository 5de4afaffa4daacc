"""A rule is written anew and read; a reply is given; a case is written and decided on."""

from datetime import datetime

from sqlmodel import Session

from app.attendance.commands.telling import tell
from app.handbook.forms.handbook import CaseEntry, RuleEntry
from app.handbook.models import BreachReply, CaseState, KnowledgeCase, RuleReading, RuleVersion
from app.handbook.queries.log import Entry
from app.handbook.queries.rulebook import READERS, Rule, rules_of
from app.kit import audit
from app.kit.i18n import DEFAULT_LANG, Message
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.matters.models import Matter
from app.matters.queries.people import holding
from app.org.models import Post
from app.station.commands.settings import lock

OWN_CASE = Message("自己写的案例要由别人来看")
HEAD = (Post.STATION_HEAD,)


def write_rule(
    session: Session, community_id: str, code: str, entry: RuleEntry, by: str, now: datetime
) -> Rule:
    """A rule reads otherwise from now on, and everybody is told to read it (row R103)."""
    lock(session, community_id)
    before = rules_of(session, community_id)[code]
    row = RuleVersion(
        id=uuid7(), community_id=community_id, code=code, number=before.number + 1,
        paragraphs=list(entry.paragraphs), changed=entry.changed, made_by=by, made_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    said = {"code": code, "number": row.number, "paragraphs": row.paragraphs}
    audit.record(session, community_id, now, "rule.written", by, row.id, said)
    people = holding(session, community_id, READERS, now) - {by}
    values = {"rule": before.title(DEFAULT_LANG), "changed": entry.changed}
    tell(session, community_id, people, "rule", values, f"/rules/{code}", now)
    return rules_of(session, community_id)[code]


def read_rule(session: Session, community_id: str, rule: Rule, person: str, now: datetime) -> None:
    """Somebody has read a rule as it stands; once is enough."""
    key = (community_id, rule.code, rule.number, person)
    if session.get(RuleReading, key) is not None:
        return
    session.add(
        RuleReading(
            community_id=community_id, code=rule.code, number=rule.number, person_id=person, at=now
        )
    )
    session.flush()
    said = {"number": rule.number}
    audit.record(session, community_id, now, "rule.read", person, f"{rule.code}:{person}", said)


def reply(
    session: Session, community_id: str, entry: Entry, words: str, person: str, now: datetime
) -> None:
    """What the person concerned says to an entry of the log; it stands beside it from now on.
    Raises Conflict where they have said something already."""
    audit.lock_heads(session, [community_id])
    number = entry.breach.number
    if session.get(BreachReply, (entry.matter_id, number)) is not None:
        raise Conflict
    session.add(
        BreachReply(
            matter_id=entry.matter_id, number=number, community_id=community_id, person_id=person,
            words=words, at=now,
        )
    )  # fmt: skip
    session.flush()
    said = {"number": number, "words": words}
    audit.record(session, community_id, now, "breach.replied", person, entry.matter_id, said)
    people = holding(session, community_id, HEAD, now) - {person}
    tell(
        session, community_id, people, "breach_replied", {"number": entry.number}, "/breaches", now
    )


def write_case(
    session: Session, matter: Matter, entry: CaseEntry, by: str, now: datetime
) -> KnowledgeCase:
    """A case out of an archived matter, for the head to look at (row R92)."""
    case = KnowledgeCase(
        id=uuid7(), community_id=matter.community_id, matter_id=matter.id, item_id=matter.item_id,
        title=entry.title, asked=entry.asked, done=entry.done, learned=entry.learned,
        state=CaseState.ASKED.value, written_by=by, written_at=now,
    )  # fmt: skip
    session.add(case)
    session.flush()
    audit.record(session, case.community_id, now, "knowledge.written", by, case.id, {})
    _ask_the_head(session, case, by, now)
    return case


def rewrite_case(
    session: Session, case: KnowledgeCase, entry: CaseEntry, by: str, now: datetime
) -> None:
    """What was returned, or waits, reads otherwise now; the head looks at it once more. Raises
    Conflict for what is published."""
    session.refresh(case, with_for_update=True)
    if case.state not in (CaseState.ASKED, CaseState.RETURNED):
        raise Conflict
    again = case.state == CaseState.RETURNED
    case.title, case.asked, case.done = entry.title, entry.asked, entry.done
    case.learned, case.state = entry.learned, CaseState.ASKED.value
    session.add(case)
    session.flush()
    audit.record(session, case.community_id, now, "knowledge.rewritten", by, case.id, {})
    if again:
        _ask_the_head(session, case, by, now)


def decide_case(
    session: Session, case: KnowledgeCase, accepts: bool, reason: str, by: str, now: datetime
) -> None:
    """The head publishes it, or returns it with a reason. Raises Conflict where it does not wait,
    and for the head's own."""
    session.refresh(case, with_for_update=True)
    if case.state != CaseState.ASKED:
        raise Conflict
    if case.written_by == by:
        raise Conflict(OWN_CASE)
    state = CaseState.PUBLISHED if accepts else CaseState.RETURNED
    _decided(session, case, state, reason, by, now)
    if case.written_by:
        values = {"state": state.value, "title": case.title}
        link = f"/knowledge/{case.id}"
        tell(session, case.community_id, [case.written_by], "knowledge", values, link, now)


def withdraw_case(
    session: Session, case: KnowledgeCase, reason: str, by: str, now: datetime
) -> None:
    """The head takes it down, and why. Raises Conflict for what is not published."""
    session.refresh(case, with_for_update=True)
    if case.state != CaseState.PUBLISHED:
        raise Conflict
    _decided(session, case, CaseState.WITHDRAWN, reason, by, now)


def _decided(
    session: Session, case: KnowledgeCase, state: CaseState, reason: str, by: str, now: datetime
) -> None:
    case.state, case.reason, case.decided_by, case.decided_at = state.value, reason, by, now
    session.add(case)
    session.flush()
    said = {"state": state.value, "reason": reason}
    audit.record(session, case.community_id, now, "knowledge.decided", by, case.id, said)


def _ask_the_head(session: Session, case: KnowledgeCase, by: str, now: datetime) -> None:
    people = holding(session, case.community_id, HEAD, now) - {by}
    values, link = {"state": "asked", "title": case.title}, f"/knowledge/{case.id}"
    tell(session, case.community_id, people, "knowledge", values, link, now)
