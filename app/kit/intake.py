"""What a kind of envelope must be able to do; slices give kinds, sync uses them set-wise."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

import msgspec
from sqlmodel import Session

from app.kit.clock import iso
from app.kit.forms import Fields, Refusal
from app.kit.i18n import Message
from app.kit.ids import is_uuid, uuid7


class Made(msgspec.Struct, frozen=True):
    """When the phone says the record was made: its clock with zone, how far that clock was off
    from the server's at the last contact (ms, None when never measured), and the page's start."""

    wall: str
    offset: int | None = None
    origin: float | None = None


class FileRef(msgspec.Struct, frozen=True):
    """A file that a record names."""

    sha256: str
    size: int
    type: str


class Base(msgspec.Struct, frozen=True):
    """The record and revision that an amendment corrects."""

    id: str
    rev: int


class Envelope(msgspec.Struct, frozen=True):
    """One record as the phone wrote it (docs/sync.md)."""

    v: int
    id: str
    kind: str
    schema: int
    community: str
    author: str
    device: str
    made: Made
    salt: str
    body: dict[str, str | list[str]]
    base: Base | None = None
    files: list[FileRef] = []

    @property
    def fields(self) -> Fields:
        """The body as the form parser reads it."""
        return self.body


@dataclass(frozen=True, slots=True)
class Sent:
    """An envelope that passed the checks common to all kinds, with the clock's verdict."""

    envelope: Envelope
    digest: str
    received_at: datetime
    said_at: datetime
    made_at: datetime
    clock_doubtful: bool
    # The phone's clock was set between the record and its sending; nobody knows at which of the two
    # it was right.
    clock_set: bool = False


@dataclass(frozen=True, slots=True)
class Accept:
    """Keep it. `set_aside` names why a lead must look, `""` when nobody need."""

    value: Any
    set_aside: str = ""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Do not keep it: a code for the phone, the field, and words for the author."""

    code: str
    field: str | None
    message: Message


Verdict = Accept | Refuse


def refused(refusal: Refusal) -> Refuse:
    """A form's refusal as the phone is told it: the first field and its message."""
    field, message = refusal.first
    return Refuse("bad_field", field, message)


class Writer(Protocol):
    """Who writes a plain form (the signed-in principal)."""

    @property
    def id(self) -> str:
        """The person."""

    @property
    def community_id(self) -> str | None:
        """Where they work."""

    @property
    def device_id(self) -> str:
        """The phone of their session, if it has one."""


def plain_envelope(
    writer: Writer,
    now: datetime,
    kind: str,
    given_id: str,
    body: dict[str, str | list[str]],
    base: Base | None = None,
) -> Envelope:
    """A record that came as a plain form, as a phone would have written it."""
    return Envelope(
        v=1,
        id=given_id if is_uuid(given_id) else uuid7(),
        kind=kind,
        schema=1,
        community=writer.community_id or "",
        author=writer.id,
        device=writer.device_id if is_uuid(writer.device_id) else "",
        made=Made(wall=iso(now), offset=0),
        salt=os.urandom(16).hex(),
        body=body,
        base=base,
    )


class Kind(Protocol):
    """A kind of envelope: judge many at once, then write the accepted ones at once."""

    def judge(self, session: Session, sent: Sequence[Sent]) -> list[Verdict]:
        """A verdict for each, in order; reads only, in a bounded number of queries."""

    def write(self, session: Session, accepted: Sequence[tuple[Sent, Accept]]) -> None:
        """The rows of every accepted one, with one insert a table."""


@runtime_checkable
class OfOldDays(Protocol):
    """A kind whose records stay with the community in which their author worked on their day,
    wherever the author works by now."""

    def at_home(self, session: Session, sent: Sequence[Sent]) -> list[bool]:
        """Whether each was made for a community of which its author was on that day, in order;
        reads only, in a bounded number of queries."""
