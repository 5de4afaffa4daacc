"""What an address of a list asks for (the address is the saved view), and reasons for exports."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from app.books.access import UnitKind
from app.books.rules import uscc
from app.books.rules.address import tidy
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_PAGES = 100_000
LONGEST_CHOICE = 40
LONGEST_REASON = 120
LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class View:
    """A list as somebody wants to see it: searched, filtered, sorted, at a page."""

    q: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    down: bool = False
    page: int = 1
    name: str = ""

    def query(self, *, sorted_: bool = True, page: int = 1) -> str:
        """The part of the address after `?`, without what is as usual."""
        asked = {"name": self.name, "q": self.q, **self.chosen}
        if sorted_ and self.sort:
            asked |= {"sort": self.sort, "down": "1" if self.down else ""}
        if page > 1:
            asked["page"] = str(page)
        return urlencode({key: value for key, value in asked.items() if value})

    @property
    def narrows(self) -> bool:
        """Whether anything is left out by search or filter."""
        return bool(self.q or self.chosen)


def parse_view(asked: Mapping[str, str], filters: Collection[str], sorts: Collection[str]) -> View:
    """The view in an address. What is unknown or wrong is left out: old bookmarks still open."""
    sort, down = asked.get("sort", ""), asked.get("down", "") == "1"
    if sort.startswith("-"):  # from the choice on a phone, where no heading can be tapped
        sort, down = sort[1:], True
    page = asked.get("page", "")
    named = Reader({"name": asked.get("name", "")}).text("name", LONGEST_NAME)
    return View(
        q=tidy(asked.get("q", "")),
        chosen={one: asked[one][:LONGEST_CHOICE] for one in filters if asked.get(one)},
        sort=sort if sort in sorts else "",
        down=down and sort in sorts,
        page=min(int(page), MOST_PAGES) if page.isascii() and page.isdecimal() and page else 1,
        name=named[:LONGEST_NAME],
    )


def parse_reason(fields: Fields) -> str | Refusal:
    """Why somebody takes a list away."""
    read = Reader(fields)
    reason = read.text("reason", LONGEST_REASON, required=True)
    return read.refusal() or reason


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit as somebody wrote it down."""

    name: str
    kind: UnitKind
    uscc: str
    building_id: str | None
    address: str
    contact_name: str
    contact_phone: str
    verified: bool

    def fields(self) -> dict[str, Any]:
        """The columns that are written."""
        return {
            "name": self.name,
            "kind": self.kind.value,
            "uscc": self.uscc,
            "building_id": self.building_id,
            "address": self.address,
            "contact_name": self.contact_name,
            "contact_phone": self.contact_phone,
        }


def parse_unit(fields: Fields, buildings: Collection[str]) -> UnitEntry | Refusal:
    """A unit's form. A code that is wrong is taken as it stands: its page warns of it."""
    read = Reader(fields)
    name = read.text("name", 80, required=True)
    kind = read.choice("kind", UnitKind)
    building = read.uuid("building_id")
    if building is not None and building not in buildings:
        read.fail("building_id", Message("无法识别，请重新选择"))
    address = read.text("address", 120)
    if building is None and not address:
        read.fail("address", Message("请选楼栋，或写明地址"))
    entry = UnitEntry(
        name=name,
        kind=kind or UnitKind.OTHER,
        uscc=uscc.tidy(read.text("uscc", 30)),
        building_id=building,
        address=address,
        contact_name=read.text("contact_name", 40),
        contact_phone=read.text("contact_phone", 20),
        verified=read.flag("verified"),
    )
    return read.refusal() or entry


def parse_closing(fields: Fields, today: date) -> tuple[date, str] | Refusal:
    """When a unit closed, and why."""
    read = Reader(fields)
    on = read.date("closed_on") or today
    if on > today:
        read.fail("closed_on", Message("不能晚于今天"))
    reason = read.text("reason", LONGEST_REASON, required=True)
    return read.refusal() or (on, reason)
