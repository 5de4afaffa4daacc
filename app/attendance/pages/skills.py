"""Who is certified for what: workers by the seven duty lines (rows R46, R104)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.attendance.commands.skills import certify
from app.attendance.pages.common import HEAD, STAFF, community_here
from app.attendance.queries.crew import members_of
from app.attendance.queries.rosters import skills_of
from app.attendance.rules.skills import ALL_ROUNDER, covers
from app.attendance.words import ALL_ROUNDER_WORD, LINE_WORDS
from app.auth.guards import who
from app.catalogue.rules import DutyLine
from app.kit.forms import Reader, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.models import Post
from app.station.pages.common import scope_here

KNOWN = (*(one.value for one in DutyLine), ALL_ROUNDER)


@get("/skills", guard=STAFF)
def matrix(work: NamedDependency[Work]) -> Response[str]:
    """Everybody of the station by line; the head certifies."""
    held = skills_of(work.session, community_here(work).id)
    people = [one for one in members_of(work.session, scope_here(work), work.now, work.now)
              if one.in_turn]  # fmt: skip
    lines = [(one.value, LINE_WORDS[one].text(work.lang)) for one in DutyLine]
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "held": held.get(one.id, set()),
            "covers": {line.value for line in covers(held.get(one.id, ()))},
            "words": [
                LINE_WORDS[line].text(work.lang)
                for line in DutyLine
                if line in covers(held.get(one.id, ()))
            ],
            "all": ALL_ROUNDER in held.get(one.id, ()),
        }
        for one in people
    ]
    return page(
        work,
        "attendance/skills.html",
        lines=lines,
        options=[*lines, (ALL_ROUNDER, ALL_ROUNDER_WORD.text(work.lang))],
        rows=rows,
        counts={
            line.value: sum(line in covers(held.get(one.id, ())) for one in people)
            for line in DutyLine
        },
        head=Post.STATION_HEAD in who(work).posts,
    )


@post("/skills/{person_id:str}", guard=HEAD)
def change(
    work: NamedDependency[Work],
    person_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """What the head certifies somebody for."""
    people = members_of(work.session, scope_here(work), work.now, work.now)
    if person_id not in {one.id for one in people}:
        raise NotFound
    wanted = [one for one in Reader(posted(data)).raw_list("lines") if one in KNOWN]
    community = community_here(work)
    certify(work.session, work.now, community.id, who(work).id, person_id, wanted)
    return redirect("/skills")
