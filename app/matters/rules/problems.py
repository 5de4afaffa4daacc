"""The classes of problems that somebody may report, with who deals with each (rows R185-R187).

Who sees one persuades and reports: the classes carry hints of what to look at and where it goes,
and nothing that could penalise anybody. What is an offence is for the authority to say.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "catalogue" / "data" / "classes.tsv"
UTILITIES = ("water", "power", "gas", "sanitation", "greening")
"""供水、供电、供气、环境卫生、园林绿化 (row R186)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A class: its name, who it is referred to and what to look at, by language."""

    code: str
    names: Mapping[str, str]
    group: str
    utility: str
    targets: Mapping[str, str]
    amount: int
    unit: str
    urgent: bool
    hints: Mapping[str, str]

    @property
    def dispute(self) -> bool:
        """Between people: nobody sorts them into a category before they are heard (row R76)."""
        return self.group == "dispute"

    def name(self, lang: str) -> str:
        """What people call it."""
        return _in(self.names, lang)

    def target(self, lang: str) -> str:
        """Who deals with it."""
        return _in(self.targets, lang)

    def hint(self, lang: str) -> str:
        """What to look at; a hint and no inspection (row R187)."""
        return _in(self.hints, lang)


def _in(words: Mapping[str, str], lang: str) -> str:
    return words["en" if lang == "en" else "zh"]


@cache
def problems() -> Mapping[str, Problem]:
    """Every class by its code, in the order of the list."""
    with FILE.open(encoding="utf8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["code"]: _problem(row) for row in rows}


def usual_target(problem: str, lang: str) -> str:
    """Who usually takes a problem of this class, in words; "" for none (rows R78, R185)."""
    found = problems().get(problem)
    return found.target(lang) if found else ""


def _problem(row: Mapping[str, str]) -> Problem:
    return Problem(
        code=row["code"],
        names=_both(row, "name"),
        group=row["group"],
        utility=row["utility"],
        targets=_both(row, "referral_target"),
        amount=int(row["limit_amount"]),
        unit=row["limit_unit"],
        urgent=row["urgent"] == "true",
        hints=_both(row, "hint"),
    )


def _both(row: Mapping[str, str], name: str) -> Mapping[str, str]:
    return {"zh": row[f"{name}_zh"], "en": row[f"{name}_en"]}


def problem_names(lang: str) -> list[tuple[str, str]]:
    """The classes as a form offers them: code and name."""
    return [(one.code, one.name(lang)) for one in problems().values()]
