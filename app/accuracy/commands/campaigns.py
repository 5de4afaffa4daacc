"""Opening and closing a campaign. The sample is drawn at the moment of opening, and only then."""

import os
import random
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.accuracy.forms import CampaignEntry
from app.accuracy.models import AccuracyRecord, Campaign
from app.accuracy.queries.campaigns import compared_counts, kind_of, over, still_open
from app.accuracy.queries.keepers import leads_now, workers_by_grid, writers
from app.accuracy.queries.population import Subject, files, population
from app.accuracy.rules.fields import Kind
from app.accuracy.rules.sample import (
    SEED_BYTES,
    Candidate,
    comparer,
    digest,
    population_text,
    sample,
)
from app.attendance.commands.telling import tell
from app.attendance.queries.leave import away_at
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.org.scope import Scope

RUNNING = Message("同一本台账还有一次核对没有结束")
RUNNING_HINT = Message("先结束那一次。抽到的不能重抽。")
NOTHING = Message("这些网格里没有可以抽的记录")


@dataclass(frozen=True, slots=True)
class _Crew:
    """Who may be asked, and who is away today."""

    workers: list[Candidate]
    leads: set[str]
    away: set[str]


def open_campaign(
    session: Session, scope: Scope, entry: CampaignEntry, today: date
) -> Campaign | None:
    """Draw a sample and ask people to look; None where there is nothing to draw from.

    Raises Conflict while another campaign about the same book runs.
    """
    community, now = scope.community_id or "", scope.now
    # Two who open at once: the second waits here, and then finds the first one's.
    audit.lock_heads(session, [community])
    _end_what_ran_out(session, community, today, now)
    if any(one.kind == entry.kind for one in still_open(session, community)):
        raise Conflict(RUNNING, RUNNING_HINT)
    subjects = population(session, scope, entry.kind, entry.grids, today)
    if not subjects:
        return None
    campaign = _written(session, scope, entry, subjects)
    drawn = sample(bytes.fromhex(campaign.seed), [one.id for one in subjects], campaign.size)
    known = {one.id: one for one in subjects}
    records = _records(session, campaign, [known[one] for one in drawn])
    session.add_all(records)
    session.flush()
    said = {
        "kind": campaign.kind, "records": campaign.records, "size": campaign.size,
        "population": campaign.population_digest, "seed": campaign.seed_digest, "drawn": drawn,
    }  # fmt: skip
    audit.record(session, community, now, "accuracy.opened", scope.person_id, campaign.id, said)
    _tell(session, campaign, records)
    return campaign


def close(session: Session, campaign: Campaign, by: str, now: datetime, today: date) -> None:
    """End a campaign; what nobody compared stays so. Raises Conflict when it is over."""
    session.refresh(campaign, with_for_update=True)
    if over(campaign, today):
        raise Conflict(Message("这次核对已经结束"))
    _end(session, campaign, by, now)


def _end_what_ran_out(session: Session, community: str, today: date, now: datetime) -> None:
    for one in still_open(session, community):
        if over(one, today):
            _end(session, one, None, now)
    session.flush()


def _end(session: Session, campaign: Campaign, by: str | None, now: datetime) -> None:
    campaign.closed_at, campaign.closed_by = now, by
    session.add(campaign)
    session.flush()
    said = {"compared": compared_counts(session, [campaign]).get(campaign.id, 0)}
    audit.record(
        session, campaign.community_id, now, "accuracy.closed", by or "system", campaign.id, said
    )


def _written(
    session: Session, scope: Scope, entry: CampaignEntry, subjects: list[Subject]
) -> Campaign:
    seed = os.urandom(SEED_BYTES)
    listed = population_text([one.id for one in subjects]).encode()
    campaign = Campaign(
        id=uuid7(), community_id=scope.community_id or "", title=entry.title, kind=entry.kind,
        grids=list(entry.grids), population=zlib.compress(listed),
        population_digest=digest(listed), records=len(subjects),
        size=min(entry.size, len(subjects)), seed=seed.hex(), seed_digest=digest(seed),
        until=entry.until, opened_by=scope.person_id, opened_at=scope.now,
    )  # fmt: skip
    session.add(campaign)
    session.flush()
    return campaign


def _records(session: Session, campaign: Campaign, drawn: list[Subject]) -> list[AccuracyRecord]:
    community, now = campaign.community_id, campaign.opened_at
    crew = _Crew(
        workers_by_grid(session, community, now),
        leads_now(session, community, now),
        away_at(session, community, now),
    )
    ids = [one.id for one in drawn]
    wrote = writers(session, community, ids)
    said = files(session, kind_of(campaign), ids)
    # In an order of their own: which row was which household may not be read off the sample's
    # order once the household is erased.
    names = [uuid7() for _ in drawn]
    random.SystemRandom().shuffle(names)
    return [
        _record(campaign, name, one, said[one.id], _asked(campaign, one, crew, wrote))
        for name, one in zip(names, drawn, strict=True)
    ]


def _asked(
    campaign: Campaign, one: Subject, crew: _Crew, wrote: Mapping[str, Collection[str]]
) -> str | None:
    keepers = {each.person_id for each in crew.workers if each.number == one.number}
    barred = {*keepers, *wrote.get(one.id, ())}
    seed = bytes.fromhex(campaign.seed)
    here = comparer(seed, one.id, one.number, crew.workers, crew.leads, barred | crew.away)
    return here or comparer(seed, one.id, one.number, crew.workers, crew.leads, barred)


def _record(
    campaign: Campaign, name: str, one: Subject, file: dict[str, str], asked: str | None
) -> AccuracyRecord:
    household = kind_of(campaign) is Kind.HOUSEHOLDS
    return AccuracyRecord(
        id=name, community_id=campaign.community_id, campaign_id=campaign.id,
        household_id=one.id if household else None, unit_id=None if household else one.id,
        building_id=one.building_id, asked_id=asked, file=file, ticks={}, found={},
    )  # fmt: skip


def _tell(session: Session, campaign: Campaign, records: list[AccuracyRecord]) -> None:
    """Each of those who are asked hears once, with how many and until when."""
    counts: dict[str, int] = {}
    for one in records:
        if one.asked_id:
            counts[one.asked_id] = counts.get(one.asked_id, 0) + 1
    for person, count in sorted(counts.items()):
        values = {"n": str(count), "due": campaign.until.isoformat()}
        tell(
            session, campaign.community_id, [person], "accuracy_asked", values, "/accuracy",
            campaign.opened_at,
        )  # fmt: skip
