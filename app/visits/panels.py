"""What this slice puts into the places that lower slices leave open."""

from app.kit.registry import Registry


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main)."""
