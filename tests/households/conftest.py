"""The cast at work on files: the same station as for visits."""

from tests.visits.conftest import station, town

__all__ = ["station", "town"]
