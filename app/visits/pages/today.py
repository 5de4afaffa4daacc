"""The worker's own screens: 今天, 我, and the empty form (rows R108, R115, R120)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency

from app.attendance.queries.own import signed_on
from app.attendance.shown import shown_day
from app.auth.guards import anyone, signed_in, who
from app.auth.rules import home_of
from app.auth.words import post_words
from app.households.pages import by_building
from app.households.pages.doors import registry_of, veiled
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.web import Work, get
from app.org.commands import log_new
from app.org.models import JUDGES, Post
from app.org.queries import GridName, community_of, grid_name, judged_by, start_of
from app.org.scope import scope_of
from app.privacy.queries.breaches import waiting_reports
from app.visits.queries.round import Round, load_round
from app.visits.rules import Due, todays_round, waited_longest

AGREED = Message("约好再来")
# What a need makes due; regular help is named by its code alone (row R142).
TASKS = {
    "help": Message("定期帮助"),
    "review": Message("需求回头看"),
    "ends": Message("需求到期"),
}
LEFT = Message("岗位已结束")
LANGUAGES = (("zh-Hans", "简体中文"), ("en", "English"))


@get("/today", guard=signed_in)
def today(work: NamedDependency[Work]) -> Response[str]:
    """今天: the round of the day. Other posts begin elsewhere."""
    principal = who(work)
    if principal.post != Post.GRID_WORKER:
        return redirect(home_of(principal.post))
    scope = scope_of(principal, work.now)
    hidden = veiled(registry_of(work), work.session, scope)
    found = load_round(work.session, scope, 0, hidden)
    values = today_values(work.lang, found)
    log_new(work, scope, "today", start_of(found.day, found.zone), [one.id for one in found.doors])
    touched = signed_on(work.session, scope, found.day, found.zone)
    return page(work, "visits/today.html", touched=touched, **values)


def today_values(lang: str, found: Round) -> dict[str, Any]:
    """The variables of visits/today.html; needs neither request nor database."""
    due, standings, states = found.due, found.standings, found.states
    chosen = set(todays_round(standings, due, found.target))
    labels = {door.id: door.label for door in found.doors}
    return {
        "grid": found.grid,
        "post_name": post_words()[Post.GRID_WORKER].text(lang),
        "shift": shown_day(lang, found.mine),
        "hand_overs": found.hand_overs,
        "sign_in": found.card,
        "progress": {"done": found.done, "target": found.target},
        "due": [
            {
                "household_id": one.household_id,
                "label": labels[one.household_id],
                "kind": one.kind,
                "text": _due_text(lang, one),
                "due_on": one.due_on,
            }
            for one in due
        ],
        "answers": [
            {
                "household_id": one.household_id,
                "label": labels[one.household_id],
                "state": one.state,
                "answer": one.answer,
            }
            for one in found.answers
            if one.household_id in labels
        ],
        "papers": [
            {
                "id": one.visit_id,
                "label": found.labels.get(one.household_id or "", ""),
                "at": one.visited_at,
            }
            for one in found.papers
        ],
        "buildings": by_building([d for d in found.doors if d.id in chosen], states),
        "rest": by_building([d for d in found.doors if d.id not in chosen], states),
        "waited": [
            {
                "household_id": one.household_id,
                "label": labels[one.household_id],
                "last_on": one.last_before,
            }
            for one in waited_longest(standings)
        ],
    }


def _due_text(lang: str, one: Due) -> str:
    if one.kind not in TASKS:
        return one.text or AGREED.text(lang)
    return TASKS[one.kind].text(lang) + " · " + one.text


@get("/me", guard=signed_in)
def me(work: NamedDependency[Work]) -> Response[str]:
    """我: who I am here, my month, and the settings of this phone."""
    principal = who(work)
    scope = scope_of(principal, work.now)
    if principal.post == Post.GRID_WORKER:
        found = load_round(work.session, scope, history=0)
        mine = me_values(work.lang, principal.name, found) | {"judges": _judged(work)}
        return page(work, "me/me.html", **mine)
    community = community_of(work.session, scope)
    grid = grid_name(work.session, scope)
    values: dict[str, Any] = {
        "person": person_values(work.lang, principal.name, principal.post, grid),
        "month": None,
        "langs": LANGUAGES,
        "slogan": community.slogan if community else "",
        "reports": waiting_reports(work.session, principal, work.now),
        "judges": _judged(work),
    }
    return page(work, "me/me.html", **values)


def _judged(work: Work) -> list[tuple[str, str]]:
    """Where the reader is of the panel or decides appeals, and as what."""
    words, me = post_words(), who(work)
    if not me.posts.intersection(JUDGES):
        return []
    found = judged_by(work.session, me.id, work.now)
    return [(place, words[one].text(work.lang)) for place, one in found]


def me_values(lang: str, name: str, found: Round) -> dict[str, Any]:
    """The variables of me/me.html for a worker; needs neither request nor database."""
    return {
        "person": person_values(lang, name, Post.GRID_WORKER, found.grid),
        "month": found.month,
        "langs": LANGUAGES,
        "slogan": found.slogan,
        "judges": [],
    }


def person_values(lang: str, name: str, post: Post | None, grid: GridName) -> dict[str, str]:
    """Who somebody is, in the words of the page; without a post: they have left."""
    return {
        "name": name,
        "post_name": post_words()[post].text(lang) if post else LEFT.text(lang),
        "grid": grid.name,
        "community": grid.community,
    }


@get("/visits/new", guard=anyone)
def new(work: NamedDependency[Work]) -> Response[str]:
    """The empty form for a door that is on no list; the same for everyone, kept by every phone."""
    return page(work, "visits/new.html")
