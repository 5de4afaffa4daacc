"""To whom the problem of a matter usually goes: by the table of classes (rows R78, R185)."""

import csv
from functools import cache

from app.kit.db import ROOT

CLASSES = ROOT / "app" / "catalogue" / "data" / "classes.tsv"


@cache
def _targets() -> dict[str, tuple[str, str]]:
    with CLASSES.open(encoding="utf8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["code"]: (row["referral_target_zh"], row["referral_target_en"]) for row in rows}


def usual_target(problem: str, lang: str) -> str:
    """Who usually takes a problem of this class, in words; "" for none."""
    chinese, english = _targets().get(problem, ("", ""))
    return english if lang == "en" else chinese
