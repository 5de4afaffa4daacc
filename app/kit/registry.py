"""Named places that a lower slice leaves open and a higher slice fills in main."""

from collections.abc import Callable
from typing import Any


class Registry:
    """Fillers by place: panels on a page, kinds of envelope, pages to keep on the phone."""

    def __init__(self) -> None:
        self._places: dict[str, dict[str, Callable[..., Any]]] = {}

    def fill(self, place: str, name: str, filler: Callable[..., Any]) -> None:
        """Put `filler` into `place`. Raises ValueError when the name is taken."""
        names = self._places.setdefault(place, {})
        if name in names:
            raise ValueError(f"{place} has a {name} already")
        names[name] = filler

    def at(self, place: str) -> dict[str, Callable[..., Any]]:
        """The fillers of `place`, in the order in which they came."""
        return dict(self._places.get(place, {}))
