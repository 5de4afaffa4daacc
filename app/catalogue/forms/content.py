"""What a version of an item says, out of a form or of a sheet (rows R57, R60, R62, R66, R68)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.catalogue import reference
from app.catalogue.rules.items import MOST_AMOUNT, Agency, Level, Limit, Unit, Way
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_ROWS, MOST_STEPS = 30, 30
SPARE_ROWS = 2
LENGTHS = {
    "name": 80, "name_en": 120, "department": 80, "conditions": 1000, "limit_note": 200,
    "fee": 80, "sample_text": 2000, "plain": 2000, "origin": 200, "origin_url": 300,
}  # fmt: skip
UNKNOWN_CATEGORY = Message("没有这个类别")
UNKNOWN_CHAIN = Message("没有这条审核链条")
NOT_AN_ADDRESS = Message("网址应以 http:// 或 https:// 开头")
ROW_WITHOUT_NAME = Message("这一行没有写名称")
BASIS_FIELDS = ("law", "article", "document", "issued")
MATERIAL_FIELDS = ("material", "form", "copies", "from", "remark")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a version says; the names are those of `ItemVersion`'s columns."""

    name: str
    category: str
    name_en: str = ""
    department: str = ""
    basis: list[dict[str, str]] = field(default_factory=list)
    conditions: str = ""
    materials: list[dict[str, Any]] = field(default_factory=list)
    flow: list[str] = field(default_factory=list)
    statutory: dict[str, Any] | None = None
    promised: dict[str, Any] | None = None
    limit_note: str = ""
    level: str = Level.COMMUNITY
    channels: list[str] = field(default_factory=list)
    agency: str = Agency.EXPLAIN
    rating_required: bool = True
    fee: str = ""
    sample_text: str = ""
    plain: str = ""
    chain_code: str = ""
    source: str = ""
    source_url: str = ""
    sample: bool = False

    def columns(self) -> dict[str, Any]:
        """By column."""
        return asdict(self)


def parse_content(fields: Fields, chains: Mapping[str, str]) -> Content | Refusal:
    """The form of a version. A draft may lack anything but its name and category: what a guide
    needs is asked for when it is published."""
    read = Reader(fields)
    name = read.text("name", LENGTHS["name"], required=True)
    category, chain = read.raw("category"), read.raw("chain")
    if category not in reference.categories():
        read.fail("category", UNKNOWN_CATEGORY if category else Message("请选择一项"))
    if chain and chain not in chains:
        read.fail("chain", UNKNOWN_CHAIN)
    address = read.text("origin_url", LENGTHS["origin_url"])
    if address and not address.startswith(("http://", "https://")):
        read.fail("origin_url", NOT_AN_ADDRESS)
    level, agency = read.choice("tier", Level), read.choice("agency", Agency)
    content = Content(
        name=name,
        category=category,
        name_en=read.text("name_en", LENGTHS["name_en"]),
        department=read.text("department", LENGTHS["department"]),
        basis=_bases(read),
        conditions=read.text("conditions", LENGTHS["conditions"]),
        materials=_materials(read),
        flow=steps_of(read, "flow"),
        statutory=limit_in(read, "statutory"),
        promised=limit_in(read, "promised"),
        limit_note=read.text("limit_note", LENGTHS["limit_note"]),
        level=level or "",
        channels=[one.value for one in read.choices("ways", Way)],
        agency=agency or "",
        rating_required=read.flag("rating_required"),
        fee=read.text("fee", LENGTHS["fee"]),
        sample_text=read.text("sample_text", LENGTHS["sample_text"]),
        plain=read.text("plain", LENGTHS["plain"]),
        chain_code=chain,
        source=read.text("origin", LENGTHS["origin"]),
        source_url=address,
        sample=read.flag("sample"),
    )
    return read.refusal() or content


def limit_in(read: Reader, name: str, required: bool = False) -> dict[str, Any] | None:
    """A limit out of two fields, `name` and `name_unit`; None when there is none."""
    unit = read.choice(f"{name}_unit", Unit, required=required)
    if unit is Unit.INSTANT:
        return Limit(0, unit).stored()
    amount = read.number(name, 1, MOST_AMOUNT, required=required or unit is not None)
    if amount is not None and unit is None:
        read.fail(f"{name}_unit", Message("请选择一项"))
    return Limit(amount, unit).stored() if amount is not None and unit is not None else None


def steps_of(read: Reader, name: str) -> list[str]:
    """Steps, one a line."""
    steps = [line.strip() for line in read.text(name, 3000).split("\n")]
    steps = [line for line in steps if line]
    if len(steps) > MOST_STEPS:
        read.fail(name, Message("最多 {max} 条", max=MOST_STEPS))
    if any(len(line) > 300 for line in steps):
        read.fail(name, Message("不能超过 {max} 个字", max=300))
    return steps


def numbered(read: Reader, name: str) -> list[int]:
    """The rows of a form whose field `name-N` is there."""
    found = [key.rpartition("-")[2] for key in read.fields if key.startswith(f"{name}-")]
    return sorted({int(one) for one in found if one.isdecimal() and len(one) < 3})[:MOST_ROWS]


def _bases(read: Reader) -> list[dict[str, str]]:
    found = []
    for n in numbered(read, "law"):
        title, article = read.text(f"law-{n}", 120), read.text(f"article-{n}", 120)
        number, issued = read.text(f"document-{n}", 60), read.date(f"issued-{n}")
        if title:
            found.append({"title": title, "article": article, "number": number,
                          "date": str(issued or "")})  # fmt: skip
        elif article or number or issued:
            read.fail(f"law-{n}", ROW_WITHOUT_NAME)
    return found


def _materials(read: Reader) -> list[dict[str, Any]]:
    found = []
    for n in numbered(read, "material"):
        name = read.text(f"material-{n}", 120)
        row = {
            "name": name,
            "needed": read.flag(f"needed-{n}"),
            "form": read.text(f"form-{n}", 20),
            "copies": read.number(f"copies-{n}", 1, 20),
            "source": read.text(f"from-{n}", 60),
            "sample": read.text(f"remark-{n}", 120),
        }
        if name:
            found.append(row)
        elif row["copies"] or row["source"] or row["sample"]:
            read.fail(f"material-{n}", ROW_WITHOUT_NAME)
    return found


def fields_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """A version as the form shows it: the other way round, with some empty rows."""
    shown: dict[str, Any] = {
        name: content[name]
        for name in ("name", "name_en", "category", "department", "conditions", "limit_note",
                     "agency", "rating_required", "fee", "sample_text", "plain", "sample")
    }  # fmt: skip
    shown |= {
        "tier": content["level"],
        "ways": list(content["channels"]),
        "chain": content["chain_code"],
        "origin": content["source"],
        "origin_url": content["source_url"],
        "flow": "\n".join(content["flow"]),
    }
    for name in ("statutory", "promised"):
        said = content[name] or {}
        shown[name] = said.get("amount") or ""
        shown[f"{name}_unit"] = said.get("unit", "")
    for n, row in enumerate(content["basis"]):
        parts = zip(BASIS_FIELDS, ("title", "article", "number", "date"), strict=True)
        shown |= {f"{name}-{n}": row.get(key, "") for name, key in parts}
    for n, material in enumerate(content["materials"]):
        parts_of = zip(MATERIAL_FIELDS, ("name", "form", "copies", "source", "sample"), strict=True)
        shown |= {f"{name}-{n}": material.get(key) or "" for name, key in parts_of}
        shown[f"needed-{n}"] = material.get("needed", True)
    return shown


def rows_shown(values: Mapping[str, Any], name: str) -> list[int]:
    """The rows of a form that is shown: those with something in them, and two empty ones."""
    known = [key.rpartition("-")[2] for key in values if key.startswith(f"{name}-")]
    last = max((int(one) for one in known if one.isdecimal()), default=-1)
    return list(range(min(last + 1 + SPARE_ROWS, MOST_ROWS)))
