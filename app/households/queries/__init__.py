"""Questions about doors and their files, always within a scope."""

from app.households.queries.doors import (
    AskedFor,
    Door,
    door_of,
    doors_of,
    files_of,
    goes_on_as,
    labels_of,
    needs_of,
)

__all__ = [
    "AskedFor",
    "Door",
    "door_of",
    "doors_of",
    "files_of",
    "goes_on_as",
    "labels_of",
    "needs_of",
]
