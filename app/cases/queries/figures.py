"""How cases go: how many appeals were upheld, and how soon whoever it is about was told (R111)."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.cases.models import CaseFile
from app.cases.queries.whole import Whole, wholes
from app.cases.rules.steps import AppealDecision, MeasureTaken, Notice
from app.kit.i18n import Message
from app.org.scope import Scope
from app.spotchecks.queries.figures import Figure


def case_figures(
    session: Session, scope: Scope, since: datetime, unread: frozenset[str]
) -> list[Figure]:
    """Of a lead's community: what leads, panel and appeal officers did, never what workers did.
    Without the cases of `unread` checks: that there is one says what came of the check."""
    if not scope.leads:
        return []
    files = session.exec(
        select(CaseFile).where(
            CaseFile.community_id == scope.community_id, col(CaseFile.opened_at) >= since
        )
    ).all()
    cases = wholes(session, [one for one in files if one.check_id not in unread], scope.now)
    noticed = [one for one in cases if _first(one, Notice)]
    decided = [one for one in cases if _first(one, AppealDecision)]
    return [
        Figure(Message("核实不符，写了通知"), len(noticed), len(cases)),
        Figure(Message("知道以后一个工作日内写的通知"), sum(map(_soon, noticed)), len(noticed)),
        Figure(Message("申诉以后减轻或撤销"), sum(map(_lighter, decided)), len(decided)),
    ]


def _first(whole: Whole, kind: type) -> bool:
    return any(isinstance(one, kind) for one in whole.steps)


def _soon(whole: Whole) -> bool:
    """Whether the notice was written within a working day after it was known."""
    notice = next(one for one in whole.steps if isinstance(one, Notice))
    known = whole.facts.day(whole.facts.known_at)
    return whole.facts.day(notice.at) <= whole.calendar.after(known, 1)


def _lighter(whole: Whole) -> bool:
    """Whether the decision left less than the measure, or nothing."""
    taken = next(one for one in whole.steps if isinstance(one, MeasureTaken))
    decision = next(one for one in whole.steps if isinstance(one, AppealDecision))
    return decision.level is None or decision.level < taken.level
