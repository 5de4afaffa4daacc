"""窗口设置: how many windows, and by which groups items are filtered (rows R53, R55, R56, R72)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody

from app.auth.guards import who
from app.catalogue import reference
from app.catalogue.commands.windows import set_windows
from app.catalogue.forms.layers import WindowsEntry, parse_windows
from app.catalogue.models import HallWindows
from app.catalogue.pages.common import HEAD, MEMBER, Errors, options, the_shelf, today_in
from app.catalogue.pages.listing import scope_words
from app.catalogue.queries.windows import counts_of
from app.catalogue.rules.windows import Preset, suggested
from app.catalogue.words import PRESETS
from app.kit.forms import Fields, posted
from app.kit.html import page, redirect
from app.kit.web import Work, get, post
from app.org.models import Post


@get("/catalogue/windows", guard=MEMBER)
def windows(work: NamedDependency[Work]) -> Response[str]:
    """The number of windows with what is suggested, and the groups."""
    return _show(work, {}, {})


@post("/catalogue/windows", guard=HEAD)
def change_windows(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Set them."""
    entry = parse_windows(posted(data))
    if not isinstance(entry, WindowsEntry):
        return _show(work, posted(data), entry.errors, 422)
    shelf = the_shelf(work)
    set_windows(work.session, work.now, shelf.community_id, who(work).id, entry)
    return redirect("/catalogue/windows")


def _show(work: Work, values: Fields, errors: Errors, status: int = 200) -> Response[str]:
    shelf = the_shelf(work)
    known = work.session.get(HallWindows, shelf.community_id)
    today = today_in(work, shelf)
    households, staff = counts_of(work.session, shelf.community_id, today, work.now)
    count = suggested(households, staff)
    preset = known.preset if known else Preset.SIX
    named = reference.categories().values()
    groups = [
        (word.text(work.lang), one,
         [c.word.text(work.lang) for c in named if c.windows[preset] == word.code])
        for one in reference.windows(preset) if (word := reference.windows(preset)[one])
    ]  # fmt: skip
    return page(
        work,
        "catalogue/windows.html",
        status=status,
        values=values or {"windows": known.windows if known else count, "preset": preset},
        errors=errors,
        households=households,
        staff=staff,
        suggested=count,
        presets=options(PRESETS, work.lang),
        groups=groups,
        may=Post.STATION_HEAD in who(work).posts,
        **scope_words(work),
    )
