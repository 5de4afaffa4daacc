"""A checker's phone: answers as envelopes, and what its round keeps."""

import json
from typing import Any

from app.spotchecks.models import SpotCheck
from tests.spotchecks.conftest import Checks
from tests.sync.phone import Believer, Phone


def other_of(station: Checks, check: SpotCheck) -> str:
    """The lead or the head, whoever was not drawn for this check."""
    town = station.town
    return town.head if check.checker_id == town.lead else town.lead


def heard(check_id: str, **fields: Any) -> dict[str, Any]:
    """The body of an envelope of answers."""
    said = {"way": "phone", "reached": "answered", "visited": "yes", "about": []}
    return {"check": check_id, **said, **fields}


def write(station: Checks, author: str, body: dict[str, Any], **more: Any) -> str:
    """An envelope as somebody's phone writes it now."""
    community = more.pop("community", station.town.community)
    phone = Phone(author, community)
    given = {"kind": "check_answers", "body": body, **more}
    return phone.visit("", more.pop("at", station.clock.now), **given)


def send(station: Checks, *envelopes: str) -> list[dict[str, Any]]:
    """Send them in one request as whoever is signed in; what became of each."""
    request = Phone("", "").request(envelopes)
    reply = station.client.post("/sync", json=request, headers={"accept-language": "zh"})
    assert reply.status_code == 200, reply.text
    keys = station.client.get("/keys.json").json()
    return Believer(keys).results(request, reply.json())


def bring(station: Checks, have: dict[str, str] | None = None) -> dict[str, str]:
    """The pages that a phone gets, by address; `gone` for those that it is to forget."""
    reply = station.client.post(
        "/round", json={"have": have or {}}, headers={"accept-language": "zh"}
    )
    assert reply.status_code == 200
    lines = [json.loads(line) for line in reply.text.splitlines()]
    pages = {line["url"]: line["html"] for line in lines if line["type"] == "page"}
    return pages | {line["url"]: "gone" for line in lines if line["type"] == "gone"}
