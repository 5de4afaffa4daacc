"""The cast, and a household about which something is known in every kind of place."""

from tests.visits.conftest import station, town

__all__ = ["station", "town"]
