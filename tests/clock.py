"""A clock that tests hold in their hand."""

from datetime import UTC, datetime, timedelta

# A Monday that is a working day, nine in the morning in Shanghai.
MONDAY_NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class HeldClock:
    """Stands still until it is moved. Calling it gives the time, as `app.kit.clock.Clock` does."""

    def __init__(self, now: datetime = MONDAY_NINE) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        """Move on by `days=`, `hours=`, `minutes=`, `seconds=`; the new time."""
        self.now += timedelta(**by)
        return self.now
