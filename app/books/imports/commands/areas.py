"""The area tree from a file of division codes (row R9): new areas, new names, nothing removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from app.books.imports.forms.entries import Row
from app.books.imports.rules import values
from app.books.imports.rules.areas import below, community_name, level_of, parent_of
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.org.models import Area, AreaLevel, Community

LONGEST_NAME = 60
NO_PARENT = Message("没有上级 {code}：可以勾选“新建”，或把它也写进文件")
ORDER = list(AreaLevel)


@dataclass(frozen=True, slots=True)
class Division:
    """A row of the file."""

    code: str
    name: str
    parent: str | None


@dataclass(slots=True)
class Tree:
    """What a file of divisions says, and what it lacks."""

    divisions: dict[str, Division] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    wrong: list[Row] = field(default_factory=list)
    # Codes that rows name as their parent, and that neither the file nor the database has.
    missing: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Planted:
    """What was written."""

    new: int = 0
    renamed: int = 0
    same: int = 0
    parents: int = 0
    communities: int = 0


def read_tree(session: Session, rows: Sequence[Row], under: str = "") -> Tree:
    """The tree that rows make, with what is wrong in them.

    `under`: the code of the area that it is a part of; what lies elsewhere is left out, with a
    warning, because the files that are handed round hold whole provinces.
    """
    tree = Tree(rows=list(rows))
    for row in rows:
        one = _division(row, tree, under)
        if row.wrong:
            tree.wrong.append(row)
        elif one is not None:
            tree.divisions[one.code] = one
    tree.missing = missing_in(session, tree.divisions)
    return tree


def missing_in(session: Session, divisions: Mapping[str, Division]) -> dict[str, list[str]]:
    """The parents that neither `divisions` nor the database has, and who names them."""
    known = set(session.exec(select(Area.code)))
    missing: dict[str, list[str]] = {}
    for one in divisions.values():
        if one.parent and one.parent not in divisions and one.parent not in known:
            missing.setdefault(one.parent, []).append(one.name)
    return missing


def _division(row: Row, tree: Tree, under: str) -> Division | None:
    code = row.parsed("code", values.area_code) or ""
    given = row.parsed("parent", lambda text: values.area_code(text) if text else "")
    name = row.text("name")
    if not name or len(name) > LONGEST_NAME:
        row.fail("name", Message("缺名称") if not name else Message("不能超过 {max} 个字",
                                                                max=LONGEST_NAME))  # fmt: skip
    if row.wrong:
        return None
    if code in tree.divisions:
        row.fail("code", Message("代码重复"))
        return None
    if under and not below(code, under):
        row.warn("code", Message("不在您的区划内，不导入"))
        return None
    # The tree begins with cities: a province that a row names is no level of ours. And where an
    # officer's own area stands in it is said by those above.
    parent = parent_of(code) and (given or parent_of(code)) if code != under else None
    if parent and under and not below(parent, under):
        row.fail("parent", Message("上级不在您的区划内"))
        return None
    if parent and ORDER.index(level_of(parent)) >= ORDER.index(level_of(code)):
        row.fail("parent", Message("上级不能与本级同级或更低"))
        return None
    return Division(code, name, parent)


def plant(session: Session, now: datetime, tree: Tree, create_parents: bool, by: str) -> Planted:
    """Write the tree: areas by code, communities with their settings and their chain.

    Without `create_parents` areas whose parent is missing become roots. A made parent bears its
    code for a name until a file names it.
    """
    planted = Planted()
    divisions = dict(tree.divisions)
    if create_parents:
        _add_parents(divisions, tree, planted)
    known = {one.code: one for one in session.exec(select(Area))}
    for one in sorted(divisions.values(), key=lambda one: (ORDER.index(level_of(one.code)),
                                                           one.code)):  # fmt: skip
        _plant_one(session, one, known, planted)
    session.flush()
    _communities(session, planted)
    for root in {_root(one, known) for one in divisions}:
        counts = {"new": planted.new, "renamed": planted.renamed, "parents": planted.parents}
        audit.record(session, known[root].id, now, "areas.imported", by, known[root].id, counts)
    return planted


def _add_parents(divisions: dict[str, Division], tree: Tree, planted: Planted) -> None:
    for code in tree.missing:
        above: str | None = code
        while above and above not in divisions:
            divisions[above] = Division(above, above.rstrip("0"), parent_of(above))
            planted.parents += 1
            above = parent_of(above)


def _plant_one(session: Session, one: Division, known: dict[str, Area], planted: Planted) -> None:
    parent = known.get(one.parent) if one.parent else None
    area = known.get(one.code)
    if area is None:
        area = Area(id=uuid7(), code=one.code, name=one.name, level=level_of(one.code),
                    parent_id=parent.id if parent else None)  # fmt: skip
        session.add(area)
        known[one.code] = area
        audit.start_chain(session, area.id)
        planted.new += 1
        # Parents first: the foreign key looks at once.
        session.flush()
        return
    changed = (area.name, area.parent_id) != (one.name, parent.id if parent else area.parent_id)
    planted.renamed += changed
    planted.same += not changed
    area.name = one.name
    area.parent_id = parent.id if parent else area.parent_id
    session.add(area)


def _communities(session: Session, planted: Planted) -> None:
    """Every area of the lowest level has settings."""
    rows = session.exec(
        select(Area)
        .join(Community, col(Community.id) == col(Area.id), isouter=True)
        .where(Area.level == AreaLevel.COMMUNITY, col(Community.id).is_(None))
    ).all()
    for one in rows:
        session.add(Community(id=one.id, name=community_name(one.name)))
        planted.communities += 1
    session.flush()


def _root(code: str, known: dict[str, Area]) -> str:
    """The topmost known area above a code: its chain tells of the import."""
    above = parent_of(code)
    while above is not None and above in known:
        code, above = above, parent_of(above)
    return code
