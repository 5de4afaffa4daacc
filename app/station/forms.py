"""What a head types about the station: settings, buildings, doors, plans, posts."""

from dataclasses import dataclass

from app.kit.forms import Fields, Reader, Refusal


@dataclass(frozen=True, slots=True)
class Sizes:
    """The target size of a grid and how far one may be off it (row R3)."""

    target: int
    tolerance_percent: int


def parse_sizes(fields: Fields) -> Sizes | Refusal:
    """The community's own target."""
    reader = Reader(fields)
    target = reader.number("target", 10, 5000, required=True)
    tolerance = reader.number("tolerance", 0, 100, required=True)
    if target is None or tolerance is None:
        return Refusal(reader.errors)
    return Sizes(target, tolerance)
