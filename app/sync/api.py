"""What the phone's outbox talks to: records, photos and keys."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, RawBody
from sqlalchemy.exc import OperationalError

from app.auth.guards import anyone, signed_in, who
from app.auth.principal import COOKIE, token_hash
from app.kit.clock import iso
from app.kit.html import answer
from app.kit.i18n import Message, best_lang
from app.kit.problems import Problem, SignInNeeded
from app.kit.web import House, Work, get, put
from app.kit.web import post as post_form
from app.sync import files
from app.sync.devices import DeviceState
from app.sync.erasures import to_forget
from app.sync.intake import Intake
from app.sync.items import Parcel
from app.sync.keys import Keys
from app.sync.queue import Overloaded
from app.sync.rules import SHA256_SHAPE, digest_of

MOST_SYNC_BYTES = 512 * 1024
MOST_ENVELOPES = 20


class Unreadable(Problem):
    """The request around the envelopes is not what the protocol says."""

    status, code = 400, "malformed"
    title = Message("请求格式不对")


class TooLarge(Problem):
    """More than one request may carry; the phone halves its batch."""

    status, code = 413, "too_large"
    title = Message("一次发得太多，将分开再发")


class Busy(Problem):
    """The server cannot write now; the phone keeps everything and comes again."""

    status, code = 503, "busy"
    title = Message("服务器正忙，稍后会自动再发")


class SyncIn(msgspec.Struct, frozen=True):
    """The body of POST /sync."""

    nonce: str
    envelopes: list[str]
    device: DeviceState | None = None


read_sync = msgspec.json.Decoder(SyncIn).decode


@post("/sync", opt={"guard": signed_in}, status_code=200)
async def sync(request: Request[Any, Any, Any], body: RawBody) -> Response[bytes]:
    """Take envelopes in and answer for each, signed."""
    house: House = request.app.state.house
    given = _read(body)
    lang = best_lang(request.cookies.get("lang"), request.headers.get("accept-language", ""))
    parcel = Parcel(
        token_hash(request.cookies.get(COOKIE, "")), given.envelopes, lang, given.device
    )
    intake: Intake = house.parts["intake"]
    try:
        reply = await intake.queue.ask(parcel)
    except (Overloaded, OperationalError) as error:
        raise Busy from error
    if reply is None:
        raise SignInNeeded
    said = {
        "nonce": given.nonce,
        "user": reply.person_id,
        "at": iso(house.clock()),
        "epoch": intake.keys.epoch,
        "recalled": reply.recalled,
        "results": [digest_of(one) for one in reply.results],
    }
    return signed(intake.keys, said, reply.results)


def _read(body: RawBody) -> SyncIn:
    if len(body) > MOST_SYNC_BYTES:
        raise TooLarge
    try:
        given = read_sync(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Unreadable from None
    if not 16 <= len(given.nonce) <= 64:
        raise Unreadable
    if len(given.envelopes) > MOST_ENVELOPES:
        raise TooLarge
    return given


def signed(
    keys: Keys, said: dict[str, Any], results: Sequence[str] | None = None
) -> Response[bytes]:
    """An answer that only this installation can give. `said` names `results` by digest, so that
    one signature proves each of them, also alone and later."""
    text = msgspec.json.encode(said)
    body: dict[str, Any] = {
        "answer": text.decode(),
        "kid": keys.active.kid,
        "sig": keys.active.sign(text),
    }
    if results is not None:
        body["results"] = results
    return Response(msgspec.json.encode(body), status_code=200, media_type=MediaType.JSON)


class ErasuresIn(msgspec.Struct, frozen=True):
    """The body of POST /sync/erasures: the newest erasure that the phone knows of, or ""."""

    nonce: str
    since: str = ""


@post_form("/sync/erasures", guard=signed_in, writes=False)
def erasures(work: NamedDependency[Work], data: JSONBody[ErasuresIn]) -> Response[bytes]:
    """What this phone is to forget: ids of households that were erased, and of records."""
    if not 16 <= len(data.nonce) <= 64:
        raise Unreadable
    keys: Keys = work.house.parts["keys"]
    named = {"nonce": data.nonce, "user": who(work).id, "at": iso(work.now)}
    return signed(keys, {**named, **to_forget(work.session, who(work), data.since, work.now)})


@put("/sync/files/{record:str}/{sha256:str}", guard=signed_in)
def put_file(
    work: NamedDependency[Work],
    record: FromPath[str],
    sha256: FromPath[str],
    body: RawBody,
    nonce: FromQuery[str] = "",
) -> Response[bytes]:
    """Take one photo of a received record in; repeating it gets the same answer."""
    if not 16 <= len(nonce) <= 64 or not SHA256_SHAPE.match(sha256):
        raise Unreadable
    keys: Keys = work.house.parts["keys"]
    told = files.take_photo(work, who(work), record, sha256, body)
    named = {"nonce": nonce, "user": who(work).id, "at": iso(work.now)}
    said = {**named, "id": record, "sha256": sha256, **told}
    return signed(keys, said)


@get("/keys.json", guard=anyone)
def public_keys(work: NamedDependency[Work]) -> Response[bytes]:
    """The public halves of the keys that sign receipts."""
    keys: Keys = work.house.parts["keys"]
    found = answer(keys.public())
    found.headers["Cache-Control"] = "no-cache"
    return found
