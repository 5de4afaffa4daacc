"""What this slice puts into the places that lower slices leave open."""

from app.households.pages.doors import VEILS
from app.kit.registry import Registry
from app.spotchecks.kept import kept_checks
from app.spotchecks.queries.checks import veiled
from app.spotchecks.queries.figures import FIGURES, agreed
from app.visits.kept import PAGES


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main)."""
    registry.fill(VEILS, "checks", veiled)
    registry.fill(PAGES, "checks", kept_checks)
    registry.fill(FIGURES, "agreement", agreed)
