"""The slips of a matter on A4, A5 or a roll of 80 mm (rows R33, R54, R80, R101)."""

import io

import segno
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.kit.html import page
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, get
from app.matters.pages.accepting import seen_here
from app.matters.pages.form import WINDOW
from app.matters.pages.slips import PAPERS, log_matter, slip_values, slips_of
from app.matters.queries.chosen import version_named

TITLES = {
    "receipt": Message("受理回执"),
    "notice": Message("一次性告知单"),
    "authorisation": Message("代办委托书"),
}
PAPER_WORDS = {"a4": Message("A4 纸"), "a5": Message("A5 纸"), "80mm": Message("80 毫米小票")}


@get("/matters/{matter_id:str}/slips/{kind:str}", guard=WINDOW)
def slip(
    work: NamedDependency[Work],
    matter_id: FromPath[str],
    kind: FromPath[str],
    paper: FromQuery[str] = "a4",
) -> Response[str]:
    """One slip, as it comes out of the printer. Raises NotFound where there is none."""
    found = seen_here(work, matter_id)
    if kind not in slips_of(work, found) or paper not in PAPERS:
        raise NotFound
    log_matter(work, found)
    version = version_named(work.session, found.matter.version_id)
    return page(
        work,
        "matters/window_slip.html",
        matter=found.matter,
        state=found.state,
        kind=kind,
        heading=TITLES[kind].text(work.lang),
        paper=paper,
        papers=[(one, word.text(work.lang)) for one, word in PAPER_WORDS.items()],
        item=version,
        **slip_values(work, found),
    )


@get("/matters/{matter_id:str}/code.svg", guard=WINDOW)
def follow_code(work: NamedDependency[Work], matter_id: FromPath[str]) -> Response[bytes]:
    """The code with which the resident follows the matter, for a telephone's camera (row R149)."""
    found = seen_here(work, matter_id)
    out = io.BytesIO()
    code = segno.make(found.matter.follow_code, error="m", micro=False)
    code.save(out, kind="svg", border=2, omitsize=True)
    return Response(
        out.getvalue(),
        media_type="image/svg+xml",
        headers={"Cache-Control": "private, no-store"},
    )
