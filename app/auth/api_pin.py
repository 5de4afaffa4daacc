"""A new PIN for the phone in hand: its key signs, the old PIN is asked, the session stays."""

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import JSONBody
from sqlmodel import col

from app.auth import challenges, device_keys, proofs
from app.auth.forms import PinChange, pin_change_problem
from app.auth.guards import signed_in, who
from app.auth.limits import caller, limits_of
from app.auth.models import Credential, SignIn
from app.auth.problems import PinKept, Refused
from app.auth.queries import pin_key_of
from app.auth.sessions import end_sessions
from app.auth.tokens import to_text
from app.auth.trail import note
from app.kit.html import answer
from app.kit.problems import NotFound
from app.kit.web import Work, post


@post("/me/devices/pin/challenge", guard=signed_in)
def new_pin_challenge(work: NamedDependency[Work]) -> Response[bytes]:
    """A question for the key of this session's phone, good for changing its PIN only."""
    limits_of(work).asking.take(caller(work))
    raw = challenges.ask(work.session, work.now, challenges.for_new_pin(_key_here(work)))
    return answer({"challenge": to_text(raw)})


@post("/me/devices/pin", guard=signed_in)
def change_pin(work: NamedDependency[Work], data: JSONBody[PinChange]) -> Response[bytes]:
    """Another PIN for the key of this session. A wrong old PIN counts as at sign-in."""
    wrong = pin_change_problem(data)
    if wrong is not None:
        return answer({"code": "pin", "title": wrong.text(work.lang), "hint": ""}, 422)
    key_id = _key_here(work)
    limit, address = limits_of(work).pin, caller(work)
    limit.take(address)
    try:
        proofs.use_up(work, challenges.for_new_pin(key_id), data.challenge)
        # Slow, so it is done while no transaction is open.
        pin_hash = device_keys.hash_pin(data.new)
        if data.key != key_id:
            raise Refused
        key, person = proofs.by_pin(work, data, "new-pin")
    except Refused:
        raise PinKept from None
    limit.give_back(address)
    key.pin_hash = pin_hash
    _end_others(work, key)
    note(work.session, person, work.now, "device_key.pin_changed", person.id, key.id)
    return answer({"changed": True})


def _key_here(work: Work) -> str:
    """The id of the device key of this session. Raises NotFound when it has none."""
    key = pin_key_of(work.session, who(work).session_id)
    if key is None:
        raise NotFound
    return key.id


def _end_others(work: Work, key: Credential) -> None:
    """Whoever else came in with this key knew the old PIN."""
    here = who(work).session_id
    end_sessions(work.session, work.now, col(SignIn.key_id) == key.id, col(SignIn.id) != here)


routes = [new_pin_challenge, change_pin]
