"""Screens of the slice: the outbox, what is not on the phone, and the phones of a community."""

import re

from litestar import MediaType, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.auth.guards import anyone, posts, who
from app.kit.html import page, redirect
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.models import Post
from app.org.queries import community_by_code
from app.sync.checkpoints import Shelf
from app.sync.commands import retire
from app.sync.models import Device
from app.sync.queries import devices_of, phone_to_retire

CODE = re.compile(r"[0-9]{12}")
LEADS = posts(Post.GRID_LEAD, Post.STATION_HEAD)


@get("/outbox", guard=anyone)
def outbox(work: NamedDependency[Work]) -> Response[str]:
    """待发: drawn on the phone from what it keeps."""
    return page(work, "outbox/outbox.html")


@get("/offline", guard=anyone)
def offline(work: NamedDependency[Work]) -> Response[str]:
    """What is shown when a page is neither reachable nor kept."""
    return page(work, "offline.html")


@get("/checkpoints/{code:str}", guard=anyone)
def checkpoint(work: NamedDependency[Work], code: FromPath[str]) -> Response[str]:
    """The newest checkpoint of a community, for everybody to copy: whoever has one is a witness
    (docs/sync.md). A digest and a count, no session, no names."""
    community = community_by_code(work.session, code) if CODE.fullmatch(code) else None
    note = Shelf(work.settings.data).newest(community.id) if community else None
    if note is None:
        raise NotFound
    headers = {"Cache-Control": "no-cache"}
    return Response(note, media_type=MediaType.TEXT, headers=headers)


@get("/devices", guard=LEADS)
def devices(work: NamedDependency[Work]) -> Response[str]:
    """设备: when each phone was last heard of, and how much waits on it."""
    community = who(work).community_id
    found = devices_of(work.session, community, work.now) if community else []
    return page(
        work, "sync/devices.html", devices=found, build=work.house.parts["pages"].assets.build
    )


@get("/devices/{person_id:str}/{device_id:str}/retirement", guard=LEADS)
def retirement(
    work: NamedDependency[Work], person_id: FromPath[str], device_id: FromPath[str]
) -> Response[str]:
    """What it means that a phone is gone, before anybody says so."""
    device, name = _phone(work, person_id, device_id)
    return page(work, "sync/retirement.html", device=device, person=name)


@post("/devices/{person_id:str}/{device_id:str}/retirement", guard=LEADS)
def retire_device(
    work: NamedDependency[Work], person_id: FromPath[str], device_id: FromPath[str]
) -> Response[str]:
    """Nobody uses this phone any more."""
    device, _ = _phone(work, person_id, device_id)
    retire(work.session, work.now, device, who(work).id)
    return redirect("/devices")


def _phone(work: Work, person_id: str, device_id: str) -> tuple[Device, str]:
    """A phone of the reader's community that nobody can sign in with. Raises NotFound."""
    community = who(work).community_id
    found = None
    if community and is_uuid(person_id) and is_uuid(device_id):
        found = phone_to_retire(work.session, community, person_id, device_id)
    if found is None:
        raise NotFound
    return found
