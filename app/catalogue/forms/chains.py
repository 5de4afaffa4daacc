"""A review chain as its keeper types it (row R58)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalogue.forms.content import numbered
from app.catalogue.forms.layers import BEFORE_TODAY
from app.catalogue.words import OWNERS
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

NO_CHECKS = Message("至少写一步")
MOST_HOURS = 2000


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """A version of a chain: its name, its steps in order, and from which day it holds."""

    name: str
    name_en: str
    checks: list[dict[str, Any]]
    effective_on: date


def parse_chain(fields: Fields, today: date) -> ChainEntry | Refusal:
    """The steps, each with who does it and within how many working hours."""
    read = Reader(fields)
    name, name_en = read.text("name", 60, required=True), read.text("name_en", 120)
    checks = [one for n in numbered(read, "step") if (one := _check(read, n)) is not None]
    on = read.date("effective_on")
    if not checks:
        read.fail("step-0", NO_CHECKS)
    if on is None:
        read.fail("effective_on", Message("请填写"))
    elif on < today:
        read.fail("effective_on", BEFORE_TODAY)
    return read.refusal() or ChainEntry(name, name_en, checks, on or today)


def _check(read: Reader, n: int) -> dict[str, Any] | None:
    text = read.text(f"step-{n}", 200)
    said = {
        "text": text,
        "text_en": read.text(f"step_en-{n}", 300),
        "owner": read.raw(f"owner-{n}"),
        "limit_hours": read.number(f"hours-{n}", 1, MOST_HOURS),
    }
    if not text:
        return None
    if said["owner"] not in OWNERS:
        read.fail(f"owner-{n}", Message("请选择一项"))
    return said


def chain_fields(name: str, name_en: str, checks: list[Mapping[str, Any]]) -> dict[str, Any]:
    """A chain as its form shows it."""
    shown: dict[str, Any] = {"name": name, "name_en": name_en}
    for n, one in enumerate(checks):
        shown |= {
            f"step-{n}": one["text"],
            f"step_en-{n}": one.get("text_en", ""),
            f"owner-{n}": one["owner"],
            f"hours-{n}": one.get("limit_hours") or "",
        }
    return shown
