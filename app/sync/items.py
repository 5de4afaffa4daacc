"""Envelopes on their way through the intake, and what becomes of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.kit.intake import Accept, Envelope, Refuse, Sent
from app.sync.devices import DeviceState
from app.sync.senders import Sender


@dataclass(slots=True)
class Parcel:
    """What one request brings: who sends (by session), and the envelopes as text."""

    token_hash: str
    texts: Sequence[str]
    lang: str
    device: DeviceState | None = None


@dataclass(slots=True)
class Item:
    """One envelope on its way through, and what becomes of it."""

    text: str
    digest: str
    lang: str
    sender: Sender
    envelope: Envelope | None = None
    sent: Sent | None = None
    verdict: Accept | None = None
    result: dict[str, Any] | None = None
    twins: "list[Item]" = field(default_factory=list)

    def refuse(self, refusal: Refuse) -> None:
        """Answer that this one is not kept, and why, in its author's language."""
        self.result = {
            "id": self.envelope.id if self.envelope else None,
            "digest": self.digest,
            "outcome": "refused",
            "code": refusal.code,
            "field": refusal.field,
            "message": refusal.message.text(self.lang),
        }

    def later(self) -> None:
        """Answer that this one failed here and should come again."""
        found = self.envelope.id if self.envelope else None
        self.result = {"id": found, "digest": self.digest, "outcome": "later", "code": "failed"}


def id_of(item: Item) -> str:
    """The id of an envelope that could be read."""
    assert item.envelope is not None
    return item.envelope.id


def kind_of(item: Item) -> str:
    """Its kind, `""` when it could not be read."""
    return item.envelope.kind if item.envelope else ""


def event_of(item: Item) -> str:
    """What the chain calls its arrival."""
    assert item.verdict is not None
    return f"{kind_of(item)}.{'set_aside' if item.verdict.set_aside else 'accepted'}"


def receipt_result(
    id: str, digest: str, outcome: str, receipt: str, kid: str, sig: str
) -> dict[str, Any]:
    """The result of a record that is held."""
    return {
        "id": id,
        "digest": digest,
        "outcome": outcome,
        "receipt": receipt,
        "kid": kid,
        "sig": sig,
    }


def result_of(item: Item) -> dict[str, Any]:
    """What became of an item that has gone all the way."""
    assert item.result is not None
    return item.result
