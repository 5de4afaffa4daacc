"""What has been kept for its time, by rule; `day` is the community's calendar day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.accuracy.models import AccuracyRecord, Campaign
from app.cases.models import CaseFile
from app.hotline.models import Entry
from app.households.models import Consent, ExportLog, Household, Need
from app.kit.audit import AuditEvent, AuditPayload
from app.matters.models import Matter, MatterPhoto
from app.org.models import AccessLog, Community
from app.org.queries import start_of
from app.rights.rules.due import last_run_out
from app.team.models import TeamMember
from app.visits.models import Photo, Visit

RAN = "retention.ran"


class Rule(StrEnum):
    """What runs out, in the order in which it is erased."""

    MOVED_OUT = "moved_out"
    VISITS = "visits"
    PHOTOS = "photos"
    REPORT_PHOTOS = "report_photos"
    CASES = "cases"
    MATTERS = "matters"
    TEAM = "team"
    TOLD = "told"
    COMPARISONS = "comparisons"
    NEEDS = "needs"
    CONSENTS = "consents"
    ACCESS = "access"
    EXPORTS = "exports"


def days_of(community: Community) -> dict[Rule, int]:
    """How many days each is kept here."""
    return {
        Rule.MOVED_OUT: community.keep_after_move_out_days,
        Rule.VISITS: community.visit_keep_days,
        Rule.PHOTOS: community.photo_keep_days,
        Rule.REPORT_PHOTOS: community.photo_keep_days,
        Rule.CASES: community.log_keep_days,
        Rule.MATTERS: community.visit_keep_days,
        Rule.TEAM: community.keep_after_move_out_days,
        Rule.COMPARISONS: community.visit_keep_days,
        Rule.TOLD: community.visit_keep_days,
        Rule.NEEDS: community.need_keep_days,
        Rule.CONSENTS: community.log_keep_days,
        Rule.ACCESS: community.log_keep_days,
        Rule.EXPORTS: community.log_keep_days,
    }


def run_out(rule: Rule, community: Community, day: date) -> Select[Any]:
    """The ids of what has run out on `day` (of photos: of their visits)."""
    last = last_run_out(day, days_of(community)[rule])
    return RULES[rule](community, last)


def _before(community: Community, last: date) -> datetime:
    return start_of(last + timedelta(days=1), community.zone)


def _moved_out(community: Community, last: date) -> Select[Any]:
    return columns(col(Household.id)).where(
        col(Household.community_id) == community.id,
        col(Household.erased_at).is_(None),
        col(Household.merged_into).is_(None),
        col(Household.moved_out_on) <= last,
    )


def _visits(community: Community, last: date) -> Select[Any]:
    # A day that a wrong clock said counts as the day on which the record came.
    return columns(col(Visit.id)).where(
        col(Visit.community_id) == community.id,
        col(Visit.erased_at).is_(None),
        col(Visit.day) <= last,
        col(Visit.received_at) < _before(community, last),
    )


def _photos(community: Community, last: date) -> Select[Any]:
    return (
        columns(col(Photo.visit_id))
        .join(Visit, col(Visit.id) == col(Photo.visit_id))
        .where(
            col(Photo.community_id) == community.id,
            col(Photo.received_at) < _before(community, last),
        )
        .distinct()
    )


def _report_photos(community: Community, last: date) -> Select[Any]:
    """The matters that have photos which ran out; while a matter is open, its photos are needed."""
    return (
        columns(col(MatterPhoto.matter_id))
        .join(Matter, col(Matter.id) == col(MatterPhoto.matter_id))
        .where(
            col(MatterPhoto.community_id) == community.id,
            col(MatterPhoto.received_at) < _before(community, last),
            col(Matter.closed_at).is_not(None),
        )
        .distinct()
    )


def _cases(community: Community, last: date) -> Select[Any]:
    return columns(col(CaseFile.id)).where(
        col(CaseFile.community_id) == community.id,
        col(CaseFile.erased_at).is_(None),
        col(CaseFile.closed_at) < _before(community, last),
    )


def _matters(community: Community, last: date) -> Select[Any]:
    """Each is kept until the day that its archive names, which may be later (row R90)."""
    day = last + timedelta(days=community.visit_keep_days)
    return columns(col(Matter.id)).where(
        col(Matter.community_id) == community.id,
        col(Matter.erased_at).is_(None),
        col(Matter.closed_at).is_not(None),
        col(Matter.keep_until) <= day,
    )


def _team(community: Community, last: date) -> Select[Any]:
    return columns(col(TeamMember.id)).where(
        col(TeamMember.community_id) == community.id,
        col(TeamMember.erased_at).is_(None),
        col(TeamMember.until) <= last,
    )


def _told(community: Community, last: date) -> Select[Any]:
    return columns(col(Entry.id)).where(
        col(Entry.community_id) == community.id,
        col(Entry.erased_at).is_(None),
        col(Entry.at) < _before(community, last),
        col(Entry.written_at) < _before(community, last),
    )


def _comparisons(community: Community, last: date) -> Select[Any]:
    still = or_(
        col(AccuracyRecord.household_id).is_not(None), col(AccuracyRecord.unit_id).is_not(None)
    )
    return (
        columns(col(AccuracyRecord.id))
        .join(Campaign, col(Campaign.id) == col(AccuracyRecord.campaign_id))
        .where(
            col(AccuracyRecord.community_id) == community.id,
            still,
            col(Campaign.until) <= last,
        )
    )


def _needs(community: Community, last: date) -> Select[Any]:
    ended = func.coalesce(col(Need.ended_on), col(Need.ends_on))
    return columns(col(Need.id)).where(col(Need.community_id) == community.id, ended <= last)


def _consents(community: Community, last: date) -> Select[Any]:
    used = columns(col(Need.consent_id)).where(
        col(Need.community_id) == community.id, col(Need.consent_id).is_not(None)
    )
    return columns(col(Consent.id)).where(
        col(Consent.community_id) == community.id,
        col(Consent.withdrawn_at) < _before(community, last),
        col(Consent.id).not_in(used),
    )


def _access(community: Community, last: date) -> Select[Any]:
    return columns(col(AccessLog.id)).where(
        col(AccessLog.community_id) == community.id, col(AccessLog.at) < _before(community, last)
    )


def _exports(community: Community, last: date) -> Select[Any]:
    return columns(col(ExportLog.id)).where(
        col(ExportLog.community_id) == community.id, col(ExportLog.at) < _before(community, last)
    )


RULES: dict[Rule, Callable[[Community, date], Select[Any]]] = {
    Rule.MOVED_OUT: _moved_out,
    Rule.VISITS: _visits,
    Rule.PHOTOS: _photos,
    Rule.REPORT_PHOTOS: _report_photos,
    Rule.CASES: _cases,
    Rule.MATTERS: _matters,
    Rule.TEAM: _team,
    Rule.COMPARISONS: _comparisons,
    Rule.TOLD: _told,
    Rule.NEEDS: _needs,
    Rule.CONSENTS: _consents,
    Rule.ACCESS: _access,
    Rule.EXPORTS: _exports,
}


def counts(session: Session, community: Community, day: date) -> dict[Rule, int]:
    """How many of each have run out on `day`."""
    return {
        rule: session.execute(
            columns(func.count()).select_from(run_out(rule, community, day).subquery())
        ).scalar_one()
        for rule in Rule
    }


def last_report(session: Session, community: Community) -> tuple[datetime, str] | None:
    """When what had run out was last erased, and what the chain says of it (JSON)."""
    row = session.execute(
        columns(col(AuditEvent.at), col(AuditPayload.payload))
        .join(
            AuditPayload,
            (col(AuditPayload.community_id) == col(AuditEvent.community_id))
            & (col(AuditPayload.seq) == col(AuditEvent.seq)),
        )
        .where(
            col(AuditEvent.community_id) == community.id,
            col(AuditEvent.object) == community.id,
            col(AuditEvent.kind) == RAN,
            col(AuditEvent.kind).not_in(["visit.accepted", "amendment.accepted", "photo.accepted"]),
        )
        .order_by(col(AuditEvent.seq).desc())
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])
