"""What this slice puts into the places that lower slices leave open."""

from app.kit.registry import Registry
from app.matters.pages.matter import LINKS
from app.referrals.pages.passing import passing_link


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main)."""
    registry.fill(LINKS, "referrals", passing_link)
