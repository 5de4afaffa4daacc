"""系统提醒: a phone asks to be reminded by its system, and asks no more (docs/day.md)."""

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.attendance.commands.push import subscribe, unsubscribe
from app.attendance.pages.common import STAFF, community_here
from app.attendance.pusher import Pusher
from app.attendance.queries.push import subscription_of
from app.attendance.rules.push import MOST_ENDPOINT, service_of
from app.auth.guards import who
from app.auth.limits import limits_of
from app.kit.html import answer
from app.kit.i18n import Message
from app.kit.problems import Problem
from app.kit.web import Work, post

PUSHER = "pusher"
"""Under which name the house keeps what sends reminders."""


class UnknownService(Problem):
    """An address of a push service that this installation does not speak to."""

    status, code = 422, "unknown_service"
    title = Message("这部手机的推送服务不在本站的名单里")
    hint = Message("敲门里的消息照常有。要用系统提醒，请管理员看设置 push_services。")


class Wanted(msgspec.Struct):
    """POST /push/subscription"""

    endpoint: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_ENDPOINT)]


@post("/push/subscription", guard=STAFF)
def wanted(work: NamedDependency[Work], data: JSONBody[Wanted]) -> Response[bytes]:
    """Remind this phone from now on, until its sign-in ends. Raises UnknownService."""
    limits_of(work).asking.take(who(work).id)
    if service_of(data.endpoint, work.settings.push_services) is None:
        raise UnknownService
    me = who(work)
    community = community_here(work)
    subscribe(work.session, community.id, me.id, me.session_id, data.endpoint, work.now)
    return answer({"on": True})


@post("/push/subscription/end", guard=STAFF)
def unwanted(work: NamedDependency[Work]) -> Response[bytes]:
    """Remind this phone no more."""
    unsubscribe(work.session, who(work).session_id)
    return answer({"on": False})


def offer(work: Work) -> dict[str, object] | None:
    """What 消息 shows of it: the key to subscribe with, and whether this phone did; None where
    reminders are not offered."""
    pusher: Pusher = work.house.parts[PUSHER]
    if not pusher.offered:
        return None
    return {
        "key": pusher.public_key,
        "on": subscription_of(work.session, who(work).session_id) is not None,
    }
