"""What this slice puts into the places that lower slices leave open."""

from sqlalchemy import ColumnElement

from app.books.queries.address import household_found_by
from app.books.rules.address import tidy
from app.kit.registry import Registry


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main)."""
    registry.fill("household.found_by", "books", found_by)


def found_by(query: str) -> ColumnElement[bool]:
    """Households by what was typed: an address in parts or words, a name, a phone number."""
    return household_found_by(tidy(query))
