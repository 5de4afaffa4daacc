"""Which buildings of a grid have an agent, and how the agents share them (row R41). Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """How many agents a grid has, and how many buildings each."""

    agents: int = 3
    buildings_least: int = 2
    buildings_most: int = 3


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a grid stands. `missing`: agents it lacks; `uncovered`: buildings without one; `few` and
    `many`: agents with fewer or more buildings than is asked."""

    missing: int
    uncovered: frozenset[str]
    few: frozenset[str]
    many: frozenset[str]

    @property
    def good(self) -> bool:
        """Whether there is nothing to see to."""
        return not (self.missing or self.uncovered or self.few or self.many)


def coverage(
    buildings: Collection[str], agents: Mapping[str, Collection[str]], terms: Terms
) -> Coverage:
    """How the agents of a grid, each with their buildings, cover its buildings. A building that is
    no longer of the grid covers nothing, and counts for nobody."""
    here = frozenset(buildings)
    mine = {agent: here & frozenset(of) for agent, of in agents.items()}
    covered = frozenset[str]().union(*mine.values()) if mine else frozenset[str]()
    return Coverage(
        missing=max(0, terms.agents - len(mine)),
        uncovered=here - covered,
        few=frozenset(one for one, of in mine.items() if len(of) < terms.buildings_least),
        many=frozenset(one for one, of in mine.items() if len(of) > terms.buildings_most),
    )
