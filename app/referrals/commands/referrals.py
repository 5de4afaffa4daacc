"""Passing a matter on, and what the department does with it: all as steps of the matter (R94)."""

from sqlmodel import Session

from app.kit import audit
from app.kit.problems import NotAllowed
from app.matters.commands.taking import Refused, take
from app.matters.queries.whole import Whole
from app.matters.rules.gate import why_not
from app.matters.rules.stages import Answer, Way
from app.matters.rules.standing import Referral
from app.matters.rules.steps import Progress, ReferralAnswer, ReferralClosed, Role, Route, Step
from app.matters.rules.why import Why, say
from app.org.models import Post
from app.referrals.commands.telling import settle, tell_officers
from app.referrals.forms.referrals import PassedEntry
from app.referrals.models import Department, Passed
from app.referrals.queries.departments import officers_of
from app.referrals.queries.inbox import Sent
from app.referrals.rules.news import News

# As what somebody answers for a department.
ROLES = {Post.DEPARTMENT_OFFICER: Role.DEPARTMENT, Post.STREET_OFFICER: Role.STREET_OFFICER}


def pass_on(
    session: Session, whole: Whole, by: str, role: Role, department: Department, entry: PassedEntry
) -> Whole:
    """转办: the department has it from now on, and reads what the referral says. Raises Refused."""
    step = Route(whole.now, by, role, Way.REFERRAL, department=department.name)
    after = take(session, whole, step)
    session.add(
        Passed(
            matter_id=after.matter.id, number=len(after.steps),
            community_id=after.matter.community_id, department_id=department.id,
            words=entry.words, contact=bool(entry.contact_reason),
            contact_reason=entry.contact_reason, by=by, at=whole.now,
        )
    )  # fmt: skip
    session.flush()
    said = {"department": department.id, "contact": bool(entry.contact_reason)}
    audit.record(
        session, after.matter.community_id, whole.now, "matter.passed_on", by, after.matter.id, said
    )
    people = officers_of(session, [department], whole.now)[department.id] - {by}
    tell_officers(session, after.matter, people, News.PASSED, whole.now)
    return after


def accept(session: Session, whole: Whole, sent: Sent, by: str, role: Role) -> Whole:
    """The department takes it."""
    step = ReferralAnswer(whole.now, by, role, Answer.ACCEPTED)
    return _answered(session, whole, sent, step, Referral.ACCEPTED)


def send_back(
    session: Session, whole: Whole, sent: Sent, by: str, role: Role, reason: str
) -> Whole:
    """It goes back to whoever has the matter, with a reason."""
    step = ReferralAnswer(whole.now, by, role, Answer.RETURNED, reason)
    return _answered(session, whole, sent, step, Referral.RETURNED)


def close(session: Session, whole: Whole, sent: Sent, by: str, role: Role, words: str) -> Whole:
    """The department says what it did; the community tells the resident."""
    step = ReferralClosed(whole.now, by, role, words)
    return _answered(session, whole, sent, step, Referral.CLOSED)


def report(session: Session, whole: Whole, by: str, role: Role, words: str) -> Whole:
    """How it stands meanwhile."""
    _its_turn(whole, Progress, by, role)
    return take(session, whole, Progress(whole.now, by, role, words))


def _answered(
    session: Session, whole: Whole, sent: Sent, step: Step, answer: Referral
) -> Whole:  # fmt: skip
    _its_turn(whole, type(step), step.by, step.role)
    after = take(session, whole, step)
    passed = sent.passed or Passed(
        matter_id=whole.matter.id, number=sent.slip.sending.number,
        community_id=whole.matter.community_id, department_id=sent.slip.department.id,
        by=sent.slip.sending.by, at=sent.slip.sending.at,
    )  # fmt: skip
    passed.answer = answer.value
    passed.ended_at = None if answer is Referral.ACCEPTED else step.at
    session.add(passed)
    session.flush()
    department = sent.slip.department
    people = officers_of(session, [department], step.at)[department.id]
    settle(session, whole.matter.id, people, step.at)
    return after


def _its_turn(whole: Whole, kind: type[Step], by: str, role: Role) -> None:
    """Raises NotAllowed, or Refused where somebody else was faster."""
    why = why_not(kind, by, {role}, whole.case)
    if why is Why.WRONG_ROLE:
        raise NotAllowed(say(why))
    if why is not None:
        raise Refused(why)
