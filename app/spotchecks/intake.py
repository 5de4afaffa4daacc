"""What a checker heard at a door without signal, as the phone sends it (row R110).

The answers are those of the plain form, read by the same parser and saved by the same command;
the record is shown once they are in. Whoever comes second, or was relieved meanwhile, is told by
whom, and nothing of theirs is kept: the household's word stands once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from app.auth.queries import first_sign_ins
from app.households.models import Household
from app.kit.forms import Refusal
from app.kit.i18n import Message
from app.kit.intake import Accept, Refuse, Sent, Verdict, refused
from app.org.models import Post
from app.org.queries import names_of
from app.org.rules import judge_scope
from app.org.scope import Care, post_periods
from app.spotchecks.commands.checks import answer
from app.spotchecks.forms.checks import Answers, parse_sent_answers
from app.spotchecks.models import SpotCheck
from app.visits.models import Visit

UNKNOWN = Refuse("unknown_check", "check", Message("没有这一条抽查，或不由您做"))
ERASED = Refuse("erased", "check", Message("这条走访记录已删除，不用再问"))


@dataclass(slots=True)
class _Known:
    """What was looked up for a whole batch; `answered` grows with what is accepted of it."""

    checks: Mapping[str, SpotCheck]
    erased: set[str]
    leading: Mapping[tuple[str, str], list[Care]]
    signed_in: Mapping[str, datetime]
    names: Mapping[str, str]
    answered: dict[str, str] = field(default_factory=dict)


class AnswersKind:
    """抽查的答案: what a household said, before the record may be seen."""

    def judge(self, session: Session, sent: Sequence[Sent]) -> list[Verdict]:
        """A verdict for each, in order; of two about one check the first counts."""
        entries = [parse_sent_answers(one.envelope.body) for one in sent]
        known = _look_up(session, sent, {one[0] for one in entries if isinstance(one, tuple)})
        return [
            refused(entry) if isinstance(entry, Refusal) else _judge(one, *entry, known)
            for one, entry in zip(sent, entries, strict=True)
        ]

    def write(self, session: Session, accepted: Sequence[tuple[Sent, Accept]]) -> None:
        """Save each as the plain form does. They are few: two a worker and day."""
        for sent, verdict in accepted:
            check, said = verdict.value
            envelope = sent.envelope
            answer(session, sent.received_at, check, envelope.author, said, envelope.id)


def _look_up(session: Session, sent: Sequence[Sent], named: set[str]) -> _Known:
    """In a number of queries that does not grow with the number of envelopes."""
    checks = {
        one.id: one
        for one in session.exec(
            select(SpotCheck)
            .where(col(SpotCheck.id).in_(sorted(named)))
            .order_by(col(SpotCheck.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    authors = {one.envelope.author for one in sent}
    people = {id for one in checks.values() for id in (one.answered_by, one.checker_id) if id}
    return _Known(
        checks=checks,
        erased=_erased(session, checks),
        leading=post_periods(session, authors, [Post.GRID_LEAD, Post.STATION_HEAD]),
        signed_in=first_sign_ins(session, {s.envelope.author for s in sent if s.clock_doubtful}),
        names=names_of(session, people | authors),
    )


def _erased(session: Session, checks: Mapping[str, SpotCheck]) -> set[str]:
    """The checks of which the record or the household's file is gone."""
    return set(
        session.exec(
            select(SpotCheck.id)
            .join(Visit, col(Visit.id) == col(SpotCheck.visit_id))
            .join(Household, col(Household.id) == col(SpotCheck.household_id))
            .where(
                col(SpotCheck.id).in_(sorted(checks)),
                col(Visit.erased_at).is_not(None) | col(Household.erased_at).is_not(None),
            )
        )
    )


def _judge(sent: Sent, check_id: str, said: Answers, known: _Known) -> Verdict:
    check, author = known.checks.get(check_id), sent.envelope.author
    if check is None or not _may_know(sent, check, known):
        return UNKNOWN
    if check.id in known.erased:
        return ERASED
    first = known.answered.get(check.id) or check.answered_by
    if first is not None:
        return _refuse("done", Message("{name}已经交了这一步", name=known.names.get(first, "")))
    if check.checker_id != author:
        name = known.names.get(check.checker_id or "", "")
        return _refuse("taken_over", Message("{name}已经接手这条抽查，以那边的答案为准", name=name))
    known.answered[check.id] = author
    return Accept((check, said))


def _refuse(code: str, message: Message) -> Refuse:
    return Refuse(code, None, message)


def _may_know(sent: Sent, check: SpotCheck, known: _Known) -> bool:
    """Whether the author led in the check's community when they wrote it, and it is not about a
    record of their own: to anybody else there is no such check."""
    author, community = sent.envelope.author, sent.envelope.community
    if check.community_id != community or check.worker_id == author or not check.checker_id:
        return False
    periods = [one.period for one in known.leading.get((author, community), [])]
    first = known.signed_in.get(author)
    return (
        judge_scope(periods, sent.made_at, sent.received_at, sent.clock_doubtful, first)
        != "not_own"
    )
