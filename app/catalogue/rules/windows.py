"""How many windows a hall should have, and by which presets its items are grouped (rows R53, R55,
R56). Pure."""

from enum import StrEnum

HOUSEHOLDS_A_WINDOW = 1000
# Half of the staff is at the doors; of those in the hall one in two sits at a window.
STAFF_A_WINDOW = 4
FEWEST, MOST = 1, 12


class Preset(StrEnum):
    """Six groups of a city's community (row R55), or five of one at its edge (row R56)."""

    SIX = "six"
    FIVE = "five"


def suggested(households: int, staff: int) -> int:
    """Windows for a community of that size: no more than the staff can fill (row R53)."""
    wanted = -(-households // HOUSEHOLDS_A_WINDOW)
    filled = staff // STAFF_A_WINDOW
    return min(max(FEWEST, min(wanted, filled)), MOST)
