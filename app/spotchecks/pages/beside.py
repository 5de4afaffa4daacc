"""The record and the answers side by side: to compare, to compare once more, or to read."""

from typing import Any

from app.auth.guards import who
from app.households.queries import labels_of
from app.kit.html import moment_text
from app.kit.web import Work
from app.org.queries import community_of, names_of
from app.org.scope import Reach, Scope
from app.spotchecks.forms.checks import JUDGED
from app.spotchecks.models import Heard, Reached, SecondReading, SpotCheck, Way
from app.spotchecks.rules.draw import Stratum
from app.spotchecks.words import (
    HEARD_WORDS,
    REACHED_WORDS,
    STRATUM_WORDS,
    WAY_WORDS,
    outcome_words,
)
from app.visits.queries.record import body_in_force, record_of, visited_moment
from app.visits.words import FIELD_WORDS, say_value


def beside(work: Work, check: SpotCheck, second: SecondReading | None) -> dict[str, Any]:
    """A check whose answers are saved, for its checker and whoever may look at it."""
    own = check.checker_id == who(work).id
    judging = own and check.closed_at is None
    return {
        **_shared(work, check),
        "outcome": outcome_words(work.lang, check.outcome) if check.outcome else None,
        "reason": check.reason,
        "second": _said_again(work, second) if second and second.saved_at else None,
        "action": f"/checks/{check.id}/outcome" if judging else "",
        "reader_is_worker": check.worker_id == who(work).id,
    }


def to_compare(work: Work, check: SpotCheck) -> dict[str, Any]:
    """The same for the second reader, without a word of what came of it the first time."""
    action = f"/checks/{check.id}/second-reading"
    return {**_shared(work, check), "action": action, "again": True}


def _shared(work: Work, check: SpotCheck) -> dict[str, Any]:
    people = (check.checker_id, check.worker_id, check.drawn_checker_id)
    names = names_of(work.session, {one for one in people if one})
    return {
        "day": check.day,
        "label": labels_of(work.session, {check.household_id}).get(check.household_id, ""),
        "worker_id": check.worker_id,
        "worker": names.get(check.worker_id, ""),
        "checker": names.get(check.checker_id or "", ""),
        "drawn_checker": names.get(check.drawn_checker_id or "", ""),
        "taken_over_why": check.taken_over_why,
        "advisory": check.advisory,
        "asked": check.reached == Reached.ANSWERED,
        "visit_id": check.visit_id,
        "rows": compared(work, check),
        "said": answers_said(work, check),
        "stratum": STRATUM_WORDS[Stratum(check.stratum)].text(work.lang),
        "outcomes": [(one.value, outcome_words(work.lang, one)[1]) for one in JUDGED],
    }


def _said_again(work: Work, second: SecondReading) -> dict[str, Any]:
    name = names_of(work.session, {second.reader_id}).get(second.reader_id, "")
    return {
        "name": name,
        "outcome": outcome_words(work.lang, second.outcome)[1],
        "reason": second.reason,
    }


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
