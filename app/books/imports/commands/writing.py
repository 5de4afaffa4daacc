"""Writing what was checked: all of it in one transaction, or nothing.

The rows were judged before; here they are only compared with the books as they are now, so that
the transaction is short and says what holds at its own moment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, update
from sqlmodel import Session

from app.books.imports.commands.checking import changes_of
from app.books.imports.commands.folder import Folder
from app.books.imports.forms.entries import Home
from app.books.imports.queries.known import (
    KnownBuilding,
    KnownUnit,
    buildings_of,
    doors_of,
    unit_key,
    units_of,
)
from app.households.models import Contact, Household, HouseholdChange, LocalUnit
from app.kit.db import in_chunks
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.kit.sql import insert_rows, table
from app.org.models import Building

CHUNK = 5_000
SOURCE = "import"
Tell = Callable[[int], None]
_entry = msgspec.json.Decoder(list[Any]).decode


class CannotWrite(Exception):
    """The books changed since the file was checked, so that it no longer fits."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.msgid)


@dataclass(slots=True)
class Written:
    """What a transaction wrote."""

    new: int = 0
    changed: int = 0
    same: int = 0
    buildings: int = 0
    parents: int = 0
    # The grid that the file gives a building, by the building's id.
    grids: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes where and when, and what the history says about it."""

    community_id: str
    person_id: str
    now: datetime
    reason: str


class Writer:
    """One file going into the books, inside the caller's transaction."""

    def __init__(self, session: Session, folder: Folder, author: Author, tell: Tell) -> None:
        self.session, self.folder, self.author, self.tell = session, folder, author, tell
        self.written = Written()
        self._done = 0

    def households(self, create: bool) -> Written:
        """Write households. Raises CannotWrite."""
        places = self._places(create)
        doors = doors_of(self.session, self.author.community_id)
        fresh: list[dict[str, Any]] = []
        changed: list[tuple[str, dict[str, tuple[Any, Any]]]] = []
        for _, at, entrance, room, *told, moved_in in self._entries():
            day = date.fromisoformat(moved_in) if moved_in else None
            home = Home._make([entrance, room, *told, day])
            door = doors.get((places[at].id, entrance, room))
            if door is None:
                fresh.append(self._new_household(places[at].id, home))
                continue
            if door.erased:
                raise CannotWrite(STALE)
            if changes := changes_of(door, home):
                changed.append((door.id, changes))
            else:
                self.written.same += 1
        self._insert(Household, fresh)
        self._change(changed)
        self.written.new, self.written.changed = len(fresh), len(changed)
        return self.written

    def units(self, create: bool) -> Written:
        """Write local units. Raises CannotWrite."""
        places = self._places(create)
        known = units_of(self.session, self.author.community_id)
        fresh: list[dict[str, Any]] = []
        for _, at, *shop in self._entries():
            values = dict(zip(UNIT_FIELDS, shop, strict=True))
            building = places[at].id if at is not None else None
            one = known.get(unit_key(values["name"], values["uscc"])) or known.get(
                unit_key(values["name"], "")
            )
            if one is None:
                fresh.append(self._new_unit(building, values))
            else:
                self._update_unit(one, building, values)
        self._insert(LocalUnit, fresh)
        self.written.new = len(fresh)
        return self.written

    def _entries(self) -> Iterator[list[Any]]:
        with self.folder.entries.open("rb") as file:
            for line in file:
                yield _entry(line)

    def _places(self, create: bool) -> list[KnownBuilding]:
        """The buildings of the file, each as it is in the books by now, new ones made."""
        known = buildings_of(self.session, self.author.community_id, self.author.now)
        named = msgspec.json.decode((self.folder.path / "places.json").read_bytes())
        last = max((one.place for one in known.by_key.values()), default=0)
        found: list[KnownBuilding] = []
        fresh: list[dict[str, Any]] = []
        for estate, number, lane, grid in named:
            key = known.key_of(estate, number)
            one = known.by_key.get(key) if key else None
            if one is None:
                if not create or key is None:
                    raise CannotWrite(STALE)
                one = KnownBuilding(uuid7(), estate, number, last + len(fresh) + 1, None)
                known.by_key[key] = one
                fresh.append(self._new_building(one, lane))
            if grid is not None:
                self.written.grids[one.id] = grid
            found.append(one)
        insert_rows(self.session, Building, fresh)
        self.written.buildings = len(fresh)
        return found

    def _new_building(self, one: KnownBuilding, lane: str) -> dict[str, Any]:
        return {
            "id": one.id,
            "community_id": self.author.community_id,
            "estate": one.estate,
            "number": one.number,
            "lane": lane,
            "place": one.place,
        }

    def _new_household(self, building: str, home: Home) -> dict[str, Any]:
        return {
            "id": uuid7(),
            "community_id": self.author.community_id,
            "building_id": building,
            **home._asdict(),
            "contact_by": home.contact_by or Contact.DOOR.value,
        }

    def _new_unit(self, building: str | None, values: dict[str, Any]) -> dict[str, Any]:
        own = {"id": uuid7(), "community_id": self.author.community_id, "building_id": building}
        return {**own, **values}

    def _insert(self, model: type[Household] | type[LocalUnit], rows: list[dict[str, Any]]) -> None:
        def chunk(some: list[dict[str, Any]]) -> None:
            insert_rows(self.session, model, some)
            self._done += len(some)
            self.tell(self._done)

        in_chunks(rows, CHUNK, chunk)

    def _change(self, changed: list[tuple[str, dict[str, tuple[Any, Any]]]]) -> None:
        """The new values, and a line in the history of each household for each field."""
        homes = table(Household)
        by_fields: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        history: list[dict[str, Any]] = []
        for household, changes in changed:
            values = {f"new_{name}": new for name, (_, new) in changes.items()}
            by_fields.setdefault(tuple(changes), []).append({"household": household, **values})
            history += [self._line(household, name, *pair) for name, pair in changes.items()]
        for names, rows in by_fields.items():
            to: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            statement = update(homes).where(homes.c.id == bindparam("household")).values(to)
            self.session.connection().execute(statement, rows)
            self._done += len(rows)
            self.tell(self._done)
        in_chunks(history, CHUNK, lambda some: insert_rows(self.session, HouseholdChange, some))

    def _line(self, household: str, name: str, old: Any, new: Any) -> dict[str, Any]:
        return {
            "id": uuid7(),
            "community_id": self.author.community_id,
            "household_id": household,
            "field": name,
            "old": "" if old is None else str(old),
            "new": str(new),
            "by": self.author.person_id,
            "at": self.author.now,
            "reason": self.author.reason,
            "source": SOURCE,
        }

    def _update_unit(self, one: KnownUnit, building: str | None, values: dict[str, Any]) -> None:
        said = {**values, "building_id": building}
        told = {name: new for name, new in said.items()
                if new not in (None, "") and new != getattr(one, name)}  # fmt: skip
        if not told:
            self.written.same += 1
            return
        shops = table(LocalUnit)
        statement = update(shops).where(shops.c.id == one.id).values(told)
        self.session.connection().execute(statement)
        self.written.changed += 1


UNIT_FIELDS = ("name", "kind", "uscc", "address", "contact_name", "contact_phone")
STALE = Message("检查以后台账有了变化，请重新检查一遍再写入")
