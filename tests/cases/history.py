"""A history of the ladder, and plain questions about it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from app.cases.rules.state import Stage
from app.cases.rules.steps import Facts, Grant, Notice, Step, Vote

DAY = timedelta(days=1)
S = TypeVar("S", bound=Step)


@dataclass(slots=True)
class Played:
    """A history: what a case is about, the steps that were let in, the stage after each, and the
    leave that was granted meanwhile."""

    facts: Facts
    steps: tuple[Step, ...]
    stages: list[Stage]
    grants: tuple[Grant, ...] = ()


def of(played: Played, kind: type[S]) -> list[S]:
    """Its steps of one kind."""
    return [one for one in played.steps if isinstance(one, kind)]


def on(step: Step) -> date:
    """The day of a step."""
    return step.at.date()


def workdays(after: date, until: date) -> set[date]:
    """The working days after one day, up to another; no holidays in this calendar."""
    days = (after + n * DAY for n in range(1, (until - after).days + 1))
    return {day for day in days if day.weekday() < 5}


def absent(played: Played, before: datetime) -> set[date]:
    """The whole days of leave that were granted before a moment, half-day by half-day."""
    halves = [half for one in played.grants if one.at < before for half in one.halves]
    mornings = {day for day, part in halves if part == "am"}
    return mornings & {day for day, part in halves if part == "pm"}


def strangers(played: Played) -> set[str]:
    """Who has no business in deciding."""
    authors = {one.by for one in of(played, Notice)}
    return {"wang", "li"} | authors | set(played.facts.barred)


def cited(vote: Vote) -> set[str]:
    """The records that a vote names."""
    return {record for one in vote.reasons for record in one.records}


def confirming(played: Played) -> list[Vote]:
    """The votes that confirm it."""
    return [one for one in of(played, Vote) if one.upto is not None]
