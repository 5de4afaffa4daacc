"""What a number of checks says, and how little a few of them say (R110).

Shares are always shown with their interval and `n`. Only the base sample counts: what a signal or
a late arrival brought in was not drawn evenly.
"""

from collections.abc import Iterable

from app.kit.shares import Z_95, Z_99, Share, wilson

__all__ = ["Z_95", "Z_99", "Share", "agreement", "wilson"]


def agreement(twice: Iterable[tuple[str, str]], z: float = Z_99) -> Share:
    """How often two checkers who looked at the same record, blind, came to the same outcome."""
    pairs = list(twice)
    return wilson(sum(one == other for one, other in pairs), len(pairs), z)
