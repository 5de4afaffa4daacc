"""The knowledge base: finding a case, and what its matter knows of people (row R92)."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.auth.principal import Principal
from app.catalogue.models import ItemVersion, VersionState
from app.handbook.models import CaseState, KnowledgeCase
from app.handbook.rules.anonymity import Known
from app.households.models import Household
from app.households.queries import labels_of
from app.matters.models import Matter
from app.matters.queries.sight import seen_clause
from app.matters.queries.whole import steps_of
from app.matters.rules.stages import Stage
from app.matters.rules.steps import Acceptance, Consent, Feedback, InterimFeedback
from app.org.models import Post

MOST, MOST_WORDS = 100, 6


def cases_found(session: Session, person: Principal, asked: str) -> list[KnowledgeCase]:
    """Published cases of the person's community in which every word of `asked` stands, also in the
    name of its item; the newest first."""
    words = asked.split()[:MOST_WORDS]
    rows = select(KnowledgeCase).where(
        KnowledgeCase.community_id == person.community_id,
        KnowledgeCase.state == CaseState.PUBLISHED,
        *[_says(word) for word in words],
    )
    newest = col(KnowledgeCase.decided_at).desc()
    return list(session.exec(rows.order_by(newest, col(KnowledgeCase.id)).limit(MOST)))


def _says(word: str) -> ColumnElement[bool]:
    texts = (KnowledgeCase.title, KnowledgeCase.asked, KnowledgeCase.done, KnowledgeCase.learned)
    named: Any = columns(col(ItemVersion.item_id)).where(
        col(ItemVersion.name).icontains(word, autoescape=True),
        col(ItemVersion.state) == VersionState.PUBLISHED,
    )
    inside = [col(one).icontains(word, autoescape=True) for one in texts]
    return or_(*inside, col(KnowledgeCase.item_id).in_(named))


def _mine(person: Principal) -> ColumnElement[bool]:
    """Of those that are not published: one's own, and for the head all."""
    if Post.STATION_HEAD in person.posts:
        return col(KnowledgeCase.community_id) == person.community_id
    return and_(
        col(KnowledgeCase.community_id) == person.community_id,
        col(KnowledgeCase.written_by) == person.id,
    )


def cases_waiting(session: Session, person: Principal) -> list[KnowledgeCase]:
    """What waits for the head, and what one has written oneself and is not published."""
    states = (CaseState.ASKED, CaseState.RETURNED)
    return list(
        session.exec(
            select(KnowledgeCase)
            .where(col(KnowledgeCase.state).in_(states), _mine(person))
            .order_by(col(KnowledgeCase.written_at), col(KnowledgeCase.id))
        )
    )


def case_seen(session: Session, person: Principal, case_id: str) -> KnowledgeCase | None:
    """A published case of the community, or one's own; the head's is every one."""
    here = and_(
        col(KnowledgeCase.community_id) == person.community_id,
        col(KnowledgeCase.state) == CaseState.PUBLISHED,
    )
    return session.exec(
        select(KnowledgeCase).where(KnowledgeCase.id == case_id, or_(here, _mine(person)))
    ).first()


def item_names(session: Session, items: Collection[str | None]) -> dict[str, str]:
    """What items are called now."""
    rows = session.execute(
        columns(col(ItemVersion.item_id), col(ItemVersion.name))
        .where(
            col(ItemVersion.item_id).in_([one for one in items if one]),
            col(ItemVersion.state) == VersionState.PUBLISHED,
        )
        .order_by(col(ItemVersion.number))
    )
    return {item: name for item, name in rows}


def source_seen(session: Session, person: Principal, matter_id: str) -> Matter | None:
    """An archived matter that somebody may see and write a case from: never a dispute, whose
    parties are known by what they quarrel about (row R76)."""
    return session.exec(
        select(Matter).where(Matter.id == matter_id, _writable(), seen_clause(person))
    ).first()


def sources(session: Session, person: Principal) -> list[Matter]:
    """The last archived matters that somebody may see and no case was written from."""
    told: Any = columns(col(KnowledgeCase.matter_id)).where(
        col(KnowledgeCase.matter_id).is_not(None),
        col(KnowledgeCase.community_id) == person.community_id,
    )
    return list(
        session.exec(
            select(Matter)
            .where(_writable(), seen_clause(person), col(Matter.id).not_in(told))
            .order_by(col(Matter.closed_at).desc())
            .limit(20)
        )
    )


def _writable() -> ColumnElement[bool]:
    return and_(
        col(Matter.stage) == Stage.ARCHIVED,
        col(Matter.restricted).is_(False),
        col(Matter.erased_at).is_(None),
    )


def known_of(session: Session, matter: Matter | None) -> Known:
    """Names, telephones and doors that a matter knows: of who asked, of its household, and of those
    who were told about it."""
    if matter is None:
        return Known()
    names, phones, doors = {matter.applicant}, {matter.phone}, set[str]()
    for step in steps_of(session, [matter.id])[matter.id]:
        match step:
            case Feedback() | InterimFeedback():
                names.add(step.whom)
            case Consent():
                names |= set(step.parties)
            case Acceptance():
                names.add(step.on_behalf)
            case _:
                pass
    if matter.household_id and (home := session.get(Household, matter.household_id)):
        names.add(home.contact_name)
        phones.add(home.contact_phone)
        doors.add(labels_of(session, [home.id])[home.id])
    clean = [frozenset(one for one in found if one) for found in (names, phones, doors)]
    return Known(*clean)
