"""Telling whom a case concerns that it waits for them, or how it ended; in the app's own news."""

from collections.abc import Callable, Iterable

from sqlmodel import Session

from app.attendance.commands.telling import tell
from app.cases.queries.whole import Whole
from app.cases.rules.state import Case, Stage, agreed
from app.cases.rules.steps import Notice, Vote
from app.org.judging import people_judging
from app.org.models import JUDGES, Post
from app.spotchecks.queries.readings import reading
from app.spotchecks.queries.terms import holders

People = Iterable[str]


def tell_stage(session: Session, whole: Whole) -> None:
    """Tell of the stage that a case has come to, once; nothing where it is known."""
    file, mark = whole.file, _mark(whole)
    if file.told == mark:
        return
    file.told = mark
    session.add(file)
    if _quiet(whole):
        return
    people = WHOM.get(whole.state.stage, _the_worker)(session, whole)
    until = whole.state.until.isoformat() if whole.state.until else ""
    values = {"state": mark, "until": until}
    link = f"/cases/{file.id}"
    tell(session, file.community_id, people, "case", values, link, whole.now)


def _mark(whole: Whole) -> str:
    """The stage; of the time to reply its last day too, and of two votes that differ, so that it is
    told again then."""
    state = whole.state
    if state.stage is Stage.REPLYING and state.until == whole.facts.day(whole.now):
        return "last_day"
    split = state.stage is Stage.DECIDING and len(_voters(whole)) > 1
    return "split" if split else state.stage.value


def _voters(whole: Whole) -> set[str]:
    return {one.by for one in whole.steps if isinstance(one, Vote)}


def _quiet(whole: Whole) -> bool:
    """What lapsed before anybody was accused is on its page, and no news; nor is what stands
    still, or has run out."""
    if whole.state.stage is Stage.LAPSED:
        return not any(isinstance(one, Notice) for one in whole.steps)
    return whole.state.stage in (Stage.PAUSED, Stage.SPENT)


def _holding(post: Post) -> Callable[[Session, Whole], People]:
    def found(session: Session, whole: Whole) -> People:
        out = {whole.file.worker_id, *whole.file.checkers, *whole.file.barred}
        out |= reading(session, whole.file.check_id) | _voters(whole)
        return [one for one in _holders(session, whole, post) if one not in out]

    return found


def _holders(session: Session, whole: Whole, post: Post) -> People:
    community_id = whole.file.community_id
    if post in JUDGES:
        judging = people_judging(session, community_id, whole.now)
        return [one.id for one in judging if one.post == post]
    return holders(session, community_id, [post], whole.now)


def _leading(session: Session, whole: Whole) -> People:
    lead, head = _holding(Post.GRID_LEAD), _holding(Post.STATION_HEAD)
    return {*lead(session, whole), *head(session, whole)}


def _signing(session: Session, whole: Whole) -> People:
    """The head, and the two who found it."""
    case = Case(whole.facts, whole.steps, whole.facts.day(whole.now), whole.calendar)
    found = {one.by for one in agreed(case) or ()}
    return {*_holding(Post.STATION_HEAD)(session, whole), *found}


def _the_worker(_: Session, whole: Whole) -> People:
    return [whole.file.worker_id]


WHOM: dict[Stage, Callable[[Session, Whole], People]] = {
    Stage.OPEN: _holding(Post.DATA_STEWARD),
    Stage.CHECKED: _leading,
    Stage.DECIDING: _holding(Post.PANEL_MEMBER),
    Stage.FOUND: _signing,
    Stage.APPEALED: _holding(Post.APPEAL_OFFICER),
}
