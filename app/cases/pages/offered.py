"""What somebody may do in a case now, with what each form needs."""

from collections.abc import Callable, Mapping
from typing import Any

from app.cases.forms.steps import MOST_EXTRA, MOST_REASONS
from app.cases.models import RecordKind
from app.cases.pages.common import my_turns
from app.cases.pages.shown import levels
from app.cases.queries.people import known_people
from app.cases.queries.rate import rate_of
from app.cases.queries.receipts import receipts_of
from app.cases.queries.sight import Reader
from app.cases.queries.technical import hints
from app.cases.queries.whole import Whole
from app.cases.rules.measures import Finding, Measure, measure_bound
from app.cases.rules.state import Case, agreed, finding_of
from app.cases.rules.steps import (
    AppealDecision,
    Cause,
    MeasureTaken,
    Notice,
    Reply,
    Step,
    TechnicalCheck,
    Vote,
)
from app.cases.rules.written import NAMES
from app.cases.words import CAUSE_WORDS, RECORD_WORDS
from app.kit.web import Work
from app.station.pages.common import scope_here

Words = Mapping[str, str]
Offer = Callable[[Work, Whole, Words], dict[str, Any]]


def offered(work: Work, whole: Whole, reader: Reader, words: Words) -> dict[str, dict[str, Any]]:
    """The steps that are this reader's to take now, by name, each with what its form shows."""
    found: dict[str, dict[str, Any]] = {}
    for kind in my_turns(whole, reader):
        give = OFFERS.get(kind)
        found[NAMES[kind]] = give(work, whole, words) if give else {}
    return found


def _technical(work: Work, whole: Whole, _: Words) -> dict[str, Any]:
    traced = hints(work.session, whole.file)
    causes = [(one.value, CAUSE_WORDS[one].text(work.lang)) for one in Cause]
    return {
        "causes": causes,
        "hints": [CAUSE_WORDS[one].text(work.lang) for one in Cause if one in traced],
    }


def _notice(work: Work, whole: Whole, _: Words) -> dict[str, Any]:
    return {
        "receipts": receipts_of(work.session, whole),
        "rate": rate_of(work.session, whole, scope_here(work)),
        "extras": list(range(1, MOST_EXTRA + 1)),
        "people": people_words(work, whole),
        "kinds": [
            (one.value, RECORD_WORDS[one].text(work.lang))
            for one in (RecordKind.WITNESS, RecordKind.DOCUMENT)
        ],
    }


def _reply(work: Work, whole: Whole, _: Words) -> dict[str, Any]:
    return {"people": people_words(work, whole)}


def people_words(work: Work, whole: Whole) -> list[tuple[str, str]]:
    """Whom a witness is chosen from; nobody of them comes first."""
    return [("", work.say("不在名单上")), *known_people(work.session, whole).items()]


def _vote(work: Work, whole: Whole, words: Words) -> dict[str, Any]:
    notice = next(one for one in whole.steps if isinstance(one, Notice))
    on = whole.facts.day(whole.facts.happened_at)
    most = Finding(on, notice.facts, notice.rate, whole.facts.day(whole.now))
    bound = measure_bound(whole.facts.earlier, most)
    return {"levels": levels(work, bound), **_reasons(words)}


def _measure(work: Work, whole: Whole, _: Words) -> dict[str, Any]:
    case = Case(whole.facts, whole.steps, whole.facts.day(whole.now), whole.calendar)
    bound = measure_bound(whole.facts.earlier, finding_of(case))
    upto = min(one.upto or Measure.COACHING for one in agreed(case) or ())
    return {"levels": levels(work, min(bound, upto))}


def _decision(work: Work, whole: Whole, words: Words) -> dict[str, Any]:
    taken = next(one for one in whole.steps if isinstance(one, MeasureTaken))
    return {"levels": levels(work, taken.level), **_reasons(words)}


def _reasons(words: Words) -> dict[str, Any]:
    return {"records": list(words.items()), "numbers": list(range(1, MOST_REASONS + 1))}


OFFERS: dict[type[Step], Offer] = {
    TechnicalCheck: _technical,
    Notice: _notice,
    Reply: _reply,
    Vote: _vote,
    MeasureTaken: _measure,
    AppealDecision: _decision,
}
