"""What the pages of cases share: finding the case, and holding it for a step."""

from app.auth.guards import who
from app.cases.commands.taking import Refused
from app.cases.queries.sight import Reader, reader_of, seen_case, sees
from app.cases.queries.whole import Whole, held_case
from app.cases.rules.gate import turns, why_not
from app.cases.rules.steps import Role, Step
from app.cases.rules.why import Why, say
from app.kit.problems import NotAllowed, NotFound
from app.kit.web import Work
from app.org.commands import log_view
from app.spotchecks.models import SpotCheck
from app.station.pages.common import known_id


def reader_here(work: Work) -> Reader:
    """Who is asking."""
    return reader_of(work.session, who(work), work.now)


def case_here(work: Work, case_id: str) -> tuple[Whole, Reader]:
    """A case that the reader may see. Raises NotFound."""
    reader = reader_here(work)
    found = seen_case(work.session, reader, known_id(case_id), work.now)
    if found is None:
        raise NotFound
    return found, reader


def turn_here(work: Work, case_id: str, kind: type[Step]) -> tuple[Whole, str, Role]:
    """A case held for a step of `kind`, who takes it, and in which role. Raises NotFound for who
    may not see it, NotAllowed for who has no such role in it, Conflict when it is not the turn."""
    reader = reader_here(work)
    whole = held_case(work.session, known_id(case_id), work.now)
    if whole is None or not sees(whole, reader):
        raise NotFound
    roles = reader.roles(whole.file)
    known = (whole.facts, whole.steps, whole.now, whole.calendar)
    why = why_not(kind, reader.id, roles, *known)
    if why is Why.WRONG_ROLE:
        raise NotAllowed(say(why))
    if why is not None:
        raise Refused(why)
    return whole, reader.id, turns(reader.id, roles, *known)[kind]


def my_turns(whole: Whole, reader: Reader) -> dict[type[Step], Role]:
    """What this reader may do in a case now, and as what."""
    roles = reader.roles(whole.file)
    return turns(reader.id, roles, whole.facts, whole.steps, whole.now, whole.calendar)


def log_case(work: Work, whole: Whole) -> SpotCheck | None:
    """Note that a case, or something out of it, is about to be shown, with the household of its
    check; lateness is about none. Its check."""
    check_id = whole.file.check_id
    check = work.session.get(SpotCheck, check_id) if check_id else None
    log_view(work, whole.file.community_id, "case", [check.household_id] if check else [])
    return check
