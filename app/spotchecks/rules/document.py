"""A draw as it is published: everything that went in and everything that came out (R110)."""

from typing import Any

from app.spotchecks.rules.draw import VERSION, Day, Draw
from app.spotchecks.rules.rows import freeze


def document(day: Day, made: Draw) -> dict[str, Any]:
    """The document `draw/v1`, ready for JSON: anybody can do the draw again from it alone."""
    text, root = freeze(day.rows)
    return {
        "v": VERSION,
        "community": day.community,
        "day": day.on.isoformat(),
        "rules": day.rules.text,
        "commitment": day.commitment,
        "secret": day.secret,
        "public_value": day.dice,
        "root": root,
        "list": text,
        "owed": sorted(day.owed),
        "before": {f"{who}|{on.isoformat()}": n for (who, on), n in sorted(day.before.items())},
        "seed": made.seed,
        "advisory": made.advisory,
        "rate": made.rate.value,
        "drawn": [
            {"visit": one.visit, "stratum": one.stratum.value, "checker": one.checker}
            for one in made.drawn
        ],
        "passed": [
            {"visit": one.visit, "stratum": one.stratum.value, "why": one.why.value}
            for one in made.passed
        ],
    }
