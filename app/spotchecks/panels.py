"""What this slice puts into the places that lower slices leave open."""

from app.households.pages.doors import VEILS
from app.kit.registry import Registry
from app.spotchecks.queries.checks import veiled


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main)."""
    registry.fill(VEILS, "checks", veiled)
