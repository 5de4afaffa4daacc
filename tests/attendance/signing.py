"""A worker's phone that signs in: real keys, real assertions, every field to be bent."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import Session

from app.attendance.rules.evidence import challenge
from app.auth.device_keys import point_of
from app.auth.forms import PublicJwk
from app.auth.models import Credential, KeyKind
from app.auth.tokens import to_bytes, to_text
from app.kit.clock import iso
from app.kit.ids import uuid7
from tests.auth.authenticator import Authenticator, Passkey, PhoneKey, cose
from tests.conftest import ORIGIN
from tests.sync.phone import Phone


@dataclass
class SigningPhone(Phone):
    """A phone whose passkey is registered."""

    authenticator: Authenticator = field(default_factory=lambda: Authenticator(ORIGIN))

    def register(self, session: Session, now: datetime) -> str:
        """Put its passkey into the database; the key's id."""
        made = Passkey(
            os.urandom(16), ec.generate_private_key(ec.SECP256R1()),
            bytes.fromhex(self.author.replace("-", "")), "localhost",
        )  # fmt: skip
        self.authenticator.passkeys.append(made)
        row = Credential(
            id=uuid7(), person_id=self.author, community_id=self.community,
            kind=KeyKind.PASSKEY, handle=to_text(made.id), public_key=cose(made.key),
            device_id=self.device, added_at=now,
        )  # fmt: skip
        session.add(row)
        session.commit()
        return row.id

    def touch(self, half: dict[str, Any], at: datetime, **changes: Any) -> str:
        """The envelope of one touch over `half` (of POST /day/challenges); fields of the
        statement can be changed, `signed` is what is signed instead of it, `flags` bends the
        assertion."""
        flags = changes.pop("flags", None)
        signed = changes.pop("signed", None)
        made = {"wall": iso(at), "offset": 0, "origin": 0}
        record = changes.pop("record", uuid7())
        said = {
            "v": 1, "id": record, "community": self.community, "person": self.author,
            "device": self.device, "on": half["on"], "part": half["part"],
            "issued": half["issued"], "place": "hall", "reason": "", "code": "", "position": "",
            "made": made, **changes,
        }  # fmt: skip
        text = json.dumps(said, ensure_ascii=False)
        digest = hashlib.sha256((signed or text).encode()).hexdigest()
        bound = to_text(challenge(to_bytes(half["challenge"]), digest))
        more = {} if flags is None else {"flags": flags}
        assertion = self.authenticator.get({"challenge": bound, "rpId": "localhost"}, **more)
        proof = json.dumps({"kind": "passkey", "credential": assertion})
        return self.visit(
            "", at, id=record, kind="sign_in", body={"statement": text, "proof": proof}
        )


def half_of(told: dict[str, Any], on: date, part: str) -> dict[str, Any]:
    """The challenge of one part of a day, as the phone was handed it."""
    return next(one for one in told["halves"] if (one["on"], one["part"]) == (on.isoformat(), part))


def give_device_key(
    session: Session, person: str, community: str, now: datetime
) -> tuple[str, PhoneKey]:
    """A phone without passkeys: the id of its registered key, and the key."""
    phone, key = PhoneKey(ORIGIN), uuid7()
    row = Credential(
        id=key, person_id=person, community_id=community, kind=KeyKind.DEVICE_KEY, handle=key,
        public_key=point_of(PublicJwk(**phone.jwk)), pin_hash="x", added_at=now,
    )  # fmt: skip
    session.add(row)
    session.commit()
    return key, phone


def signed_by(key: tuple[str, PhoneKey], half: dict[str, Any], envelope: str) -> str:
    """`envelope` with the signature of a phone without passkeys in place of the passkey's."""
    changed: dict[str, Any] = json.loads(envelope)
    digest = hashlib.sha256(changed["body"]["statement"].encode()).hexdigest()
    bound = to_text(challenge(to_bytes(half["challenge"]), digest))
    proof = {"kind": "device_key", "key": key[0], "signature": key[1].sign("day", bound)}
    changed["body"]["proof"] = json.dumps(proof)
    return json.dumps(changed, ensure_ascii=False)
