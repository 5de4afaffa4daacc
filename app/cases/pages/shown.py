"""A case in the words of its page: where it stands, what it rests on, and each step (R111)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.cases.models import CaseRecord, RecordKind
from app.cases.queries.sight import Reader
from app.cases.queries.whole import Whole
from app.cases.rules.evidence import Fact, Kind, Outcome
from app.cases.rules.measures import Measure
from app.cases.rules.state import Stage
from app.cases.rules.steps import (
    Appeal,
    AppealDecision,
    Cause,
    MeasureTaken,
    Notice,
    Reason,
    Reply,
    Step,
    TechnicalCheck,
    Vote,
)
from app.cases.rules.written import NAMES, read_facts
from app.cases.words import (
    CAUSE_WORDS,
    MEASURE_NOTES,
    MEASURE_WORDS,
    OTHERWISE,
    RECORD_WORDS,
    ROLE_WORDS,
    STAGE_WORDS,
    STEP_WORDS,
    WAITS_FOR,
)
from app.kit.html import day_text
from app.kit.i18n import Message
from app.kit.web import Work
from app.spotchecks.models import CheckOutcome
from app.spotchecks.words import OUTCOME_WORDS

NOT_CONFIRMED = Message("不成立")
NOTHING_LEFT = Message("撤销")
SEALED = Message("两人意见一致以前，评议的内容只有本人看得到")


@dataclass(frozen=True, slots=True)
class Shown:
    """One step as the page shows it."""

    word: str
    by: str
    role: str
    step: Step
    says: str
    reasons: tuple[tuple[str, list[tuple[str, str]]], ...]


def standing(work: Work, whole: Whole) -> dict[str, Any]:
    """Where a case stands: the stage in words, whom it waits for, until when, and what if not."""
    state, lang = whole.state, work.lang
    kind, word = STAGE_WORDS[state.stage]
    waits, otherwise = WAITS_FOR.get(state.stage), OTHERWISE.get(state.stage)
    return {
        "kind": kind,
        "word": word.text(lang),
        "until": state.until,
        "since": state.since,
        "waits_for": waits.text(lang) if waits else "",
        "otherwise": otherwise.text(lang) if otherwise else "",
        "ran_out": STAGE_WORDS[state.ran_out][1].text(lang) if state.ran_out else "",
        "level": level_word(work, state.level),
        "in_force": state.stage is Stage.FINAL,
    }


def level_word(work: Work, level: Measure | None) -> str:
    """What a measure is called."""
    return "" if level is None else MEASURE_WORDS[level].text(work.lang)


def levels(work: Work, bound: Measure) -> list[tuple[str, str, str]]:
    """The measures up to `bound`, with what each means."""
    return [
        (one.name.lower(), MEASURE_WORDS[one].text(work.lang), MEASURE_NOTES[one].text(work.lang))
        for one in Measure
        if one <= bound
    ]


def subject_words(work: Work, whole: Whole) -> list[tuple[str, str]]:
    """What opened the case: each fact with the id of its record."""
    return [(one.record, fact_word(work, one, {}, {})) for one in read_facts(whole.file.subject)]


def fact_word(
    work: Work, fact: Fact, records: Mapping[str, CaseRecord], names: Mapping[str, str]
) -> str:
    """A fact in a line."""
    on = day_text(work.lang, fact.on)
    if fact.kind is Kind.CHECK and fact.outcome is not None:
        word = OUTCOME_WORDS[CheckOutcome(Outcome(fact.outcome).value)][1].text(work.lang)
        return work.say("{on} 的走访记录，核实结果：{word}", on=on, word=word)
    if fact.kind is Kind.LATE:
        return work.say("{on} 迟到，证据等级 {grade}", on=on, grade=fact.grade or "")
    handed = records.get(fact.record)
    word = RECORD_WORDS[RecordKind(fact.kind.value)].text(work.lang)
    said, named = (handed.words, handed.source) if handed else ("", "")
    return work.say(
        "{word}（{source}）：{said}",
        word=word, source=names.get(fact.source) or named or "—", said=said or "—",
    )  # fmt: skip


def rate_word(work: Work, notice: Notice) -> str:
    """The rate that stands in a notice, always with how many."""
    if notice.rate is None:
        return ""
    return work.say(
        "近一个季度随机抽查 {n} 条，不一致 {hits} 条，其中已认定 {confirmed} 条",
        n=notice.rate.n, hits=notice.rate.mismatches, confirmed=notice.rate.confirmed,
    )  # fmt: skip


def record_words(
    work: Work, whole: Whole, records: Mapping[str, CaseRecord], names: Mapping[str, str]
) -> dict[str, str]:
    """What each record is called to which a reason may point, by id."""
    found: dict[str, str] = {}
    for step in whole.steps:
        if isinstance(step, Notice):
            found |= {one.record: fact_word(work, one, records, names) for one in step.facts}
            if step.rate is not None:
                found[step.rate.record] = rate_word(work, step)
        if isinstance(step, Reply):
            for number, photo in enumerate(step.photos, 1):
                found[photo] = work.say("本人的照片 {n}", n=number)
    return found


def steps_shown(
    work: Work,
    whole: Whole,
    reader: Reader,
    names: Mapping[str, str],
    words: Mapping[str, str],
) -> list[Shown]:
    """Every step, the first one first."""
    sealed = {id(one) for one in whole.steps if _sealed(whole, one, reader)}
    return [
        Shown(
            word=STEP_WORDS[NAMES[type(one)]].text(work.lang),
            by=names.get(one.by, ""),
            role=ROLE_WORDS[one.role].text(work.lang),
            step=one,
            says=SEALED.text(work.lang) if id(one) in sealed else _says(work, one),
            reasons=tuple(
                (reason.text, [(each, words.get(each, each)) for each in reason.records])
                for reason in (() if id(one) in sealed else _reasons(one))
            ),
        )
        for one in whole.steps
    ]


def _sealed(whole: Whole, step: Step, reader: Reader) -> bool:
    """A vote, until two agree: nobody may find what they find because somebody else did."""
    deciding = whole.state.stage is Stage.DECIDING
    return deciding and isinstance(step, Vote) and step.by != reader.id


def _reasons(step: Step) -> tuple[Reason, ...]:
    return step.reasons if isinstance(step, Vote | AppealDecision) else ()


def _says(work: Work, step: Step) -> str:
    lang = work.lang
    if isinstance(step, TechnicalCheck):
        return _causes(work, step)
    if isinstance(step, Vote):
        found = level_word(work, step.upto)
        return work.say("成立，最重到：{level}", level=found) if found else NOT_CONFIRMED.text(lang)
    if isinstance(step, MeasureTaken):
        return level_word(work, step.level)
    if isinstance(step, AppealDecision):
        return level_word(work, step.level) or NOTHING_LEFT.text(lang)
    if isinstance(step, Reply | Appeal):
        return step.text
    return ""


def _causes(work: Work, step: TechnicalCheck) -> str:
    if not step.found:
        return work.say("五项技术原因都查过，都不是")
    found = [CAUSE_WORDS[one].text(work.lang) for one in Cause if one in step.found]
    return work.say("是技术原因：{causes}", causes="、".join(found))
