"""What this slice puts into the places that lower slices leave open."""

from app.cases.queries.figures import case_figures
from app.kit.registry import Registry
from app.spotchecks.queries.figures import FIGURES


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main)."""
    registry.fill(FIGURES, "cases", case_figures)
