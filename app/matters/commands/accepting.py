"""Accepting at a window or a door: one form, all its steps in one transaction (R52, R66, R101).

What the item itself settles is not asked again: its kind, its way, its limit. So a matter with an
item is classified and on its way when the resident leaves the window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.auth.principal import Principal
from app.catalogue.rules import Agency
from app.kit import audit
from app.kit.ids import uuid7
from app.matters.commands.opening import Opening, opened
from app.matters.commands.taking import take
from app.matters.commands.telling import tell_about
from app.matters.forms.opening import Finish, OpeningEntry
from app.matters.models import Matter, MatterPaper
from app.matters.queries.chosen import Chosen
from app.matters.queries.people import contact_of
from app.matters.queries.whole import Whole
from app.matters.rules import steps as a
from app.matters.rules.notices import (
    kind_of,
    limit_text,
    material_lines,
    missing_names,
    step_lines,
)
from app.matters.rules.problems import problems
from app.matters.rules.stages import Flow, Handling, How, Way
from app.matters.rules.steps import Role

AUTHORISATION, NOTICE = "authorisation", "notice"
THEMSELVES = "本人"


@dataclass(frozen=True, slots=True)
class Doing:
    """Who accepts, as what, where and when; `hours`: when the hall is open, for the notice."""

    person: Principal
    role: Role
    community_id: str
    now: datetime
    hours: str
    title: str

    def head(self, found: Whole) -> tuple[datetime, str, Role]:
        """When, by whom and in which role a step of theirs is taken."""
        return found.now, self.person.id, self.role


def accept(session: Session, doing: Doing, entry: OpeningEntry, item: Chosen | None) -> str:
    """Accept what was typed; the matter's id. The same form sent again is the same matter. Raises
    Refused."""
    audit.lock_heads(session, [doing.community_id])
    if session.get(Matter, entry.id) is not None:
        return entry.id
    found = opened(session, _opening(doing, entry, item), doing.role)
    if entry.elsewhere is not None:
        said = entry.elsewhere
        take(session, found, a.NotOurs(*doing.head(found), said.explanation, said.where_to_go))
    elif item is not None:
        _with_item(session, doing, found, entry, item)
    elif entry.finish is not None:
        found = _routed(session, doing, found, Handling.ON_THE_SPOT, Way.DIRECT)
        _finish(session, doing, found, entry.finish)
    return entry.id


def _opening(doing: Doing, entry: OpeningEntry, item: Chosen | None) -> Opening:
    """What is done while the resident waits began when the form was opened (row R66)."""
    began = entry.began if entry.finish is not None else None
    return Opening(
        id=entry.id,
        community_id=doing.community_id,
        by=doing.person.id,
        channel=entry.channel,
        title=doing.title,
        opened_at=began or doing.now,
        received_at=doing.now,
        words=entry.words,
        household_id=entry.household_id,
        place=entry.place,
        applicant=entry.applicant,
        phone=entry.phone,
        item_id=item.id if item else None,
        problem=entry.problem,
        flow=Flow.DISPUTE if is_dispute(entry) else Flow.SERVICE,
        category="" if item or entry.line is None else entry.line.value,
        urgent=entry.urgent,
        major=entry.major,
        owner_id=doing.person.id if entry.finish is not None else None,
    )


def is_dispute(entry: OpeningEntry) -> bool:
    """Whether it is between people, who are heard before anybody sorts it (row R76)."""
    found = None if entry.item_id else problems().get(entry.problem)
    return found is not None and found.dispute


def _with_item(
    session: Session, doing: Doing, found: Whole, entry: OpeningEntry, item: Chosen
) -> None:
    """The notice, the papers, and as far on its way as the item settles. What is major waits for
    the head's word (row R99)."""
    if entry.finish is None or not item.instant:
        found = _noticed(session, doing, found, entry, item)
    _tell_grid(session, doing, found, item)
    if entry.major and entry.finish is None:
        return
    at_once = item.instant or entry.finish is not None
    kind, way = kind_of(item.agency, at_once, item.version.level)
    found = _routed(session, doing, found, kind, way)
    if entry.finish is not None:
        _finish(session, doing, found, entry.finish)
        return
    if item.agency is Agency.ASSIST and entry.helper_id:
        text = f"协办：陪同居民办理{item.version.name}"
        found = take(
            session, found, a.TaskOpened(*doing.head(found), uuid7(), text, entry.helper_id)
        )
    missing = missing_names(item.materials, entry.brought)
    if entry.waits and missing:
        take(session, found, a.Waiting(*doing.head(found), "、".join(missing)))


def _noticed(
    session: Session, doing: Doing, found: Whole, entry: OpeningEntry, item: Chosen
) -> Whole:
    """Everything in one go, how it was given, and the slip that was signed (R33, R80, R101)."""
    step = a.OneTimeNotice(
        *doing.head(found),
        material_lines(item.materials, entry.brought),
        step_lines(item.version.flow, item.checks, entry.checked),
        limit_text(item.limit),
        doing.hours,
    )
    papers = [_paper(doing, found, NOTICE, entry.giving.value)]
    if item.agency is Agency.FULL and entry.authorised:
        papers.append(_paper(doing, found, AUTHORISATION, item.version.name))
    return take(session, found, step, papers)


def _paper(doing: Doing, found: Whole, kind: str, words: str) -> MatterPaper:
    return MatterPaper(
        id=uuid7(), community_id=doing.community_id, matter_id=found.matter.id, kind=kind,
        words=words, by=doing.person.id, at=found.now,
    )  # fmt: skip


def _tell_grid(session: Session, doing: Doing, found: Whole, item: Chosen) -> None:
    """Who looks after the grid hears at once what was taken on for a resident there (row R33)."""
    grid = found.matter.grid_id
    contact = contact_of(session, grid, found.now) if grid else None
    if contact and item.agency is not Agency.EXPLAIN and contact != found.matter.owner_id:
        tell_about(session, found, [contact], "agency", doing.person.id)


def _routed(session: Session, doing: Doing, found: Whole, kind: Handling, way: Way) -> Whole:
    matter, head = found.matter, doing.head(found)
    sorted_ = a.Classification(
        *head, kind, level=1, category=matter.category, problem=matter.problem
    )
    return take(session, take(session, found, sorted_), a.Route(*head, way))


def _finish(session: Session, doing: Doing, found: Whole, finish: Finish) -> None:
    """即办即走: the result, told face to face, and the rating asked for (row R66)."""
    _told(session, doing, take(session, found, a.Result(*doing.head(found), finish.result)), finish)


def hand_out(session: Session, doing: Doing, found: Whole, finish: Finish) -> Whole:
    """Hand out a result at any window: whoever takes it is told, and asked what they think (R52).
    Raises Refused."""
    return _told(session, doing, found, finish)


def _told(session: Session, doing: Doing, found: Whole, finish: Finish) -> Whole:
    head, whom = doing.head(found), found.matter.applicant or THEMSELVES
    steps: Sequence[a.Step] = (
        a.Feedback(*head, whom, How.IN_PERSON, finish.result, found.now),
        a.RatingRequest(*head, How.IN_PERSON),
    )
    if finish.score is not None:
        steps = (*steps, a.Rating(*head, finish.score, finish.rating_words))
    for step in steps:
        found = take(session, found, step)
    return found
