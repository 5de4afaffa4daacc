"""A share of a few, and how little a few of them say."""

from dataclasses import dataclass
from math import sqrt

# The quantiles of the normal distribution for two-sided intervals.
Z_95 = 1.959964
Z_99 = 2.575829


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, and the interval in which the true share lies; from 0 to 1.

    Of nothing, nothing is known: the interval is everything.
    """

    hits: int
    n: int
    low: float
    high: float


def wilson(hits: int, n: int, z: float = Z_99) -> Share:
    """The score interval (Wilson 1927), which is right for few checks and for 0 or all of them.

    `z` says how sure: Z_95, Z_99. Raises ValueError for more hits than checks.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n}")
    if n == 0:
        return Share(0, 0, 0.0, 1.0)
    middle = hits + z * z / 2
    half = z * sqrt(hits * (n - hits) / n + z * z / 4)
    low = (middle - half) / (n + z * z) if hits else 0.0
    high = (middle + half) / (n + z * z) if hits < n else 1.0
    return Share(hits, n, low, high)
