"""认定办法: what a check that does not match can come to, in plain words, from the rules (R111)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency

from app.auth.guards import signed_in
from app.cases.rules import state
from app.cases.rules.evidence import LATE_DAYS, LATE_WITHIN
from app.cases.rules.measures import LADDER, RATE_ABOVE, RATE_CHECKS, RATE_CONFIRMED, Ground
from app.cases.words import MEASURE_WORDS
from app.kit.html import page
from app.kit.i18n import Message
from app.kit.web import Work, get

GROUND_WORDS = {
    Ground.SKILL: Message("任何已认定的不符"),
    Ground.UNTRUE: Message("记录不实，或迟到得到证明"),
    Ground.GRAVE: Message("编造走访，或比例远超偶然"),
}


@get("/cases/rules", guard=signed_in)
def ladder(work: NamedDependency[Work]) -> Response[str]:
    """The road, its clocks, and the table of measures."""
    return page(
        work,
        "cases/rules.html",
        rungs=_rungs(work),
        late_days=LATE_DAYS,
        late_within=LATE_WITHIN.days,
        notice=state.NOTICE,
        reply=state.REPLY,
        extended=state.EXTENDED,
        finding=state.FINDING,
        measure=state.MEASURE,
        appeal=state.APPEAL.days,
        decision=state.DECISION.days,
        pause=state.LONGEST_PAUSE.days,
        rate_checks=RATE_CHECKS,
        rate_confirmed=RATE_CONFIRMED,
        rate_above=round(RATE_ABOVE * 100),
    )


def _rungs(work: Work) -> list[dict[str, Any]]:
    lang = work.lang
    return [
        {
            "name": MEASURE_WORDS[level].text(lang),
            "found": GROUND_WORDS[rung.ground].text(lang),
            "after": ""
            if rung.after is None
            else work.say(
                "{months} 个月内已有{level}或更重",
                months=rung.within,
                level=MEASURE_WORDS[rung.after].text(lang),
            ),
            "head": rung.head,
            "lasts": rung.lasts,
        }
        for level, rung in LADDER.items()
    ]
