"""规章: the five rules in their versions, and who has read them (row R103)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.auth.principal import Principal
from app.handbook.commands.handbook import read_rule, write_rule
from app.handbook.forms.handbook import parse_rule
from app.handbook.pages.common import HEAD, STAFF, community_id, is_head
from app.handbook.queries.rulebook import (
    Rule,
    first_versions,
    not_read,
    read_by,
    readers_count,
    rules_of,
    unread_count,
    versions_of,
)
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.queries import names_of

# Only this page shows how many are to be read: others need not count.
COUNTED_ON = "/me"


@get("/rules", guard=STAFF)
def listing(work: NamedDependency[Work]) -> Response[str]:
    """The five, and which of them the reader has still to read."""
    here = community_id(work)
    read = read_by(work.session, here, who(work).id)
    rows = [
        {
            "rule": one,
            "title": one.title(work.lang),
            "read_at": read.get(one.code),
            "missing": len(not_read(work.session, here, one, work.now)) if is_head(work) else 0,
        }
        for one in rules_of(work.session, here).values()
    ]
    return page(work, "handbook/rules.html", rows=rows, head=is_head(work))


@get("/rules/{code:str}", guard=STAFF)
def rule(work: NamedDependency[Work], code: FromPath[str]) -> Response[str]:
    """One of them, as it stands."""
    return _show(work, _find(work, code), {}, {})


@get("/rules/{code:str}/versions/{version:str}", guard=STAFF)
def version(
    work: NamedDependency[Work], code: FromPath[str], version: FromPath[str]
) -> Response[str]:
    """One of them, as it once stood."""
    current = _find(work, code)
    for one in versions_of(work.session, community_id(work), code):
        if str(one.number) == version:
            return _show(work, one, {}, {}, current=current)
    raise NotFound


@post("/rules/{code:str}/reading", guard=STAFF)
def read(work: NamedDependency[Work], code: FromPath[str]) -> Response[str]:
    """I have read it."""
    read_rule(work.session, community_id(work), _find(work, code), who(work).id, work.now)
    return redirect("/rules")


@post("/rules/{code:str}/versions", guard=HEAD)
def write(
    work: NamedDependency[Work], code: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """It reads otherwise from now on."""
    found, fields = _find(work, code), posted(data)
    parsed = parse_rule(fields)
    if isinstance(parsed, Refusal):
        return _show(work, found, fields, parsed.errors, 422)
    write_rule(work.session, community_id(work), found.code, parsed, who(work).id, work.now)
    return redirect(f"/rules/{found.code}")


def unread(work: Work) -> int:
    """How many rules the reader has still to read, where that is shown."""
    me: Any = work.principal
    if not isinstance(me, Principal) or me.community_id is None or me.post is None:
        return 0
    if work.request.url.path != COUNTED_ON:
        return 0
    return unread_count(work.session, me.community_id, me.id)


def _find(work: Work, code: str) -> Rule:
    if code not in first_versions():
        raise NotFound
    return rules_of(work.session, community_id(work))[code]


def _show(
    work: Work, one: Rule, values: Fields, errors: dict[str, Any], status: int = 200,
    current: Rule | None = None,
) -> Response[str]:  # fmt: skip
    """`current`: the version that holds, where `one` is an older one."""
    here = community_id(work)
    old = current is not None and current.number != one.number
    head = is_head(work)
    return page(
        work,
        "handbook/rule.html",
        status=status,
        rule=one,
        title=one.title(work.lang),
        paragraphs=one.paragraphs(work.lang),
        own_words=one.number > 1,
        made_by=names_of(work.session, {one.made_by} - {""}).get(one.made_by, ""),
        old=old,
        versions=versions_of(work.session, here, one.code),
        read_at=read_by(work.session, here, who(work).id).get(one.code),
        have=readers_count(work.session, here, one) if head and not old else 0,
        missing=not_read(work.session, here, one, work.now) if head and not old else [],
        head=head,
        values=values,
        errors=errors,
    )
