"""How often file and place differ, with how sure that is (R97).

It measures the books. There is no rate of a grid or a person here: a grid has one worker, so the
one would be the other, and of few records neither says anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.accuracy.rules.fields import Outcome, Tick
from app.kit.shares import Z_95, Share, wilson


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one record; `outcome` is "" while nobody was there."""

    outcome: str
    ticks: Mapping[str, str]

    @property
    def counts(self) -> bool:
        """Whether it says anything about the books. Not reached and declined never do."""
        return self.outcome in (Outcome.COMPARED, Outcome.GONE)

    @property
    def differs(self) -> bool:
        """Whether something of the record is not so at the place."""
        return self.outcome == Outcome.GONE or (
            self.outcome == Outcome.COMPARED and Tick.DIFFERS in self.ticks.values()
        )


@dataclass(frozen=True, slots=True)
class FieldRate:
    """Of the records on which the field could be seen, how many differ (95 %)."""

    field: str
    share: Share
    unseen: int


@dataclass(frozen=True, slots=True)
class Rates:
    """A campaign in numbers: `whole` counts records with at least one difference."""

    whole: Share
    fields: tuple[FieldRate, ...]
    gone: int
    unreached: int
    left: int


def rates(answers: Iterable[Answer], fields: Sequence[str]) -> Rates:
    """The mismatch rates of what was compared. A place that is gone counts in `whole` alone: of
    its fields nobody saw any."""
    known = list(answers)
    counted = [one for one in known if one.counts]
    seen = [one for one in counted if one.outcome == Outcome.COMPARED]
    return Rates(
        wilson(sum(one.differs for one in counted), len(counted), Z_95),
        tuple(_field(seen, field) for field in fields),
        gone=sum(one.outcome == Outcome.GONE for one in counted),
        unreached=sum(one.outcome in (Outcome.NOT_REACHED, Outcome.DECLINED) for one in known),
        left=sum(not one.outcome for one in known),
    )


def _field(seen: Sequence[Answer], field: str) -> FieldRate:
    ticks = [one.ticks[field] for one in seen if field in one.ticks]
    judged = [one for one in ticks if one != Tick.UNSEEN]
    hits = sum(one == Tick.DIFFERS for one in judged)
    return FieldRate(field, wilson(hits, len(judged), Z_95), len(ticks) - len(judged))
