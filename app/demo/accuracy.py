"""Two comparisons of file and place in the cast's community: one is over, one runs."""

import random
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from app.accuracy.commands.campaigns import close, open_campaign
from app.accuracy.commands.records import compare
from app.accuracy.forms import CampaignEntry, Comparison
from app.accuracy.models import AccuracyRecord, Campaign
from app.accuracy.rules.fields import Kind, Outcome, Tick, compared, may_be_gone
from app.attendance.models import Told
from app.demo import words
from app.demo.bulk import Bulk
from app.demo.calls import ZONE
from app.demo.chance import chance
from app.demo.rosters import Station
from app.org.models import Grid
from app.org.scope import Reach, Scope

# Of some grids, so that those of the cast who have a phone surely have something to look at.
UNITS, HOMES, GRIDS = 40, 60, range(2, 7)
BEGAN, LASTED, RUNS, LEFT = 40, 12, 4, 10
# Of twenty records, which cannot be looked at, or are gone; of a hundred fields, how many differ.
NOT_COMPARED = {5: Outcome.NOT_REACHED, 11: Outcome.DECLINED, 14: Outcome.GONE}
DIFFERS, UNSEEN = 4, 6


def tell(bulk: Bulk, station: Station, now: datetime) -> None:
    """The units of last month, with their result; and household files, which are half done."""
    with Session(bulk.connection) as session:
        over = _begin(session, station, now - timedelta(days=BEGAN), LASTED, Kind.UNITS)
        _go(session, over, over.opened_at + timedelta(hours=5), frozenset())
        ended = over.opened_at + timedelta(days=LASTED - 1)
        close(session, over, station.head, ended, ended.astimezone(ZONE).date())
        runs = _begin(session, station, now - timedelta(days=RUNS), RUNS + LEFT, Kind.HOUSEHOLDS)
        _go(session, runs, runs.opened_at + timedelta(hours=3), station.at_doors)
        _read(session, station.community_id, now)
        session.commit()  # of the session only: the transaction is the caller's


def _begin(session: Session, station: Station, at: datetime, days: int, kind: Kind) -> Campaign:
    today = at.astimezone(ZONE).date()
    units = kind is Kind.UNITS
    title = words.ACCURACY_UNITS if units else words.ACCURACY_HOMES
    grids = () if units else _grids(session, station.community_id)
    size = UNITS if units else HOMES
    entry = CampaignEntry(title, kind, grids, size, today + timedelta(days=days))
    scope = Scope(station.head, station.community_id, Reach.COMMUNITY, frozenset(), at)
    begun = open_campaign(session, scope, entry, today)
    assert begun is not None
    return begun


def _grids(session: Session, community_id: str) -> tuple[str, ...]:
    rows = select(Grid.id).where(
        Grid.community_id == community_id, col(Grid.number).in_(list(GRIDS))
    )
    return tuple(sorted(session.exec(rows)))


def _go(session: Session, campaign: Campaign, at: datetime, not_yet: frozenset[str]) -> None:
    """Everybody goes to what they were asked to look at, but those who have not had the time."""
    rows = select(AccuracyRecord).where(AccuracyRecord.campaign_id == campaign.id)
    today = at.astimezone(ZONE).date()
    for place, record in enumerate(session.exec(rows.order_by(col(AccuracyRecord.id))).all()):
        if record.asked_id is None or record.asked_id in not_yet:
            continue
        at += timedelta(minutes=4)
        said = _found(place, campaign, record)
        compare(session, record, campaign, said, record.asked_id, at, today)


def _found(place: int, campaign: Campaign, record: AccuracyRecord) -> Comparison:
    silent = NOT_COMPARED.get(place % 20)
    if silent is not None and (silent is not Outcome.GONE or may_be_gone(record.file)):
        return Comparison(silent, {}, {})
    rng = chance("accuracy", record.household_id or record.unit_id)
    names = compared(Kind(campaign.kind), record.file)
    ticks = {name: _tick(rng, seen=place == 0) for place, name in enumerate(names)}
    found = {
        name: rng.choice(words.FOUND[name]) for name, one in ticks.items() if one is Tick.DIFFERS
    }
    return Comparison(Outcome.COMPARED, {name: one.value for name, one in ticks.items()}, found)


def _tick(rng: random.Random, seen: bool) -> Tick:
    percent = rng.randrange(100)
    if percent < DIFFERS:
        return Tick.DIFFERS
    return Tick.UNSEEN if percent < DIFFERS + UNSEEN and not seen else Tick.SAME


def _read(session: Session, community_id: str, now: datetime) -> None:
    """They have all read that they were asked."""
    session.execute(
        update(Told)
        .where(col(Told.community_id) == community_id, col(Told.kind) == "accuracy_asked")
        .values(seen_at=now - timedelta(hours=12))
    )
