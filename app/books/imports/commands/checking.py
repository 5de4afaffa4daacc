"""The dry run: every row judged against the books, and nothing written to them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import msgspec

from app.books.imports.commands.folder import Folder
from app.books.imports.forms.entries import (
    Home,
    Row,
    household,
    place_of,
    rows_of,
    take_address_apart,
    unit,
)
from app.books.imports.forms.staging import Tell, staged_lines
from app.books.imports.queries.known import (
    BuildingKey,
    Buildings,
    DoorKey,
    KnownDoor,
    KnownUnit,
    unit_key,
)
from app.books.imports.rules import values
from app.books.imports.rules.doors import building_name
from app.books.imports.rules.fields import Headers, What
from app.kit.i18n import Message

TOLD_EVERY = 1_000
MOST_NAMED = 60
UNKNOWN = Message("没有这栋楼：可以勾选“新建”，或改成已有的名称")


@dataclass(slots=True)
class NewBuilding:
    """A building that the file names and the books do not have."""

    estate: str
    number: str
    lane: str
    rows: int = 0


@dataclass(slots=True)
class Found:
    """What a dry run found. The rows themselves went to the folder."""

    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0
    # Rows with nothing wrong but a building that nobody has said may be made.
    waiting: int = 0
    warned: int = 0
    faults: int = 0
    buildings: list[NewBuilding] = field(default_factory=list)
    # (estate, number, lane, grid or None) by the number that an entry gives.
    places: list[tuple[str, str, str, int | None]] = field(default_factory=list)
    grids: list[int] = field(default_factory=list)
    moved_buildings: int = 0
    # Of the area tree: each code that is named as a parent and is nowhere, with who names it.
    parents: list[list[str]] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        """The part of it that is shown."""
        told = asdict(self)
        told.pop("places")
        told["more_buildings"] = max(0, len(self.buildings) - MOST_NAMED)
        told["new_buildings"] = len(self.buildings)
        told["buildings"] = told["buildings"][:MOST_NAMED]
        told["new_parents"] = len(self.parents)
        told["parents"] = told["parents"][:MOST_NAMED]
        return told


@dataclass(slots=True)
class Checker:
    """Judges rows one by one. `create`: buildings that are not known may be made."""

    what: What
    buildings: Buildings
    doors: dict[DoorKey, KnownDoor]
    units: dict[str, KnownUnit]
    today: date
    create: bool
    has_estate: bool
    found: Found = field(default_factory=Found)
    _places: dict[BuildingKey, int] = field(default_factory=dict)
    _grid_rows: dict[BuildingKey, tuple[int, int]] = field(default_factory=dict)
    _unknown: dict[BuildingKey, NewBuilding] = field(default_factory=dict)
    _seen: dict[Any, int] = field(default_factory=dict)

    def entry(self, row: Row) -> tuple[Any, ...] | None:
        """What to write for a row, or None when it is wrong."""
        made = self._household(row) if self.what is What.HOUSEHOLDS else self._unit(row)
        self.found.warned += any(one.warning for one in row.faults)
        if row.wrong:
            alone = all(one.message.msgid == UNKNOWN.msgid for one in row.faults if not one.warning)
            self.found.waiting += alone
            self.found.wrong += not alone
            return None
        return made

    def _household(self, row: Row) -> tuple[Any, ...]:
        take_address_apart(row)
        home = household(row, self.today)
        grid = row.parsed("grid", values.grid)
        key = self._building(row, grid)
        if key is None or row.wrong:
            return ()
        known = self.buildings.by_key.get(key)
        at = (self._places[key], home.entrance, home.room)
        first = self._seen.setdefault(at, row.number)
        if first != row.number:
            row.fail("room", Message("与第 {row} 行是同一户", row=first))
            return ()
        self._count(row, known and self.doors.get((known.id, home.entrance, home.room)), home)
        return at + home[2:]

    def _count(self, row: Row, door: KnownDoor | None, home: Home) -> None:
        if door is None:
            self.found.new += 1
        elif door.erased:
            row.fail("room", Message("这一户的资料已应住户要求删除，请去掉这一行"))
        elif changes_of(door, home):
            self.found.changed += 1
        else:
            self.found.same += 1

    def _building(self, row: Row, grid: int | None) -> BuildingKey | None:
        place = place_of(row)
        if place is None:
            return None
        key = self.buildings.key_of(place.estate, place.building)
        if key is None:
            row.fail("building", Message("不止一个小区有这栋楼，请写明小区"))
            return None
        if key not in self.buildings.by_key:
            one = self._unknown.get(key)
            if one is None:
                estate = place.estate or self.buildings.estates.get(key[0], "")
                one = NewBuilding(estate, building_name(place.building), place.lane)
                self._unknown[key] = one
                self.found.buildings.append(one)
            one.rows += 1
            if not self.create:
                row.fail("building", UNKNOWN)
        self._place(key, place.estate, place.building, place.lane)
        self._grid(row, key, grid)
        return key

    def _place(self, key: BuildingKey, estate: str, building: str, lane: str) -> None:
        if key not in self._places:
            self._places[key] = len(self.found.places)
            known, new = self.buildings.by_key.get(key), self._unknown.get(key)
            named = (known.estate, known.number) if known else (
                (new.estate, new.number) if new else (estate, building))  # fmt: skip
            self.found.places.append((*named, lane, None))

    def _grid(self, row: Row, key: BuildingKey, grid: int | None) -> None:
        if grid is None:
            return
        said = self._grid_rows.setdefault(key, (grid, row.number))
        if said[0] != grid:
            row.fail(
                "grid",
                Message("一栋楼只能在一个网格：第 {row} 行写的是 {grid}", row=said[1],
                        grid=f"{said[0]:02d}"),
            )  # fmt: skip
            return
        at = self._places[key]
        if self.found.places[at][3] is None:
            self.found.places[at] = (*self.found.places[at][:3], grid)
            known = self.buildings.by_key.get(key)
            self.found.moved_buildings += known is None or known.grid != grid
            if grid not in self.found.grids:
                self.found.grids.append(grid)

    def _unit(self, row: Row) -> tuple[Any, ...]:
        shop = unit(row)
        at: int | None = None
        if row.cells.get("building"):
            key = self._building(row, None)
            at = self._places[key] if key is not None else None
        elif row.text("estate"):
            row.warn("estate", Message("没有写楼栋，小区不会记下"))
        if row.wrong:
            return ()
        key_of_unit = unit_key(shop.name, shop.uscc)
        first = self._seen.setdefault(key_of_unit, row.number)
        if first != row.number:
            row.fail("name", Message("与第 {row} 行是同一个单位", row=first))
            return ()
        known = self.units.get(key_of_unit) or self.units.get(unit_key(shop.name, ""))
        if known is None:
            self.found.new += 1
        elif any(new and new != old for new, old in zip(shop, known[1:7], strict=True)):
            self.found.changed += 1
        else:
            self.found.same += 1
        return (at, *shop)


def changes_of(door: KnownDoor, home: Home) -> dict[str, tuple[Any, Any]]:
    """The fields that a row says otherwise than the books; an empty cell says nothing."""
    told = {
        "people": (door.people, home.people),
        "contact_name": (door.contact_name, home.contact_name),
        "contact_phone": (door.contact_phone, home.contact_phone),
        "contact_by": (door.contact_by, home.contact_by),
        "moved_in_on": (door.moved_in_on, home.moved_in_on),
    }
    return {name: pair for name, pair in told.items()
            if pair[1] not in (None, "") and pair[0] != pair[1]}  # fmt: skip


def check(
    folder: Folder, checker: Checker, headers: Headers, header_row: int, tell: Tell = lambda n: None
) -> Found:
    """Judge every staged row; entries and faults go to the folder."""
    encode = msgspec.json.encode
    with folder.entries.open("wb") as good, folder.faults.open("wb") as bad:
        for count, row in enumerate(_rows(folder, headers, header_row), 1):
            made = checker.entry(row)
            checker.found.faults += sum(not one.warning for one in row.faults)
            bad.writelines(noted(row, headers))
            if made is not None:
                good.write(encode([row.number, *made]) + b"\n")
            if count % TOLD_EVERY == 0:
                tell(count)
    (folder.path / "places.json").write_bytes(encode(checker.found.places))
    return checker.found


def noted(row: Row, headers: Headers) -> Iterator[bytes]:
    """What is wrong with a row, as lines of the folder's faults."""
    if not row.faults:
        return
    column = {field: at for at, field in enumerate(headers.fields) if field}
    for one in row.faults:
        at = column.get(one.field, column.get("address", -1))
        said = [row.number, at, one.message.msgid, one.message.values, one.warning]
        yield msgspec.json.encode(said) + b"\n"


def _rows(folder: Folder, headers: Headers, header_row: int) -> Iterator[Row]:
    return rows_of(staged_lines(folder.staged), headers, header_row)
