"""One row of a file made into what we keep, or what is wrong with which of its cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from app.books.imports.rules import values
from app.books.imports.rules.doors import building_name, entrance_name, room_name, split_address
from app.books.imports.rules.fields import Headers
from app.books.imports.rules.values import Bad
from app.books.rules import uscc
from app.books.words import FAULTS, UNIT_KINDS
from app.kit.i18n import LANGS, Message

LONGEST = {
    "estate": 40,
    "building": 20,
    "lane": 40,
    "entrance": 10,
    "room": 12,
    "contact_name": 40,
    "name": 80,
    "kind": 20,
    "address": 120,
    "uscc": 30,
    "contact_phone": 60,
}
LONGEST_OTHER = 200
FORMULA = Message("公式没有算出结果，请改成值")
T = TypeVar("T")
# As the ledger calls its kinds, in either language; other words are kept as they are.
KIND_WORDS = {word.text(lang): kind for kind, word in UNIT_KINDS.items() for lang in LANGS}


class Fault(NamedTuple):
    """What is wrong with a cell of a row; a warning alone does not stop the row."""

    field: str
    message: Message
    warning: bool = False


@dataclass(slots=True)
class Row:
    """The cells of one row by field, and what was found wrong with them so far."""

    number: int
    cells: dict[str, str]
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The cell of a field, "" where there is none; refused when too long."""
        found = self.cells.get(name, "")
        if len(found) > LONGEST.get(name, LONGEST_OTHER):
            self.fail(name, too_long(name))
            return ""
        return found

    def parsed(self, name: str, parse: Callable[[str], T]) -> T | None:
        """The cell of a field through a parser; None when that refuses it."""
        try:
            return parse(self.text(name))
        except Bad as problem:
            self.fail(name, problem.message)
            return None

    def fail(self, name: str, message: Message) -> None:
        """Refuse the cell of a field."""
        self.faults.append(Fault(name, message))

    def warn(self, name: str, message: Message) -> None:
        """Say something about the cell of a field that does not stop the row."""
        self.faults.append(Fault(name, message, True))

    @property
    def wrong(self) -> bool:
        """Whether the row cannot be taken in as it is."""
        return any(not one.warning for one in self.faults)


def too_long(name: str) -> Message:
    """What is said of a cell that is longer than the books can keep: none is ever cut."""
    return Message("不能超过 {max} 个字", max=LONGEST.get(name, LONGEST_OTHER))


class Place(NamedTuple):
    """A building as a row names it."""

    estate: str
    building: str
    lane: str


class Home(NamedTuple):
    """A household as a row gives it; None or "" where it says nothing."""

    entrance: str
    room: str
    people: int | None
    contact_name: str
    contact_phone: str
    contact_by: str
    moved_in_on: date | None


class Shop(NamedTuple):
    """A local unit as a row gives it."""

    name: str
    kind: str
    uscc: str
    address: str
    contact_name: str
    contact_phone: str


class Cut:
    """Cuts lines into rows by the meaning of their columns."""

    def __init__(self, headers: Headers) -> None:
        self.columns = [(at, field) for at, field in enumerate(headers.fields) if field]

    def row(self, number: int, cells: list[str], broken: list[int]) -> Row:
        """A line as a row."""
        row = Row(
            number, {field: cells[at] for at, field in self.columns if at < len(cells)}
        )  # fmt: skip
        for at, name in self.columns:
            if at in broken:
                row.fail(name, FORMULA)
        return row


def place_of(row: Row) -> Place | None:
    """The building of a row, taken out of its address where it has no column of its own."""
    estate, building = row.text("estate"), row.text("building")
    if len(building_name(building)) > LONGEST["building"]:  # of a bare number
        row.fail("building", too_long("building"))
    return Place(estate, building, row.text("lane")) if building else None


def take_address_apart(row: Row) -> None:
    """Fill what a row does not say in columns of its own from the one cell of the address."""
    address, cells = row.text("address"), row.cells
    if not address or (cells.get("building") and cells.get("room")):
        return
    parts = split_address(address)
    if parts is None:
        row.fail("address", Message("看不懂地址，请分成小区、楼栋、单元、房号几列"))
        return
    for name, value in parts._asdict().items():
        if not cells.get(name):
            cells[name] = value


def household(row: Row, today: date) -> Home:
    """The household of a row; what is wrong stands in `row.faults`."""
    broken = bool(row.faults)
    room = room_name(row.text("room"))
    if not broken:
        if not row.cells.get("building"):
            row.fail("building", Message("缺楼栋"))
        if not room:
            row.fail("room", Message("缺房号"))
    return Home(
        entrance=entrance_name(row.text("entrance")),
        room=room,
        people=row.parsed("people", values.people),
        contact_name=row.text("contact_name"),
        contact_phone=row.parsed("contact_phone", values.phone) or "",
        contact_by=row.parsed("contact_by", values.contact_by) or "",
        moved_in_on=row.parsed("moved_in_on", lambda text: values.day(text, today)),
    )


def unit(row: Row) -> Shop:
    """The local unit of a row; a credit code that does not add up is only warned of."""
    # Kept as it was given, also when it is too long: it is warned of, and never cut.
    code = uscc.tidy(row.text("uscc"))
    if len(code) > LONGEST["uscc"]:  # one sign may stand for several letters
        row.fail("uscc", too_long("uscc"))
    elif wrong := uscc.fault(code):
        row.warn("uscc", FAULTS[wrong])
    name, kind = row.text("name"), row.text("kind")
    if not name and not row.faults:
        row.fail("name", Message("缺名称"))
    return Shop(
        name=name,
        kind=KIND_WORDS.get(kind, kind),
        uscc=code,
        address=row.text("address"),
        contact_name=row.text("contact_name"),
        contact_phone=row.parsed("contact_phone", values.phone) or "",
    )


def rows_of(lines: Iterator[tuple[int, list[str], list[int]]], headers: Headers, after: int
            ) -> Iterator[Row]:  # fmt: skip
    """The rows below the header row."""
    cut = Cut(headers)
    for number, cells, broken in lines:
        if number > after:
            yield cut.row(number, cells, broken)
