"""What a one-time notice says, and how an item's own words settle its road (R33, R77, R101). Pure.

The notice is a record of what the resident was told, so it is written out in full and in Chinese:
a later version of the item changes nothing in it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.catalogue.rules import Agency, Level, Limit, Unit
from app.matters.rules.stages import Handling, Way

BROUGHT, MISSING = "✓", "□"
# Before a check of the chain that was not ticked when the notice was given.
LEFT = "还要核对："
# Where an item says nothing of its own steps.
PLAIN_STEPS = ("受理登记", "办理", "把结果告诉您", "请您评议")
OWNERS = {
    "clerk": "窗口",
    "grid_worker": "网格员",
    "grid_lead": "网格长",
    "station_head": "站长",
    "department": "受理部门",
}


def material_lines(
    materials: Sequence[Mapping[str, Any]], brought: Collection[int]
) -> tuple[str, ...]:
    """Every material in one go, each marked as brought or still to be brought (row R101)."""
    return tuple(
        f"{BROUGHT if place in brought else MISSING} {material_text(one)}"
        for place, one in enumerate(materials)
    )


def material_text(one: Mapping[str, Any]) -> str:
    """A material as the slip names it: in which form, how many, and whether it is always needed."""
    said = [str(one.get("name", "")), str(one.get("form", "") or "")]
    copies = one.get("copies")
    said.append(f"{copies} 份" if copies else "")
    said.append("" if one.get("needed", True) else "（视情况）")
    return " ".join(part for part in said if part)


def marked(line: str) -> tuple[str, str]:
    """The mark of a material and its name. Who writes a notice by hand puts none: it is still to be
    brought."""
    mark, space, name = line.partition(" ")
    return (mark, name) if space and mark in (BROUGHT, MISSING) else (MISSING, line)


def missing_names(
    materials: Sequence[Mapping[str, Any]], brought: Collection[int]
) -> tuple[str, ...]:
    """The materials that are always needed and were not brought."""
    return tuple(
        str(one.get("name", ""))
        for place, one in enumerate(materials)
        if one.get("needed", True) and place not in brought
    )


def step_lines(
    flow: Sequence[str], checks: Sequence[Mapping[str, Any]], ticked: Collection[int]
) -> tuple[str, ...]:
    """How it goes on: the item's steps, then the checks that are not ticked yet, each with whose
    it is and within how long (row R58)."""
    left = (LEFT + check_text(one) for place, one in enumerate(checks) if place not in ticked)
    return (*(flow or PLAIN_STEPS), *left)


def check_text(one: Mapping[str, Any]) -> str:
    """A check with its owner and its limit."""
    owner = str(one.get("owner", ""))
    hours = one.get("limit_hours")
    said = [OWNERS.get(owner, owner), f"{hours} 小时内" if hours else ""]
    return f"{one.get('text', '')}（{'，'.join(part for part in said if part)}）"


def limit_text(limit: Limit | None) -> str:
    """The promised limit as the slip says it."""
    if limit is None:
        return "没有写明时限，办好即告知"
    if limit.unit is Unit.INSTANT:
        return "当场办结"
    unit = "个工作日" if limit.unit is Unit.WORKING_DAYS else "个工作小时"
    return f"{limit.amount} {unit}"


def kind_of(agency: Agency, instant: bool, level: str) -> tuple[Handling, Way]:
    """What kind of work an item is, and its way (rows R77, R80). What the resident has to do in
    person is explained on the spot; what an office decides is handed in and followed."""
    if instant or agency is Agency.EXPLAIN:
        return Handling.ON_THE_SPOT, Way.DIRECT
    if agency is Agency.FULL or level != Level.COMMUNITY:
        return Handling.APPROVAL, Way.AGENCY
    return Handling.BRING_BACK, Way.AGENCY
