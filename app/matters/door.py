"""What the way from a door to a matter puts into the places that lower slices leave open."""

from typing import Any

from app.auth.guards import who
from app.kit.forms import Fields
from app.kit.intake import plain_envelope
from app.kit.registry import Registry
from app.kit.web import Work
from app.matters.intake import MatterKind
from app.matters.rules.problems import problems
from app.visits.pages.write import TAKEN, TURNED

PROBLEMS = "problems"


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main, after visits: a concern comes before its matter)."""
    registry.fill("kinds", "matter", MatterKind)
    registry.fill(TURNED, "matters", turn)


def problem_words(lang: str) -> list[dict[str, Any]]:
    """The classes as every form words them (rows R185-R187)."""
    return [
        {
            "code": one.code,
            "name": one.name(lang),
            "target": one.target(lang),
            "hint": one.hint(lang),
            "urgent": one.urgent,
        }
        for one in problems().values()
    ]


def turn(work: Work, visit_id: str, fields: Fields) -> dict[str, Any]:
    """Requests of a plain visit form that are to become matters, each as an envelope of its own."""
    for text, urgent in turned(fields):
        body: dict[str, str | list[str]] = {
            "household": _one(fields, "household"),
            "place": _one(fields, "address"),
            "problem": _one(fields, "turned_problem"),
            "urgent": "1" if urgent else "",
            "words": text,
            "visit": visit_id,
            "request": text,
        }
        envelope = plain_envelope(who(work), work.now, "matter", "", body)
        result = work.house.parts["intake"].submit_plain(work, envelope)
        if result["outcome"] not in TAKEN:
            field = "turned_problem" if result.get("field") == "problem" else "requests"
            return {field: result.get("message", "")}
    return {}


def turned(fields: Fields) -> list[tuple[str, bool]]:
    """The requests that were chosen, and whether each is urgent, by their place in the form."""
    texts, chosen, urgent = (_all(fields, one) for one in ("requests", "turned", "turned_urgent"))
    places = [(str(place), text.strip()) for place, text in enumerate(texts, 1)]
    return [(text, place in urgent) for place, text in places if text and place in chosen]


def _all(fields: Fields, name: str) -> list[str]:
    value = fields.get(name, [])
    return [value] if isinstance(value, str) else list(value)


def _one(fields: Fields, name: str) -> str:
    found = _all(fields, name)
    return found[-1] if found else ""
