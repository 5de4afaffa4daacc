"""Campaigns, whose record is whose, and what came of them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accuracy.models import AccuracyRecord, Campaign
from app.accuracy.rules.fields import Kind
from app.accuracy.rules.rates import Answer
from app.org.models import Grid
from app.org.scope import Scope, entrusted_clause

MOST = 50


def over(campaign: Campaign, today: date) -> bool:
    """Whether nothing more can be compared, and the result may be seen."""
    return campaign.closed_at is not None or today > campaign.until


def campaigns_of(session: Session, scope: Scope) -> list[Campaign]:
    """The campaigns of a community, the newest first."""
    return list(
        session.exec(
            select(Campaign)
            .where(Campaign.community_id == (scope.community_id or ""))
            .order_by(col(Campaign.opened_at).desc(), col(Campaign.id).desc())
            .limit(MOST)
        )
    )


def campaign_of(session: Session, scope: Scope, campaign_id: str) -> Campaign | None:
    """A campaign of the reader's community; None elsewhere."""
    found = session.get(Campaign, campaign_id)
    return found if found and found.community_id == scope.community_id else None


def still_open(session: Session, community_id: str) -> list[Campaign]:
    """The campaigns that nobody has closed yet, run out or not."""
    return list(
        session.exec(
            select(Campaign).where(
                Campaign.community_id == community_id, col(Campaign.closed_at).is_(None)
            )
        )
    )


def compared_counts(session: Session, campaigns: Sequence[Campaign]) -> dict[str, int]:
    """How many records of each campaign somebody has been to."""
    rows = session.execute(
        columns(col(AccuracyRecord.campaign_id), func.count())
        .where(
            col(AccuracyRecord.campaign_id).in_([one.id for one in campaigns]),
            col(AccuracyRecord.outcome) != "",
        )
        .group_by(col(AccuracyRecord.campaign_id))
    )
    return {campaign: count for campaign, count in rows}


def mine_to_compare(session: Session, scope: Scope, today: date) -> list[AccuracyRecord]:
    """What this person was asked to look at and has not yet, as long as there is time."""
    return list(
        session.exec(
            select(AccuracyRecord)
            .join(Campaign, col(Campaign.id) == col(AccuracyRecord.campaign_id))
            .where(
                entrusted_clause(
                    scope, col(AccuracyRecord.community_id), col(AccuracyRecord.asked_id)
                ),
                AccuracyRecord.asked_id == scope.person_id,
                AccuracyRecord.outcome == "",
                col(AccuracyRecord.household_id).is_not(None)
                | col(AccuracyRecord.unit_id).is_not(None),
                col(Campaign.closed_at).is_(None),
                col(Campaign.until) >= today,
            )
            .order_by(col(Campaign.until), col(AccuracyRecord.id))
        )
    )


def record_of(
    session: Session, scope: Scope, record_id: str, today: date
) -> tuple[AccuracyRecord, Campaign] | None:
    """A record for whoever was asked to look, as long as there is time; for a lead also after."""
    row = session.exec(
        select(AccuracyRecord, Campaign)
        .join(Campaign, col(Campaign.id) == col(AccuracyRecord.campaign_id))
        .where(
            AccuracyRecord.id == record_id,
            entrusted_clause(scope, col(AccuracyRecord.community_id), col(AccuracyRecord.asked_id)),
        )
    ).first()
    if row is None or row[0].erased or (over(row[1], today) and not scope.leads):
        return None
    return row[0], row[1]


def records_of(session: Session, scope: Scope, campaign: Campaign) -> list[AccuracyRecord]:
    """Every record of a campaign, for a lead; nothing for anybody else."""
    if not scope.leads:
        return []
    return list(
        session.exec(
            select(AccuracyRecord)
            .where(
                AccuracyRecord.campaign_id == campaign.id,
                AccuracyRecord.community_id == scope.community_id,
            )
            .order_by(col(AccuracyRecord.id))
        )
    )


def answers_of(session: Session, campaign: Campaign) -> list[Answer]:
    """What came of a campaign, without whose, where or by whom."""
    rows = session.execute(
        columns(col(AccuracyRecord.outcome), col(AccuracyRecord.ticks)).where(
            col(AccuracyRecord.campaign_id) == campaign.id
        )
    )
    return [Answer(outcome, ticks) for outcome, ticks in rows]


def grids_here(session: Session, scope: Scope) -> list[tuple[str, str]]:
    """The grids of the community, by number, as (id, name)."""
    rows = session.execute(
        columns(col(Grid.id), col(Grid.name))
        .where(col(Grid.community_id) == scope.community_id, col(Grid.closed_at).is_(None))
        .order_by(col(Grid.number))
    )
    return [(one, name) for one, name in rows]


def kind_of(campaign: Campaign) -> Kind:
    """Which book a campaign is about."""
    return Kind(campaign.kind)
