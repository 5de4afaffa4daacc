"""What the spot checks keep."""

from app.spotchecks.models.checks import CheckOutcome, Heard, Reached, SecondReading, SpotCheck, Way
from app.spotchecks.models.draws import CheckRules, DiceEntry, Draw, DrawSecret

__all__ = [
    "CheckOutcome",
    "CheckRules",
    "DiceEntry",
    "Draw",
    "DrawSecret",
    "Heard",
    "Reached",
    "SecondReading",
    "SpotCheck",
    "Way",
]
