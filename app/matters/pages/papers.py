"""The papers and photos of a matter, each opened or printed again where it can be (R33, R76, R80).

Whoever sees the matter sees which papers there are; a photo of a visit only who sees the visit.
"""

from collections.abc import Mapping
from typing import Any

from app.auth.guards import who
from app.kit.i18n import Message
from app.kit.web import Work
from app.matters.pages.form import ACCEPTS
from app.matters.pages.words import GIVING_WORDS
from app.matters.queries.papers import (
    AGREEMENT,
    AUTHORISATION,
    NOTICE,
    Paper,
    papers_of,
    visit_of,
)
from app.matters.queries.whole import Whole
from app.matters.rules.stages import Stage
from app.org.scope import scope_of
from app.visits.queries.record import record_of

PAPER_NAMES = {
    NOTICE: Message("一次性告知单"),
    AUTHORISATION: Message("代办委托书"),
    AGREEMENT: Message("协议记录"),
}
OTHER = Message("其他材料")
GIVEN = {one.value: word for one, word in GIVING_WORDS.items()}
# What is printed again by the slips' own page.
SLIPS = (NOTICE, AUTHORISATION)


def papers_shown(work: Work, found: Whole, names: Mapping[str, str], hides: bool) -> dict[str, Any]:
    """What a matter's page shows of its papers. `hides`: the reader is yet to check blind the visit
    that the matter came from, and does not learn who was there, and when."""
    prints = bool(who(work).posts & set(ACCEPTS)) and found.matter.erased_at is None
    papers = [
        _paper(work, found, one, names, hides, prints) for one in papers_of(work.session, found)
    ]
    whole = found.state.stage is Stage.ARCHIVED and found.matter.erased_at is None and not hides
    return {
        "papers": papers,
        "bundle": f"/matters/{found.matter.id}/archive.zip" if whole else "",
        "receipt": f"/matters/{found.matter.id}/slips/receipt" if prints else "",
        "visit_photos": [] if hides else _visit_photos(work, found),
    }


def _paper(
    work: Work, found: Whole, one: Paper, names: Mapping[str, str], hides: bool, prints: bool
) -> dict[str, Any]:
    hidden = hides and one.by == found.facts.first_contact
    return {
        "name": paper_name(work.lang, one),
        "at": None if hidden else one.at,
        "by": "" if hidden else names.get(one.by, ""),
        "words": paper_words(work.lang, one),
        "href": _address(found, one, prints),
        "open": work.say("打印") if one.kind in SLIPS else work.say("查看"),
    }


def paper_name(lang: str, one: Paper) -> str:
    """What a paper is called."""
    return PAPER_NAMES.get(one.kind, OTHER).text(lang)


def paper_words(lang: str, one: Paper) -> str:
    """What is said beside a paper: how a notice was given, else what is written on it."""
    given = GIVEN.get(one.words) if one.kind == NOTICE else None
    return given.text(lang) if given else one.words


def _address(found: Whole, one: Paper, prints: bool) -> str:
    if one.kind in SLIPS:
        return f"/matters/{found.matter.id}/slips/{one.kind}" if prints else ""
    return f"#step-{one.step}" if one.step else ""


def _visit_photos(work: Work, found: Whole) -> list[str]:
    """The photos of the visit that it came from, for who may open that visit now."""
    visit = visit_of(work.session, found)
    record = record_of(work.session, scope_of(who(work), work.now), visit) if visit else None
    photos = record.photos if record else []
    return [f"/visits/{visit}/photos/{one.sha256}" for one in photos if one.stored]
