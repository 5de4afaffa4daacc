"""Reading a report of a breach, and what was done about it."""

from dataclasses import dataclass

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.privacy.rules import noted_page


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """What somebody says has happened."""

    community_id: str
    what: str
    place: str
    happened: str
    reach: str
    page: str


def parse_report(fields: Fields, communities: frozenset[str]) -> ReportEntry | Refusal:
    """A report for one of `communities`; it need not be chosen where there is only one."""
    reader = Reader(fields)
    community = reader.raw("community")
    if len(communities) == 1:
        (community,) = communities
    elif community not in communities:
        reader.fail("community", Message("请选择社区"))
    entry = ReportEntry(
        community_id=community,
        what=reader.text("what", 1000, required=True),
        place=reader.text("place", 120),
        happened=reader.text("happened", 60),
        reach=reader.text("reach", 120),
        page=noted_page(reader.raw("page")),
    )
    return reader.refusal() or entry


def parse_outcome(fields: Fields) -> str | Refusal:
    """What was done about it."""
    reader = Reader(fields)
    outcome = reader.text("done", 500, required=True)
    return reader.refusal() or outcome
