"""What the catalogue's pages share: whose list, which day, and how items are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from app.auth.guards import member, posts, who
from app.auth.principal import Principal
from app.catalogue import reference
from app.catalogue.models import HallWindows
from app.catalogue.queries.finding import Found
from app.catalogue.queries.guides import Guide, guide_of
from app.catalogue.queries.shelves import Shelf, shelf_of
from app.catalogue.rules.items import Level
from app.catalogue.rules.layers import Layer
from app.catalogue.rules.windows import Preset
from app.catalogue.words import AGENCY, LEVELS, limit_text
from app.kit.clock import local_day
from app.kit.html import ZONE
from app.kit.i18n import Message
from app.kit.problems import NotAllowed, NotFound
from app.kit.web import Work
from app.org.models import Area, AreaLevel, Community, Post
from app.org.queries import community_by_code

OFFICER = posts(Post.DISTRICT_OFFICER)
HEAD = posts(Post.STATION_HEAD)
STAFF = posts(
    Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD, Post.DATA_STEWARD, Post.CLERK,
    Post.WORKERS_REPRESENTATIVE, Post.STREET_OFFICER, Post.DISTRICT_OFFICER,
)  # fmt: skip
MEMBER = member
Errors = Mapping[str, Message]


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do with the items of this list."""

    edits: bool = False
    """Admits items and writes what they say."""
    lists: bool = False
    uses: bool = False


def today_in(work: Work, shelf: Shelf | None) -> date:
    """The day at the place of a list."""
    community = work.session.get(Community, shelf.community_id) if shelf else None
    return local_day(work.now, community.zone if community else ZONE.key)


def shelf_here(work: Work, code: str = "") -> Shelf | None:
    """The reader's own list; without a session that of the community `code`, None without one.
    Raises NotFound for a code of no community."""
    if work.principal is not None:
        person = who(work)
        return shelf_of(work.session, person.community_id or person.area_id)
    if not code:
        return None
    community = community_by_code(work.session, code) if code.isdecimal() else None
    if community is None:
        raise NotFound
    return shelf_of(work.session, community.id)


def the_shelf(work: Work, code: str = "") -> Shelf:
    """The list. Raises NotFound when nobody has said which."""
    shelf = shelf_here(work, code)
    if shelf is None:
        raise NotFound
    return shelf


def rights_of(work: Work, shelf: Shelf | None) -> Rights:
    """What this person may do with the items of a list."""
    person = work.principal
    if not isinstance(person, Principal) or shelf is None:
        return Rights()
    officer = Post.DISTRICT_OFFICER in person.posts and person.community_id is None
    return Rights(
        edits=officer and shelf.top == person.area_id,
        lists=officer and _is_district(work, person.area_id),
        uses=Post.STATION_HEAD in person.posts and shelf.layer is Layer.USED,
    )


def _is_district(work: Work, area_id: str) -> bool:
    area = work.session.get(Area, area_id)
    return area is not None and area.level == AreaLevel.DISTRICT


def need(allowed: bool) -> None:
    """Raises NotAllowed."""
    if not allowed:
        raise NotAllowed


def the_guide(work: Work, shelf: Shelf, code: str, number: int | None = None) -> Guide:
    """The item of an address. Raises NotFound."""
    found = guide_of(work.session, shelf, code, today_in(work, shelf), number)
    if found is None:
        raise NotFound
    return found


def preset_of(work: Work, shelf: Shelf | None) -> Preset:
    """The preset of a community's windows; six where nobody has said."""
    known = work.session.get(HallWindows, shelf.community_id) if shelf else None
    return Preset(known.preset) if known else Preset.SIX


def line_of(work: Work, one: Found) -> dict[str, Any]:
    """An item as lists show it."""
    known = reference.categories().get(one.category)
    return {
        "code": one.code,
        "name": one.title(work.lang),
        "category": known.word.text(work.lang) if known else "",
        "department": one.department,
        "agency": AGENCY[one.agency].text(work.lang),
        "mode": one.agency.value,
        "level": LEVELS[Level(one.level)].text(work.lang) if one.level in list(Level) else "",
        "limit": limit_text(work.lang, one.limit),
        "instant": one.instant,
        "sample": one.sample,
    }


def options(words: Mapping[Any, Message], lang: str, empty: str = "") -> list[tuple[str, str]]:
    """The choices of a field, with one for none where `empty` names it."""
    found = [(str(key), word.text(lang)) for key, word in words.items()]
    return [("", empty), *found] if empty else found


def turned(
    path: str, here: int, most: int, count: int, said: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """The addresses of the pages before and after the page `here`, with what else they say; ""
    where there is none."""

    def to(number: int) -> str:
        return f"{path}?{urlencode({**said, 'at': str(number)})}"

    return {
        "newer": to(here - 1) if here > 1 else "",
        "older": to(here + 1) if count > most * here else "",
    }
