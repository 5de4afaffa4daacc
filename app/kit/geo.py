"""Where something was recorded: a point that a phone measured for it, or none."""

from dataclasses import dataclass

from app.kit.forms import finite

# A position is kept only if the phone measured it for this record (never-again 47).
FRESH_S = 120
# Clocks inside one phone disagree by a little; a slightly negative age is a fresh one.
LEAST_AGE_S = -5
USEFUL_ACCURACY_M = 10_000


@dataclass(frozen=True, slots=True)
class Position:
    """A point in WGS 84, with its accuracy in metres and its age in seconds when recorded."""

    lat: float
    lon: float
    accuracy_m: float
    age_s: float


def read_position(text: str) -> Position | None:
    """The position written as `lat,lon,accuracy_m,age_s`. Raises ValueError when it is none.

    None when it is too old or too vague to say where the record was made: it is left out then,
    and the record is kept.
    """
    numbers = finite(text.split(",")[:5])
    if numbers is None or len(numbers) != 4:
        raise ValueError("not a position")
    lat, lon, accuracy_m, age_s = numbers
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and accuracy_m >= 0):
        raise ValueError("not on earth")
    if not LEAST_AGE_S <= age_s <= FRESH_S or accuracy_m > USEFUL_ACCURACY_M:
        return None
    return Position(lat, lon, accuracy_m, max(age_s, 0.0))
