"""What this slice puts into the places that lower slices leave open."""

from app.handbook.pages.knowledge import case_link
from app.handbook.pages.rulebook import unread
from app.kit.registry import Registry
from app.matters.pages.matter import LINKS


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main)."""
    registry.fill("page.tallies", "rules", unread)
    registry.fill(LINKS, "knowledge", case_link)
