"""What an officer types about departments and who sits there."""

from dataclasses import dataclass
from datetime import datetime

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.referrals.models import DepartmentKind
from app.station.forms.posts import Here, read_when

CHOOSE = Message("请选择一个人，或者填新的人")
ONE_OF_THEM = Message("名单里的人和新的人，只填一个")


@dataclass(frozen=True, slots=True)
class DepartmentEntry:
    """A department as typed."""

    name: str
    kind: DepartmentKind


@dataclass(frozen=True, slots=True)
class SeatEntry:
    """Somebody known by their id, or somebody new by name and telephone."""

    at: datetime
    reason: str
    person_id: str
    name: str
    phone: str


def parse_department(fields: Fields) -> DepartmentEntry | Refusal:
    """A name, by which matters are passed on to it, and what kind of department it is."""
    read = Reader(fields)
    name = read.text("name", 40, required=True)
    kind = read.choice("kind", DepartmentKind)
    if read.errors or kind is None:
        return Refusal(read.errors)
    return DepartmentEntry(name, kind)


def parse_seat(fields: Fields, here: Here) -> SeatEntry | Refusal:
    """Who is to answer for a department, and from when on."""
    read = Reader(fields)
    person_id, name = read.raw("person"), read.text("chief", 20)
    phone = read.text("phone", 20, required=bool(name))
    if any(sign not in "0123456789+- " for sign in phone):
        read.fail("phone", Message("电话只能有数字"))
    if phone and not name:
        read.fail("chief", Message("请填写"))
    if person_id and (name or phone):
        read.fail("person", ONE_OF_THEM)
    if not (person_id or name or phone):
        read.fail("person", CHOOSE)
    at, reason = read_when(read, here), read.text("reason", 200)
    if read.errors or at is None:
        return Refusal(read.errors)
    return SeatEntry(at, reason, person_id, name, phone)
