"""The clock is a parameter: rules take `now`, and only the edge of the program reads it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The server's time, aware, in UTC, cut to milliseconds as the wire carries it."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def iso(moment: datetime) -> str:
    """`moment` as the wire writes it: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """An aware UTC moment from ISO 8601 text. Raises ValueError when it has no zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no time zone in {text!r}")
    return moment.astimezone(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of `moment` in the time zone of a community."""
    return moment.astimezone(ZoneInfo(zone)).date()
