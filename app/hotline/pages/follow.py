"""查办件: a resident follows their matter with its number and code, without an account (R149)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody

from app.auth.guards import anyone
from app.hotline.commands.following import rate, withdraw
from app.hotline.forms.following import Key, parse_key, parse_rating, parse_withdrawal
from app.hotline.pages.common import stage_word
from app.hotline.queries.following import Followed, followed
from app.hotline.words import SHOWN_WORDS
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.limits import Limit, network
from app.kit.problems import Problem, TooMany
from app.kit.web import Work, get, post

Form = URLEncodedBody[dict[str, Any]]
# This many tries from one address, and from all of them together, in an hour.
FROM_ONE, FROM_ALL, HOUR_S = 30, 3_000, 3600.0
UNKNOWN = Message("没有找到。请核对编号和查询码，两样都在受理回执上。")
DONE = {
    "rating": (Message("谢谢您的评议"), Message("您的评议已经记下来了。")),
    "withdrawal": (Message("已经撤回"), Message("这件事不再办理。以后有需要，随时再来。")),
}


class FollowLimits:
    """How often codes may be tried by people whom nobody knows."""

    def __init__(self) -> None:
        self.one = Limit(FROM_ONE, HOUR_S)
        self.all = Limit(FROM_ALL, HOUR_S)

    def take(self, address: str) -> None:
        """Count one. Raises TooMany."""
        self.one.take(network(address))
        self.all.take("")


@get("/follow", guard=anyone)
def ask(work: NamedDependency[Work]) -> Response[str]:
    """The form for number and code."""
    return _form(work, {}, {})


@post("/follow", guard=anyone, writes=False)
def show(work: NamedDependency[Work], data: Form) -> Response[str]:
    """The matter in three steps; of what is not there nothing is said but that."""
    typed = posted(data)
    found = _found(work, typed)
    return found if isinstance(found, Response) else _show(work, *found, {}, {})


@post("/follow/rating", guard=anyone)
def rating(work: NamedDependency[Work], data: Form) -> Response[str]:
    """The resident rates it, from 1 to 5."""
    typed = posted(data)
    found = _found(work, typed)
    if isinstance(found, Response):
        return found
    form = parse_rating(typed)
    if isinstance(form, Refusal):
        return _show(work, *found, typed, form.errors, 422)
    try:
        rate(work.session, found[1].matter_id, form.score, form.words, work.now)
    except Problem as refused:
        return _show(work, *found, typed, {"score": refused.title}, refused.status)
    return redirect("/follow/done?what=rating")


@post("/follow/withdrawal", guard=anyone)
def withdrawal(work: NamedDependency[Work], data: Form) -> Response[str]:
    """The resident takes it back."""
    typed = posted(data)
    found = _found(work, typed)
    if isinstance(found, Response):
        return found
    words = parse_withdrawal(typed)
    if isinstance(words, Refusal):
        return _show(work, *found, typed, words.errors, 422)
    try:
        withdraw(work.session, found[1].matter_id, words, work.now)
    except Problem as refused:
        return _show(work, *found, typed, {"reason": refused.title}, refused.status)
    return redirect("/follow/done?what=withdrawal")


@get("/follow/done", guard=anyone)
def done(work: NamedDependency[Work], what: FromQuery[str] = "") -> Response[str]:
    """It is written down."""
    title, text = DONE.get(what, DONE["rating"])
    return page(
        work, "hotline/follow_done.html", title=title.text(work.lang), text=text.text(work.lang)
    )


def _found(work: Work, typed: Fields) -> tuple[Key, Followed] | Response[str]:
    key = parse_key(typed)
    if isinstance(key, Refusal):
        return _form(work, typed, key.errors, 422)
    try:
        limits: FollowLimits = work.house.parts.setdefault("follow_limits", FollowLimits())
        limits.take(work.address)
    except TooMany as refused:
        return _form(work, typed, {"number": refused.hint}, refused.status)
    matter = followed(work.session, key.number, key.code)
    if matter is None:
        return _form(work, typed, {"number": UNKNOWN}, 404)
    return key, matter


def _form(work: Work, values: Fields, errors: Any, status: int = 200) -> Response[str]:
    return page(work, "hotline/follow.html", status=status, values=values, errors=errors)


def _show(
    work: Work, key: Key, matter: Followed, values: Fields, errors: Any, status: int = 200
) -> Response[str]:
    return page(
        work,
        "hotline/followed.html",
        status=status,
        key=key,
        matter=matter,
        stage=stage_word(work.lang, matter.stage),
        steps=[(SHOWN_WORDS[one.step].text(work.lang), one.at) for one in matter.steps],
        values=values,
        errors=errors,
    )
