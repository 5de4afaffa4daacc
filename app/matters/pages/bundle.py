"""What stands in the bundle of an archived matter: a page for people, the same for programs, and
its photos (row R90)."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from app.households.models import ExportLog
from app.households.queries import labels_of
from app.kit.clock import iso
from app.kit.html import pages_of
from app.kit.web import Work
from app.matters.commands.bundle import DATA, INDEX, File, as_json
from app.matters.models import MatterPhoto
from app.matters.pages.door import reported
from app.matters.pages.matter import facts_in_words, helpers_of
from app.matters.pages.papers import paper_name, paper_words
from app.matters.pages.shown import limit_text, people_in, steps_shown, tasks_shown
from app.matters.queries.papers import NOTICE, Paper, papers_of, photos_of
from app.matters.queries.whole import Whole
from app.matters.rules import steps as a
from app.matters.rules.written import NAMES, said
from app.org.models import Community
from app.org.queries import names_of

# What a bundle says of a matter's row. Not the code with which the resident follows it, which is
# theirs, nor the ids of devices.
COLUMNS = (
    "id", "number", "flow", "restricted", "channel", "place", "title", "words", "applicant",
    "phone", "category", "problem", "agency", "urgent", "major", "stage", "handling", "level",
    "way", "limit_amount", "limit_unit", "score",
)  # fmt: skip
MOMENTS = ("opened_at", "received_at", "due_at", "done_at", "closed_at")
HEARD = (a.InterimFeedback, a.Feedback, a.RatingRequest, a.Rating, a.FollowUp, a.SentBack)


def files_of(work: Work, found: Whole, community: Community, made: ExportLog) -> list[File]:
    """The files of the bundle, read when their turn comes."""
    names = names_of(work.session, people_in(found)) | helpers_of(work, found)
    photos = _photos(work, found)
    papers = papers_of(work.session, found)
    home = found.matter.household_id or ""
    door = labels_of(work.session, {home} - {""}).get(home, "")
    shown = {
        "matter": found.matter,
        "state": found.state,
        "community": community.name,
        "door": door,
        "words": facts_in_words(work, found),
        "problem": reported(work, found)["problem"],
        "limit": limit_text(work, found.state.limit),
        "names": names,
        "steps": steps_shown(work, found, names, veiled=False)[::-1],
        "tasks": tasks_shown(work, found, names),
        "papers": [_paper(work, found, one, names) for one in papers],
        "photos": [name for name, _, _ in photos],
        "made": made,
    }
    heard = {number for number, one in enumerate(found.steps, 1) if isinstance(one, HEARD)}
    page = pages_of(work).render("matters/bundle.html", work.lang, heard=heard, **shown)
    data = _data(found, community, door, names, papers, photos)
    return [
        (INDEX, page.encode),
        (DATA, partial(as_json, data)),
        *((name, path.read_bytes) for name, path, _ in photos),
    ]


def _photos(work: Work, found: Whole) -> list[tuple[str, Path, MatterPhoto]]:
    """The photos that are still there, each with its name in the bundle."""
    kept = [(work.settings.files / one.stored, one) for one in photos_of(work.session, found)]
    there = [(path, one) for path, one in kept if path.is_file()]
    return [
        (f"photos/{n:02}{path.suffix.lower()}", path, one) for n, (path, one) in enumerate(there, 1)
    ]


def _paper(work: Work, found: Whole, one: Paper, names: Mapping[str, str]) -> dict[str, Any]:
    step = found.steps[one.step - 1] if one.step else None
    return {
        "name": paper_name(work.lang, one),
        "words": paper_words(work.lang, one),
        "at": one.at,
        "by": names.get(one.by, ""),
        "notice": step if one.kind == NOTICE else None,
        "agreement": step.agreement if isinstance(step, a.Result) else "",
    }


def _data(
    found: Whole, community: Community, door: str, names: Mapping[str, str],
    papers: list[Paper], photos: list[tuple[str, Path, MatterPhoto]],
) -> dict[str, Any]:  # fmt: skip
    matter, state = found.matter, found.state
    moments = {name: getattr(matter, name) for name in MOMENTS}
    return {
        "community": community.name,
        "matter": {
            **{name: getattr(matter, name) for name in COLUMNS},
            **{name: iso(at) if at else None for name, at in moments.items()},
            "door": door,
            "department": state.department,
            "first_contact": matter.first_contact_owner_id,
            "handling_owner": state.handling_owner,
            "owner": state.owner,
            "keep_until": matter.keep_until.isoformat() if matter.keep_until else None,
        },
        "people": dict(sorted(names.items())),
        "steps": [
            {"number": n, "kind": NAMES[type(one)], "at": iso(one.at), "by": one.by,
             "role": one.role.value, "said": said(one)}
            for n, one in enumerate(found.steps, 1)
        ],
        "papers": [
            {"kind": one.kind, "at": iso(one.at), "by": one.by, "words": one.words,
             "step": one.step or None}
            for one in papers
        ],
        "photos": [
            {"file": name, "sent_as": one.sha256,
             "received_at": iso(one.received_at) if one.received_at else None}
            for name, _, one in photos
        ],
    }  # fmt: skip
