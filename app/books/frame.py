"""What a request brings to the descriptions of the ledgers."""

from datetime import timedelta

from app.auth.guards import who
from app.books.queries.households import households
from app.books.queries.ledger import Frame, LastVisit, Ledger
from app.books.queries.needs import needs
from app.books.queries.staff import staff
from app.books.queries.units import units
from app.kit.clock import local_day
from app.kit.problems import NotFound
from app.kit.registry import Registry
from app.kit.web import Work
from app.org.models import Community
from app.org.queries import community_of
from app.org.scope import scope_of

# Filled by the slice that knows visits: the day of the last one, as SQL, by household.
LAST_VISIT = "books.last_visit"
DESCRIBED = {"staff": staff, "households": households, "units": units, "needs": needs}


def frame_of(work: Work) -> tuple[Frame, Community]:
    """The reader's frame and community. Raises NotFound for people above the communities."""
    scope = scope_of(who(work), work.now)
    community = community_of(work.session, scope)
    if community is None:
        raise NotFound
    today = local_day(work.now, community.zone)
    since = today - timedelta(days=community.stale_after_days)
    return Frame(scope, today, since, community.zone, _last_visit(work)), community


def ledger_of(name: str, frame: Frame) -> Ledger:
    """The ledger `name` as it is for the reader of `frame`."""
    return DESCRIBED[name](frame)


def _last_visit(work: Work) -> LastVisit | None:
    registry: Registry = work.house.parts["registry"]
    return next(iter(registry.at(LAST_VISIT).values()), None)
