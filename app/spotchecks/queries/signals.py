"""Which records of a list show a signal; a signal only raises the chance of being drawn."""

from collections.abc import Collection, Mapping

from sqlmodel import Session

from app.spotchecks.queries.lists import Window


def signals_of(session: Session, window: Window) -> Mapping[str, Collection[str]]:
    """The codes of the signals of each record, by its id."""
    return {}
