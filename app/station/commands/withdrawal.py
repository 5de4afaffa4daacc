"""Taking a published plan back before it holds: all stands as if it had not been (R1, R7)."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.kit import audit
from app.kit.i18n import Message
from app.org.models import Grid, GridBuilding, Holding
from app.org.scope import Scope
from app.station.commands.settings import lock
from app.station.models import GridPlan, PlanState
from app.station.queries.plans import draft_of, last_effective


class CannotWithdraw(ValueError):
    """Something stands on the plan already; `message` says what."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


HOLDS = Message("这一版已经生效，不能撤回；请另外划分一版")
NOT_LAST = Message("后面还有一版，请先撤回那一版")
DRAFT = Message("还有一份草稿，请先发布或放弃草稿")
STAFFED = Message("已有人安排到这一版的新网格，请先结束他们在那里的岗位")


def withdraw(session: Session, scope: Scope, plan: GridPlan, reason: str) -> None:
    """Take `plan` back. Raises CannotWithdraw, changing nothing."""
    lock(session, plan.community_id)
    at = _judge(session, scope, plan)
    begun = _begun(session, plan)
    places = session.exec(
        select(GridBuilding).where(GridBuilding.community_id == plan.community_id)
    )
    rows = places.all()
    for one in rows:
        if one.since == at:
            session.delete(one)
    session.flush()
    for one in rows:
        if one.until == at:
            one.until = None
            session.add(one)
    _grids(session, plan, at, begun, scope.now)
    plan.state, plan.withdrawn_reason = PlanState.WITHDRAWN, reason
    plan.withdrawn_by, plan.withdrawn_at = scope.person_id, scope.now
    session.add(plan)
    said = {"version": plan.version, "reason": reason, "effective_at": at.isoformat()}
    audit.record(
        session, plan.community_id, scope.now, "plan.withdrawn", scope.person_id, plan.id, said
    )


def _judge(session: Session, scope: Scope, plan: GridPlan) -> datetime:
    """From when it would have held."""
    at = plan.effective_at
    if plan.state != PlanState.PUBLISHED or at is None or at <= scope.now:
        raise CannotWithdraw(HOLDS)
    if last_effective(session, plan.community_id) != at:
        raise CannotWithdraw(NOT_LAST)
    if draft_of(session, scope) is not None:
        raise CannotWithdraw(DRAFT)
    return at


def _begun(session: Session, plan: GridPlan) -> set[str]:
    """The grids that only this plan made. Nobody may have a post in one."""
    before = {str(one["id"]) for one in plan.replaced}
    rows = session.exec(select(Grid.id).where(Grid.community_id == plan.community_id)).all()
    old = session.exec(
        select(GridBuilding.grid_id).where(
            GridBuilding.community_id == plan.community_id,
            col(GridBuilding.since) != plan.effective_at,
        )
    )
    new = set(rows) - before - set(old)
    if session.exec(select(Holding.id).where(col(Holding.grid_id).in_(new))).first():
        raise CannotWithdraw(STAFFED)
    return new


def _grids(session: Session, plan: GridPlan, at: datetime, begun: set[str], now: datetime) -> None:
    """What was closed goes on, what was renamed has its name again, what was new never opens."""
    was = {str(one["id"]): one for one in plan.replaced}
    for grid in session.exec(select(Grid).where(Grid.community_id == plan.community_id)):
        if grid.closed_at == at:
            grid.closed_at = None
        if grid.id in begun and grid.closed_at is None:
            grid.closed_at = now
        if one := was.get(grid.id):
            grid.number, grid.name, grid.outline = one["number"], one["name"], one["outline"]
        session.add(grid)
    session.flush()
