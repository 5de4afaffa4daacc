"""Many household pages at once: what is the same on all of them is drawn once.

A round is three hundred pages that differ in a door, a history and a few ticked boxes. The frame
is rendered once a round and the form once for each set of defaults, both with marks where the door
belongs; a test holds every page against the ordinary rendering of the same template.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from app.kit.html import Pages

# From the private use area: no text that people type reaches these marks (`Reader` keeps them, but
# they stand in values that are put in after the marks are gone).
LABEL, DOOR, MAIN = "\ue000label\ue001", "\ue000door\ue001", "\ue000main\ue001"
PAGE, FILE, FORM = "households/household.html", "households/_file.html", "visits/_form.html"
CORRECTION = "households/_correction.html"


class HouseholdStencil:
    """The household page of one viewer in one language, to be filled in for each door."""

    def __init__(self, pages: Pages, lang: str, viewer: object) -> None:
        self._pages, self._lang, self._viewer = pages, lang, viewer
        frame = pages.render(
            PAGE, lang, principal=viewer, household={"label": LABEL}, stencil=Markup(MAIN)
        )
        self._before, self._after = frame.split(MAIN)
        self._correction = pages.render(CORRECTION, lang, household_id=DOOR, subject=LABEL)

    def fill(self, values: Mapping[str, Any]) -> str:
        """The page of the household in `values`, as household.html would render it."""
        household = values["household"]
        label = str(escape(household["label"]))
        file = self._pages.render(FILE, self._lang, principal=self._viewer, **values)
        defaults = values["values"]
        form = _form(
            self._pages,
            self._lang,
            tuple(defaults.get("purposes", ())),
            defaults.get("met_role", ""),
        )
        forms = (self._correction + form).replace(DOOR, household["id"]).replace(LABEL, label)
        return "".join((self._before.replace(LABEL, label), file, forms, self._after))


@lru_cache(maxsize=512)
def _form(pages: Pages, lang: str, purposes: tuple[str, ...], met_role: str) -> str:
    values = {"purposes": list(purposes), "met_role": met_role}
    return pages.render(
        FORM, lang, household_id=DOOR, subject=LABEL, form_action="/visits", values=values
    )
