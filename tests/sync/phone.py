"""A phone as the server sees it: envelopes, batches, and answers that it believes or not."""

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from app.kit.clock import iso
from app.kit.ids import uuid7


def visit_body(household: str, **fields: Any) -> dict[str, Any]:
    """The body of an uneventful visit, with `fields` changed."""
    return {"household": household, "outcome": "met", "purposes": ["safety_check"], **fields}


def digest(text: str) -> str:
    """What the phone and the server both call the digest of an envelope."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass
class Phone:
    """A worker's phone: writes envelopes as static/js/outbox does."""

    author: str
    community: str
    device: str = field(default_factory=uuid7)

    def visit(self, household: str, at: datetime, **changes: Any) -> str:
        """The text of a visit's envelope; `body`, `files`, `id`, `offset` … can be given."""
        made = {"wall": iso(at), "offset": changes.pop("offset", 0), "origin": 0}
        envelope = {
            "v": 1, "id": uuid7(), "kind": "visit", "schema": 1, "community": self.community,
            "author": self.author, "device": self.device, "made": made, "base": None,
            "salt": os.urandom(16).hex(), "body": visit_body(household), "files": [], **changes,
        }  # fmt: skip
        return json.dumps(envelope, ensure_ascii=False)

    def request(self, envelopes: Sequence[str]) -> dict[str, Any]:
        """The body of POST /sync."""
        device = {"id": self.device, "build": "test", "unsent": len(envelopes), "oldest": None,
                  "persisted": True, "lost": False}  # fmt: skip
        return {"nonce": os.urandom(16).hex(), "device": device, "envelopes": list(envelopes)}


class Believer:
    """Believes an answer only as the phone does: signature, nonce, id and digest."""

    def __init__(self, keys: dict[str, Any]) -> None:
        self.keys = {one["kid"]: _public(one["jwk"]) for one in keys["keys"]}

    def results(self, request: dict[str, Any], reply: Any) -> list[dict[str, Any]]:
        """The results of a reply, in order; `text` is each as it came, the receipt of what is held.

        Raises ValueError when it cannot be believed.
        """
        named = self.said(request["nonce"], reply)["results"]
        found = []
        for sent, text, name in zip(request["envelopes"], reply["results"], named, strict=True):
            if digest(text) != name:
                raise ValueError("a result that nobody signed")
            result: dict[str, Any] = json.loads(text)
            if result["digest"] != digest(sent):
                raise ValueError("another record's answer")
            found.append({**result, "text": text})
        return found

    def said(self, nonce: str, reply: Any) -> dict[str, Any]:
        """What a signed reply says. Raises ValueError when it cannot be believed."""
        self.check(reply["kid"], reply["sig"], reply["answer"])
        answer: dict[str, Any] = json.loads(reply["answer"])
        if answer["nonce"] != nonce:
            raise ValueError("another request's answer")
        return answer

    def names(self, answer: dict[str, Any], text: str) -> bool:
        """Whether a signed answer names the result `text`."""
        return digest(text) in answer["results"]

    def check(self, kid: str, sig: str, text: str) -> None:
        """Check one signature. Raises ValueError."""
        raw = base64.urlsafe_b64decode(sig + "==")
        der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        try:
            self.keys[kid].verify(der, text.encode(), ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, KeyError) as error:
            raise ValueError("not signed by this installation") from error


def _public(jwk: dict[str, str]) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(base64.urlsafe_b64decode(jwk[part] + "==")) for part in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
