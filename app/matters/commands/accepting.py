"""Accepting at a window or a door: one form, all its steps in one transaction (R52, R66, R101).

What the item itself settles is not asked again: its kind, its way, its limit. So a matter with an
item is classified and on its way when the resident leaves the window.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.auth.principal import Principal
from app.catalogue.rules import Agency
from app.kit import audit
from app.kit.ids import uuid7
from app.matters.commands.opening import Opening, Promise, opened
from app.matters.commands.taking import take
from app.matters.commands.telling import tell_about
from app.matters.forms.opening import Finish, OpeningEntry
from app.matters.models import MatterPaper
from app.matters.queries.chosen import Chosen
from app.matters.queries.items import limit_said
from app.matters.queries.papers import AUTHORISATION, NOTICE
from app.matters.queries.people import Home, contact_of
from app.matters.queries.whole import Whole, is_known
from app.matters.rules import steps as a
from app.matters.rules.clock import Time
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

THEMSELVES = "本人"
Asked = tuple[a.Step, Sequence[MatterPaper]]
"""A step that is to be taken, with what is handed in with it."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Who accepts, as what, where and when; `hours`: when the hall is open, for the notice;
    `time`: the community's working time as it is known now."""

    person: Principal
    role: Role
    community_id: str
    now: datetime
    hours: str
    time: Time
    title: str
    home: Home | None = None
    """Where the household is that was named."""

    @property
    def head(self) -> tuple[datetime, str, Role]:
        """When, by whom and in which role a step of theirs is taken."""
        return self.now, self.person.id, self.role


def accept(session: Session, doing: Doing, entry: OpeningEntry, item: Chosen | None) -> str:
    """Accept what was typed; the matter's id. The same form sent again is the same matter. Raises
    Refused."""
    head = audit.lock_heads(session, [doing.community_id])[doing.community_id]
    if is_known(session, entry.id):
        return entry.id
    steps = list(steps_of(doing, entry, item))
    found = opened(session, _opening(doing, entry, item), doing.role, steps, head)
    if item is not None and entry.elsewhere is None:
        _tell_grid(session, doing, found, item)
    return entry.id


def steps_of(doing: Doing, entry: OpeningEntry, item: Chosen | None) -> Iterator[Asked]:
    """What follows the acceptance at once, each step with what was handed in."""
    if entry.elsewhere is not None:
        said = entry.elsewhere
        yield a.NotOurs(*doing.head, said.explanation, said.where_to_go), ()
    elif item is not None:
        yield from _with_item(doing, entry, item)
    elif entry.finish is not None:
        yield from _routed(doing, Handling.ON_THE_SPOT, Way.DIRECT, entry.problem, _line(entry))
        yield from _finished(doing, entry, entry.finish)


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
        category=_line(entry) if item is None else "",
        urgent=entry.urgent,
        major=entry.major,
        owner_id=doing.person.id if entry.finish is not None else None,
        promise=_promise(item) if item else None,
        home=doing.home,
        time=doing.time,
    )


def _promise(item: Chosen) -> Promise:
    """What is instant and yet not done at once has the time that the law gives."""
    version, said = item.version, item.limit
    if said is None or item.instant:
        return version.id, version.category, version.agency, limit_said(version.statutory)
    return version.id, version.category, version.agency, said


def _line(entry: OpeningEntry) -> str:
    return entry.line.value if entry.line else ""


def is_dispute(entry: OpeningEntry) -> bool:
    """Whether it is between people, who are heard before anybody sorts it (row R76)."""
    found = None if entry.item_id else problems().get(entry.problem)
    return found is not None and found.dispute


def _with_item(doing: Doing, entry: OpeningEntry, item: Chosen) -> Iterator[Asked]:
    """The notice, the papers, and as far on its way as the item settles. What is major waits for
    the head's word (row R99)."""
    if entry.finish is None or not item.instant:
        yield _notice(doing, entry, item)
    if entry.major and entry.finish is None:
        return
    at_once = item.instant or entry.finish is not None
    kind, way = kind_of(item.agency, at_once, item.version.level)
    yield from _routed(doing, kind, way, entry.problem, item.version.category)
    if entry.finish is not None:
        yield from _finished(doing, entry, entry.finish)
        return
    if item.agency is Agency.ASSIST and entry.helper_id:
        text = f"协办：陪同居民办理{item.version.name}"
        yield a.TaskOpened(*doing.head, uuid7(), text, entry.helper_id), ()
    missing = missing_names(item.materials, entry.brought)
    if entry.waits and missing:
        yield a.Waiting(*doing.head, "、".join(missing)), ()


def _notice(doing: Doing, entry: OpeningEntry, item: Chosen) -> Asked:
    """Everything in one go, how it was given, and the slip that was signed (R33, R80, R101)."""
    step = a.OneTimeNotice(
        *doing.head,
        material_lines(item.materials, entry.brought),
        step_lines(item.version.flow, item.checks, entry.checked),
        limit_text(item.limit),
        doing.hours,
    )
    papers = [_paper(doing, entry.id, NOTICE, entry.giving.value)]
    if item.agency is Agency.FULL and entry.authorised:
        papers.append(_paper(doing, entry.id, AUTHORISATION, item.version.name))
    return step, papers


def _paper(doing: Doing, matter_id: str, kind: str, words: str) -> MatterPaper:
    return MatterPaper(
        id=uuid7(), community_id=doing.community_id, matter_id=matter_id, kind=kind,
        words=words, by=doing.person.id, at=doing.now,
    )  # fmt: skip


def _routed(doing: Doing, kind: Handling, way: Way, problem: str, category: str) -> Iterator[Asked]:
    yield a.Classification(*doing.head, kind, level=1, category=category, problem=problem), ()
    yield a.Route(*doing.head, way), ()


def _finished(doing: Doing, entry: OpeningEntry, finish: Finish) -> Iterator[Asked]:
    """即办即走: the result, told face to face, and the rating asked for (row R66)."""
    yield a.Result(*doing.head, finish.result), ()
    yield from ((one, ()) for one in _told(doing, entry.applicant, finish))


def _told(doing: Doing, applicant: str, finish: Finish) -> Iterator[a.Step]:
    whom = applicant or THEMSELVES
    yield a.Feedback(*doing.head, whom, How.IN_PERSON, finish.result, doing.now)
    yield a.RatingRequest(*doing.head, How.IN_PERSON)
    if finish.score is not None:
        yield a.Rating(*doing.head, finish.score, finish.rating_words)


def hand_out(session: Session, doing: Doing, found: Whole, finish: Finish) -> Whole:
    """Hand out a result at any window: whoever takes it is told, and asked what they think (R52).
    Raises Refused."""
    doing = replace(doing, now=found.now)
    for step in _told(doing, found.matter.applicant, finish):
        found = take(session, found, step)
    return found


def _tell_grid(session: Session, doing: Doing, found: Whole, item: Chosen) -> None:
    """Who looks after the grid hears at once what was taken on for a resident there (row R33)."""
    grid = found.matter.grid_id
    contact = contact_of(session, grid, found.now) if grid else None
    if contact and item.agency is not Agency.EXPLAIN and contact != found.matter.owner_id:
        tell_about(session, found, [contact], "agency", doing.person.id)
