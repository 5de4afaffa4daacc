"""How a step is written down, and read again: what it says as plain values (R111).

When, by whom and in which role stand beside it, in columns of their own.
"""

from typing import Any

import msgspec

from app.cases.rules.evidence import Fact
from app.cases.rules.steps import (
    Appeal,
    AppealDecision,
    Closing,
    Export,
    Extension,
    MeasureTaken,
    Notice,
    Pause,
    Reply,
    Resume,
    Step,
    TechnicalCheck,
    Vote,
)

HEAD = ("at", "by", "role")
KINDS: dict[str, type[Step]] = {
    "technical_check": TechnicalCheck,
    "notice": Notice,
    "extension": Extension,
    "pause": Pause,
    "resume": Resume,
    "reply": Reply,
    "vote": Vote,
    "measure": MeasureTaken,
    "appeal": Appeal,
    "appeal_decision": AppealDecision,
    "export": Export,
    "closing": Closing,
}
NAMES = {kind: name for name, kind in KINDS.items()}


def said(step: Step) -> dict[str, Any]:
    """What a step says, beside its head."""
    whole = msgspec.to_builtins(step, order="deterministic")
    return {name: value for name, value in whole.items() if name not in HEAD}


def read(kind: str, head: dict[str, Any], told: dict[str, Any]) -> Step:
    """The step again, from its kind, its head (`at`, `by`, `role`) and what it says.

    Raises KeyError for another kind, msgspec.ValidationError for what no step says.
    """
    return msgspec.convert({**told, **head}, KINDS[kind])


def facts_said(facts: tuple[Fact, ...]) -> list[dict[str, Any]]:
    """Facts as plain values."""
    return [msgspec.to_builtins(one, order="deterministic") for one in facts]


def read_facts(told: list[dict[str, Any]]) -> tuple[Fact, ...]:
    """Facts again. Raises msgspec.ValidationError for what is none."""
    return msgspec.convert(told, tuple[Fact, ...])
