"""Envelopes on their way through the intake, and what becomes of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from app.kit.field_names import named
from app.kit.intake import Accept, Envelope, Refuse, Sent
from app.sync.devices import DeviceState
from app.sync.rules import short_of
from app.sync.senders import Sender


@dataclass(slots=True)
class Parcel:
    """What one request brings: who sends (by session), and the envelopes as text."""

    token_hash: str
    texts: Sequence[str]
    lang: str
    device: DeviceState | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request is told: whose session it came by, a result for each envelope as JSON, and
    the mark of the community's latest recall."""

    person_id: str
    results: list[str]
    recalled: str = ""


@dataclass(slots=True)
class Item:
    """One envelope on its way through, and what becomes of it (`result`: JSON text)."""

    text: str
    digest: str
    lang: str
    sender: Sender
    # What the phone's clock showed while it sent this.
    clock: str | None = None
    envelope: Envelope | None = None
    sent: Sent | None = None
    verdict: Accept | None = None
    result: str | None = None
    twins: "list[Item]" = field(default_factory=list)

    def refuse(self, refusal: Refuse) -> None:
        """Answer that this one is not kept, and why, in its author's language."""
        self.result = _json(
            {
                "id": self.envelope.id if self.envelope else None,
                "digest": self.digest,
                "outcome": "refused",
                "code": refusal.code,
                "field": refusal.field,
                "message": named(self.lang, refusal.field or "", refusal.message.text(self.lang)),
            }
        )

    def later(self) -> None:
        """Answer that this one failed here and should come again."""
        found = self.envelope.id if self.envelope else None
        self.result = _json(
            {"id": found, "digest": self.digest, "outcome": "later", "code": "failed"}
        )


class Receipt(msgspec.Struct, frozen=True):
    """The one lasting answer to a record that is held; the same bytes whenever it comes again."""

    id: str
    digest: str
    outcome: str
    community: str
    seq: int
    epoch: str
    received_at: str
    short: str


def _json(said: object) -> str:
    return msgspec.json.encode(said).decode()


def receipt_of(item: Item, outcome: str, seq: int, epoch: str, received_at: str) -> str:
    """The receipt of an item that has just been written."""
    envelope = item.envelope
    assert envelope is not None
    return _json(
        Receipt(
            envelope.id,
            item.digest,
            outcome,
            envelope.community,
            seq,
            epoch,
            received_at,
            short_of(item.digest),
        )
    )


def id_of(item: Item) -> str:
    """The id of an envelope that could be read."""
    assert item.envelope is not None
    return item.envelope.id


def kind_of(item: Item) -> str:
    """Its kind, `""` when it could not be read."""
    return item.envelope.kind if item.envelope else ""


def community_of(item: Item) -> str:
    """The community that an envelope names, in whose chain it stands when it is kept."""
    assert item.envelope is not None
    return item.envelope.community


def is_stray(item: Item) -> bool:
    """Whether it names another community than that of its sender."""
    return not item.sender.community_id or community_of(item) != item.sender.community_id


def event_of(item: Item) -> str:
    """What the chain calls its arrival."""
    assert item.verdict is not None
    return f"{kind_of(item)}.{'set_aside' if item.verdict.set_aside else 'accepted'}"


def result_of(item: Item) -> str:
    """What became of an item that has gone all the way."""
    assert item.result is not None
    return item.result
