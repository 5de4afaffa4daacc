"""A matter for who has its number and its code: three steps, and who to ask (row R149)."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.hotline.rules.following import Taken, Visible, visible
from app.matters.models import Matter, MatterStep
from app.matters.rules.stages import OPEN, Stage
from app.org.models import Community, Person

RUNNING = frozenset(one.value for one in OPEN)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a resident sees. `answer`: what they were told; `may_rate` and `may_withdraw`: what
    they may do now."""

    matter_id: str
    number: str
    title: str
    stage: str
    steps: list[Visible]
    owner: str
    phone: str
    due_at: datetime | None
    answer: str
    community: str
    may_rate: bool
    may_withdraw: bool


def tidy(text: str) -> str:
    """A number or a code as it is kept: people type spaces, hyphens and small letters."""
    return "".join(text.upper().split())


def followed(session: Session, number: str, code: str) -> Followed | None:
    """The matter of this code, when its number fits too. Of a wrong number and a wrong code the
    answer is the same."""
    wanted = tidy(code).replace("-", "")
    matter = session.exec(select(Matter).where(Matter.follow_code == wanted)).first()
    known = matter.number if matter else ""
    if not hmac.compare_digest(known.encode(), tidy(number).encode()) or matter is None:
        return None
    if matter.erased_at is not None:
        return None
    return _of(session, matter)


def _of(session: Session, matter: Matter) -> Followed:
    rows = session.execute(
        columns(col(MatterStep.kind), col(MatterStep.at), col(MatterStep.said))
        .where(col(MatterStep.matter_id) == matter.id)
        .order_by(col(MatterStep.number))
    ).all()
    steps = visible([Taken(kind, at) for kind, at, _ in rows])
    told = [said for kind, _, said in rows if kind in ("feedback", "not_ours")]
    owner = session.get(Person, matter.owner_id) if matter.owner_id else None
    community = session.get(Community, matter.community_id)
    return Followed(
        matter.id, matter.number, matter.title, matter.stage, steps,
        owner.name if owner else "", owner.phone if owner else "", matter.due_at,
        _told(told[-1]) if told else "", community.name if community else "",
        matter.stage == Stage.RATING and matter.score is None,
        matter.stage in RUNNING,
    )  # fmt: skip


def _told(said: dict[str, str]) -> str:
    parts = (said.get("words"), said.get("explanation"), said.get("where_to_go"))
    return "\n".join(one for one in parts if one)
