"""`qiaomen doctor`: is everything in place for this installation to run, and what is wrong?"""

from collections.abc import Iterator

from app.doctor import database, machine, site
from app.doctor.database import behind
from app.doctor.finding import Finding, Verdict
from app.settings import Settings

__all__ = ["Finding", "Verdict", "behind", "examine", "sound"]


def examine(settings: Settings, url: str = "", connect: str = "") -> Iterator[Finding]:
    """What was looked at and what was found, one after the other.

    `url`: ask the running site too, as a phone would. `connect`: the `host:port` to ask for it
    instead of what its name leads to, for the time before the name is set up.
    """
    yield machine.origin(settings)
    yield machine.listening(settings)
    folder = machine.folder(settings)
    yield folder
    found = database.reachable(settings)
    yield found
    if sound(found):
        yield database.durable(settings)
        yield database.clock(settings)
    if sound(folder):
        yield machine.keys(settings)
        yield machine.disk(settings)
    yield machine.time_zones()
    yield machine.backups(settings)
    if url:
        yield from site.examine(settings, url, connect)


def sound(finding: Finding) -> bool:
    """Whether nothing needs mending there."""
    return finding.verdict is not Verdict.BAD
