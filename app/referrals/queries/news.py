"""What those who answer for departments were told, and what happened that they are to hear."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from app.attendance.models import Told
from app.matters.models import Matter, MatterStep
from app.referrals.models import Department, Passed
from app.referrals.queries.inbox import Slip, slips
from app.referrals.queries.joint import joint_requests
from app.referrals.rules.news import NEW_FOR, News

KIND = "referral"
MOST_SHOWN = 10
# What the community does to a matter that a department has, by the kinds of the steps.
STEPS = {one.value: one for one in (News.WAITING, News.RESUMED, News.FURTHER_MATERIAL)}


def link_of(matter_id: str, news: News) -> str:
    """Where a piece of news leads: to the matter while the department has it, else to the list."""
    if news in (News.JOINT, News.ENDED):
        return f"/referrals#{news.value}-{matter_id}"
    return f"/referrals/{matter_id}"


def own_news(session: Session, person_id: str) -> Sequence[Told]:
    """What somebody was told about referrals, the newest first."""
    asked = select(Told).where(Told.person_id == person_id, Told.kind == KIND)
    newest = asked.order_by(col(Told.at).desc(), col(Told.id).desc())
    return session.exec(newest.limit(MOST_SHOWN)).all()


def one_of_own(session: Session, person_id: str, told_id: str) -> Told | None:
    """One piece of it."""
    found = session.get(Told, told_id)
    mine = found is not None and found.person_id == person_id and found.kind == KIND
    return found if mine else None


def told_lately(
    session: Session, people: Collection[str], now: datetime
) -> Mapping[tuple[str, str], dict[News, datetime]]:
    """When each person heard last of each kind, by person and link."""
    rows = session.exec(
        select(Told)
        .where(
            col(Told.person_id).in_(sorted(people)), Told.kind == KIND,
            col(Told.at) > now - NEW_FOR,
        )
        .order_by(col(Told.at))
    )  # fmt: skip
    found: dict[tuple[str, str], dict[News, datetime]] = defaultdict(dict)
    for one in rows:
        found[one.person_id, one.link][News(one.values["state"])] = one.at
    return found


@dataclass(slots=True)
class Happened:
    """What happened to one matter for one department: what, when, and who did it themselves."""

    matter_id: str
    department_id: str
    news: list[tuple[News, datetime]] = field(default_factory=list)
    by: dict[News, str] = field(default_factory=dict)


def happened(session: Session, departments: Sequence[Department], now: datetime) -> list[Happened]:
    """What happened lately to what the departments of one area have to do with."""
    found = [_of_slip(one, now) for one in slips(session, departments)]
    by_matter = {one.matter_id: one for one in found}
    for step in _steps(session, list(by_matter), now):
        one, news = by_matter[step.matter_id], STEPS[step.kind]
        if step.at >= max(at for kind, at in one.news if kind is News.PASSED):
            one.news.append((news, step.at))
            one.by[news] = step.by
    for asked in joint_requests(session, departments, now - NEW_FOR):
        joint = Happened(asked.matter_id, asked.department.id, [(News.JOINT, asked.at)])
        found.append(joint)
    return [*found, *_ended(session, departments, now)]


def _of_slip(slip: Slip, now: datetime) -> Happened:
    one = Happened(slip.matter_id, slip.department.id, [(News.PASSED, slip.sending.at)])
    one.by[News.PASSED] = slip.sending.by
    if slip.late(now) and slip.due_at is not None:
        one.news.append((News.OVERDUE, max(slip.due_at, slip.sending.at)))
    return one


def _steps(session: Session, matters: Collection[str], now: datetime) -> Sequence[MatterStep]:
    return session.exec(
        select(MatterStep)
        .where(
            col(MatterStep.matter_id).in_(matters), col(MatterStep.kind).in_(list(STEPS)),
            col(MatterStep.at) > now - NEW_FOR,
        )
        .order_by(col(MatterStep.at))
    ).all()  # fmt: skip


def _ended(session: Session, departments: Sequence[Department], now: datetime) -> list[Happened]:
    """What ended while a department had it: withdrawn, or accepted by mistake."""
    rows = session.exec(
        select(Passed, Matter.closed_at)
        .join(Matter, col(Matter.id) == col(Passed.matter_id))
        .where(
            col(Passed.department_id).in_([one.id for one in departments]),
            col(Passed.ended_at).is_(None),
            col(Matter.closed_at) > now - NEW_FOR,
        )
    )
    return [
        Happened(one.matter_id, one.department_id, [(News.ENDED, at)])
        for one, at in rows
        if at is not None
    ]
