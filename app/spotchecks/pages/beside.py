"""The record and the answers side by side."""

from typing import Any

from app.auth.guards import who
from app.kit.html import moment_text
from app.kit.web import Work
from app.org.queries import community_of
from app.org.scope import Reach, Scope
from app.spotchecks.models import Heard, Reached, SpotCheck, Way
from app.spotchecks.words import HEARD_WORDS, REACHED_WORDS, WAY_WORDS
from app.visits.queries.record import body_in_force, record_of, visited_moment
from app.visits.words import FIELD_WORDS, say_value


def compared(work: Work, check: SpotCheck) -> list[dict[str, str]]:
    """Each question with what the record says; empty when the record was erased since."""
    # Whoever may see the check may see this record, though it may be of a household passed on.
    whole = Scope(who(work).id, check.community_id, Reach.COMMUNITY, frozenset(), work.now)
    record = record_of(work.session, whole, check.visit_id)
    community = community_of(work.session, whole)
    if record is None or community is None:
        return []
    body = body_in_force(record, community.zone)
    at = visited_moment(body, record.visit, community.zone)

    def said(name: str) -> str:
        return say_value(work.lang, name, body[name])

    rows = [
        (work.say("有没有来过"), _heard(work, check), said("outcome")),
        (work.say("大概什么时候"), check.visited_when, moment_text(work.lang, at)),
        (work.say("谁来的，见到谁"), check.visited_by, said("met_role")),
        (
            FIELD_WORDS["purposes"].text(work.lang),
            say_value(work.lang, "purposes", check.about),
            said("purposes"),
        ),
        (work.say("说了什么"), check.heard, said("findings")),
    ]
    return [{"question": one, "answer": two, "record": three} for one, two, three in rows]


def _heard(work: Work, check: SpotCheck) -> str:
    return HEARD_WORDS[Heard(check.visited)].text(work.lang) if check.visited else ""


def answers_said(work: Work, check: SpotCheck) -> dict[str, Any]:
    """How the household was asked, and whether it could be."""
    return {
        "way": WAY_WORDS[Way(check.way)].text(work.lang) if check.way else "",
        "reached": REACHED_WORDS[Reached(check.reached)].text(work.lang) if check.reached else "",
    }
