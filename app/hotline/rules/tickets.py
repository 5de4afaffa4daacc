"""Tickets of 12345: what a row must say, and the limit that it brings (row R150). Pure."""

from dataclasses import dataclass
from datetime import datetime

FIELDS = ("number", "sent_at", "due_at", "title", "words", "caller", "phone", "place")
MUST = ("number", "sent_at", "due_at", "words")
LENGTHS = {"number": 40, "title": 80, "words": 2000, "caller": 40, "phone": 20, "place": 120}
NAMES = {
    "number": ("工单编号", "工单号", "编号", "number"),
    "sent_at": ("派单时间", "受理时间", "来电时间", "sent_at"),
    "due_at": ("办理期限", "办结时限", "截止时间", "due_at"),
    "title": ("标题", "title"),
    "words": ("诉求内容", "反映内容", "内容", "words"),
    "caller": ("来电人", "姓名", "caller"),
    "phone": ("联系电话", "电话", "phone"),
    "place": ("事发地址", "地址", "place"),
}
"""What a column may be called, in the files of the hotline and in ours."""
MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M",
           "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M")  # fmt: skip
MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: its number in the file, the field, and a code that names why."""

    row: int
    field: str
    why: str


def field_of(heading: str) -> str:
    """The field that a column's heading names; "" for a column that we do not read."""
    said = heading.strip().lower()
    return next((field for field, names in NAMES.items() if said in names), "")


def moment_of(text: str) -> datetime | None:
    """A local moment as such files write it; None for anything else. A day alone means its end."""
    said = text.strip()
    for shape in MOMENTS:
        try:
            return datetime.strptime(said, shape)
        except ValueError:
            continue
    for shape in ("%Y-%m-%d", "%Y/%m/%d"):
        try:
            return datetime.strptime(said, shape).replace(hour=23, minute=59)
        except ValueError:
            continue
    return None


def faults_of(row: int, said: dict[str, str]) -> list[Fault]:
    """Everything that is wrong with one row, each with its field."""
    found = [Fault(row, name, "missing") for name in MUST if not said.get(name)]
    found += [
        Fault(row, name, "long") for name, most in LENGTHS.items() if len(said.get(name, "")) > most
    ]
    moments = {name: moment_of(said.get(name, "")) for name in ("sent_at", "due_at")}
    found += [
        Fault(row, name, "moment") for name, at in moments.items() if said.get(name) and at is None
    ]
    sent, due = moments["sent_at"], moments["due_at"]
    if sent and due and due <= sent:
        found.append(Fault(row, "due_at", "before"))
    return found
