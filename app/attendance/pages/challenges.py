"""The challenges of the coming days, for a phone to keep (rows R112, R113; docs/day.md)."""

from datetime import timedelta

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.attendance.rules.challenges import DAYS_AHEAD, challenge_for
from app.attendance.rules.parts import Part
from app.auth.forms import Uuid
from app.auth.guards import member, who
from app.auth.limits import limits_of
from app.auth.queries import device_key_handles, passkey_handles
from app.auth.tokens import to_text
from app.kit.clock import iso, local_day
from app.kit.html import answer
from app.kit.problems import NotAllowed
from app.kit.web import Work, post
from app.org.queries import community_of
from app.org.scope import scope_of

DAY_SECRET = "day_secret"
"""Under which name the house keeps the secret of the challenges."""


class Asking(msgspec.Struct):
    """POST /day/challenges"""

    device: Uuid


@post("/day/challenges", guard=member, writes=False)
def challenges(work: NamedDependency[Work], data: JSONBody[Asking]) -> Response[bytes]:
    """One for each part of each of the next days, made from now on; nothing is stored."""
    limits_of(work).asking.take(who(work).id)
    principal = who(work)
    community = community_of(work.session, scope_of(principal, work.now))
    if community is None:
        raise NotAllowed
    secret: bytes = work.house.parts[DAY_SECRET]
    issued, today = iso(work.now), local_day(work.now, community.zone)
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    halves = [
        {
            "on": on.isoformat(),
            "part": part.value,
            "issued": issued,
            "challenge": to_text(
                challenge_for(secret, principal.id, data.device, on, part, issued)
            ),
        }
        for on in days
        for part in Part
    ]
    return answer(
        {
            "at": issued,
            "person": principal.id,
            "device": data.device,
            "rp_id": work.settings.rp_id,
            "keys": passkey_handles(work.session, principal.id),
            "device_keys": device_key_handles(work.session, principal.id),
            "halves": halves,
        }
    )
