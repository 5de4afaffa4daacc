"""Telling the people of the station what a matter wants of them, in the app's own news."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.attendance.commands.telling import tell
from app.matters.models import Matter
from app.matters.queries.people import holding
from app.matters.queries.whole import Whole
from app.matters.rules import steps as a
from app.matters.rules.stages import HIGHEST, Answer
from app.matters.rules.standing import LOW
from app.matters.rules.steps import Step
from app.org.models import Post

LEADING = (Post.GRID_LEAD, Post.STATION_HEAD)
HEAD = (Post.STATION_HEAD,)


def tell_about(
    session: Session, whole: Whole, people: Iterable[str], state: str, but: str = "", **more: str
) -> None:
    """Put a piece of news about a matter before people, but for who did it themselves. It names
    the number, never what a resident said."""
    matter = whole.matter
    values = {"state": state, "number": matter.number, **more}
    wanted = {one for one in people if one and one != but}
    tell(session, matter.community_id, wanted, "matter", values, f"/matters/{matter.id}", whole.now)


def heads(session: Session, whole: Whole) -> set[str]:
    """The head of the station now, and who acts for them."""
    return holding(session, whole.matter.community_id, HEAD, whole.now)


def leads(session: Session, whole: Whole) -> set[str]:
    """Who leads; of what is restricted only the head."""
    posts = HEAD if whole.matter.restricted else LEADING
    return holding(session, whole.matter.community_id, posts, whole.now)


def tell_opened(session: Session, whole: Whole) -> None:
    """Whose it is now, and by when they take it (row R87); of what is major or urgent the head
    knows at once (row R99)."""
    matter, by = whole.matter, whole.matter.first_contact_owner_id
    if matter.take_until is not None:
        _tell_to_take(session, whole, "take")
    else:
        tell_about(session, whole, [matter.owner_id or ""], "assigned", by)
    if matter.major or matter.urgent:
        state = "major" if matter.major else "urgent"
        tell_about(session, whole, heads(session, whole), state, by)


def tell_step(session: Session, before: Whole, after: Whole, step: Step) -> None:
    """Whom a step concerns, beside who took it."""
    by, owner = step.by, after.state.owner
    by_the_clock = isinstance(step, a.HandOver) and step.role is a.Role.SYSTEM
    if before.state.owner and owner != before.state.owner and not by_the_clock:
        tell_about(session, after, [owner], "assigned", by)
    match step:
        case a.HandOver() if by_the_clock:
            _tell_to_take(session, after, "backup")
            tell_about(session, after, [before.state.owner], "passed_on")
        case a.NotTaken():
            tell_about(session, after, heads(session, after), "not_taken")
        case a.TaskOpened():
            tell_about(session, after, [step.owner], "task", by)
        case a.TaskDone():
            tell_about(session, after, [owner], "task_done", by)
        # Of what was urgent when it came they know already.
        case a.Classification() if step.level == HIGHEST and not after.matter.urgent:
            tell_about(session, after, heads(session, after), "major", by)
        case a.Supervision():
            people = {owner, after.state.handling_owner}
            people |= leads(session, after) if step.level > 1 else set()
            tell_about(session, after, people, "supervised", by)
        case a.SupervisionAnswer():
            people = {before.state.supervised_by} - {a.SYSTEM} or heads(session, after)
            tell_about(session, after, people, "answered", by)
        case a.ReferralAnswer() if step.answer is Answer.RETURNED:
            tell_about(session, after, [owner], "returned", by)
        case a.ReferralClosed():
            tell_about(session, after, [owner], "referral_closed", by)
        case a.Resumed():
            tell_about(session, after, [owner], "resumed", by)
        case a.Result():
            _tell_who_gives_the_feedback(session, after, by)
        case a.Rating() if step.score <= LOW:
            tell_about(session, after, leads(session, after), "low", by)
        case a.CallBackDrawn():
            tell_about(session, after, leads(session, after), "drawn", by)
        case a.SentBack():
            people = {owner, after.state.handling_owner} | leads(session, after)
            tell_about(session, after, people, "sent_back", by)
        case a.Withdrawal():
            tell_about(session, after, [owner], "withdrawn", by)
        case _:
            pass


def _tell_to_take(session: Session, whole: Whole, state: str) -> None:
    """It waits for whoever has it now, until then (row R87)."""
    until = whole.state.take_until
    at = until.astimezone(ZoneInfo(whole.facts.zone)) if until else whole.now
    told = {"day": at.date().isoformat(), "until": f"{at:%H:%M}"}
    tell_about(session, whole, [whole.state.owner], state, **told)


def _tell_who_gives_the_feedback(session: Session, after: Whole, by: str) -> None:
    """The owner tells the resident what is general; the rest the community, or the head (R78)."""
    if after.state.level > 1:
        tell_about(session, after, heads(session, after), "feedback", by)
    else:
        tell_about(session, after, [after.state.owner], "feedback", by)


def matter_link(matter: Matter) -> str:
    """Where a matter is looked at."""
    return f"/matters/{matter.id}"
