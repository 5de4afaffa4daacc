"""What the slips of a matter say, and which there are (rows R54, R80, R101)."""

from typing import Any

from sqlmodel import col, select

from app.kit.web import Work
from app.matters.models import MatterPaper
from app.matters.pages.common import veiled_here
from app.matters.queries.papers import AUTHORISATION
from app.matters.queries.whole import Whole
from app.matters.rules.notices import LEFT, marked
from app.matters.rules.steps import FurtherMaterial, OneTimeNotice, Waiting
from app.org.commands import log_view
from app.org.models import Community, Person

PAPERS = ("a4", "a5", "80mm")
SEEN = "window"


def log_matter(work: Work, found: Whole) -> None:
    """Note that a page is about to show whose matter it is."""
    household = found.matter.household_id
    if household:
        log_view(work, found.matter.community_id, SEEN, [household])


def slips_of(work: Work, found: Whole) -> list[str]:
    """The slips that there are of a matter, by the nouns of their addresses."""
    kinds = set(
        work.session.exec(
            select(MatterPaper.kind).where(col(MatterPaper.matter_id) == found.matter.id)
        )
    )
    slips = ["receipt"]
    if notice_of(found) is not None:
        slips.append("notice")
    if AUTHORISATION in kinds:
        slips.append("authorisation")
    return slips


def notice_of(found: Whole) -> OneTimeNotice | None:
    """The one-time notice, as it was given."""
    return next((one for one in found.steps if isinstance(one, OneTimeNotice)), None)


def slip_values(work: Work, found: Whole) -> dict[str, Any]:
    """What every slip says: whose it is, and the one name and telephone number (row R54)."""
    owner = work.session.get(Person, found.state.owner)
    community = work.session.get(Community, found.matter.community_id)
    notice = notice_of(found)
    waiting = [one for one in found.steps if isinstance(one, Waiting)]
    return {
        "owner": {"name": owner.name, "phone": owner.phone} if owner else None,
        "community": community.name if community else "",
        "notice": notice,
        "materials": [marked(one) for one in notice.materials] if notice else [],
        "left": LEFT,
        "veiled": veiled_here(work, found),
        "breaches": [one for one in found.steps if isinstance(one, FurtherMaterial)],
        "waits_for": waiting[-1].for_what if waiting and found.state.waiting else "",
    }
