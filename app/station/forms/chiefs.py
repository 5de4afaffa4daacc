"""What is typed about the chief of a building."""

from dataclasses import dataclass
from datetime import date

from app.households.models import Channel
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message


@dataclass(frozen=True, slots=True)
class ChiefEntry:
    """Who it is from when on, and where they agreed to be named."""

    name: str
    phone: str
    since: date
    channel: Channel


def parse_chief(fields: Fields, today: date) -> ChiefEntry | Refusal:
    """A resident who agreed to be named; nobody is named without that."""
    read = Reader(fields)
    name = read.text("chief", 40, required=True)
    phone = read.text("chief_phone", 20)
    since = read.date("chief_since") or today
    if since > today:
        read.fail("chief_since", Message("不能晚于今天"))
    channel = read.choice("channel", Channel, required=False) or Channel.DOOR
    if not read.flag("agreed"):
        read.fail("agreed", Message("本人同意才能登记"))
    return read.refusal() or ChiefEntry(name, phone, since, channel)


@dataclass(frozen=True, slots=True)
class EndingEntry:
    """Why somebody is chief no more; `forget`: they take their consent back."""

    reason: str
    forget: bool


def parse_ending(fields: Fields) -> EndingEntry | Refusal:
    """A reason; the name goes when the resident wants it."""
    read = Reader(fields)
    reason = read.text("ended_reason", 200, required=True)
    forget = read.flag("forget")
    return read.refusal() or EndingEntry(reason, forget)
