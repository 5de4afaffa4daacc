"""Fields of a file as somebody would have them, and what the steward makes of it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from app.households.models import Channel, Contact
from app.households.rules.consents import Giver
from app.households.rules.fields import EDITABLE, ON_CONSENT
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_PEOPLE = 30
MOST_NAME = 40
MOST_PHONE = 20
MOST_REASON = 200
PHONE = re.compile(r"\+?[\d][\d -]{4,18}")
SAY_WHY = Message("请写明依据，比如：上门时住户说的")
NO_CONSENT = Message("留联系人和电话要住户同意：请选谁同意的")


@dataclass(frozen=True, slots=True)
class FieldsEntry:
    """The fields that are to change, as text, why, and who agreed to it where consent is needed."""

    changed: dict[str, str]
    reason: str
    giver: Giver | None
    channel: Channel


def parse_fields(fields: Fields, now: Mapping[str, str], agreed: bool) -> FieldsEntry | Refusal:
    """What is to change of a file that says `now`; `agreed`: a consent to contact holds."""
    read = Reader(fields)
    people = read.number("people", 0, MOST_PEOPLE)
    wanted = {
        "people": "" if people is None else str(people),
        "contact_name": read.text("contact_name", MOST_NAME),
        "contact_phone": _phone(read),
        "contact_by": read.choice("contact_by", Contact) or now.get("contact_by", ""),
    }
    changed = {name: str(wanted[name]) for name in EDITABLE if wanted[name] != now.get(name, "")}
    reason = read.text("reason", MOST_REASON)
    if not reason:
        read.fail("reason", SAY_WHY)
    giver = read.choice("giver", Giver, required=False)
    channel = read.choice("channel", Channel, required=False) or Channel.DOOR
    if any(changed.get(name) for name in ON_CONSENT) and not agreed and giver is None:
        read.fail("giver", NO_CONSENT)
    if not changed and not read.errors:
        read.fail("people", Message("没有改动"))
    return read.refusal() or FieldsEntry(changed, reason, giver, channel)


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """What a worker found to be otherwise; what was left empty stays as it is."""

    household_id: str
    changed: dict[str, str]
    reason: str
    giver: Giver | None


# What the body of a correction may hold.
CORRECTION = ("household", *EDITABLE, "giver", "reason")


def parse_correction(fields: Fields) -> CorrectionEntry | Refusal:
    """What the worker would have changed, whatever the file says now. Never raises."""
    read = Reader(fields)
    household_id = read.uuid("household", required=True)
    people = read.number("people", 0, MOST_PEOPLE)
    wanted = {
        "people": "" if people is None else str(people),
        "contact_name": read.text("contact_name", MOST_NAME),
        "contact_phone": _phone(read),
        "contact_by": str(read.choice("contact_by", Contact, required=False) or ""),
    }
    changed = {name: text for name, text in wanted.items() if text}
    reason = read.text("reason", MOST_REASON)
    giver = read.choice("giver", Giver, required=False)
    if not changed and not read.errors:
        read.fail("people", Message("请写下哪一项变了"))
    if not reason:
        read.fail("reason", SAY_WHY)
    return read.refusal() or CorrectionEntry(household_id or "", changed, reason, giver)


def _phone(read: Reader) -> str:
    text = unicodedata.normalize("NFKC", read.text("contact_phone", MOST_PHONE))
    if text and not PHONE.fullmatch(text):
        read.fail("contact_phone", Message("电话只写数字，比如 13812345678"))
    return text
