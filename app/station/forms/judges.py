"""What a street's officer types about panels and appeal officers."""

from dataclasses import dataclass
from datetime import datetime

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.org.models import JUDGES, Post
from app.station.forms.posts import Here, read_when

CHOOSE = Message("请选择一个人，或者填新的人")
ONE_OF_THEM = Message("名单里的人和新的人，只填一个")


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as typed: somebody known by their id, or somebody new by name and phone."""

    at: datetime
    reason: str
    post: Post
    person_id: str
    name: str
    phone: str


def parse_appointment(fields: Fields, here: Here) -> Appointment | Refusal:
    """Who is to sit on the panel or to decide appeals, and from when on."""
    reader = Reader(fields)
    post = reader.choice("post", Post)
    if post is not None and post not in JUDGES:
        reader.fail("post", Message("请选择一项"))
    person_id, name, phone = _who(reader)
    at, reason = read_when(reader, here), reader.text("reason", 200)
    if reader.errors or at is None or post is None:
        return Refusal(reader.errors)
    return Appointment(at, reason, post, person_id, name, phone)


def _who(reader: Reader) -> tuple[str, str, str]:
    person_id, name = reader.raw("person"), reader.text("name", 20)
    phone = reader.text("phone", 20, required=bool(name))
    if any(sign not in "0123456789+- " for sign in phone):
        reader.fail("phone", Message("电话只能有数字"))
    if phone and not name:
        reader.fail("name", Message("请填写"))
    if person_id and (name or phone):
        reader.fail("person", ONE_OF_THEM)
    if not (person_id or name or phone):
        reader.fail("person", CHOOSE)
    return person_id, name, phone
