"""An officer's part of the area tree at a desk: judged first, and then planted in one go (R9)."""

from datetime import datetime

import msgspec
from sqlmodel import Session, select

from app.books.imports.commands.areas import (
    NO_PARENT,
    Division,
    Tree,
    missing_in,
    plant,
    read_tree,
)
from app.books.imports.commands.checking import Found, noted
from app.books.imports.commands.folder import Folder
from app.books.imports.commands.writing import STALE, CannotWrite, Written
from app.books.imports.forms.entries import rows_of
from app.books.imports.forms.staging import staged_lines
from app.books.imports.rules.fields import Headers
from app.kit.i18n import Message
from app.org.models import Area

_entry = msgspec.json.Decoder(tuple[str, str, str | None]).decode


def check_areas(
    session: Session, folder: Folder, headers: Headers, header_row: int, under: str, create: bool
) -> Found:
    """Judge every staged row; what will be planted and what is wrong go to the folder."""
    rows = list(rows_of(staged_lines(folder.staged), headers, header_row))
    tree = read_tree(session, rows, under)
    found = Found(parents=[[code, *names[:3]] for code, names in sorted(tree.missing.items())])
    if not create:
        found.waiting = _ask_for_parents(tree)
    found.wrong = len(tree.wrong)
    found.warned = sum(any(one.warning for one in row.faults) for row in rows)
    _count(session, tree, found)
    with folder.faults.open("wb") as bad:
        for row in rows:
            found.faults += sum(not one.warning for one in row.faults)
            bad.writelines(noted(row, headers))
    with folder.entries.open("wb") as good:
        for one in tree.divisions.values():
            good.write(msgspec.json.encode((one.code, one.name, one.parent)) + b"\n")
    return found


def _ask_for_parents(tree: Tree) -> int:
    """Name the missing parent at each row that needs it; how many there are."""
    by_code = {row.text("code").ljust(12, "0"): row for row in tree.rows}
    waiting = [one for one in tree.divisions.values() if one.parent in tree.missing]
    for one in waiting:
        by_code[one.code].fail("code", Message(NO_PARENT.msgid, code=one.parent))
    return len(waiting)


def _count(session: Session, tree: Tree, found: Found) -> None:
    known = {one.code: one for one in session.exec(select(Area))}
    codes = {one.id: one.code for one in known.values()}
    for one in tree.divisions.values():
        there = known.get(one.code)
        if found.waiting and one.parent in tree.missing:
            continue  # counted as waiting
        if there is None:
            found.new += 1
        elif there.name != one.name or one.parent not in (None, codes.get(there.parent_id or "")):
            found.changed += 1
        else:
            found.same += 1


def write_areas(session: Session, folder: Folder, now: datetime, create: bool, by: str) -> Written:
    """Plant what was checked. Raises CannotWrite when a parent has gone since."""
    with folder.entries.open("rb") as file:
        divisions = {one.code: one for one in (Division(*_entry(line)) for line in file)}
    tree = Tree(divisions, missing=missing_in(session, divisions))
    if tree.missing and not create:
        raise CannotWrite(STALE)
    planted = plant(session, now, tree, create, by)
    return Written(planted.new, planted.renamed, planted.same, parents=planted.parents)
