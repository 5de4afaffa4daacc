"""Consents and needs as they are written down at the door or in the hall (rows R119, R142)."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.households.models import Channel
from app.households.rules.consents import Giver
from app.households.rules.needs import LONGEST_DAYS
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_ASKED = 60
MOST_SERVICE = 60
MOST_REASON = 200


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """Who agreed, and where."""

    giver: Giver
    channel: Channel


def parse_consent(fields: Fields) -> ConsentEntry | Refusal:
    """A consent as it was given."""
    read = Reader(fields)
    giver, channel = read.choice("giver", Giver), read.choice("channel", Channel)
    return read.refusal() or ConsentEntry(giver or Giver.HOUSEHOLDER, channel or Channel.DOOR)


def parse_channel(fields: Fields) -> Channel | Refusal:
    """Where somebody withdrew what they had agreed to."""
    read = Reader(fields)
    channel = read.choice("channel", Channel)
    return read.refusal() or channel or Channel.DOOR


@dataclass(frozen=True, slots=True)
class NeedEntry:
    """Help that was asked for, with who agreed to its being written down."""

    asked_for: str
    service: str
    giver: Giver
    channel: Channel
    starts_on: date
    ends_on: date
    review_on: date | None
    every_days: int | None


def parse_need(fields: Fields, day: date) -> NeedEntry | Refusal:
    """A need as asked for on `day`; it always ends, at the latest after a year."""
    read = Reader(fields)
    asked_for = read.text("asked_for", MOST_ASKED, required=True)
    service = read.text("service", MOST_SERVICE)
    giver, channel = read.choice("giver", Giver), read.choice("channel", Channel)
    starts_on = read.date("starts_on") or day
    if abs((starts_on - day).days) > LONGEST_DAYS:
        read.fail("starts_on", Message("开始的日期不能差一年以上"))
    ends_on = _ends_on(read, max(starts_on, day))
    review_on = _review_on(read, max(starts_on, day), ends_on)
    every_days = read.number("every_days", 1, LONGEST_DAYS)
    return read.refusal() or NeedEntry(
        asked_for,
        service,
        giver or Giver.HOUSEHOLDER,
        channel or Channel.DOOR,
        starts_on,
        ends_on or day,
        review_on,
        every_days,
    )


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """What goes on after a review, and until when."""

    service: str
    ends_on: date
    review_on: date | None
    every_days: int | None


def parse_review(fields: Fields, day: date) -> ReviewEntry | Refusal:
    """A need looked at again on `day`: it goes on until a day, changed or not."""
    read = Reader(fields)
    service = read.text("service", MOST_SERVICE)
    ends_on = _ends_on(read, day)
    review_on = _review_on(read, day, ends_on)
    every_days = read.number("every_days", 1, LONGEST_DAYS)
    return read.refusal() or ReviewEntry(service, ends_on or day, review_on, every_days)


def parse_reason(fields: Fields) -> str | Refusal:
    """Why something ends."""
    read = Reader(fields)
    reason = read.text("reason", MOST_REASON, required=True)
    return read.refusal() or reason


def _ends_on(read: Reader, after: date) -> date | None:
    ends_on = read.date("ends_on")
    if ends_on is None:
        read.fail("ends_on", Message("请填写结束日期"))
    elif ends_on <= after:
        read.fail("ends_on", Message("结束日期要晚于今天和开始日期"))
    elif ends_on > after + timedelta(days=LONGEST_DAYS):
        read.fail("ends_on", Message("最长一年，到期再一起看要不要继续"))
    return ends_on


def _review_on(read: Reader, after: date, ends_on: date | None) -> date | None:
    review_on = read.date("review_on")
    if review_on is None:
        return None
    if review_on <= after or (ends_on is not None and review_on > ends_on):
        read.fail("review_on", Message("回头看的日期要在今天之后、结束之前"))
    return review_on
