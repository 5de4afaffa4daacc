"""导入: what was brought so far, the way in, and the templates."""

import io
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.books.imports.forms.files import MOST_BYTES
from app.books.imports.pages.common import MOVERS, the_desk, what_options, worded
from app.books.imports.queries.jobs import jobs_of
from app.books.imports.rules.fields import WHAT_WORDS, What
from app.kit.html import page
from app.kit.problems import NotFound
from app.kit.web import Work, get
from app.org.queries import names_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/imports", guard=MOVERS)
def listing(work: NamedDependency[Work]) -> Response[str]:
    """The imports of this desk, the newest first."""
    return shown(work, {}, {})


def shown(
    work: Work, values: dict[str, Any], errors: dict[str, Any], status: int = 200
) -> Response[str]:
    """The page, also with what is wrong about a file that was handed over."""
    desk = the_desk(work)
    jobs = jobs_of(work.session, desk)
    people = names_of(work.session, [one.person_id for one in jobs])
    rows = [
        {
            "id": one.id,
            "file": one.filename,
            "what": WHAT_WORDS[What(one.what)].text(work.lang),
            "by": people.get(one.person_id, ""),
            "at": one.made_at,
            "state": "refused" if one.report.get("refused") else one.state,
            "why": worded(work, one.report.get("refused")),
            "written": one.report.get("written"),
        }
        for one in jobs
    ]
    return page(
        work, "books/imports/list.html", status=status, jobs=rows, values=values, errors=errors,
        kinds=what_options(work), most_mb=MOST_BYTES // 1_000_000, tree=What.AREAS in desk.kinds,
    )  # fmt: skip


@get("/imports/template.xlsx", guard=MOVERS, packed=True)
def template(work: NamedDependency[Work], what: FromQuery[str] = "") -> Response[bytes]:
    """The template of a kind, with an example line and notes."""
    # Here and not above: openpyxl comes with it, and a server seldom needs that.
    from app.books.imports.forms.sheets_out import write_template

    if what not in the_desk(work).kinds:
        raise NotFound
    out = io.BytesIO()
    write_template(What(what), work.lang, out)
    headers = {"Content-Disposition": f'attachment; filename="qiaomen-{what}.xlsx"'}
    return Response(out.getvalue(), media_type=XLSX, headers=headers)
