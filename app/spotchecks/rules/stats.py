"""Shares with how sure they are."""

from math import sqrt


def wilson(hits: int, of: int, z: float) -> tuple[float, float]:
    """Between which shares the truth lies when `hits` of `of` were seen (Wilson 1927), at the
    confidence of `z` standard deviations. Raises ValueError without anything seen."""
    if of <= 0 or not 0 <= hits <= of:
        raise ValueError("hits of: nothing seen")
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)
