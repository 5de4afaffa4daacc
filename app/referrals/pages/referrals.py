"""转办: what arrived at a department, and what it says to it (row R94)."""

from collections.abc import Callable
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.attendance.pages.told import told_text
from app.auth.guards import who
from app.kit.forms import Fields, Refusal, page_number, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.matters.queries.whole import Whole
from app.matters.rules.standing import Referral
from app.matters.words import UNIT_WORDS
from app.org.queries import names_of
from app.referrals.commands import referrals as acts
from app.referrals.commands.telling import see_each
from app.referrals.forms.referrals import parse_words
from app.referrals.pages.common import (
    ANSWERING,
    departments_here,
    held_here,
    log_sent,
    role_here,
    sent_here,
)
from app.referrals.queries.inbox import Ended, Sent, Slip, ended, sent_to, slips
from app.referrals.queries.joint import joint_requests
from app.referrals.queries.news import one_of_own, own_news
from app.referrals.words import STANDING_WORDS
from app.station.pages.common import known_id

Form = URLEncodedBody[dict[str, Any]]
WHY_BACK = Message("退回请写明理由")
WHAT_CAME = Message("请写明办理结果")
HOW_IT_STANDS = Message("请写明进展")
PAGE = 50


@get("/referrals", guard=ANSWERING)
def inbox(work: NamedDependency[Work], at: FromQuery[str] = "") -> Response[str]:
    """What waits for an answer, what is being done, and what is through. A department of a district
    has hundreds: what waits stands on the first pages."""
    mine, here = departments_here(work), page_number(at)
    found = slips(work.session, mine)
    waiting = [one for one in found if one.sending.standing is Referral.SENT]
    running = [one for one in found if one.sending.standing is not Referral.SENT]
    first = PAGE * (here - 1)
    shown = [*waiting, *running][first : first + PAGE]
    return page(
        work,
        "referrals/inbox.html",
        departments=[one.name for one in mine],
        waiting=[_row(work, one) for one in shown if one.sending.standing is Referral.SENT],
        waiting_count=len(waiting),
        running=[_row(work, one) for one in shown if one.sending.standing is not Referral.SENT],
        running_count=len(running),
        ended=[_ended(work, one) for one in ended(work.session, mine)],
        joint=joint_requests(work.session, mine),
        news=[
            {"told": one, "text": told_text(work.lang, one)}
            for one in own_news(work.session, who(work).id)
        ],
        newer=f"/referrals?at={here - 1}" if here > 1 else "",
        older=f"/referrals?at={here + 1}" if len(found) > first + PAGE else "",
    )


@get("/referrals/news/{told_id:str}", guard=ANSWERING, writes=True)
def open_news(work: NamedDependency[Work], told_id: FromPath[str]) -> Response[str]:
    """Opening a piece of news marks it seen and leads to what it is about, or to the list where
    that is with the department no more."""
    found = one_of_own(work.session, who(work).id, known_id(told_id))
    if found is None:
        raise NotFound
    see_each(work.session, [found], work.now)
    matter = found.link.removeprefix("/referrals/")
    here = is_uuid(matter) and sent_to(work.session, departments_here(work), matter)
    return redirect(found.link if here or "#" in found.link else "/referrals")


@post("/referrals/news/reading", guard=ANSWERING)
def read_all(work: NamedDependency[Work]) -> Response[str]:
    """All of it is seen."""
    see_each(work.session, own_news(work.session, who(work).id), work.now)
    return redirect("/referrals")


def _row(work: Work, one: Slip) -> dict[str, Any]:
    look, word = STANDING_WORDS[one.sending.standing]
    return {
        "slip": one,
        "late": one.late(work.now),
        "look": look,
        "standing": word.text(work.lang),
    }


def _ended(work: Work, one: Ended) -> dict[str, Any]:
    look, word = STANDING_WORDS[Referral(one.answer)]
    return {"one": one, "look": look, "standing": word.text(work.lang)}


@get("/referrals/{matter_id:str}", guard=ANSWERING)
def referral(work: NamedDependency[Work], matter_id: FromPath[str]) -> Response[str]:
    """One referral: what it says, and the three answers to it."""
    return _show(work, sent_here(work, matter_id), {}, {})


@post("/referrals/{matter_id:str}/acceptance", guard=ANSWERING)
def accept(work: NamedDependency[Work], matter_id: FromPath[str]) -> Response[str]:
    """We take it. A second tap, or a colleague's, finds it taken."""
    whole, sent = held_here(work, matter_id)
    if sent.slip.sending.standing is not Referral.ACCEPTED:
        acts.accept(work.session, whole, sent, who(work).id, role_here(work, sent))
    return redirect(f"/referrals/{sent.matter.id}")


@post("/referrals/{matter_id:str}/return", guard=ANSWERING)
def send_back(work: NamedDependency[Work], matter_id: FromPath[str], data: Form) -> Response[str]:
    """It is not ours, and why."""

    def act(whole: Whole, sent: Sent, words: str) -> None:
        acts.send_back(work.session, whole, sent, who(work).id, role_here(work, sent), words)

    return _run(work, matter_id, posted(data), "reason", WHY_BACK, act, "/referrals")


@post("/referrals/{matter_id:str}/closing", guard=ANSWERING)
def close(work: NamedDependency[Work], matter_id: FromPath[str], data: Form) -> Response[str]:
    """What we did; the community tells the resident."""

    def act(whole: Whole, sent: Sent, words: str) -> None:
        acts.close(work.session, whole, sent, who(work).id, role_here(work, sent), words)

    return _run(work, matter_id, posted(data), "outcome", WHAT_CAME, act, "/referrals")


@post("/referrals/{matter_id:str}/progress", guard=ANSWERING)
def report(work: NamedDependency[Work], matter_id: FromPath[str], data: Form) -> Response[str]:
    """How it stands; the community reads it at once."""

    def act(whole: Whole, sent: Sent, words: str) -> None:
        acts.report(work.session, whole, who(work).id, role_here(work, sent), words)

    after = f"/referrals/{matter_id}"
    return _run(work, matter_id, posted(data), "words", HOW_IT_STANDS, act, after)


def _run(
    work: Work, matter_id: str, fields: Fields, name: str, say_why: Message,
    act: Callable[[Whole, Sent, str], None], after: str,
) -> Response[str]:  # fmt: skip
    whole, sent = held_here(work, matter_id)
    parsed = parse_words(fields, name, say_why)
    if isinstance(parsed, Refusal):
        work.session.rollback()
        return _show(work, sent_here(work, matter_id), fields, parsed.errors, 422)
    act(whole, sent, parsed)
    return redirect(after)


def _show(
    work: Work, sent: Sent, values: Fields, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    log_sent(work, sent)
    slip, matter = sent.slip, sent.matter
    look, word = STANDING_WORDS[slip.sending.standing]
    names = names_of(work.session, {slip.sending.by, matter.owner_id or ""} - {""})
    unit = next((one for one in UNIT_WORDS if one.value == matter.limit_unit), None)
    limit = f"{matter.limit_amount} {UNIT_WORDS[unit].text(work.lang)}" if unit else ""
    return page(
        work,
        "referrals/referral.html",
        status=status,
        slip=slip,
        words=matter.words,
        passed=sent.passed,
        contact=(matter.applicant, matter.phone) if sent.contact else None,
        before=[one for one in sent.sendings if one.number != slip.sending.number],
        look=look,
        standing=word.text(work.lang),
        late=slip.late(work.now),
        limit=limit,
        sender=names.get(slip.sending.by, ""),
        owner=names.get(matter.owner_id or "", ""),
        open=slip.sending.standing is Referral.SENT,
        values=values,
        errors=errors,
    )
